/* What can be chosen in the fields that name people, departments, rows, evidence, filings. */

import { flattened } from "./elements.js";
import { initialsOf, lettersOf } from "./matching.js";

/** @import { Candidate, Published, Setting } from "./types.js" */

/**
 * Return what a field that names a kind offers.
 * @param {string} kind
 * @param {Setting} setting
 * @returns {Promise<Candidate[]>}
 */
export async function candidatesOf(kind, setting) {
  const offered = OFFERED[kind];
  return offered ? offered(setting) : [];
}

/** @type {Record<string, (setting: Setting) => Candidate[] | Promise<Candidate[]>>} */
const OFFERED = {
  person: ({ lists }) => lists.people.map(personCandidate),
  department: ({ lists }) => lists.departments.map(departmentCandidate),
  evidence: ({ lists }) => {
    const readings = readingsIn(lists.pinyin || {});
    return lists.evidence.map((/** @type {any} */ each) => evidenceCandidate(each, readings));
  },
  clause: ({ lists }) =>
    lists.clauses.map((/** @type {any} */ { id, text }) => newCandidate(id, `${id} ${text}`)),
  indicator: ({ lists }) =>
    (lists.indicators || []).map((/** @type {any} */ each) => evidenceCandidate(each, new Map())),
  row: ({ lists }) => lists.rows.map((/** @type {any} */ row) => rowCandidate(row, lists)),
  item: ({ lists }) =>
    lists.items.map((/** @type {any} */ { id, label }) => newCandidate(id, label)),
  slot: slotCandidates,
  filing: async ({ papers }) => (await papers()).map(filingCandidate).reverse(),
  /* What is to be checked. */
  unchecked: async ({ papers }) => (await papers()).filter(isUnchecked).map(filingCandidate),
};

/**
 * @param {string} value
 * @param {string} text
 * @param {string} [note]
 * @param {string[]} [words]
 * @returns {Candidate}
 */
function newCandidate(value, text, note = "", words = []) {
  return { value, text, note, words: words.concat(initialsOf(text)) };
}

/** @param {Published} filing */
function isUnchecked({ values }) {
  return (values.state || "已交") === "已交";
}

/**
 * Return the periods in which the chosen evidence is due; of all if none is chosen.
 * @param {Setting} setting
 * @returns {Candidate[]}
 */
function slotCandidates({ lists, siblingValue }) {
  const chosen = (siblingValue && siblingValue("evidence")) || [];
  const own = lists.evidence.filter((/** @type {any} */ { id }) => chosen.includes(id));
  const wanted = new Set(own.map((/** @type {any} */ { frequency }) => frequency));
  const frequencies = Object.keys(lists.periods || {}).filter(
    (each) => !wanted.size || wanted.has(each),
  );
  const periods = flattened(frequencies.map((each) => lists.periods[each]));
  return periods.map(([key, label]) => newCandidate(key, label, key));
}

/** @param {any} person */
function personCandidate({ id, name, slug, values }) {
  const reading = (values && values.pinyin) || (slug || "").replace(/-/g, " ");
  return newCandidate(id, id, id === name ? "" : name, lettersOf(reading));
}

/** @param {any} department */
function departmentCandidate({ id, name, values }) {
  return newCandidate(id || name, name || id, "", (values && values.aliases) || []);
}

/**
 * @param {any} evidence
 * @param {Map<string, string>} readings of characters
 */
function evidenceCandidate({ id, name, frequency }, readings) {
  const reading = Array.from(String(name), (char) => readings.get(char) || "").join("");
  return newCandidate(id, `${id} ${name}`, frequency, [reading]);
}

/**
 * @param {Record<string, string>} syllables the characters by their pinyin
 * @returns {Map<string, string>}
 */
function readingsIn(syllables) {
  const readings = new Map();
  for (const syllable of Object.keys(syllables)) {
    for (const char of syllables[syllable]) readings.set(char, syllable);
  }
  return readings;
}

/**
 * @param {any} row
 * @param {any} lists
 */
function rowCandidate({ id, number, values }, lists) {
  const people = (values.parties || []).map(partyText).concat(values.leaders || []);
  const slugs = lists.people
    .filter((/** @type {any} */ person) => people.join(" ").includes(person.id))
    .map((/** @type {any} */ person) => person.slug.replace(/-/g, ""));
  return newCandidate(id, `原表第 ${number} 行 ${id}`, people.join("、"), slugs.concat(people));
}

/** @param {any} party */
export function partyText({ department, person, role }) {
  return [department, person, role && `（${role}）`].filter(Boolean).join(" ");
}

/** @param {Published} filing */
function filingCandidate({ id, values }) {
  const note = [values.date, values.state].filter(Boolean).join(" ");
  return newCandidate(id, `${id} 《${values.title}》`, note, [(values.evidence || []).join(" ")]);
}
