/* 结果: what became of each slip that its reader handed in, and what may be done about it. */

import { first } from "../shared/page.js";
import { dropName, dropTitle, entriesIn, fieldsIn, momentOf, textIn } from "./answers.js";
import { changeTables, knownLabels, newFold, newTable } from "./changes-table.js";
import { make, makeButton } from "./elements.js";
import { LiveList } from "./live-list.js";
import { madeLinks, noteLines } from "./made.js";
import { formAddress, siteAddress } from "./places.js";
import { problemsTable } from "./problems-table.js";
import { StateBar } from "./state-bar.js";
import { askFirst, sayIn, sendFollowUp } from "./undo.js";

/**
 * What the page knows: what fields are called, who reads, the drops that it waits for, and how to look
 * again.
 * @typedef {object} Desk
 * @property {import("./changes-table.js").Labels} labels
 * @property {string} person
 * @property {Set<string>} awaited
 * @property {boolean} isRunning
 * @property {() => void} look
 * @typedef {import("./answers.js").Fields} Fields
 * @typedef {import("./undo.js").FollowUp} FollowUp
 */

/** The states of a drop: what they are called, and the colour of their badge. */
const DROP_STATES = new Map([
  ["taken", { word: "处理中", look: "going" }],
  ["waiting", { word: "等待批准", look: "going" }],
  ["applied", { word: "已写入，等待发布", look: "going" }],
  ["published", { word: "已上网", look: "good" }],
  ["refused", { word: "没有收下", look: "bad" }],
  ["conflict", { word: "与别人的改动冲突", look: "bad" }],
  ["declined", { word: "已退回", look: "bad" }],
  ["done", { word: "已办", look: "good" }],
  ["undone", { word: "已撤销", look: "over" }],
]);
const UNKNOWN_STATE = { word: "状态不明", look: "over" };
/** States that soon become others by themselves. */
const RUNNING_STATES = new Set(["taken", "applied"]);
/** What a reader may do, by state. */
const STATE_ACTIONS = new Map([
  ["refused", [mendLink]],
  ["declined", [mendLink]],
  ["conflict", [takeoverButton, leaveButton]],
  ["applied", [pageLink, madeLinks, undoButton]],
  ["published", [pageLink, madeLinks, undoButton]],
]);
/** Slips that no form makes: nothing of them can be filled in again. */
const FOLLOWING = new Set(["", "undo", "decision"]);
/** What came as files, whose name one knows. */
const NAMED_WHATS = new Set(["workbook", "files"]);
/** What is told where the server says nothing. */
const WAITING = "要等统筹人批准，批准以后自动上网。";
const LEFT_ALONE = "好的，保持现在的样子，什么都不用做。";

/** Show the results on the page that is for them. */
export async function setUpResults() {
  const place = first("[data-results]", HTMLElement);
  if (!place || first("[data-search-page]", HTMLElement)) return;
  const asked = new URLSearchParams(location.search).get("drop");
  /** @type {Desk} */
  const desk = {
    labels: await knownLabels(),
    person: "",
    awaited: new Set(asked ? [asked] : []),
    isRunning: false,
    look: () => live.refresh(),
  };
  const live = new LiveList(place, {
    file: "results",
    entries: (data) => entriesIn(data, "drops"),
    card: (entry) => resultCard(entry, desk),
    keeps: () => false,
    waits: () => desk.isRunning || desk.awaited.size > 0,
    summary: (entries) => summaryOf(entries, desk),
    shown: (entries, data) => {
      noteAnswer(entries, data, desk);
      bar.show(entries);
    },
  });
  const bar = new StateBar(DROP_STATES, live.list);
  place.insertBefore(bar.element, live.list);
  live.refresh();
}

/**
 * Remember who reads, and what is still under way.
 * @param {Fields[]} entries
 * @param {Fields} data
 * @param {Desk} desk
 */
function noteAnswer(entries, data, desk) {
  desk.person = textIn(data, "person") || textIn(data, "login");
  desk.isRunning = entries.some((entry) => RUNNING_STATES.has(textIn(entry, "state")));
  for (const entry of entries) desk.awaited.delete(textIn(entry, "drop"));
}

/**
 * @param {Fields[]} entries
 * @param {Desk} desk
 */
function summaryOf(entries, desk) {
  const going = entries.filter((entry) => RUNNING_STATES.has(textIn(entry, "state"))).length;
  const awaited = desk.awaited.size ? "刚交的还在路上，通常不到一分钟。" : "";
  if (!entries.length)
    return awaited || "还没有结果。到“改数据”里填好一张表单，交出去以后，这里就有。";
  return `共 ${entries.length} 条，新的在前${going ? `；${going} 条正在处理` : ""}。${awaited}`;
}

/**
 * @param {Fields} entry
 * @param {Desk} desk
 */
function resultCard(entry, desk) {
  const state = textIn(entry, "state");
  const card = make("li", { class: "drop", "data-state": state });
  card.append(
    make("h2", { class: "drop__title", tabindex: "-1" }, dropTitle(entry)),
    resultMeta(entry, DROP_STATES.get(state) || UNKNOWN_STATE),
    ...explained(entry, state),
    tablesOf(entry, desk),
    actionsOf(entry, state, desk),
    ...details(entry, desk),
  );
  return card;
}

/**
 * @param {Fields} entry
 * @param {{ word: string, look: string }} state
 */
function resultMeta(entry, { word, look }) {
  const line = make("p", { class: "drop__meta" });
  const file = NAMED_WHATS.has(textIn(entry, "what")) ? dropName(entry) : "";
  line.append(make("b", { class: `badge badge--${look}` }, word));
  for (const text of [momentOf(textIn(entry, "received")), file]) {
    if (text) line.append(" ", make("span", {}, text));
  }
  return line;
}

