/* What the checks say, as forms say it: they call fields by their keys in the data. */

import { flattened } from "./elements.js";

/** @import { FieldSpec, Problem, Setting } from "./types.js" */

/**
 * What lint calls by file, key or command, in the words of the office: see `datafiles/loader.py`.
 * @type {[RegExp, string][]}
 */
const OFFICE_WORDS = [
  [/在 (?:data\/)?unit\.yml 的 term 下加一行 start[^。]*/g, "请在“届期和重要日子”里填第一天"],
  [/在 (?:data\/)?unit\.yml 的 allowed_numbers 里写明/g, "请维护数据的人在单位设置里写明"],
  [/在 (?:data\/)?unit\.yml 的 columns 里/g, "请维护数据的人在单位设置里"],
  [/[，；]?(?:请|再)?(?:运行)?(?:一次)? ?allocation [a-z][^，。；]*/g, ""],
  [/ ?(?:data\/)?unit\.yml ?/g, "单位设置"],
  [/ ?(?:data\/)?departments\.yml ?/g, "科室名单"],
  [/ ?(?:data\/)?people\.yml ?/g, "人员名单"],
  [/ ?(?:data\/)?references\.yml ?/g, "参考材料"],
  [/ ?(?:data\/)?synonyms\.yml ?/g, "同义词"],
  [/ ?(?:data\/)?filings\/(\d{4})\.yml ?/g, " $1 年的登记"],
  [/ ?(?:data\/)?filings\/ ?/g, "登记"],
  [/ ?(?:data\/)?allocation\/(?:\S+?\.yml)? ?/g, "分工和材料清单"],
];
/* What follows is what somebody wrote. */
const WROTE = "写的是";

/**
 * Return what lint says without names of files and commands, but for what it quotes.
 * @param {string} text
 */
export function officeWords(text) {
  const [said, ...quoted] = text.split(WROTE);
  const ours = OFFICE_WORDS.reduce((left, [name, words]) => left.replace(name, words), said);
  return [ours.trim(), ...quoted].join(WROTE);
}

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
  const ours = (/** @type {string} */ text) => officeWords(text).replace(KEY, named);
  const [before, ...quoted] = found.split(WROTE);
  const said = [ours(before), ...quoted].join(WROTE);
  return [said, expected && `应为：${ours(expected)}`, ours(remedy)]
    .filter(Boolean)
    .map(sentenceEnd)
    .join("");
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
