/* The columns by which tables are filtered: those whose heading has `data-filter`. */

import { byColumn, headsOf, partsOf } from "./table.js";

/**
 * `isAsked`: whether the address of the page names values of it.
 * @typedef {{ name: string, label: string, values: string[], isAsked: boolean }} Column
 */

/**
 * Return the columns of some tables that have more than one value, in the tables or the address.
 * @param {HTMLTableElement[]} tables
 * @param {URLSearchParams} query
 * @returns {Column[]}
 */
export function columnsOf(tables, query) {
  const columns = Array.from(labelsOf(tables), ([name, label]) => {
    const asked = query.getAll(name);
    const values = Array.from(new Set(valuesOfColumn(tables, name).concat(asked)));
    return { name, label, values, isAsked: asked.length > 0 };
  });
  return columns.filter(({ values }) => values.length > 1);
}

/**
 * @param {HTMLTableElement[]} tables
 * @returns {Map<string, string>}
 */
function labelsOf(tables) {
  const labels = new Map();
  for (const head of tables.map(headsOf).reduce((one, other) => one.concat(other), [])) {
    const name = head.dataset.filter;
    if (name && !labels.has(name)) labels.set(name, textOfHead(head));
  }
  return labels;
}

/**
 * Return what a heading says, without marks.
 * @param {Element} head
 */
function textOfHead(head) {
  const { firstChild } = head;
  return ((firstChild && firstChild.textContent) || "").trim();
}

/**
 * @param {HTMLTableElement[]} tables
 * @param {string} name
 * @returns {string[]}
 */
function valuesOfColumn(tables, name) {
  /** @type {string[]} */
  const values = [];
  for (const table of tables) {
    for (const { rows } of partsOf(table, byColumn(table, [name]))) {
      for (const row of rows) values.push(...row.values[0]);
    }
  }
  return values;
}