/**
 * Return what became of it, in words: of the server, and of whoever decided.
 * @param {Fields} entry
 * @param {string} state
 */
function explained(entry, state) {
  const decided = fieldsIn(entry, "decided");
  const by = textIn(decided, "by");
  const reason = textIn(decided, "reason");
  const message = textIn(entry, "message") || (state === "waiting" ? WAITING : "");
  const isRefusal = state === "declined" && reason;
  const line = isRefusal ? `${by || "统筹人"}写的理由：${reason}` : message;
  /* What the badge says already is not said again. */
  const isNew = line && line !== `${(DROP_STATES.get(state) || UNKNOWN_STATE).word}。`;
  const said = isNew ? [make("p", { class: "drop__said" }, line)] : [];
  return [...said, ...noteLines(entry)];
}

/**
 * Return what has to be put right, and what others changed meanwhile.
 * @param {Fields} entry
 * @param {Desk} desk
 */
function tablesOf(entry, desk) {
  const tables = make("div", {});
  for (const table of [problemTable(entry, desk), theirsTable(entry, desk)]) {
    if (table) tables.append(table);
  }
  return tables;
}

/**
 * @param {Fields} entry
 * @param {Desk} desk
 */
function problemTable(entry, { labels }) {
  const changes = entriesIn(fieldsIn(entry, "slip"), "changes");
  return problemsTable(entriesIn(entry, "problems"), changes, labels);
}

/**
 * @param {Fields} entry
 * @param {Desk} desk
 */
function theirsTable(entry, { labels }) {
  const theirs = entriesIn(entry, "theirs");
  if (!theirs.length) return null;
  const rows = theirs.map((each) => [
    textIn(each, "label") || labels.field("", textIn(each, "field")),
    textIn(each, "saw") || "（无）",
    textIn(each, "now") || "（无）",
    `${textIn(each, "by")} ${textIn(each, "at")}`.trim(),
  ]);
  return newTable("填表以后，别人改过", ["哪一项", "您看到的", "现在是", "谁改的"], rows);
}

/**
 * @param {Fields} entry
 * @param {string} state
 * @param {Desk} desk
 */
function actionsOf(entry, state, desk) {
  const place = make("div", { class: "drop__place" });
  const line = make("p", { class: "drop__actions screen-only" });
  const offered = (STATE_ACTIONS.get(state) || []).map((offer) => offer(entry, desk, place));
  for (const action of offered) if (action) line.append(action, " ");
  place.append(line);
  return place;
}

/** @param {Fields} entry */
function mendLink(entry) {
  const slip = fieldsIn(entry, "slip");
  const form = textIn(slip, "form");
  if (FOLLOWING.has(form)) return null;
  const href = formAddress({ form, drop: textIn(entry, "drop") });
  return make("a", { class: "plain main", href }, "改了再交");
}

/** @param {Fields} entry */
function pageLink(entry) {
  const href = siteAddress(textIn(entry, "address"));
  return href ? make("a", { class: "plain", href }, "看网页") : null;
}

/**
 * @param {Fields} entry
 * @param {Desk} desk
 * @param {HTMLElement} place
 */
function undoButton(entry, desk, place) {
  const changes = entriesIn(entry, "undo");
  if (!changes.length) return null;
  const followUp = {
    form: "undo",
    sentence: `撤销：${dropTitle(entry)}`,
    by: desk.person,
    changes,
  };
  const words = { question: "撤销这次改动？", yes: "确定撤销", no: "不撤销" };
  return makeButton("撤销", "plain", () => follow(place, { ...words, followUp }, desk));
}

/**
 * @param {Fields} entry
 * @param {Desk} desk
 * @param {HTMLElement} place
 */
function takeoverButton(entry, desk, place) {
  const changes = entriesIn(entry, "takeover");
  if (!changes.length) return mendLink(entry);
  const form = textIn(fieldsIn(entry, "slip"), "form");
  const own = FOLLOWING.has(form) ? "takeover" : form;
  const followUp = { form: own, sentence: dropTitle(entry), changes };
  const words = { question: "照您填的改？", yes: "确定照我的改", no: "先不改" };
  return makeButton("照我的改", "plain main", () => follow(place, { ...words, followUp }, desk));
}

/**
 * @param {Fields} _entry
 * @param {Desk} _desk
 * @param {HTMLElement} place
 */
function leaveButton(_entry, _desk, place) {
  return makeButton("不改了", "plain", () => sayIn(place, LEFT_ALONE));
}

/**
 * Ask, send, and say what becomes of it; whoever says no gets the buttons back.
 * @param {HTMLElement} place
 * @param {{ question: string, followUp: FollowUp, yes: string, no: string }} asked
 * @param {Desk} desk
 */
async function follow(place, asked, desk) {
  const offered = Array.from(place.childNodes);
  const yes = await askFirst(place, asked, desk.labels);
  if (yes) {
    sayIn(place, "正在交出……");
    const { drop, told } = await sendFollowUp({ ...asked.followUp, by: desk.person });
    sayIn(place, told);
    if (drop) {
      desk.awaited.add(drop);
      desk.look();
      return;
    }
  } else place.textContent = "";
  place.append(...offered);
  if (!yes) focusFirst(place);
}

/** @param {HTMLElement} place */
function focusFirst(place) {
  const button = first("a, button", HTMLElement, place);
  if (button) button.focus();
}

/**
 * Return all that was to be changed, folded.
 * @param {Fields} entry
 * @param {Desk} desk
 */
function details(entry, desk) {
  const changes = entriesIn(fieldsIn(entry, "slip"), "changes");
  if (!changes.length) return [];
  return [newFold("改了什么", () => [changeTables(changes, desk.labels)])];
}
