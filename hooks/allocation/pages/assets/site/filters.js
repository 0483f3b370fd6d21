/*
 * The filters of 总表 and of other long tables. They live in the address of the page, so that a link
 * leads to what they leave.
 */

import { all, first, setAddress } from "../shared/page.js";
import { addChoice, choiceOf } from "./choices.js";
import { columnsOf } from "./columns.js";
import { draw, finish, stop } from "./drawing.js";
import { byColumn, bySaid, partsOf } from "./table.js";

/** @import { Choice } from "./choices.js" */
/** @import { Column } from "./columns.js" */
/** @import { Drawing } from "./drawing.js" */
/** @import { Part, Row } from "./table.js" */

/**
 * `frames` are what is hidden with the last row in it, for each part; null where the table stays.
 * @typedef {object} Filters
 * @property {HTMLFormElement} form
 * @property {Choice[]} choices
 * @property {Part[]} parts
 * @property {(HTMLElement | null)[]} frames
 * @property {Drawing | null} drawing
 */

/* Fewer rows are seen at a glance. */
const LEAST_ROWS = 8;

export function setUpFilters() {
  const form = first("form[data-filters]", HTMLFormElement);
  const table = first(".overview", HTMLTableElement);
  const filters = form && table ? ofForm(form, table) : ofTables();
  if (!filters) return;
  listen(filters);
  recall(filters);
}

/**
 * Return the filters of a table that has a form of its own.
 * @param {HTMLFormElement} form
 * @param {HTMLTableElement} table
 * @returns {Filters}
 */
function ofForm(form, table) {
  const choices = all("select", HTMLSelectElement, form).map(choiceOf);
  const parts = partsOf(table, bySaid(choices.map(({ name }) => name)));
  form.hidden = false;
  return { form, choices, parts, frames: parts.map(() => null), drawing: null };
}

/**
 * Return the filters that all tables of the page share: chips for what their columns say. None where
 * there is little to choose from, and nothing is asked for by the address.
 * @returns {Filters | null}
 */
function ofTables() {
  const tables = all("table[data-filters]", HTMLTableElement);
  const columns = columnsOf(tables, new URLSearchParams(location.search));
  const names = columns.map(({ name }) => name);
  const parts = tables.reduce(
    (/** @type {Part[]} */ parts, table) => parts.concat(partsOf(table, byColumn(table, names))),
    [],
  );
  const isAsked = columns.some(({ isAsked }) => isAsked);
  if (!columns.length || (lengthOf(parts.map(({ rows }) => rows)) < LEAST_ROWS && !isAsked)) {
    return null;
  }
  const frames = parts.map(({ element }) => frameOf(element));
  return { ...barOf(columns, frames[0]), parts, frames, drawing: null };
}

/**
 * Add a form with chips where the page has a place for it, or above the first table.
 * @param {Column[]} columns
 * @param {HTMLElement} below
 */
function barOf(columns, below) {
  const form = document.createElement("form");
  form.className = "chipbar";
  const choices = columns.map((column) => addChoice(form, column));
  const clear = document.createElement("button");
  clear.type = "reset";
  clear.className = "plain";
  clear.textContent = "清除筛选";
  const output = document.createElement("output");
  output.dataset.count = "";
  output.setAttribute("aria-live", "polite");
  const printed = document.createElement("p");
  printed.className = "print-line";
  printed.dataset.filtered = "";
  form.append(clear, output);
  const place = first("[data-filter-bar]", HTMLElement);
  if (place) place.append(form, printed);
  else below.before(form, printed);
  return { form, choices };
}

/**
 * Return what is hidden with the last row of a table.
 * @param {HTMLElement} part
 */
function frameOf(part) {
  const frame = part.closest("section, details, .figure") || part.closest("table");
  return frame instanceof HTMLElement ? frame : part;
}

/** @param {Filters} filters */
function listen(filters) {
  /* A new address makes the browser lay out what has changed: last, so that it does so once. */
  const changed = () => apply(filters, () => remember(filters));
  filters.form.addEventListener("change", changed);
  filters.form.addEventListener("reset", () => {
    for (const choice of filters.choices) choice.want([]);
    changed();
  });
  filters.form.addEventListener("submit", (event) => event.preventDefault());
  for (const name of ["beforeprint", "pagehide"]) {
    window.addEventListener(name, () => filters.drawing && finish(filters.drawing));
  }
}

