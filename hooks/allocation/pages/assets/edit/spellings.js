/* What is typed, as the data has it: days, numbers, codes, periods and names in any spelling. */

import { knownEvidence, knownPeople, recordsOf } from "./checks-data.js";
import { homographOf } from "./checks-names.js";
import { isOnCalendar, stripped } from "./checks-text.js";
import { numeralValue, sameCode } from "./code-keys.js";

/** @typedef {import("./checks-data.js").CheckContext} CheckContext */
/** @typedef {(text: string, context: CheckContext | undefined, field: string) => any} Reader */

const DAY =
  /^(?:([0-9]{4}|[0-9]{2})\s*[-./年\s]\s*)?([0-9]{1,2})\s*[-./月\s]\s*([0-9]{1,2})\s*[日号]?$/;
const EIGHT = /^([0-9]{4})([0-9]{2})([0-9]{2})$/;
const MONTH = /^([0-9]{4})\s*[-./年]\s*([0-9]{1,2})\s*月?份?$/;
const QUARTER = /^([0-9]{4})\s*[-./年]?\s*(?:第?\s*([1-4一二三四])\s*季度?|q\s*([1-4]))$/i;
/* 赵 小寒 is a name of two characters and a blank that evens out a list. */
const BETWEEN_HAN = /(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu;
const SEPARATORS = /[、，,;；\s]+/;
/** @type {Record<string, Reader>} */
const READERS = {
  day: (text) => dayIn(text) || text,
  slot: (text) => slotIn(text),
  number: (text) => (/^[0-9]{1,6}$/.test(figuresIn(text)) ? Number(figuresIn(text)) : text),
  decimal: (text) => figuresIn(text),
  code: (text, context, field) => codeIn(text, context, field),
  codes: (text, context, field) => partsOf(text).map((each) => codeIn(each, context, field)),
  name: (text, context) => nameIn(text, context),
  names: (text, context) => partsOf(text).map((each) => nameIn(each, context)),
  words: (text) =>
    text
      .split(/[、，,;；\n]+/)
      .map(stripped)
      .filter(Boolean),
  pinyin: (text) => text.normalize("NFKC").toLowerCase().split(/\s+/).join(" "),
};
/** @type {Record<string, string[]>} */
const FIELDS_OF = {
  day: ["date", "filed_on", "checked_on", "start", "until", "taken", "on"],
  slot: ["slot"],
  number: ["pages", "count", "min_count", "years"],
  decimal: ["numerator", "denominator"],
  code: ["same_as", "indicator"],
  codes: ["evidence", "proof"],
  name: ["filed_by", "checked_by", "party", "person", "department"],
  names: ["leaders"],
  words: ["aliases", "refs"],
  pinyin: ["pinyin"],
};

/**
 * Return the value of a field that a text spells: the text itself, without blanks around it, if it
 * spells none, so that the checks say what is wrong.
 * @param {string} kind
 * @param {string} field
 * @param {string} text
 * @param {CheckContext} [context] with names and codes, for fields that name others
 */
export function spelledValue(kind, field, text, context) {
  const bare = kind === "person" ? stripped(text).replace(BETWEEN_HAN, "") : stripped(text);
  const type = Object.keys(FIELDS_OF).find((each) => FIELDS_OF[each].includes(field));
  // A clause has evidence; a text of it is no code.
  return type && bare && kind !== "clause" ? READERS[type](bare, context, field) : bare;
}

/** @param {string} text */
function partsOf(text) {
  return text.split(SEPARATORS).filter(Boolean);
}

/** @param {string} text */
function figuresIn(text) {
  const plainText = text.normalize("NFKC").replace(/[−–—]/g, "-");
  return plainText.replace(/(?<=[0-9]),(?=[0-9]{3}(?![0-9]))|\s/g, "");
}

/**
 * Return the day that a text spells, as 2026-03-05; empty if it is none.
 * @param {string} text
 */
function dayIn(text) {
  const plainText = text.normalize("NFKC").replace(/[−–—]/g, "-");
  const match = DAY.exec(plainText) || EIGHT.exec(plainText);
  if (!match) return "";
  const [month, day] = match.slice(2).map(Number);
  const year = yearIn(match[1]);
  const written = [year, month, day].map((part) => String(part).padStart(2, "0")).join("-");
  return isOnCalendar(year, month, day) ? written : "";
}

/**
 * Return the year that figures mean: two are of this century, none is this year.
 * @param {string | undefined} figures
 */
function yearIn(figures) {
  if (!figures) return new Date().getFullYear();
  return Number(figures.length === 2 ? `20${figures}` : figures);
}

/** @param {string} text */
function slotIn(text) {
  const plainText = text.normalize("NFKC");
  const quarter = QUARTER.exec(plainText);
  if (quarter) return `${quarter[1]}-Q${quarter[3] || figureOf(quarter[2])}`;
  const day = dayIn(plainText);
  const month = MONTH.exec(plainText);
  if (day || !month) return day || plainText.replace(/年度?$/, "");
  return `${month[1]}-${month[2].padStart(2, "0")}`;
}

/** @param {string} figure */
function figureOf(figure) {
  return /[0-9]/.test(figure) ? figure : numeralValue(figure);
}

/**
 * @param {string} text
 * @param {CheckContext | undefined} context
 * @param {string} field
 */
function codeIn(text, context, field) {
  if (!context || !context.forms.rules) return text;
  return sameCode(text, codesFor(field, context), context.forms.rules);
}

/**
 * @param {string} field
 * @param {CheckContext} context
 */
function codesFor(field, context) {
  if (field === "indicator") return context.base.indicators.map((/** @type {any} */ { id }) => id);
  if (field === "proof") return recordsOf("filing", context).map(({ id }) => id);
  return Array.from(new Set(knownEvidence(context).values()));
}

/**
 * Return the known name that a text looks like.
 * @param {string} text
 * @param {CheckContext | undefined} context
 */
function nameIn(text, context) {
  if (!context || !context.forms.rules) return text;
  const people = Array.from(knownPeople(context).keys());
  const departments = recordsOf("department", context).map(({ id }) => id);
  return homographOf(text, people.concat(departments), context.forms.rules) || text;
}
