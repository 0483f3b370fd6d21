/* Files that came without a slip: which evidence each is, of which period, and what it is called. */

import { first } from "../shared/page.js";
import { entriesIn, ownValue, textIn } from "./answers.js";
import { make, moveTo } from "./elements.js";
import { sizeText } from "./fields-files.js";
import { pickerWidget } from "./pickers.js";
import { siteAddress } from "./places.js";
import { spelledValue } from "./spellings.js";

/**
 * A file, and what its coordinator says that it is; without an evidence it is not filed.
 * @typedef {{ file: Fields, evidence: string, period: string, title: string, date: string, author: string }} Choice
 * @typedef {{ element: HTMLElement, read: () => Choice | null }} FileChoice
 * @typedef {import("./answers.js").Fields} Fields
 * @typedef {import("./types.js").Setting} Setting
 */

const PERIOD_NAME = /^(?:届期|\d{4}(?:-Q[1-4]|-\d{2}(?:-\d{2})?)?)$/;
const NO_EVIDENCE = "请选是哪一项材料，写编号或名称；不登记的，选“不登记这个文件”。";
const NO_PERIOD = "请写是哪一期，如 2026、2026-Q1、2026-03、2026-03-05，整个届期的写“届期”。";
const NO_TITLE = "请写题名，照文件上的写。";
const NO_DAY = "请写形成的那一天，如 2026-03-05；不知道的空着，以后用“改登记”补。";
const ALL_LEFT_OUT = "一个文件也没有登记。都不要的，请点“退回”，写明理由。";
const OTHER_EVIDENCE = "别的材料";
const NO_FILING = "不登记这个文件";
const DAY_NAME = /^\d{4}-\d{2}-\d{2}$/;
/** A day in the name of a file, in one of its spellings. */
const NAMED_DAY = /(?:^|\D)(20\d{2}(?:[-.年]\d{1,2}[-.月]\d{1,2}|\d{4}))(?!\d)/;
/** From here on a proposal is called likely. */
const LIKELY_SCORE = 0.8;

/**
 * Return the fields for the files of a drop, and the filings that they make: nothing if one is open.
 * @param {Fields} entry
 * @param {Setting} setting
 */
export function newFileChoices(entry, setting) {
  const choices = entriesIn(entry, "files").map((file) => newFileChoice(file, setting));
  const fault = make("p", { class: "ask__fault", role: "alert" });
  const element = make("div", {}, ...choices.map((choice) => choice.element), fault);
  const changes = () => {
    const chosen = choices.map((choice) => choice.read());
    const made = filingsOf(entry, chosen);
    const isOpen = chosen.includes(null);
    fault.textContent = isOpen || made.length ? "" : ALL_LEFT_OUT;
    return isOpen || !made.length ? null : made;
  };
  return { element, changes };
}

/**
 * Return a link to a file, with its size; only its name if it is not below this site.
 * @param {Fields} file
 */
export function fileLink(file) {
  const href = siteAddress(textIn(file, "href"));
  const name = textIn(file, "name") || "没有名字的文件";
  const link = href ? make("a", { class: "drops__file", href, download: name }, name) : name;
  const size = Number(textIn(file, "size"));
  return make("span", {}, link, size > 0 ? ` ${sizeText(size)}` : "");
}

/**
 * Return the changes that file what was chosen, files of one title together.
 * @param {Fields} entry
 * @param {(Choice | null)[]} choices
 */
function filingsOf(entry, choices) {
  /** @type {Map<string, Choice[]>} */
  const groups = new Map();
  for (const chosen of choices) {
    if (!chosen || !chosen.evidence) continue;
    const key = [chosen.evidence, chosen.period, chosen.title].join("\n");
    groups.set(key, [...(groups.get(key) || []), chosen]);
  }
  return Array.from(groups.values(), (chosen) => filingOf(entry, chosen));
}

