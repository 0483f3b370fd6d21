/* 登记一份材料: title and author are proposed, until somebody writes others. */

import { valueIn } from "./record.js";

/** @import { Body, EvidenceChoice, Published, Setting } from "./types.js" */

/* Of which period a paper is, and what it is, may share a word: 2026年度, 年度工作计划. */
const SHARED_WORD = 2;

/**
 * Fill in title and author now, and again as evidence, period or day change.
 * @param {Body} body
 * @param {Setting} setting
 */
export async function proposeTexts({ fields }, setting) {
  /** @type {Record<string, string>} */
  const last = { title: "", author_body: "" };
  const propose = async () => {
    const texts = await proposedTexts((name) => valueIn(fields, name), setting);
    for (const { name, widget } of fields) {
      if (!(name in texts) || (widget.read() || "") !== last[name]) continue;
      last[name] = texts[name];
      widget.write(texts[name]);
    }
  };
  setting.listeners.add(propose);
  await propose();
}

/**
 * @param {(name: string) => any} read what a field says
 * @param {Setting} setting
 * @returns {Promise<Record<string, string>>}
 */
async function proposedTexts(read, setting) {
  const [id] = read("evidence") || [];
  const evidence = setting.lists.evidence.find((/** @type {any} */ each) => each.id === id);
  if (!evidence) return { title: "", author_body: setting.forms.unit };
  const span = spanOf(evidence, read, setting);
  return {
    title: span ? proposedTitle(span, evidence) : "",
    author_body: lastAuthor(await setting.papers(), id) || setting.forms.unit,
  };
}

/**
 * Return the period that is chosen, or that of the day.
 * @param {EvidenceChoice} evidence
 * @param {(name: string) => any} read
 * @param {Setting} setting
 * @returns {[string, string, string, string] | undefined}
 */
function spanOf({ frequency }, read, { lists }) {
  const [slot, day] = [read("slot"), read("date") || ""];
  return (lists.periods[frequency] || []).find(
    (/** @type {[string, string, string, string]} */ [key, , start, end]) =>
      slot ? key === slot : start <= day && day <= end,
  );
}

/**
 * @param {[string, string, string, string]} span
 * @param {EvidenceChoice} evidence
 */
export function proposedTitle([key, label], { name, frequency }) {
  if (key === "届期") return name;
  const period = frequency === "每年" ? label.replace(/年$/, "年度") : label;
  const isShared = name.startsWith(period.slice(-SHARED_WORD));
  return period + (isShared ? name.slice(SHARED_WORD) : name);
}

/**
 * Return the author of what was last handed in for a piece of evidence.
 * @param {ReadonlyArray<Published>} papers
 * @param {string} id
 */
function lastAuthor(papers, id) {
  const own = papers.filter(({ values }) => (values.evidence || []).includes(id));
  return own.map(({ values }) => values.author_body || "").reduce((one, next) => next || one, "");
}
