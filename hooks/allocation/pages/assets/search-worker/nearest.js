/*
 * The looser pass: entries that hold most of what was asked for. Each feature of the query is a bit:
 * whether an entry holds it in its names, in its words, in those whom it concerns, or in what it
 * belongs to. Codes are never loosened: an entry matches them, or is not found.
 */

import { strengthsOf } from "./ranking.js";
import { EXACT, STRONG, WEAK } from "./strength.js";
import { isEmpty } from "./wish.js";

/** @import { Entry, Index } from "./index.js" */
/** @import { Kind } from "./kinds.js" */
/** @import { Feature, Wish } from "./wish.js" */
/** @import { Word } from "./words.js" */

/**
 * `share`: how much of what was asked for the entry holds, wherever.
 * @typedef {{ at: number, score: number, share: number }} Near
 */

/** @typedef {{ names: Int32Array, words: Int32Array, people: Int32Array, owners: Int32Array }} Masks */

const LEAST_SHARE = 0.51;
/* Running text holds something of everything. */
const LEAST_SHARE_OF_PAGE = 0.55;
/* Of several words less may be held than of one. */
const LEAST_SHARE_OF_WORDS = 0.44;
/* The name of a person finds nothing about which nothing else fits. */
const LEAST_SHARE_OF_PERSON = 0.9;
const LEAST_SHARE_OF_ASKED = 0.4;
const IN_NAMES = 1;
const IN_WORDS = 0.8;
const IN_PEOPLE = 0.6;
const IN_OWNERS = 0.6;
/* The part of a score that depends on how much of a name was asked for. */
const CLOSENESS = 0.1;
/* The closeness of a name that is what was asked for. */
const WHOLE = 2.5;
/* Differences of scores below this do not count. */
const STEP = 0.02;
/** @type {Record<number, number>} */
const CODE_FACTORS = { [EXACT]: 1, [STRONG]: 0.9, [WEAK]: 0.8 };

/**
 * A wish with what is computed once for all entries.
 * @typedef {object} Measure
 * @property {Wish} wish
 * @property {Masks} masks
 * @property {number} required the bits of features that an entry must hold
 * @property {number} total the weight of all that was asked for
 * @property {number} least the share of it that is enough
 * @property {number} leastOfPerson
 * @property {string} core the pieces of the query, joined
 */

/**
 * Return the entries that hold most of a wish, the best ones first.
 * @param {Index} index
 * @param {Wish} wish
 * @param {(entry: Entry) => number} factorOf what the score of an entry is multiplied by
 * @returns {Near[]}
 */
export function nearest(index, wish, factorOf) {
  if (isEmpty(wish)) return [];
  const measure = newMeasure(index, wish);
  const factors = wish.codes.length
    ? codeFactors(index, wish.codes)
    : measure.masks.names.map((mask, at) => (mask | measure.masks.words[at] ? 1 : 0));
  /** @type {Near[]} */
  const near = [];
  for (let at = 0; at < factors.length; at++) {
    if (!factors[at]) continue;
    const entry = index.entries[at];
    const factor = factors[at] * factorOf(entry);
    const share = factor && shareOf(measure, entry, at);
    if (share) near.push({ at, share, score: factor * scoreOf(measure, entry, at) });
  }
  return near.sort((one, other) => inOrder(index, one, other));
}

/**
 * @param {Index} index
 * @param {Wish} wish
 * @returns {Measure}
 */
function newMeasure(index, wish) {
  const bits = wish.features.map(({ isRequired }, bit) => (isRequired ? 1 << bit : 0));
  return {
    wish,
    masks: masksOf(index, wish.features),
    required: bits.reduce((mask, bit) => mask | bit, 0),
    total: wish.features.reduce(
      (sum, { weight, isExtra }) => sum + (isExtra ? 0 : weight),
      wish.missing,
    ),
    leastOfPerson: wish.questions.size ? LEAST_SHARE_OF_ASKED : LEAST_SHARE_OF_PERSON,
    least: wish.count > 1 ? LEAST_SHARE_OF_WORDS : LEAST_SHARE,
    core: wish.pieces.join(""),
  };
}

/**
 * @param {Index} index
 * @param {Near} one
 * @param {Near} other
 */
function inOrder({ entries }, one, other) {
  const steps = Math.round(other.score / STEP) - Math.round(one.score / STEP);
  return steps || entries[one.at].order - entries[other.at].order || one.at - other.at;
}

