/* 待办: what waits for a coordinator. */

import { first } from "../shared/page.js";
import {
  dropTitle,
  entriesIn,
  fieldsIn,
  inboxAnswer,
  momentOf,
  ownValue,
  textIn,
  textsIn,
} from "./answers.js";
import { changeTables, knownLabels } from "./changes-table.js";
import { emptyContext } from "./check-context.js";
import { base, forms } from "./data.js";
import { giveBack, newAnswers } from "./decisions.js";
import { make, newIds } from "./elements.js";
import { fileLink, newFileChoices } from "./file-choices.js";
import { LiveList } from "./live-list.js";
import { PickBar } from "./pick-bar.js";
import { siteAddress } from "./places.js";
import { problemsTable } from "./problems-table.js";

/**
 * @typedef {import("./answers.js").Fields} Fields
 * @typedef {import("./decisions.js").Desk} Desk
 */

/** Decisions that came to nothing: what they are about waits on. */
const FAILED = new Set(["refused", "conflict"]);
const DAY_LENGTH = 86400000;
/** Lines of a workbook that are shown at once. */
const SHOWN_LINES = 100;
const MORE_LINES = "还有改动没有列出，请打开文件看。";
const DONE_HERE = "已办好，结果在“结果”里。";
const NONE_WAITING = "没有等着批准的。";

/** Show what waits on the page that is for it. */
export async function setUpTodo() {
  const place = first("[data-todo]", HTMLElement);
  if (!place) return;
  /** @type {Desk} */
  const desk = {
    labels: await knownLabels(),
    setting: await newSetting(),
    person: "",
    pending: new Map(),
    look: () => live.refresh(),
  };
  const bar = new PickBar();
  const live = new LiveList(place, {
    file: "todo",
    entries: (data) => entriesIn(data, "waiting").sort(longestFirst),
    card: (entry) => todoCard(entry, desk, bar),
    keeps: (drop, card) => isDone(drop, card, desk),
    waits: () => desk.pending.size > 0,
    summary: (entries, data) =>
      entries.length ? `等着批准的 ${entries.length} 件，等得最久的在前。` : noneFor(data),
    shown: (_entries, data) => {
      desk.person = textIn(data, "person") || textIn(data, "login");
      bar.show();
      readDecisions(desk);
    },
  });
  place.insertBefore(bar.element, live.list);
  live.refresh();
}

/**
 * Return what is told to whom nothing is listed: to a coordinator that nothing waits, to others where
 * theirs is. Only for coordinators there is a list, once the inbox has been looked through.
 * @param {Fields} data
 */
async function noneFor(data) {
  if (ownValue(data, "waiting")) return NONE_WAITING;
  const { data: own } = await inboxAnswer("results");
  if (ownValue(own, "coordinator") === true) return NONE_WAITING;
  const waiting = entriesIn(own, "drops").filter((each) => textIn(each, "state") === "waiting");
  const link = make("a", { href: siteAddress("edit/results/") }, "结果");
  const count = waiting.length ? `，还有 ${waiting.length} 件等着批准` : "";
  return make("span", {}, "这里只列给统筹人。您交的在“", link, `”里看${count}。`);
}

/**
 * Return what fields that name evidence need; without the data of the forms they offer nothing.
 * @returns {Promise<import("./types.js").Setting>}
 */
async function newSetting() {
  const nothing = /** @type {any} */ ([{}, { evidence: [] }]);
  const [known, lists] = await Promise.all([forms(), base()]).catch(() => nothing);
  const none = async () => [];
  const unheard = { changed: () => {}, listeners: new Set() };
  const shared = {
    kind: "filing",
    papers: none,
    numbers: none,
    newId: newIds(),
    fileNames: new Set(),
  };
  return { ...shared, ...unheard, forms: known, lists, context: emptyContext(known, lists) };
}

/**
 * Say on a card that nothing waits there anymore; whether it was this page that decided.
 * @param {string} drop
 * @param {HTMLElement} card
 * @param {Desk} desk
 */
