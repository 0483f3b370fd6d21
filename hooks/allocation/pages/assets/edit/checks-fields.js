/* The checks of one value by itself, as `feeds/edit_checks.py` lists them. */

import { isOnCalendar, isSingle, problemOf, quotedValue, stripped } from "./checks-text.js";

/** @typedef {import("./checks-text.js").CheckProblem} CheckProblem */
/** @typedef {import("./checks-text.js").Rules} Rules */
/** @typedef {{is: string, words: string[], [more: string]: any}} Check */

const FLAG = /^(?:true|false|yes|no|on|off|y|n|t|f|0|1)$/i;
const TRUE = /^(?:true|yes|on|y|t|1)$/i;
const HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/**
 * Whether a value passes a check, by the check's name.
 * @type {Record<string, (value: any, check: Check) => boolean>}
 */
const PASSES = {
  text: isSingle,
  number: isSingle,
  shape: (value, check) =>
    !isSingle(value) || new RegExp(check.pattern, "u").test(stripped(String(value))),
  pattern: (value, check) => new RegExp(check.pattern, "u").test(value),
  least: (value, check) => Array.from(value).length >= check.limit,
  most: (value, check) => Array.from(value).length <= check.limit,
  from: (value, check) => Number(value) >= check.limit,
  to: (value, check) => Number(value) <= check.limit,
  places: (value, check) => placesOf(String(value)) <= check.limit,
  day: (value) => isSingle(value) && isDay(String(value)),
  flag: (value) => isSingle(value) && FLAG.test(String(value)),
  choice: (value, check) => check.of.includes(value) || Object.keys(check.former).includes(value),
  list: Array.isArray,
  record: (value) => !isSingle(value) && !Array.isArray(value),
  filled: (value) => value.length > 0,
};

/**
 * Return what is wrong with a value by itself.
 * @param {string} field its name, for the problems
 * @param {unknown} value null if there is none
 * @param {Check[]} checks
 * @param {Rules} rules
 * @returns {CheckProblem[]}
 */
export function fieldProblems(field, value, checks, rules) {
  if (value === null || value === undefined) {
    return checks
      .filter((check) => check.is === "required")
      .map((each) => saidOf(field, null, each, rules));
  }
  const unseen = unseenProblems(field, value, rules);
  return unseen.concat(failures(field, value, checks, rules));
}

/** @type {Record<string, (value: any, check: Check) => any>} */
const READ_AS = {
  text: (value) => String(value),
  strip: stripped,
  flag: (value) => TRUE.test(String(value)),
  choice: (value, check) => (check.of.includes(value) ? value : check.former[value]),
  list: (value, check) => value.map((/** @type {any} */ each) => modelValue(each, check.of)),
  record: (value, check) => modelRecord(value, check.fields),
};

/**
 * Return a value without faults as the model reads it.
 * @param {any} value
 * @param {Check[]} checks
 */
function modelValue(value, checks) {
  return checks.reduce(
    (now, check) => (READ_AS[check.is] ? READ_AS[check.is](now, check) : now),
    value,
  );
}

/**
 * Return the values of a record without faults as the model reads them.
 * @param {Record<string, any>} values
 * @param {Record<string, Check[]>} fields
 */
export function modelRecord(values, fields) {
  /** @type {Record<string, any>} */
  const read = {};
  for (const key of Object.keys(values)) {
    const value = values[key];
    if (value !== null && value !== undefined) read[key] = modelValue(value, fields[key] || []);
  }
  return read;
}

/**
 * @param {string} field
 * @param {any} value
 * @param {Check[]} checks
 * @param {Rules} rules
 * @returns {CheckProblem[]}
 */
function failures(field, value, checks, rules) {
  let now = value;
  for (const check of checks) {
    if (check.is === "strip") now = stripped(now);
    else if (check.is !== "required" && !PASSES[check.is](now, check)) {
      return [saidOf(field, value, check, rules)];
    }
    if (check.is === "text") now = String(now);
    const inner = innerProblems(field, now, check, rules);
    if (inner.length) return inner;
  }
  return [];
}

/**
 * Return what is wrong with the entries of a list, or the fields of a record.
 * @param {string} field
 * @param {any} value
 * @param {Check} check
 * @param {Rules} rules
 * @returns {CheckProblem[]}
 */
function innerProblems(field, value, check, rules) {
  /** @type {CheckProblem[]} */
  const none = [];
  if (check.is === "list") {
    return none.concat(
      ...value.map((/** @type {any} */ each) => failures(field, each, check.of, rules)),
    );
  }
  if (check.is !== "record") return none;
  const fields = Object.keys(check.fields);
  const extra = Object.keys(value).filter((key) => !fields.includes(key));
  const unknown = extra.map((key) => problemOf(field, check.extra, { key }));
  return unknown.concat(
    ...fields.map((key) => partProblems(field, value[key], check.fields[key], rules)),
  );
}

/**
 * @param {string} field
 * @param {unknown} value
 * @param {Check[]} checks
 * @param {Rules} rules
 */
function partProblems(field, value, checks, rules) {
  if (value !== null && value !== undefined) return failures(field, value, checks, rules);
  return fieldProblems(field, null, checks, rules);
}

/**
 * @param {string} field
 * @param {unknown} value
 * @param {Check} check
 * @param {Rules} rules
 */
function saidOf(field, value, check, rules) {
  return problemOf(field, check.words, { shown: quotedValue(value, rules) });
}

/**
 * Return what nobody sees in the texts of a value.
 * @param {string} field
 * @param {any} value
 * @param {Rules} rules
 * @returns {CheckProblem[]}
 */
function unseenProblems(field, value, rules) {
  if (isSingle(value)) return unseenIn(field, String(value), rules);
  /** @type {CheckProblem[]} */
  const none = [];
  return none.concat(...Object.keys(value).map((key) => unseenInPart(field, value[key], rules)));
}

/**
 * @param {string} field
 * @param {any} value
 * @param {Rules} rules
 */
function unseenInPart(field, value, rules) {
  return value === null || value === undefined ? [] : unseenProblems(field, value, rules);
}

/**
 * @param {string} field
 * @param {string} text
 * @param {Rules} rules
 */
function unseenIn(field, text, rules) {
  const problems = [];
  const bare = stripped(text);
  if (bare && !text.replace(new RegExp(rules.invisible, "gu"), "")) {
    problems.push(unseenProblem(field, "only", bare, rules));
  }
  const control = new RegExp(rules.unseen.control, "u").exec(text) || HALF.exec(text);
  if (control) problems.push(unseenProblem(field, "control", control[0], rules));
  return problems;
}

/**
 * @param {string} field
 * @param {string} kind
 * @param {string} text that begins with the character
 * @param {Rules} rules
 */
function unseenProblem(field, kind, text, rules) {
  const point = Number(text.codePointAt(0)).toString(16).toUpperCase();
  const code = `U+${"0".repeat(Math.max(0, 4 - point.length))}${point}`;
  return problemOf(field, rules.unseen.words[kind], { code });
}

/** @param {string} text */
function placesOf(text) {
  const decimals = stripped(text).split(".")[1] || "";
  return decimals.replace(/0+$/, "").length;
}

/** @param {string} text */
function isDay(text) {
  const parts = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  return parts !== null && isOnCalendar(Number(parts[1]), Number(parts[2]), Number(parts[3]));
}
