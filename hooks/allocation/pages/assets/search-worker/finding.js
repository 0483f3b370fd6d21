/* Finds the entries that somebody may mean. */

import { queryOf, visible } from "./query.js";
import { LENIENCIES, ranked } from "./ranking.js";
import { WEAK } from "./strength.js";
import { wellFormed } from "./text.js";
import { wordOf } from "./words.js";

/** @import { Index } from "./index.js" */
/** @import { Query } from "./query.js" */
/** @import { Hit } from "./ranking.js" */

/**
 * Return the entries that match, the best ones first, and the words that they match.
 * @param {Index} index
 * @param {string} typed
 */
export function find(index, typed) {
  const text = wellFormed(visible(typed));
  const result = lookUp(index, text);
  const split = text.replace(/[、/|&。]+/g, " ");
  return result.hits.length || split === text ? result : lookUp(index, split);
}

/**
 * @param {Index} index
 * @param {string} text
 */
function lookUp(index, text) {
  const query = queryOf(index, text);
  return { hits: phraseFirst(index, query, hitsOf(index, query)), words: query.words };
}

/**
 * @param {Index} index
 * @param {Query} query
 */
function hitsOf(index, query) {
  /** @type {Hit[]} */
  let hits = [];
  if (!query.words.length && !query.kinds) return hits;
  for (const leniency of LENIENCIES) {
    if (!hits.length) hits = ranked(index, query, leniency);
  }
  return hits;
}

/**
 * Put first what holds all words as one phrase, as “hui yi ji yao” may be.
 * @param {Index} index
 * @param {Query} query
 * @param {Hit[]} hits
 */
function phraseFirst(index, query, hits) {
  const spelt = query.words.map((word) => word.letters || "");
  if (spelt.length < 2 || !spelt.every((letters) => /^[a-z]+$/.test(letters))) return hits;
  const words = [wordOf(spelt.join(""), index.variants)];
  const phrase = ranked(index, { ...query, words }).filter((hit) => hit.strength < WEAK);
  const first = new Set(phrase.map((hit) => hit.at));
  return phrase.concat(hits.filter((hit) => !first.has(hit.at)));
}
