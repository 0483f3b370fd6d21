/* The periods of the term, and which of them a filing names; `register/schedule.py` does the same. */

import { filledIn, isOnCalendar } from "./checks-text.js";

/** @typedef {import("./checks-text.js").Rules} Rules */
/** @typedef {{start: string, years: number}} TermDays the first day, and how many years */
/** @typedef {{start: string, next: string, key: string}} PeriodSpan from `start` to before `next` */
/** @typedef {{expected: string, remedy: string}} SlotProblem */

const SIZES = [0, 12, 3, 1, 0];
/* Months of a period in the order of `rules.frequencies`; the term and an activity have no size. */

/**
 * Return a day some months later; both are the first of a month.
 * @param {string} day
 * @param {number} months
 */
export function monthsLater(day, months) {
  const total = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  return `${padded(Math.floor(total / 12), 4)}-${padded((total % 12) + 1, 2)}-01`;
}

/**
 * Return the day before another one.
 * @param {string} day
 */
export function dayBefore(day) {
  const made = new Date(`${day}T00:00:00Z`);
  made.setUTCDate(made.getUTCDate() - 1);
  return made.toISOString().slice(0, 10);
}

/**
 * Return why a filing names no period of the term; null if it does.
 * @param {TermDays} term
 * @param {string} frequency of the piece of evidence
 * @param {string | undefined} name
 * @param {string | undefined} day of the document
 * @param {Rules} rules
 * @returns {SlotProblem | null}
 */
export function slotProblem(term, frequency, name, day, rules) {
  const values = {
    frequency,
    form: rules.slotForms[frequency],
    example: exampleOf(term, frequency, rules),
  };
  const why = name ? misnamed(term, frequency, name, rules) : undated(term, frequency, day, rules);
  if (!why) return null;
  const [expected, remedy] = rules.slotWords[why];
  return { expected: filledIn(expected, values), remedy: filledIn(remedy, values) };
}

/**
 * @param {TermDays} term
 * @param {string} frequency
 * @param {string} name
 * @param {Rules} rules
 */
function misnamed(term, frequency, name, rules) {
  const given = frequencyIndex(name);
  if (given < rules.frequencies.indexOf(frequency)) return "finer";
  const day = firstDay(term, given, name, rules);
  return day && isInTerm(term, day) ? "" : "outside";
}

/**
 * @param {TermDays} term
 * @param {string} frequency
 * @param {string | undefined} day
 * @param {Rules} rules
 */
function undated(term, frequency, day, rules) {
  if (frequency === rules.frequencies[0]) return "";
  if (!day) return "neither";
  return isInTerm(term, day) ? "" : "day_outside";
}

/**
 * @param {TermDays} term
 * @param {string} day
 */
function isInTerm(term, day) {
  return term.start <= day && day < monthsLater(term.start, 12 * term.years);
}

/** @param {string} name */
function frequencyIndex(name) {
  if (name === "届期") return 0;
  if (name.includes("Q")) return 2;
  return [1, 3, 4][name.split("-").length - 1];
}

/**
 * @param {TermDays} term
 * @param {number} index of the frequency
 * @param {string} name
 * @param {Rules} rules
 */
function firstDay(term, index, name, rules) {
  if (index === 4) {
    const [year, month, day] = name.split("-").map(Number);
    return isOnCalendar(year, month, day) ? name : "";
  }
  const found = spansOf(term, rules.frequencies[index], rules).find((span) => span.key === name);
  return found ? found.start : "";
}

/**
 * Return the periods of a frequency in the term; none for activities.
 * @param {TermDays} term
 * @param {string} frequency
 * @param {Rules} rules
 * @returns {PeriodSpan[]}
 */
export function spansOf(term, frequency, rules) {
  const index = rules.frequencies.indexOf(frequency);
  const months = 12 * term.years;
  if (index === 0)
    return [{ start: term.start, next: monthsLater(term.start, months), key: "届期" }];
  const size = SIZES[index];
  const spans = [];
  for (let month = 0; size && month < months; month += size) {
    const start = monthsLater(term.start, month);
    spans.push({ start, next: monthsLater(start, size), key: keyOf(start, size) });
  }
  return spans;
}

/**
 * @param {string} start
 * @param {number} size in months
 */
function keyOf(start, size) {
  const year = start.slice(0, 4);
  const month = Number(start.slice(5, 7)) - 1;
  if (size === 12) return year;
  return size === 3 && month % 3 === 0 ? `${year}-Q${month / 3 + 1}` : start.slice(0, 7);
}

/**
 * @param {TermDays} term
 * @param {string} frequency
 * @param {Rules} rules
 */
function exampleOf(term, frequency, rules) {
  const known = spansOf(term, frequency, rules);
  return known.length ? known[0].key : term.start;
}

/**
 * @param {number} value
 * @param {number} length
 */
function padded(value, length) {
  return String(value).padStart(length, "0");
}
