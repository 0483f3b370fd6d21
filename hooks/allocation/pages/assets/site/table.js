/* The rows of a table: what they are filtered by, which are shown, which of their cells are merged. */

import { all } from "../shared/page.js";

/**
 * `merged`: the cells that may be merged; `values`: what the row is filtered by.
 * @typedef {{ element: HTMLTableRowElement, merged: HTMLTableCellElement[], values: string[][] }} Row
 */
/** @typedef {{ element: HTMLTableSectionElement, rows: Row[] }} Part */
/** @typedef {(row: HTMLTableRowElement) => string[][]} Reading */

/* What the merged cells of each column say in the part above. */
/** @typedef {(string | undefined)[]} Above */

/**
 * Return the parts of a table that have rows: cells end with the part that they are in. A row without
 * cells but headings is none: it belongs to the part.
 * @param {HTMLTableElement} table
 * @param {Reading} valuesOf what a row is filtered by
 * @returns {Part[]}
 */
export function partsOf(table, valuesOf) {
  const parts = Array.from(table.tBodies, (element) => ({
    element,
    rows: Array.from(element.rows)
      .filter((row) => row.querySelector("td"))
      .map((row) => rowOf(row, valuesOf)),
  }));
  return parts.filter(({ rows }) => rows.length);
}

/**
 * Return how to read rows that say what they are filtered by: `data-person`.
 * @param {string[]} names
 * @returns {Reading}
 */
export function bySaid(names) {
  return ({ dataset }) => names.map((name) => (dataset[name] || "").split("\n"));
}

/**
 * Return how to read rows by their columns: a cell says its values itself (`data-values`), or its
 * text has them. A table that lacks a column has no values of it.
 * @param {HTMLTableElement} table
 * @param {string[]} names
 * @returns {Reading}
 */
export function byColumn(table, names) {
  const heads = headsOf(table).map(({ dataset }) => dataset.filter);
  const places = names.map((name) => heads.indexOf(name));
  return ({ cells }) => places.map((at) => (cells[at] ? valuesIn(cells[at]) : []));
}

/**
 * Return the headings of the columns of a table.
 * @param {HTMLTableElement} table
 */
export function headsOf(table) {
  return all("thead th", HTMLTableCellElement, table);
}

/** @param {HTMLTableCellElement} cell */
function valuesIn(cell) {
  const { values } = cell.dataset;
  const texts = values === undefined ? readable(cell).split("、") : values.split("\n");
  return texts.map((text) => text.trim()).filter(Boolean);
}

/**
 * Return the text of a cell without signs, which no screen reader says, and without marks.
 * @param {Element} element
 * @returns {string}
 */
function readable(element) {
  const texts = Array.from(element.childNodes, (node) => {
    if (!(node instanceof Element)) return node.textContent || "";
    return node.matches("[aria-hidden], .reading, .tag") ? "" : readable(node);
  });
  return texts.join("");
}

/**
 * @param {HTMLTableRowElement} element
 * @param {Reading} valuesOf
 * @returns {Row}
 */
function rowOf(element, valuesOf) {
  return {
    element,
    merged: all("[data-merge]", HTMLTableCellElement, element),
    values: valuesOf(element),
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
