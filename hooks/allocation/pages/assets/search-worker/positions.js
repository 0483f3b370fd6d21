/* Positions of entries by a name, an id, a sound. */

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