/**
 * Return how much of one of its names the pieces of a query are.
 * @param {Entry} entry
 * @param {string[]} pieces
 * @param {string} core the pieces, joined
 */
function closenessOf({ names }, pieces, core) {
  if (names.includes(core)) return WHOLE;
  const parts = names.map((name) => {
    const held = pieces.filter((piece) => name.includes(piece)).join("");
    return Math.min(1, held.length / name.length);
  });
  return Math.max(...parts, 0);
}

/**
 * @param {Index} index
 * @param {Feature[]} features
 * @returns {Masks}
 */
function masksOf({ entries, owners: above, duties }, features) {
  const names = masked(entries.length, features, ({ names }) => names);
  const words = masked(entries.length, features, ({ words }) => words);
  const people = new Int32Array(entries.length);
  const owners = new Int32Array(entries.length);
  for (let at = 0; at < entries.length; at++) {
    const owner = above[at];
    if (owner >= 0) owners[at] = names[owner] | words[owner] | owners[owner];
    people[at] = duties[at] < at ? people[duties[at]] : unitedMask(entries[at].members, names);
  }
  return { names, words, people, owners };
}

/**
 * @param {number[]} members
 * @param {Int32Array} names
 */
function unitedMask(members, names) {
  let mask = 0;
  for (const member of members) mask |= names[member];
  return mask;
}

/**
 * @param {number} count
 * @param {Feature[]} features
 * @param {(feature: Feature) => number[]} placesOf
 */
function masked(count, features, placesOf) {
  const masks = new Int32Array(count);
  features.forEach((feature, bit) => {
    for (const at of placesOf(feature)) masks[at] |= 1 << bit;
  });
  return masks;
}

/**
 * Return the share of a wish that an entry holds; 0 if it is not enough. Something of it must stand
 * in the entry itself.
 * @param {Measure} measure
 * @param {Entry} entry
 * @param {number} at
 */
function shareOf(measure, { kind }, at) {
  const { wish, masks, required, total, least } = measure;
  if (!wish.features.length) return total ? least : 1;
  const own = masks.names[at] | masks.words[at];
  const held = own | masks.people[at] | masks.owners[at];
  const isNamed = (held & required) === required;
  if ((!own && !wish.codes.length) || !isNamed) return 0;
  let weights = 0;
  wish.features.forEach(({ weight, isExtra }, bit) => {
    if (held & (1 << bit) && !isExtra) weights += weight;
  });
  const share = Math.max(weights / total, wish.codes.length ? LEAST_SHARE : 0);
  return share < leastOf(measure, kind) ? 0 : share;
}

/**
 * Return the share that an entry of a kind must hold.
 * @param {Measure} measure
 * @param {Kind} kind
 */
function leastOf({ wish, least, leastOfPerson }, kind) {
  if (kind.person) return leastOfPerson;
  return kind.weak && !wish.questions.size ? Math.max(least, LEAST_SHARE_OF_PAGE) : least;
}

/**
 * @param {Measure} measure
 * @param {Entry} entry
 * @param {number} at
 */
function scoreOf({ wish, masks, total, core }, entry, at) {
  if (!wish.features.length) return 1;
  let score = 0;
  wish.features.forEach(({ weight }, bit) => {
    score += weight * factorAt(masks, at, 1 << bit);
  });
  const closeness = closenessOf(entry, wish.pieces, core);
  return (score / total) * (1 - CLOSENESS + CLOSENESS * closeness);
}

/**
 * @param {Masks} masks
 * @param {number} at
 * @param {number} bit
 */
function factorAt({ names, words, people, owners }, at, bit) {
  if (names[at] & bit) return IN_NAMES;
  if (words[at] & bit) return IN_WORDS;
  if (people[at] & bit) return IN_PEOPLE;
  return owners[at] & bit ? IN_OWNERS : 0;
}

/**
 * Return what the codes of a query leave of each entry: nothing where one does not match.
 * @param {Index} index
 * @param {Word[]} codes
 */
function codeFactors(index, codes) {
  const factors = new Float32Array(index.entries.length).fill(1);
  for (const code of codes) {
    strengthsOf(index, code).forEach((strength, at) => {
      factors[at] *= CODE_FACTORS[strength] || 0;
    });
  }
  return factors;
}