/**
 * @param {Filters} filters
 * @param {() => void} [done]
 */
function apply(filters, done) {
  if (filters.drawing) stop(filters.drawing);
  const wanted = filters.choices.map((choice) => choice.wanted());
  const shown = filters.parts.map(({ rows }) => rows.filter((row) => matches(row, wanted)));
  showFrames(filters, shown, wanted.some(isNamed));
  showLeft(filters, shown, wanted.some(isNamed));
  showCounts(filters, wanted);
  showSum(filters, shown);
  filters.drawing = draw(filters.parts, shown, done);
}

/** @param {string[]} values */
function isNamed({ length }) {
  return length > 0;
}

/**
 * @param {Row} row
 * @param {string[][]} wanted
 * @param {number} [except] what any value will do for
 */
function matches({ values }, wanted, except = -1) {
  return wanted.every(
    (any, at) => !isNamed(any) || at === except || any.some((value) => values[at].includes(value)),
  );
}

/**
 * Hide what has no row left; open what is folded over one that is looked for.
 * @param {Filters} filters
 * @param {Row[][]} shown
 * @param {boolean} isFiltered
 */
function showFrames({ frames }, shown, isFiltered) {
  const kept = new Set(frames.filter((_, at) => shown[at].length));
  for (const frame of new Set(frames)) {
    if (frame) frame.hidden = !kept.has(frame);
    if (frame instanceof HTMLDetailsElement && isFiltered) frame.open = true;
  }
}

/**
 * Say in the heading of a frame how many of its rows are left, before how many there are: 13 / 40.
 * @param {Filters} filters
 * @param {Row[][]} shown
 * @param {boolean} isFiltered
 */
function showLeft({ frames }, shown, isFiltered) {
  for (const frame of new Set(frames)) {
    if (!frame) continue;
    const left = lengthOf(shown.filter((_, at) => frames[at] === frame));
    for (const place of all("[data-shown]", HTMLElement, frame)) {
      place.textContent = isFiltered ? `${left} / ` : "";
    }
  }
}

/**
 * Say of each value how many rows it leaves beside the other choices.
 * @param {Filters} filters
 * @param {string[][]} wanted
 */
function showCounts({ choices, parts }, wanted) {
  choices.forEach(({ tell }, at) => {
    if (tell) tell(countsOf(parts, at, wanted));
  });
}

/**
 * @param {Part[]} parts
 * @param {number} at the choice whose values are counted
 * @param {string[][]} wanted
 */
function countsOf(parts, at, wanted) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { rows } of parts) {
    for (const { values } of rows.filter((row) => matches(row, wanted, at))) {
      for (const value of values[at]) counts.set(value, (counts.get(value) || 0) + 1);
    }
  }
  return counts;
}

/**
 * @param {Filters} filters
 * @param {Row[][]} shown
 */
function showSum({ form, choices, parts }, shown) {
  const total = lengthOf(parts.map(({ rows }) => rows));
  const left = lengthOf(shown);
  const text = left === total ? `共 ${total} 行` : `共 ${total} 行，显示 ${left} 行`;
  for (const output of all("[data-count]", HTMLElement, form)) output.textContent = text;
  for (const note of all("[data-none]", HTMLElement)) note.hidden = left > 0;
  const said = choices.filter(({ wanted }) => isNamed(wanted())).map(wordsOf);
  for (const line of all("[data-filtered]", HTMLElement)) {
    line.textContent = said.length ? `筛选：${said.join("；")}。${text}。` : "";
  }
}

/** @param {Choice} choice */
function wordsOf({ label, wanted }) {
  return `${label} ${wanted().join("、")}`;
}

/** @param {Row[][]} lists */
function lengthOf(lists) {
  return lists.reduce((total, rows) => total + rows.length, 0);
}

/**
 * Write the filters into the address.
 * @param {Filters} filters
 */
function remember({ choices }) {
  const query = new URLSearchParams(location.search);
  for (const { name, wanted } of choices) {
    query.delete(name);
    for (const value of wanted()) query.append(name, value);
  }
  const text = query.toString();
  setAddress(text ? `?${text}` : location.pathname);
}

/**
 * Read the filters from the address.
 * @param {Filters} filters
 */
function recall(filters) {
  const query = new URLSearchParams(location.search);
  for (const choice of filters.choices) choice.want(query.getAll(choice.name));
  apply(filters);
}
