/* What the forms are made of: scripts, since a page from a file share can load nothing else. */

import { siteRoot } from "../site/memory.js";

/** @import { Base, BaseFile, Forms, ItemRecords, Published, Table, YearRecords } from "./types.js" */

/** @type {Map<string, Promise<unknown>>} */
const loadedScripts = new Map();
/** @type {Map<string, string>} */
const knownTitles = new Map();

/**
 * Return the forms, and what they say of the fields.
 * @returns {Promise<Forms>}
 */
export function forms() {
  return loadOnce("forms.js", () => window.editForms);
}

/**
 * Return all names and codes, and the small records.
 * @returns {Promise<Base>}
 */
export function base() {
  return loadOnce("records/base.js", () => window.editBase && unfolded(window.editBase));
}

/**
 * Return the records of an item: its own, and those of its clauses, evidence and indicators.
 * @param {string} slug
 * @returns {Promise<ItemRecords>}
 */
export function item(slug) {
  return loadOnce(`records/items/${slug}.js`, () => window.editRecords);
}

/**
 * Return what was handed in for a year, and the values of indicators in it. A year has none yet if the
 * base does not name it.
 * @param {number} year
 * @returns {Promise<YearRecords>}
 */
export async function filings(year) {
  const { years } = await base();
  if (!years.includes(year)) return { filings: [], values: [] };
  /** @type {YearRecords} */
  const found = await loadOnce(`records/filings-${year}.js`, () => window.editRecords);
  for (const { id, values } of found.filings) knownTitles.set(id, values.title);
  return found;
}

/**
 * Return the title of a filing of a year that was asked for; empty if it is not known.
 * @param {string} id
 */
export function titleOf(id) {
  return knownTitles.get(id) || "";
}

/**
 * Return a record as it is published; null if there is none.
 * @param {string} kind
 * @param {string} id
 * @returns {Promise<Published | null>}
 */
export async function recordOf(kind, id) {
  const records = await recordsAmong(kind, id);
  return records.find((record) => record.id === id) || null;
}

/**
 * Return the records among which one is.
 * @param {string} kind
 * @param {string} id
 * @returns {Promise<ReadonlyArray<Published>>}
 */
async function recordsAmong(kind, id) {
  const names = await base();
  if (kind === "person") return names.people;
  if (kind === "department") return names.departments;
  if (kind === "row") return names.rows;
  if (kind === "term") return [names.term];
  if (kind === "unit") return [names.unit];
  if (kind === "filing") return (await filings(Number(id.split("-")[0]))).filings;
  if (kind === "value") return (await filings(yearOfValue(id))).values;
  return recordsOfItem(kind, id, names);
}

/**
 * @param {string} kind item, clause, evidence or indicator
 * @param {string} id
 * @param {Base} names
 */
async function recordsOfItem(kind, id, names) {
  const owner = itemOf(kind, id, names);
  if (!owner) return [];
  const records = await item(owner.slug);
  if (kind === "item") return records.item ? [records.item] : [];
  if (kind === "clause") return records.clauses;
  return kind === "evidence" ? records.evidence : records.indicators;
}

/**
 * Return the item that something is of.
 * @param {string} kind item, row, clause, evidence or indicator
 * @param {string} id
 * @param {Base} names
 * @returns {Base["items"][number] | null}
 */
export function itemOf(kind, id, names) {
  if (kind === "evidence") return itemOf("clause", clauseIn(names.evidence, id), names);
  if (kind === "indicator") return itemOf("clause", clauseIn(names.indicators, id), names);
  if (kind === "clause") {
    const clause = names.clauses.find((each) => each.id === id);
    return clause ? itemOf("row", clause.row, names) : null;
  }
  const row = kind === "row" ? names.rows.find((each) => each.id === id) : null;
  const wanted = row ? row.item : id;
  return names.items.find((each) => each.id === wanted) || null;
}

/**
 * Return the id of the clause that something is of; empty if nothing has this id.
 * @param {ReadonlyArray<{readonly id: string, readonly clause: string}>} entries
 * @param {string} id
 */
function clauseIn(entries, id) {
  const entry = entries.find((each) => each.id === id);
  return entry ? entry.clause : "";
}

/**
 * Return the year of a value: `Ⅲ-4-指标01 2026 第一轮`.
 * @param {string} id
 */
export function yearOfValue(id) {
  const found = id.match(/-指标\d+ (\d{4})(?: |$)/);
  return found ? Number(found[1]) : 0;
}

/**
 * Unfold what stands in columns, once for each name.
 * @param {BaseFile} file
 * @returns {Base}
 */
export function unfolded(file) {
  return {
    ...file,
    clauses: entriesOf(file.clauses),
    evidence: entriesOf(file.evidence),
    indicators: entriesOf(file.indicators),
  };
}

/**
 * @template T
 * @param {Table<T>} table
 * @returns {T[]}
 */
function entriesOf(table) {
  return table.lines.map((line) => {
    /** @type {Record<string, unknown>} */
    const entry = {};
    line.forEach((value, place) => {
      if (value !== null) entry[table.columns[place]] = value;
    });
    return /** @type {any} */ (entry);
  });
}

/**
 * Load a script once; one that cannot be loaded is tried anew next time.
 * @template T
 * @param {string} name
 * @param {() => unknown} read what the script left, read before another one runs
 * @returns {Promise<T>}
 */
function loadOnce(name, read) {
  const known = loadedScripts.get(name);
  if (known) return /** @type {Promise<any>} */ (known);
  const loading = loadScript(name, read);
  loadedScripts.set(name, loading);
  loading.catch(() => loadedScripts.delete(name));
  return /** @type {Promise<any>} */ (loading);
}

/**
 * @param {string} name
 * @param {() => unknown} read
 */
function loadScript(name, read) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    const refuse = () => failed(new Error("表单的数据没有取到。请检查网络，刷新本页再试。"));
    script.src = new URL(`edit/${name}`, siteRoot()).href;
    script.addEventListener("error", refuse);
    script.addEventListener("load", () => {
      const found = read();
      script.remove();
      if (found) done(found);
      else refuse();
    });
    document.head.appendChild(script);
  });
}
