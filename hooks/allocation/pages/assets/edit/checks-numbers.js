/* Personal numbers in a record, as lint looks for them: of public files as they are written. */

import { filledIn, isSingle, problemOf } from "./checks-text.js";
import { newNumberFinder } from "./numbers.js";

/** @typedef {import("./checks-data.js").CheckSubject} CheckSubject */
/** @typedef {import("./checks-text.js").CheckProblem} CheckProblem */

/* Texts that new_yaml.py puts between quotes. */
const QUOTED = /^[-+.,:_0-9\s]*$|^[\s#,[\]{}&*!|>'"%@`]|^[-?:](?:\s|$)|:(?:\s|$)|\s#|\s$/;
const ESCAPED = /[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]/u;

/**
 * Return the personal numbers in what a change writes, each once.
 * @param {CheckSubject} subject
 * @param {boolean} [isShown] of a filing or a value: whether its files are
 * @returns {CheckProblem[]}
 */
export function numberProblems(subject, isShown) {
  const { context, rules } = subject;
  const find = newNumberFinder(rules.numbers, context.today);
  const allowed = new Set(context.base.facts.allowed);
  const texts = isShown === undefined ? yamlTexts(subject) : recordTexts(subject, isShown);
  const label = labelOf(subject);
  const problems = [];
  for (const [field, text] of texts) {
    for (const { kind, digits } of find(text)) {
      const told = { label, kind, masked: `${digits.slice(0, 3)}…` };
      if (!allowed.has(digits)) problems.push(problemOf(field, rules.words.personal_number, told));
      allowed.add(digits);
    }
  }
  return problems;
}

/** @param {CheckSubject} subject */
function labelOf({ kind, id, rules, values }) {
  if (kind === "filing") return filledIn(rules.labels.filing, { filing: id });
  return kind === "value" ? filledIn(rules.labels.value, { id: values.indicator }) : "";
}

/**
 * Return the texts of a filing or a value, which is no public file: one by one.
 * @param {CheckSubject} subject
 * @param {boolean} isShown whether its files are
 * @returns {[string, string][]}
 */
function recordTexts({ values }, isShown) {
  const fields = Object.keys(values).filter((field) => isShown || field !== "files");
  /** @type {[string, string][]} */
  const texts = [];
  for (const field of fields)
    for (const text of singleTexts(values[field])) texts.push([field, text]);
  return texts;
}

/**
 * @param {any} value
 * @returns {string[]}
 */
function singleTexts(value) {
  if (isSingle(value)) return [String(value)];
  /** @type {string[]} */
  const none = [];
  return none.concat(
    ...Object.keys(value).map((key) => (value[key] === null ? [] : singleTexts(value[key]))),
  );
}

/**
 * Return the fields that a change sets as lines of YAML.
 * @param {CheckSubject} subject
 * @returns {[string, string][]}
 */
function yamlTexts({ given }) {
  const fields = Object.keys(given).filter((field) => given[field] !== null);
  return fields.map(
    (field) =>
      /** @type {[string, string]} */ ([field, `\n${yamlOf(field, given[field], "  ")}\n`]),
  );
}

/**
 * @param {string} key
 * @param {any} value
 * @param {string} indent
 * @returns {string}
 */
function yamlOf(key, value, indent) {
  if (isSingle(value)) return `${indent}${key}: ${scalarText(String(value))}`;
  if (!Array.isArray(value)) return `${indent}${key}:\n${yamlFields(value, `${indent}  `)}`;
  const entries = value.map((each) => {
    return isSingle(each) ? scalarText(String(each)) : yamlFields(each, `${indent}    `).trim();
  });
  return `${indent}${key}:\n${entries.map((each) => `${indent}  - ${each}`).join("\n")}`;
}

/**
 * @param {any} value
 * @param {string} indent
 */
function yamlFields(value, indent) {
  const keys = value ? Object.keys(value).filter((key) => value[key] !== null) : [];
  return keys.map((key) => yamlOf(key, value[key], indent)).join("\n");
}

/** @param {string} text */
function scalarText(text) {
  if (ESCAPED.test(text)) {
    const escaped = text.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\n").replace(/\t/g, "\\t");
    return `"${escaped}"`;
  }
  return QUOTED.test(text) ? `'${text.replace(/'/g, "''")}'` : text;
}
