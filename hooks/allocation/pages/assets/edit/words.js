/* What the checks say, as forms say it: they call fields by their keys in the data. */

import { flattened } from "./elements.js";

/** @import { FieldSpec, Problem, Setting } from "./types.js" */

/* A key that stands by itself: none within the name of a file. */
const KEY = /(?<![\w./-])[a-z_]{2,}(?![\w./-])/g;

/**
 * Return a problem in a sentence.
 * @param {Problem} problem
 * @param {Setting} setting
 */
export function sayProblem({ found, expected, remedy }, { kind, forms: known }) {
  const labels = labelsIn((known.records[kind] || { fields: {} }).fields);
  const named = (/** @type {string} */ key) => labels.get(key) || key;
  const [quoted, ...rest] = found.split("写的是");
  const said = [quoted.replace(KEY, named), ...rest].join("写的是");
  const should = expected && `应为：${expected.replace(KEY, named)}`;
  return [said, should, remedy.replace(KEY, named)].filter(Boolean).map(sentenceEnd).join("");
}

/**
 * Return problems in sentences, each once.
 * @param {Problem[]} problems
 * @param {Setting} setting
 */
export function sayProblems(problems, setting) {
  return Array.from(new Set(problems.map((problem) => sayProblem(problem, setting))));
}

/**
 * @param {Readonly<Record<string, FieldSpec>>} fields
 * @returns {Map<string, string>}
 */
function labelsIn(fields) {
  /** @type {[string, string][]} */
  const own = Object.keys(fields).map((name) => [name, fields[name].label]);
  const inner = Object.keys(fields).map((name) => labelsIn(fields[name].fields || {}));
  return new Map([...flattened(inner.map((each) => Array.from(each))), ...own]);
}

/** @param {string} text */
function sentenceEnd(text) {
  return /[。！？]$/.test(text) ? text : `${text}。`;
}
