/* The one line by which a result answers a question: who, when, how many, where to. */

/** @import { Entry, Index } from "./index.js" */

/**
 * Return the answer of an entry; an empty text if it has none.
 * @param {Index} index
 * @param {number} at
 * @param {string} asked what the question asks for; see `answer` of Question in feeds/questions.py
 * @param {number} topic the entry that the question is about, or -1
 */
export function answerOf(index, at, asked, topic) {
  const line = LINES[asked];
  return line ? line(index, index.entries[at], topic) : "";
}

/** @type {Record<string, (index: Index, entry: Entry, topic: number) => string>} */
const LINES = {
  who: (index, entry, topic) =>
    entry.kind.who ? topicOf(index, entry, topic) : partiesOf(index, entry),
  when: (_, entry) => entry.when,
  count: (_, entry) => entry.count,
  facts: (_, entry) => entry.facts.replace(/ /g, " · "),
};

/** @type {[string, (entry: Entry) => boolean][]} */
const GROUPS = [
  ["责任人", ({ kind, leads }) => Boolean(kind.person) && !leads],
  ["责任科室", ({ kind }) => !kind.person],
  ["分管领导", ({ kind, leads }) => Boolean(kind.person) && leads],
];

/**
 * Return the item or clause that makes somebody the answer.
 * @param {Index} index
 * @param {Entry} person
 * @param {number} topic
 */
function topicOf({ entries }, person, topic) {
  if (topic < 0 || entries[topic] === person) return person.count;
  const { duty } = entries[topic];
  const clause = entries[duty];
  const item = clause.owner >= 0 ? entries[clause.owner] : clause;
  const role = person.leads ? "分管" : "负责";
  return item.kind.who ? "" : `${role} ${item.title} ${clause.mark}`.trim();
}

/**
 * Return who is responsible for an entry.
 * @param {Index} index
 * @param {Entry} entry
 */
function partiesOf({ entries }, entry) {
  const members = entries[entry.duty].members.map((at) => entries[at]);
  const named = (/** @type {Entry[]} */ group) => group.map(({ title }) => title).join("、");
  return GROUPS.map(([label, fits]) => [label, named(members.filter(fits))])
    .filter(([, names]) => names)
    .map(([label, names]) => `${label}：${names}`)
    .join("；");
}
