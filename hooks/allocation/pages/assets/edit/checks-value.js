/* What lint says of one value of an indicator, and of the others of its year. */

import { recordsOf, valuesOf, yearOfId } from "./checks-data.js";
import { repeatedTexts, unknownNames } from "./checks-names.js";
import { numberProblems } from "./checks-numbers.js";
import { problemOf } from "./checks-text.js";

/** @typedef {import("./checks-data.js").CheckSubject} CheckSubject */
/** @typedef {import("./checks-text.js").CheckProblem} CheckProblem */

/**
 * @param {CheckSubject} subject
 * @returns {CheckProblem[]}
 */
export function valueProblems(subject) {
  const { context, rules, values } = subject;
  const indicators = knownIndicators(subject);
  const filed = new Map(recordsOf("filing", context).map(({ id }) => [id, id]));
  const unknown = unknownNames("indicator", "indicator", [values.indicator], indicators, rules);
  const proofs = unknownNames("proof", "filing", values.proof || [], filed, rules);
  const found = unknown.concat(proofs);
  if (unknown.length) return found;
  const numbers = numberProblems(subject, true);
  return found.concat(formProblems(subject), yearProblems(subject), numbers);
}

/** @param {CheckSubject} subject */
function knownIndicators({ context }) {
  const known = context.base.indicators || recordsOf("indicator", context);
  return new Map(known.map((/** @type {any} */ { id }) => [id, id]));
}

/** @param {CheckSubject} subject */
function formProblems({ rules, values }) {
  const { indicator: id, numerator, denominator } = values;
  const parts = [numerator, denominator].filter((part) => part !== undefined);
  const isText = values.value !== undefined;
  if (isText === parts.length > 0) {
    const wrong = rules.labels[parts.length ? "two_values" : "no_value"];
    return [problemOf("value", rules.words.value_forms, { id, wrong })];
  }
  const word = wordOfValue(values, rules);
  if (parts.length && !word && (parts.length < 2 || Number(denominator) === 0)) {
    return [problemOf("denominator", rules.words.value_parts, { id })];
  }
  const isUnexplained = word === rules.values.notApplicable && !values.note;
  return isUnexplained ? [problemOf("note", rules.words.value_no_note, { id })] : [];
}

/**
 * Return the word that a value is, 未发生 or 不适用; empty if it is none.
 * @param {Record<string, any>} values
 * @param {any} rules
 */
function wordOfValue(values, rules) {
  const { notApplicable, notOccurred } = rules.values;
  const isZero = values.numerator !== undefined && Number(values.numerator) === 0;
  if (isZero && values.denominator !== undefined && Number(values.denominator) === 0)
    return notOccurred;
  return [notOccurred, notApplicable].includes(values.value) ? values.value : "";
}

/**
 * Return what is wrong with the values of the indicator in the year, taken together.
 * @param {CheckSubject} subject
 */
function yearProblems(subject) {
  const { id, context, isNew, rules, values } = subject;
  const year = yearOfId(id);
  const own = recordsOf("value", context).filter(
    (each) => (isNew || each.id !== id) && yearOfId(each.id) === year,
  );
  const others = own.map(valuesOf).filter((each) => each.indicator === values.indicator);
  const entries = others.concat(values);
  const problems = repeatedTexts(entries.map((each) => each.round || "")).map((round) => {
    const texts = { id: values.indicator, round, year, first: `filings/${year}.yml` };
    return problemOf("round", rules.words.value_twice, texts);
  });
  return problems.concat(
    ...entries.map((each) => roundProblems(subject, each, entries.length, year)),
  );
}

/**
 * @param {CheckSubject} subject
 * @param {Record<string, any>} values
 * @param {number} count of the values of the indicator in the year
 * @param {string} year
 */
function roundProblems({ context, rules }, values, count, year) {
  const known = context.base.indicators || recordsOf("indicator", context);
  const found = known.find((/** @type {any} */ each) => each.id === values.indicator);
  const period = found && (found.period || valuesOf(found).period);
  const word = wordOfValue(values, rules);
  const texts = { id: values.indicator, year, round: values.round, period, word };
  const name = roundFault(values, word, period === rules.values.perRound, count);
  return name && period ? [problemOf("round", rules.words[name], texts)] : [];
}

/**
 * @param {Record<string, any>} values
 * @param {string} word
 * @param {boolean} isPerRound
 * @param {number} count
 */
function roundFault(values, word, isPerRound, count) {
  if (!isPerRound) return values.round ? "round_unused" : "";
  if (values.round) return "";
  if (!word) return "round_missing";
  return count > 1 ? "round_beside" : "";
}
