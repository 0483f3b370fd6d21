/*
 * What a query asks for, as the looser pass takes it: features, each with its weight, the rarer the
 * heavier. Characters count in pairs, so that 志愿者名册 is near 志愿服务名册.
 */

import { matchesOf } from "./matches.js";
import { occurrencesOf } from "./occurrences.js";
import { asks, segmentsOf } from "./segments.js";
import { lettersOfText } from "./sounds.js";
import { STRONG, WEAK } from "./strength.js";
import { wordOf } from "./words.js";

/** @import { Index } from "./index.js" */
/** @import { Occurrences } from "./occurrences.js" */
/** @import { Segment } from "./segments.js" */
/** @import { Word } from "./words.js" */

/** @typedef {Occurrences & { weight: number, isRequired?: boolean }} Feature */

/**
 * @typedef {object} Wish
 * @property {Feature[]} features
 * @property {number} missing the weight of what is nowhere in the index
 * @property {Word[]} codes all of which must match
 * @property {Set<number>} questions the positions of those asked
 * @property {Set<number>} sounding the entries whose names sound like a word
 * @property {number} count of the words looked for
 * @property {boolean} hasNumber
 * @property {string[]} pieces what is marked in results
 */

/* Features are bits of a number. */
const MOST_FEATURES = 31;
const MISSING = 0.5;
/* A number of something, not one that counts clauses or boxes. */
const MEASURE = /\d\s*(?:[%％次场人份张篇期件个名天类种起]|小时|个月)/;
const FAINT = 0.3;
/* A character alone between known ones may be a slip or a word of function. */
const LONE = 0.4;
const SEAM = 0.25;
const LONGEST_HOMOPHONE = 4;
/* In more entries than these, listening for other characters would take too long. */
const MOST_ENTRIES_HEARD = 5000;
/* More pairs of characters do not make a word weigh more. */
const LONGEST_WORD = 2;

/**
 * @param {Index} index
 * @param {string} typed
 * @returns {Wish}
 */
export function wishOf(index, typed) {
  /** @type {Wish} */
  const wish = {
    features: [],
    missing: 0,
    codes: [],
    questions: new Set(),
    sounding: new Set(),
    count: 0,
    hasNumber: MEASURE.test(typed),
    pieces: [],
  };
  const segments = segmentsOf(index, typed);
  for (const segment of segments) ADD[segment.role](index, wish, segment);
  wish.count = segments.filter(({ meaning }) => !meaning || meaning.synonyms).length;
  if (isEmpty(wish) && wish.questions.size < 2) addFillers(index, wish, segments);
  wish.features = wish.features.slice(0, MOST_FEATURES);
  return wish;
}

/**
 * Say whether nothing in particular is asked for.
 * @param {Wish} wish
 */
export function isEmpty({ features, codes, missing }) {
  return !features.length && !codes.length && !missing;
}

/**
 * Add the words that say nothing beside others, where there are no others: 怎么搜索.
 * @param {Index} index
 * @param {Wish} wish
 * @param {Segment[]} segments
 */
function addFillers(index, wish, segments) {
  for (const { text } of segments) if (!asks(text)) addKnown(index, wish, text);
}

/** @type {Record<string, (index: Index, wish: Wish, segment: Segment) => void>} */
const ADD = {
  code: (index, wish, { text }) => {
    wish.codes.push(wordOf(text, index.variants));
  },
  named: (index, wish, { text }) => addText(index, wish, text, occurrencesOf(index, text)),
  year: (index, wish, { text }) => {
    const found = matchedBy(index, text);
    if (countOf(found)) addFeature(index, wish, found, FAINT);
  },
  number: (index, wish, { text }) => {
    addText(index, wish, text, matchedBy(index, text));
  },
  letters: (index, wish, { text }) => addText(index, wish, text, matchedBy(index, text)),
  sound: (index, wish, { text, places = [] }) => {
    for (const at of places) wish.sounding.add(at);
    addPeople(index, wish, places, text);
  },
  people: (index, wish, { text, places = [] }) => {
    addPeople(index, wish, places, text);
    wish.pieces.push(text);
  },
  known: (index, wish, { text, meaning = {} }) => {
    if (meaning.question !== undefined) wish.questions.add(meaning.question);
    if (meaning.synonyms) addSynonyms(index, wish, text, meaning.synonyms);
    else if (meaning.question !== undefined && !asks(text)) addKnown(index, wish, text);
  },
  run: (index, wish, { text }) => addRun(index, wish, text),
};

/**
 * Add a text that counts as a whole.
 * @param {Index} index
 * @param {Wish} wish
 * @param {string} text
 * @param {Occurrences} found
 */
function addText(index, wish, text, found) {
  if (countOf(found)) addFeature(index, wish, found, 1);
  else addMissing(index, wish, text.length);
  wish.pieces.push(text);
}

/**
 * Add people who are named: what does not concern them is not meant.
 * @param {Index} index
 * @param {Wish} wish
 * @param {number[]} places
 * @param {string} text
 */
function addPeople(index, wish, places, text) {
  const weight = (text.length - 1) * rarity(index, places.length);
  const { names, words } = occurrencesOf(index, text);
  wish.features.push({ names: united([places, names]), words, weight, isRequired: true });
}

