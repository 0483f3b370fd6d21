/* The rows of 总表: which are shown, and which of their cells are merged. */

import { all } from "../shared/page.js";

/**
 * `merged`: the cells that may be merged; `values`: what the row is filtered by.
 * @typedef {{ element: HTMLTableRowElement, merged: HTMLTableCellElement[], values: string[][] }} Row
 */
/** @typedef {{ element: HTMLTableSectionElement, rows: Row[] }} Part */

/* What the merged cells of each column say in the part above. */
/** @typedef {(string | undefined)[]} Above */

/**
 * Return the parts of a table: cells end with the part that they are in.
 * @param {HTMLTableElement} table
 * @param {string[]} names what rows are filtered by
 * @returns {Part[]}
 */
export function partsOf(table, names) {
  return Array.from(table.tBodies, (element) => ({
    element,
    rows: Array.from(element.rows, (row) => rowOf(row, names)),
  }));
}

/**
 * @param {HTMLTableRowElement} element
 * @param {string[]} names
 * @returns {Row}
 */
function rowOf(element, names) {
  return {
    element,
    merged: all("[data-merge]", HTMLTableCellElement, element),
    values: names.map((name) => (element.dataset[name] || "").split("\n")),
  };
}

/**
 * Show some rows of a part only, and merge what they share.
 * @param {Part} part
 * @param {Row[]} shown
 * @param {Above} above
 */
export function showPart(part, shown, above) {
  set(part.element, "hidden", !shown.length);
  if (!shown.length) return;
  const rows = new Set(shown);
  for (const row of part.rows) set(row.element, "hidden", !rows.has(row));
  merge(shown, above);
}

/**
 * Merge the cells of each column that say the same, one below the other.
 * @param {Row[]} rows
 * @param {Above} above
 */
function merge(rows, above) {
  for (let column = 0; column < rows[0].merged.length; column++) {
    const cells = rows.map((row) => row.merged[column]);
    for (let at = 0; at < cells.length; ) at += mergeFrom(cells, at, column, above);
  }
}

/**
 * Merge a cell with those below it that say the same; return how many they are.
 * @param {HTMLTableCellElement[]} cells
 * @param {number} at
 * @param {number} column
 * @param {Above} above
 */
function mergeFrom(cells, at, column, above) {
  const value = cells[at].dataset.merge;
  let end = at + 1;
  for (; end < cells.length && cells[end].dataset.merge === value; end++) {
    set(cells[end], "hidden", true);
  }
  cells[at].classList.toggle("goes-on", above[column] === value);
  above[column] = value;
  set(cells[at], "hidden", false);
  set(cells[at], "rowSpan", end - at);
  return end - at;
}

/**
 * Set a property only where it changes: each change makes the browser lay out anew.
 * @template {HTMLElement} T
 * @template {keyof T} K
 * @param {T} element
 * @param {K} name
 * @param {T[K]} value
 */
function set(element, name, value) {
  if (element[name] !== value) element[name] = value;
}
