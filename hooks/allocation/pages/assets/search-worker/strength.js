/*
 * How well an entry matches a word: the smaller, the better. Halved, it is the rank of a result; an
 * odd one comes after the even one of its rank, among entries of its kind.
 */
export const EXACT = 0;
export const STRONG = 2;
/* Not in the title; for people and departments, not at the start of the name. */
export const IN_TEXT = 3;
/* By pinyin in running text, with the last syllable only begun. */
export const PARTIAL = 4;
export const WEAK = 6;
export const TYPO = 8;
export const WEAK_TYPO = 10;
export const NONE = 15;

/**
 * Return a strength for each of so many entries: no match yet.
 * @param {number} count
 */
export function noMatches(count) {
  return new Uint8Array(count).fill(NONE);
}

/**
 * Say whether no entry matches.
 * @param {Uint8Array} strengths
 */
export function isNothing(strengths) {
  for (let at = 0; at < strengths.length; at++) if (strengths[at] !== NONE) return false;
  return true;
}

/**
 * Take over the better of two strengths of each entry.
 * @param {Uint8Array} strengths
 * @param {Uint8Array} others
 */
export function takeBetter(strengths, others) {
  for (let at = 0; at < strengths.length; at++) {
    if (others[at] < strengths[at]) strengths[at] = others[at];
  }
}

/**
 * Take over the worse of two strengths of each entry.
 * @param {Uint8Array} strengths
 * @param {Uint8Array} others
 */
export function takeWorse(strengths, others) {
  for (let at = 0; at < strengths.length; at++) {
    if (others[at] > strengths[at]) strengths[at] = others[at];
  }
}
