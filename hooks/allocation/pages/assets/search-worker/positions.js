/* Positions of entries: by a name, an id, a sound; of several lists. */

/**
 * @param {Map<string, number[]>} positions
 * @param {string} key
 * @param {number} at
 */
export function addPosition(positions, key, at) {
  const known = positions.get(key);
  if (known) known.push(at);
  else positions.set(key, [at]);
}

/**
 * Return what stands in any of some lists, once each.
 * @param {number[][]} lists
 */
export function united(lists) {
  /** @type {number[]} */
  const none = [];
  return Array.from(new Set(none.concat(...lists)));
}
