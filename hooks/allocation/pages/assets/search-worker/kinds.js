/* The kinds of entries, which the index describes: KINDS in feeds/search_index.py. */

const CLAUSE = "条款";
const MANUAL = "手册";

/**
 * @typedef {object} Kind
 * @property {string} name
 * @property {boolean} [short] whether its entries are short names: initials are looked for
 * @property {boolean} [who] whether its entries are people or departments
 * @property {string} [within] the wider kind that filters for it, too
 */

/** @param {Kind} kind */
export function isClause(kind) {
  return kind.name === CLAUSE;
}

/** @param {Kind} kind */
export function isManual(kind) {
  return kind.name === MANUAL;
}

/**
 * Return the positions of the kinds that each name of a kind filters by.
 * @param {Kind[]} kinds
 * @returns {Map<string, number[]>}
 */
export function filtersOf(kinds) {
  const fits = (/** @type {Kind} */ kind, /** @type {string} */ name) =>
    kind.name === name || kind.within === name;
  const positions = kinds.map((_, at) => at);
  return new Map(kinds.map(({ name }) => [name, positions.filter((at) => fits(kinds[at], name))]));
}
