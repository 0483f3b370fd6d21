/* The filters of 总表, which live in the address of the page. */

import { all, first, setAddress } from "../shared/page.js";
import { draw, finish, stop } from "./drawing.js";
import { partsOf } from "./table.js";

/** @import { Drawing } from "./drawing.js" */
/** @import { Part, Row } from "./table.js" */

/**
 * @typedef {object} Filters
 * @property {HTMLFormElement} form
 * @property {HTMLSelectElement[]} selects
 * @property {Part[]} parts
 * @property {Drawing | null} drawing
 */

export function setUpFilters() {
  const form = first("[data-filters]", HTMLFormElement);
  const table = first(".overview", HTMLTableElement);
  if (!form || !table) return;
  const selects = all("select", HTMLSelectElement, form);
  const names = selects.map((select) => select.name);
  const filters = { form, selects, parts: partsOf(table, names), drawing: null };
  form.hidden = false;
  listen(filters);
  recall(filters);
}

/** @param {Filters} filters */
function listen(filters) {
  /* A new address makes the browser lay out what has changed: last, so that it does so once. */
  const changed = () => apply(filters, () => remember(filters));
  filters.form.addEventListener("change", changed);
  filters.form.addEventListener("reset", () => setTimeout(changed));
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
  const wanted = filters.selects.map((select) => select.value);
  const shown = filters.parts.map((part) => part.rows.filter((row) => matches(row, wanted)));
  showCount(filters, shown);
  filters.drawing = draw(filters.parts, shown, done);
}

/**
 * @param {Row} row
 * @param {string[]} wanted
 */
function matches(row, wanted) {
  return wanted.every((value, at) => !value || row.values[at].includes(value));
}

/**
 * @param {Filters} filters
 * @param {Row[][]} shown
 */
function showCount({ form, parts }, shown) {
  const count = sum(shown.map((rows) => rows.length));
  const total = sum(parts.map((part) => part.rows.length));
  const isAll = count === total;
  for (const output of all("[data-count]", HTMLElement, form)) {
    output.textContent = isAll ? `共 ${total} 行` : `符合的有 ${count} 行，共 ${total} 行`;
  }
  for (const note of all("[data-none]", HTMLElement)) note.hidden = count > 0;
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

/**
 * Write the filters into the address.
 * @param {Filters} filters
 */
function remember({ selects }) {
  const query = new URLSearchParams();
  for (const select of selects) if (select.value) query.set(select.name, select.value);
  const text = query.toString();
  setAddress(text ? `?${text}` : location.pathname);
}

/**
 * Read the filters from the address.
 * @param {Filters} filters
 */
function recall(filters) {
  const query = new URLSearchParams(location.search);
  for (const select of filters.selects) {
    select.value = query.get(select.name) || "";
    if (select.selectedIndex < 0) select.value = "";
  }
  apply(filters);
}
