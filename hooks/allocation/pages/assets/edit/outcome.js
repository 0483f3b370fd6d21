/* What becomes of what was sent: told here as the inbox writes it, for some minutes. */

import { entriesIn, inboxAnswer } from "./answers.js";
import { make, makeButton } from "./elements.js";
import { madeLinks, noteLines } from "./made.js";
import { formAddress, siteAddress } from "./places.js";
import { downloadName } from "./send.js";
import { sayProblems } from "./words.js";

/** @import { Change, Forms, Problem, Setting } from "./types.js" */
/** @import { Sent } from "./send.js" */

/**
 * What a form does of an outcome: show problems at its fields, send again on what it is now.
 * `form` is its id, `added` the person whom it adds.
 * @typedef {{ form: string, added: string, setting: Setting, refuse: (problems: Problem[]) => void, takeOver: (changes: Change[]) => void }} Follow
 */

/* How often the results are asked for, and how long, in milliseconds. */
const ASK_EVERY = 2000;
const ASK_FOR = 300000;

/**
 * Say where a slip went, and follow it if the inbox has it.
 * @param {HTMLElement} place whose changes are read out
 * @param {Sent} sent
 * @param {boolean} hasFiles
 * @param {Follow} reactions
 */
export async function tellOutcome(place, sent, hasFiles, reactions) {
  place.textContent = "";
  if (sent.sent !== "inbox") {
    place.append(...savedLines(sent, reactions.setting.forms, hasFiles), nextLinks(reactions));
    return;
  }
  const said = make("p", { class: "edit__sentence" }, "已送出，处理中，通常不到一分钟。");
  place.append(said, nextLinks(reactions));
  const entry = await settledEntry(sent.drop, (state) => {
    if (state === "applied") said.textContent = "已写入，等待发布。";
  });
  place.textContent = "";
  place.append(...sayings(entry, reactions), nextLinks(reactions));
}

/**
 * @param {Sent} sent
 * @param {Forms} known
 * @param {boolean} hasFiles
 */
function savedLines({ sent, drop }, { share, handin, coordinators }, hasFiles) {
  if (sent === "folder") {
    return [
      make("p", { class: "edit__sentence" }, "已保存到您选的文件夹。"),
      make("p", {}, `收件箱文件夹里现在有“${drop}”，请不要改动；处理后网站上就能看到。`),
    ];
  }
  const name = downloadName(drop, hasFiles);
  const people = coordinators && coordinators.length ? `交给${coordinators.join("、")}` : handin;
  const ways = [share && `放进收件箱文件夹 ${share}`, people].filter(Boolean);
  return [
    make("p", { class: "edit__sentence" }, `已存成文件：${name}（在浏览器的“下载”里）。`),
    make("p", {}, `请把它${ways.join("，或") || "交给统筹人"}。还没有送到的，不会上网。`),
  ];
}

/** @param {Follow} reactions */
function nextLinks({ form }) {
  const results = formAddress({}).replace(/edit\/(index\.html)?$/, "edit/results/$1");
  return make(
    "p",
    { class: "edit__next" },
    make("a", { href: formAddress({ form }) }, "再填一张"),
    " ",
    make("a", { href: results }, "看全部结果"),
  );
}

/**
 * Return what the inbox says of a drop once nothing more happens by itself, or what it said last.
 * @param {string} drop
 * @param {(state: string) => void} tell
 * @returns {Promise<any>}
 */
async function settledEntry(drop, tell) {
  let entry = null;
  for (let spent = 0; spent < ASK_FOR; spent += ASK_EVERY) {
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
    const { data } = await inboxAnswer("results");
    const drops = /** @type {any[]} */ (entriesIn(data, "drops"));
    entry = drops.find((each) => each.drop === drop) || entry;
    if (entry && !["taken", "applied"].includes(entry.state)) break;
    if (entry) tell(entry.state);
  }
  return entry;
}

/**
 * @param {any} entry
 * @param {Follow} reactions
 * @returns {HTMLElement[]}
 */
function sayings(entry, reactions) {
  const say = entry && SAYINGS[entry.state];
  return say ? say(entry, reactions) : [headline("已送出，还在处理。稍后请到“全部结果”里看。")];
}

/** @type {Record<string, (entry: any, reactions: Follow) => HTMLElement[]>} */
const SAYINGS = {
  published: (entry, { added }) => [
    headline(`已上网：${entry.sentence || ""}`),
    ...noteLines(entry),
    ...linksTo(entry, added),
  ],
  applied: () => [headline("已写入，等待发布，过一会儿就能在网站上看到。")],
  waiting: () => [headline("等待批准：统筹人看过以后就上网，不用再做什么。")],
  undone: () => [headline("已撤销。")],
  declined: ({ decided }) => [headline(`已退回：${(decided && decided.reason) || ""}`)],
  refused: ({ problems, message }, reactions) => {
    const found = /** @type {Problem[]} */ (problems || []);
    reactions.refuse(found);
    const lines = sayProblems(found, reactions.setting).map((said) => make("li", {}, said));
    return [
      headline(message || "没有收下：请按下面说的改好，再送一次。"),
      make("ul", {}, ...lines),
    ];
  },
  conflict: ({ theirs, takeover }, reactions) => {
    const lines = (theirs || []).map(theirLine);
    const again = makeButton("照我的改", "edit__main", () => reactions.takeOver(takeover || []));
    const said = "您填写的时候，别人改了同一处：";
    return [headline(said), make("ul", {}, ...lines), make("p", {}, again, " 不改就不用管它。")];
  },
};

/** @param {any} line */
function theirLine({ label, field, saw, now, by, at }) {
  const who = [by, at].filter(Boolean).join(" ");
  return make(
    "li",
    {},
    `${label || field}：您看到的是“${saw}”，现在是“${now}”${who && `（${who}）`}`,
  );
}

/** @param {string} text */
function headline(text) {
  return make("p", { class: "edit__sentence" }, text);
}

/**
 * Return links to the page that shows it, and to what was made of it.
 * @param {any} entry
 * @param {string} added a person, who has nothing to do yet
 */
function linksTo(entry, added) {
  const line = make("p", {});
  const href = siteAddress(entry.address || "");
  const taking = formAddress({ form: "handover", taker: added });
  const links = [
    href ? make("a", { href }, "去看看") : null,
    added ? make("a", { href: taking }, `让${added}接手`) : null,
    madeLinks(entry),
  ];
  for (const link of links) if (link) line.append(link, " ");
  return [line];
}