function isDone(drop, card, desk) {
  if (!desk.pending.delete(drop)) return card.classList.contains("drop--done");
  card.classList.add("drop--done");
  const line = first(".drop__place .drop__said", HTMLElement, card);
  if (line) line.textContent = DONE_HERE;
  return true;
}

/**
 * Look what became of decisions; what came to nothing may be decided again.
 * @param {Desk} desk
 */
async function readDecisions(desk) {
  if (!desk.pending.size) return;
  const { data } = await inboxAnswer("results");
  const results = entriesIn(data, "drops");
  for (const [drop, pending] of desk.pending) {
    const result = results.find((each) => textIn(each, "drop") === pending.drop);
    if (!result || !FAILED.has(textIn(result, "state"))) continue;
    desk.pending.delete(drop);
    giveBack(pending, `没有办成：${textIn(result, "message") || "请看“结果”"}`);
  }
}

/**
 * @param {Fields} one
 * @param {Fields} other
 */
function longestFirst(one, other) {
  return textIn(one, "received") < textIn(other, "received") ? -1 : 1;
}

/**
 * @param {Fields} entry
 * @param {Desk} desk
 * @param {import("./pick-bar.js").PickBar} bar
 */
function todoCard(entry, desk, bar) {
  const problems = entriesIn(entry, "problems");
  const changes = entriesIn(fieldsIn(entry, "slip"), "changes");
  const table = problemsTable(problems, changes, desk.labels);
  const choices = textIn(entry, "what") === "files" ? newFileChoices(entry, desk.setting) : null;
  const answers = newAnswers(entry, desk, choices);
  const isPlain = ownValue(entry, "vouched") === true && !table && !choices;
  const card = make("li", { class: "drop" });
  card.append(
    ...(isPlain ? [bar.newBox(dropTitle(entry), answers.approve)] : []),
    make("h2", { class: "drop__title", tabindex: "-1" }, dropTitle(entry)),
    todoMeta(entry),
    ...whyLine(entry),
    ...(table ? [table] : []),
    changeTables(changes, desk.labels),
    ...linesOf(entry),
    choices ? choices.element : filesOf(entry),
    answers.element,
  );
  return card;
}

/**
 * Return who handed it in, whether the server knows that, when, and for how many days it has waited.
 * @param {Fields} entry
 */
function todoMeta(entry) {
  const received = textIn(entry, "received");
  const isVouched = ownValue(entry, "vouched") === true;
  const who = ["person", "by", "login"].map((name) => textIn(entry, name)).find(Boolean);
  const name = textIn(entry, "what") === "slip" ? "" : textIn(entry, "name");
  const badge = make("span", { class: `badge badge--${isVouched ? "good" : "bad"}` });
  badge.textContent = isVouched ? "由服务器确认" : "未经确认";
  const line = make("p", { class: "drop__meta" }, make("b", {}, who || "不知道是谁"), " ", badge);
  for (const text of [momentOf(received), waited(received), name]) {
    if (text) line.append(" ", make("span", {}, text));
  }
  return line;
}

/** @param {string} received */
function waited(received) {
  const days = Math.floor((Date.now() - Date.parse(received)) / DAY_LENGTH);
  return days > 0 ? `已等 ${days} 天` : "";
}

/** @param {Fields} entry */
function whyLine(entry) {
  const why = textIn(entry, "why");
  return why ? [make("p", { class: "drop__said" }, `说明：${why}`)] : [];
}

/**
 * Return what a workbook changes, a line for each change.
 * @param {Fields} entry
 */
function linesOf(entry) {
  const lines = textsIn(entry, "lines");
  const shown = lines.slice(0, SHOWN_LINES).map((line) => make("li", {}, line));
  if (lines.length > shown.length) shown.push(make("li", {}, MORE_LINES));
  return shown.length ? [make("ul", {}, ...shown)] : [];
}

/**
 * Return links to the files that came along.
 * @param {Fields} entry
 */
function filesOf(entry) {
  const list = make("ul", { class: "drop__files", "aria-label": "文件" });
  for (const file of entriesIn(entry, "files")) list.append(make("li", {}, fileLink(file)));
  return list.childElementCount ? list : make("span", { hidden: true });
}
