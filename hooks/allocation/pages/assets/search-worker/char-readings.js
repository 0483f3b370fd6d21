/*
 * Readings of characters that the index does not hold. Browsers sort Chinese by pinyin: a character
 * has the reading of its neighbours among the characters whose reading is known.
 */

/** @import { Readings } from "./pinyin.js" */

/** @typedef {{ compare: (one: string, other: string) => number, anchors: string[] }} Collation */

const CHARACTER = /^[\u4e00-\u9fff]$/;
/* A browser that sorts in another order has fewer neighbours in the order of their readings. */
const LEAST_ORDERED = 0.9;

/**
 * Return the characters with one known reading in the order of the browser; none if it is not that
 * of pinyin.
 * @param {Readings} readings
 * @returns {Collation}
 */
export function newCollation(readings) {
  const { compare } = new Intl.Collator("zh-u-co-pinyin");
  const known = Object.keys(readings).filter(
    (char) => CHARACTER.test(char) && readings[char].length === 1,
  );
  const anchors = known.sort(compare);
  const ordered = anchors.filter(
    (char, at) => !at || readings[anchors[at - 1]][0] <= readings[char][0],
  );
  return { compare, anchors: ordered.length < LEAST_ORDERED * anchors.length ? [] : anchors };
}

/**
 * Return the syllables of a character: those known, or those of its neighbours.
 * @param {string} char
 * @param {Readings} readings
 * @param {Collation} collation
 * @returns {string[]}
 */
export function readingsOfChar(char, readings, { compare, anchors }) {
  if (readings[char]) return readings[char];
  if (!CHARACTER.test(char)) return [];
  const at = placeOf(char, compare, anchors);
  const neighbours = anchors.slice(Math.max(0, at - 1), at + 1);
  return Array.from(new Set(neighbours.map((anchor) => readings[anchor][0])));
}

/**
 * @param {string} char
 * @param {(one: string, other: string) => number} compare
 * @param {string[]} anchors
 */
function placeOf(char, compare, anchors) {
  let low = 0;
  let high = anchors.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(anchors[middle], char) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