/**
 * @param {Fields} entry
 * @param {Choice[]} chosen
 */
function filingOf(entry, chosen) {
  const [{ evidence, period, title, author }] = chosen;
  /* What several files make was formed with the last of them. */
  const date = chosen
    .map((each) => each.date)
    .sort()
    .pop();
  const day = textIn(entry, "received").slice(0, 10);
  const filed = {
    evidence: [evidence],
    slot: period,
    title,
    ...(author ? { author_body: author } : {}),
    ...(date ? { date } : {}),
    files: chosen.map(({ file }) => ({ name: textIn(file, "name"), ...digestOf(file) })),
    filed_on: day,
    ...(ownValue(entry, "vouched") === true ? { filed_by: textIn(entry, "person") } : {}),
  };
  return {
    record: "filing",
    in: (/^\d{4}/.exec(period) || [day.slice(0, 4)])[0],
    op: "add",
    new: filed,
  };
}

/** @param {Fields} file */
function digestOf(file) {
  const digest = textIn(file, "sha256");
  return digest ? { sha256: digest } : {};
}

/**
 * @param {Fields} file
 * @param {Setting} setting
 * @returns {FileChoice}
 */
function newFileChoice(file, setting) {
  const proposals = entriesIn(file, "proposals");
  const texts = textsFor(file, proposals, setting);
  const { period, title, date, author } = texts;
  const options = optionsOf(proposals, period, setting);
  const fault = make("p", { class: "ask__fault", role: "alert" });
  const element = make("fieldset", { class: "choice" }, make("legend", {}, fileLink(file)));
  element.append(...options.map((option) => option.element));
  element.append(labelled("期次", period), labelled("题名", title));
  element.append(labelled("文件日期", date), labelled("责任者", author), fault);
  const read = () => {
    const evidence = chosenOf(options);
    const choice = { file, evidence, ...readTexts(texts) };
    const [wrong, control] = evidence === null ? [] : faultOf(choice, { ...texts, element });
    fault.textContent = wrong || "";
    if (control) moveTo(control);
    return wrong ? null : { ...choice, evidence: evidence || "" };
  };
  return { element, read };
}

/**
 * Return the fields that are typed into.
 * @param {Fields} file
 * @param {Fields[]} proposals
 * @param {Setting} setting
 */
function textsFor(file, proposals, setting) {
  return {
    period: newText("period", textIn(proposals[0] || {}, "period"), "2026、2026-Q1、2026-03-05"),
    title: newText("title", titleFor(file, proposals), ""),
    date: newText("date", dayFor(file, proposals), "2026-03-05"),
    author: newText("author", setting.forms.unit || "", ""),
  };
}

/** @param {ReturnType<typeof textsFor>} texts */
function readTexts({ period, title, date, author }) {
  return {
    period: period.value.trim(),
    title: title.value.trim(),
    date: typedDay(date.value),
    author: author.value.trim(),
  };
}

/**
 * @param {string} name
 * @param {string} value
 * @param {string} placeholder
 */
function newText(name, value, placeholder) {
  return make("input", { type: "text", class: `choice__${name}`, value, placeholder });
}

/**
 * @param {string} text
 * @param {HTMLElement} input
 */
function labelled(text, input) {
  return make("label", { class: "choice__label" }, `${text} `, input);
}

/**
 * Return what can be chosen for a file, the likeliest first and chosen: what is proposed, which brings
 * its period along; another evidence; nothing, as null.
 * @param {Fields[]} proposals
 * @param {HTMLInputElement} period
 * @param {Setting} setting
 */
function optionsOf(proposals, period, setting) {
  const group = setting.newId();
  const proposed = proposals.map((proposal) => {
    const option = newOption(group, proposalLabel(proposal), () => textIn(proposal, "evidence"));
    option.input.addEventListener("change", () => {
      period.value = textIn(proposal, "period") || period.value;
    });
    return option;
  });
  const other = newOtherOption(group, setting);
  const options = [...proposed, other, newOption(group, NO_FILING, () => null)];
  options[0].input.checked = true;
  const showOther = () => {
    other.field.hidden = !other.input.checked;
  };
  for (const { input } of options) input.addEventListener("change", showOther);
  showOther();
  return options;
}

