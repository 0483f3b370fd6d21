/* What would be wrong with a change, in lint's words: the worker says the same when it comes in. */

import { subjectOf } from "./checks-data.js";
import { fieldProblems } from "./checks-fields.js";
import { filingProblems } from "./checks-filing.js";
import { numberProblems } from "./checks-numbers.js";
import { departmentProblems, personProblems } from "./checks-people.js";
import { termProblems, unitProblems } from "./checks-settings.js";
import { evidenceProblems, itemProblems, rowProblems } from "./checks-table.js";
import { isSingle, stripped } from "./checks-text.js";
import { valueProblems } from "./checks-value.js";
import { spelledValue } from "./spellings.js";

/** @typedef {import("./checks-data.js").CheckContext} CheckContext */
/** @typedef {import("./checks-data.js").CheckSubject} CheckSubject */
/** @typedef {import("./checks-data.js").SlipChange} SlipChange */
/** @typedef {import("./checks-text.js").CheckProblem} CheckProblem */

/** @type {Record<string, (subject: CheckSubject) => CheckProblem[]>} */
const RECORD_CHECKS = {
  filing: filingProblems,
  value: valueProblems,
  row: rowProblems,
  item: itemProblems,
  evidence: evidenceProblems,
  person: personProblems,
  department: departmentProblems,
  term: termProblems,
  unit: unitProblems,
};
const HIDDEN_KINDS = ["filing", "value"];

/**
 * Return what would be wrong with the data after a change, as far as its own record goes.
 *
 * Fields that are wrong by themselves come alone: the others are judged together.
 * @param {SlipChange} change
 * @param {CheckContext} context
 * @returns {CheckProblem[]}
 */
export function problemsOf(change, context) {
  if (change.op === "remove") return [];
  const subject = subjectOf(change, context);
  const wrong = wrongFields(change, subject);
  if (!wrong.length) {
    const judged = Object.assign({}, subject, { values: strippedValues(subject.values) });
    const check = RECORD_CHECKS[subject.kind];
    return (check ? check(judged) : []).concat(numberProblems(judged));
  }
  // Files that the site shows are looked through whatever else is wrong, but for the settings.
  const isSearched = !HIDDEN_KINDS.concat("term", "unit").includes(subject.kind);
  return isSearched ? wrong.concat(numberProblems(subject)) : wrong;
}

/**
 * Return the value of a field that a text spells: days, numbers, codes and periods in any form.
 * @param {string} kind
 * @param {string} field
 * @param {string} text
 * @param {CheckContext} [context] with names and codes, for fields that name others
 */
export function normalise(kind, field, text, context) {
  return spelledValue(kind, field, text, context);
}

/**
 * @param {SlipChange} change
 * @param {CheckSubject} subject
 */
function wrongFields(change, subject) {
  const { given, rules } = subject;
  const fields = subject.context.forms.records[subject.kind].fields;
  const names = Object.keys(fields).filter((name) => change.op === "add" || name in given);
  /** @type {CheckProblem[]} */
  const none = [];
  return none.concat(
    ...names.map((name) => fieldProblems(name, given[name], fields[name].checks, rules)),
  );
}

/**
 * Return values as the model reads them: texts without blanks at their ends.
 * @param {any} value
 * @returns {any}
 */
function strippedValues(value) {
  if (typeof value === "string") return stripped(value);
  if (isSingle(value) || value === null) return value;
  if (Array.isArray(value)) return value.map(strippedValues);
  /** @type {Record<string, any>} */
  const values = {};
  for (const key of Object.keys(value)) values[key] = strippedValues(value[key]);
  return values;
}
