/* Where a text stands in the index. */

/** @import { Index } from "./index.js" */

/* So many texts are remembered: who types, asks for the same pieces again. */
const MOST_KNOWN = 400;

/**
 * The positions of the entries that hold a text: in their names, or else in their words.
 * @typedef {{ names: number[], words: number[] }} Occurrences
 */

/**
 * @param {Index} index
 * @param {string} text
 * @returns {Occurrences}
 */
export function occurrencesOf(index, text) {
  const known = index.known.get(text);
  if (known) return known;
  if (index.known.size > MOST_KNOWN) index.known.clear();
  const occurrences = newOccurrences(index, text);
  index.known.set(text, occurrences);
  return occurrences;
}

/**
 * @param {Index} index
 * @param {string} piece
 */
function newOccurrences({ entries, text, ends }, piece) {
  /** @type {Occurrences} */
  const occurrences = { names: [], words: [] };
  let at = 0;
  for (let hit = text.indexOf(piece); hit >= 0; hit = text.indexOf(piece, ends[at])) {
    while (ends[at] <= hit) at += 1;
    const inNames = hit - (ends[at - 1] || 0) <= entries[at].titles.length;
    (inNames ? occurrences.names : occurrences.words).push(at);
  }
  return occurrences;
}