/**
 * @param {string} group
 * @param {string} text
 * @param {() => string | null} read
 */
function newOption(group, text, read) {
  const input = make("input", { type: "radio", name: group });
  return { element: make("div", {}, make("label", {}, input, ` ${text}`)), input, read };
}

/**
 * Return the option of an evidence that was not proposed, with a field to find it.
 * @param {string} group
 * @param {Setting} setting
 */
function newOtherOption(group, setting) {
  const spec = { label: "材料", type: "codes", of: "evidence" };
  const picker = pickerWidget("evidence", spec, setting);
  picker.control.setAttribute("aria-label", "哪一项材料");
  const field = make("div", { class: "choice__own" }, picker.element);
  const option = newOption(group, OTHER_EVIDENCE, () => [].concat(picker.read() || "").join("、"));
  option.element.append(field);
  return { ...option, field };
}

/**
 * Return the evidence that is chosen; null for a file that is not filed.
 * @param {ReturnType<typeof optionsOf>} options
 */
function chosenOf(options) {
  const chosen = options.find(({ input }) => input.checked);
  return chosen ? chosen.read() : null;
}

/** @param {Fields} proposal */
function proposalLabel(proposal) {
  const [evidence, name, period] = ["evidence", "name", "period"].map((key) =>
    textIn(proposal, key),
  );
  const likely = Number(textIn(proposal, "score")) >= LIKELY_SCORE ? "很像" : "有点像";
  const how = ownValue(proposal, "exact") === true ? "编号相同" : likely;
  return `${evidence} ${name} ${period}（${how}）`;
}

/**
 * Return the day on which a file was formed, as far as its period or its name tells.
 * @param {Fields} file
 * @param {Fields[]} proposals
 */
function dayFor(file, [first = {}]) {
  const [, named = ""] = NAMED_DAY.exec(textIn(file, "name")) || [];
  return [textIn(first, "period"), typedDay(named)].find((day) => DAY_NAME.test(day)) || "";
}

/** @param {string} text */
function typedDay(text) {
  return spelledValue("filing", "date", text);
}

/**
 * Return what a file is called before a person says so: what its name says, without numbers at the
 * end; photographs of one event are one filing. A name that says nothing gives way to the evidence's.
 * @param {Fields} file
 * @param {Fields[]} proposals
 */
function titleFor(file, proposals) {
  const stem = textIn(file, "name")
    .replace(/^.*[\\/]/, "")
    .replace(/\.[^.]*$/, "");
  const parts = stem.split("_");
  const words = (parts[2] || stem).replace(/[\s_-]*[（(]?\d{1,3}[）)]?$/, "");
  const proposed = proposals.map((proposal) => textIn(proposal, "name"));
  return /[\u4e00-\u9fff]/.test(words) ? words : proposed[0] || words;
}

/**
 * Return what is missing, and where to say it.
 * @param {{ evidence: string | null, period: string, title: string, date: string }} choice
 * @param {{ period: HTMLElement, title: HTMLElement, date: HTMLElement, element: HTMLElement }} controls
 * @returns {[] | [string, HTMLElement]}
 */
function faultOf({ evidence, period, title, date }, controls) {
  const picker = first("[role=combobox]", HTMLElement, controls.element);
  if (!evidence) return [NO_EVIDENCE, picker || controls.element];
  if (!PERIOD_NAME.test(period)) return [NO_PERIOD, controls.period];
  if (!title) return [NO_TITLE, controls.title];
  return !date || DAY_NAME.test(date) ? [] : [NO_DAY, controls.date];
}
