/* The kinds of entries, which the index describes: KINDS in feeds/search_index.py. */

/**
 * @typedef {object} Kind
 * @property {string} name
 * @property {boolean} [short] whether its entries are short names: initials are looked for
 * @property {boolean} [who] whether its entries are people or departments
 * @property {boolean} [person] whether its entries are people
 * @property {boolean} [measured] whether its entries are numbers to be reached
 * @property {boolean} [marked] whether its entries are found by the number of their mark
 * @property {boolean} [weak] whether a match in the text of an entry is a weak one
 * @property {boolean} [owned] whether results say whose its entries are
 * @property {string} [within] the wider kind that filters for it, too
 */

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