/**
 * Add a word that tells a question and may be looked for, too, as 责任人.
 * @param {Index} index
 * @param {Wish} wish
 * @param {string} text
 */
function addKnown(index, wish, text) {
  const found = occurrencesOf(index, text);
  if (countOf(found)) addFeature(index, wish, found, FAINT);
}

/**
 * Add a word and what means the same; the word itself counts a little more.
 * @param {Index} index
 * @param {Wish} wish
 * @param {string} text
 * @param {string[]} synonyms
 */
function addSynonyms(index, wish, text, synonyms) {
  const all = synonyms.map((synonym) => occurrencesOf(index, synonym));
  const found = {
    names: united(all.map(({ names }) => names)),
    words: united(all.map(({ words }) => words)),
  };
  if (countOf(found)) addFeature(index, wish, found, Math.min(text.length - 1, LONGEST_WORD));
  else addMissing(index, wish, text.length);
  const own = occurrencesOf(index, text);
  if (countOf(own)) addFeature(index, wish, own, FAINT);
  wish.pieces.push(...synonyms);
}

/**
 * Add the pairs of neighbouring characters that the index holds; characters in none are missing.
 * @param {Index} index
 * @param {Wish} wish
 * @param {string} run
 */
function addRun(index, wish, run) {
  const chars = Array.from(run);
  const isFaint = chars.map((char) => index.vocabulary.meanings.has(char));
  const isCovered = chars.map(() => false);
  const pairs = chars.slice(1).map((char, at) => occurrencesOf(index, chars[at] + char));
  pairs.forEach((found, at) => {
    if (!countOf(found)) return;
    isCovered[at] = isCovered[at + 1] = true;
    const isLittle = isFaint[at] || isFaint[at + 1] || isSeam(pairs, at);
    addFeature(index, wish, found, isLittle ? FAINT : 1);
  });
  for (const text of uncovered(chars, isCovered, isFaint)) {
    if (text === run) addMissing(index, wish, text.length);
    else addUnknown(index, wish, text);
  }
  wish.pieces.push(...piecesOf(chars, isCovered));
}

/**
 * Say whether a pair is where two words meet: much rarer than both pairs around it.
 * @param {Occurrences[]} pairs
 * @param {number} at
 */
function isSeam(pairs, at) {
  if (at < 1 || at + 1 >= pairs.length) return false;
  return countOf(pairs[at]) < SEAM * Math.min(countOf(pairs[at - 1]), countOf(pairs[at + 1]));
}

/**
 * Add a text that is nowhere in the index: what sounds the same, or else that it is missing.
 * @param {Index} index
 * @param {Wish} wish
 * @param {string} text
 */
function addUnknown(index, wish, text) {
  const places = homophonesOf(index, text);
  if (!places.length) {
    addMissing(index, wish, text.length > 1 ? text.length : LONE);
    return;
  }
  for (const at of places) wish.sounding.add(at);
  addFeature(index, wish, { names: places, words: [] }, 1);
}

/**
 * Return the entries whose names hold what a word of two to four characters sounds like.
 * @param {Index} index
 * @param {string} text
 */
function homophonesOf(index, text) {
  const isWord = text.length > 1 && text.length <= LONGEST_HOMOPHONE;
  if (!isWord || index.entries.length > MOST_ENTRIES_HEARD) return [];
  return united(lettersOfText(index, text).map((letters) => matchedBy(index, letters).names));
}

/**
 * @param {string[]} chars
 * @param {boolean[]} isCovered
 * @param {boolean[]} isFaint
 */
function uncovered(chars, isCovered, isFaint) {
  const text = chars.map((char, at) => (isCovered[at] || isFaint[at] ? " " : char)).join("");
  return text.split(/ +/).filter(Boolean);
}

/**
 * @param {string[]} chars
 * @param {boolean[]} isCovered
 */
function piecesOf(chars, isCovered) {
  const text = chars.map((char, at) => (isCovered[at] ? char : " ")).join("");
  return text.split(/ +/).filter((piece) => piece.length > 1);
}

/**
 * Return the entries that a number or letters match as a word of a strict query.
 * @param {Index} index
 * @param {string} text
 * @returns {Occurrences}
 */
function matchedBy(index, text) {
  /** @type {Occurrences} */
  const found = { names: [], words: [] };
  matchesOf(index, wordOf(text, index.variants)).forEach((strength, at) => {
    if (strength <= STRONG) found.names.push(at);
    else if (strength <= WEAK) found.words.push(at);
  });
  return found;
}

/**
 * @param {Index} index
 * @param {Wish} wish
 * @param {Occurrences} found
 * @param {number} factor
 */
function addFeature(index, wish, found, factor) {
  wish.features.push({ ...found, weight: factor * rarity(index, countOf(found)) });
}

/**
 * @param {Index} index
 * @param {Wish} wish
 * @param {number} length
 */
function addMissing(index, wish, length) {
  wish.missing += length * MISSING * rarity(index, 1);
}

/**
 * @param {Index} index
 * @param {number} count
 */
function rarity({ entries }, count) {
  return Math.log(1 + entries.length / count);
}

/** @param {Occurrences} found */
function countOf({ names, words }) {
  return names.length + words.length;
}

/** @param {number[][]} lists */
function united(lists) {
  /** @type {number[]} */
  const none = [];
  return Array.from(new Set(none.concat(...lists)));
}
