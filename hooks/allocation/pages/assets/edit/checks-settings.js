/* What lint says of the term and of where to hand in. */

import { recordsOf, valuesOf } from "./checks-data.js";
import { dayBefore, monthsLater } from "./checks-slots.js";
import { problemOf } from "./checks-text.js";

/** @typedef {import("./checks-data.js").CheckSubject} CheckSubject */
/** @typedef {import("./checks-text.js").CheckProblem} CheckProblem */

/**
 * @param {CheckSubject} subject
 * @returns {CheckProblem[]}
 */
export function termProblems({ rules, values }) {
  const { start, milestones = [] } = values;
  if (start && !/^(?:199[0-9]|20[0-9]{2}|2100)-..-01$/.test(start)) {
    return [problemOf("start", rules.words.term_start, { day: start })];
  }
  if (!start) {
    return milestones.map((/** @type {any} */ { name, date: day }) => {
      return problemOf("milestones", rules.words.milestone_without_term, { name, day });
    });
  }
  const earliest = monthsLater(start, -12);
  const last = dayBefore(monthsLater(start, 12 * (Number(values.years || 3) + 1)));
  return milestones
    .filter((/** @type {any} */ { date }) => date < earliest || date > last)
    .map((/** @type {any} */ { name, date: day }) => {
      const texts = { name, day, start: earliest, end: last };
      return problemOf("milestones", rules.words.milestone_outside, texts);
    });
}

/**
 * @param {CheckSubject} subject
 * @returns {CheckProblem[]}
 */
export function unitProblems({ context, rules, values }) {
  const handin = values.handin;
  if (!handin) return [];
  if (!handin.place && !handin.person) return [problemOf("handin", rules.words.handin_empty, {})];
  const people = recordsOf("person", context);
  const keys = people.filter((each) => valuesOf(each).name === handin.person).map(({ id }) => id);
  if (!keys.length || people.some(({ id }) => id === handin.person)) return [];
  const texts = { name: handin.person, keys: keys.join("、") };
  return [problemOf("handin", rules.words.handin_homonym, texts)];
}
