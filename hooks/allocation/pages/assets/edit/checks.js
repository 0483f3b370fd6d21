/* What would be wrong with a change, in lint's words: the worker says the same when it comes in. */

import { subjectOf } from "./checks-data.js";
import { fieldProblems, modelRecord } from "./checks-fields.js";
import { filingProblems } from "./checks-filing.js";
import { numberProblems } from "./checks-numbers.js";
import { departmentProblems, personProblems } from "./checks-people.js";
import { removalProblems } from "./checks-removal.js";
import { termProblems, unitProblems } from "./checks-settings.js";
import { evidenceProblems, itemProblems, rowProblems } from "./checks-table.js";
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
/* Of the files of years the site shows records one by one; the others are shown as they are. */
const HIDDEN_KINDS = ["filing", "value"];
const SETTINGS_KINDS = ["term", "unit"];

/**
 * Return what would be wrong with the data after a change, as far as its own record goes.
 *
 * Fields that are wrong by themselves come alone: the others are judged together.
 * @param {SlipChange} change
 * @param {CheckContext} context
 * @returns {CheckProblem[]}
 */
export function problemsOf(change, context) {
  if (change.op === "remove") return removalProblems(change, context);
  const subject = subjectOf(change, context);
  const wrong = wrongFields(subject);
  const isHidden = HIDDEN_KINDS.includes(subject.kind);
  if (!wrong.length) {
    const values = modelRecord(subject.values, checksOf(subject));
    const judged = Object.assign({}, subject, { values });
    const check = RECORD_CHECKS[subject.kind];
    return (check ? check(judged) : []).concat(isHidden ? [] : numberProblems(judged));
  }
  // Files that the site shows are looked through whatever else is wrong, but for the settings.
  const isSearched = !isHidden && !SETTINGS_KINDS.includes(subject.kind);
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

/** @param {CheckSubject} subject */
function wrongFields(subject) {
  const { given, rules } = subject;
  const checks = checksOf(subject);
  const names = Object.keys(checks).filter((name) => subject.isNew || name in given);
  /** @type {CheckProblem[]} */
  const none = [];
  return none.concat(...names.map((name) => fieldProblems(name, given[name], checks[name], rules)));
}

/**
 * Return the checks of the fields of a kind.
 * @param {CheckSubject} subject
 */
function checksOf({ context, kind }) {
  const fields = context.forms.records[kind].fields;
  /** @type {Record<string, any[]>} */
  const checks = {};
  for (const name of Object.keys(fields)) checks[name] = fields[name].checks;
  return checks;
}
