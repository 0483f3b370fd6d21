/* Texts of checks: messages, what Python takes for white space, values as messages quote them. */

const EDGES =
  /^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;

/**
 * What the checks share, as `feeds/edit_checks.py` makes it: words, patterns and tables.
 * @typedef {any} Rules
 */
/**
 * @typedef {object} CheckProblem
 * @property {string} field
 * @property {string} found
 * @property {string} expected
 * @property {string} remedy
 */

/**
 * Return a text with its `{placeholders}` filled in.
 * @param {string} template
 * @param {Record<string, unknown>} values
 */
export function filledIn(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? `${values[name]}` : whole,
  );
}

/**
 * Return a problem in the three texts of its words.
 * @param {string} field
 * @param {string[]} words
 * @param {Record<string, unknown>} values
 * @returns {CheckProblem}
 */
export function problemOf(field, words, values) {
  const [found, expected, remedy] = words.map((each) => filledIn(each, values));
  return { field, found, expected, remedy };
}

/**
 * Return a text without white space at its ends.
 * @param {string} text
 */
export function stripped(text) {
  return text.replace(EDGES, "");
}

/**
 * Return a text without white space and invisible characters.
 * @param {string} text
 * @param {Rules} rules
 */
export function compacted(text, rules) {
  return text.replace(new RegExp(rules.invisible, "gu"), "");
}

/**
 * Return the text by which names that look the same are equal.
 * @param {string} name
 * @param {Rules} rules
 */
export function lookOf(name, rules) {
  return compacted(name, rules).normalize("NFKC").replace(new RegExp(rules.nameDot, "gu"), "·");
}

/**
 * Whether a value is a single one: text, number or flag.
 * @param {unknown} value
 */
export function isSingle(value) {
  return typeof value !== "object";
}

/**
 * Return a value as messages quote it.
 * @param {unknown} value
 * @param {Rules} rules
 */
export function quotedValue(value, rules) {
  if (Array.isArray(value)) return rules.shown.list;
  if (!isSingle(value)) return rules.shown.mapping;
  const start = Array.from(String(value)).slice(0, rules.shown.length).join("");
  return filledIn(rules.shown.text, { text: start });
}

/**
 * Whether a day is on the calendar.
 * @param {number} year
 * @param {number} month from 1
 * @param {number} day
 */
export function isOnCalendar(year, month, day) {
  const made = new Date(Date.UTC(2000, month - 1, day));
  made.setUTCFullYear(year, month - 1, day);
  return year > 0 && made.getUTCMonth() === month - 1 && made.getUTCDate() === day && day > 0;
}
