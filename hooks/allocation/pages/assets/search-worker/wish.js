/* What a query asks for, as the looser pass takes it: features, the rarer the heavier. */

import { matchesOf } from "./matches.js";
import { occurrencesOf } from "./occurrences.js";
import { united } from "./positions.js";
import { runOf } from "./runs.js";
import { asks, segmentsOf } from "./segments.js";
import { lettersOfText } from "./sounds.js";
import { STRONG, WEAK } from "./strength.js";
import { wordOf } from "./words.js";

/** @import { Index } from "./index.js" */
/** @import { Occurrences } from "./occurrences.js" */
/** @import { Segment } from "./segments.js" */
/** @import { Word } from "./words.js" */

/**
 * Something asked for. `isRequired`: what lacks it is not meant; `isExtra`: what lacks it is meant, too.
 * @typedef {Occurrences & { weight: number, isRequired?: boolean, isExtra?: boolean }} Feature
 */

/**
 * @typedef {object} Wish
 * @property {Feature[]} features
 * @property {number} missing the weight of what is nowhere in the index
 * @property {string[]} unknown what is nowhere in the index
 * @property {Word[]} codes all of which must match
 * @property {Map<number, boolean>} questions the positions of those asked, and whether a word of it asks
 * @property {Set<number>} sounding the entries whose names sound like a word
 * @property {number} count of the words looked for
 * @property {boolean} hasNumber whether there is a number of something
 * @property {string[]} pieces what is marked in results
 */

/* Features are bits of a number. */
const MOST_FEATURES = 31;
const MISSING = 0.45;
const FAINT = 0.3;
/* A character alone between known ones may be a slip or a word of function. */
const LONE = 0.4;
const LONGEST_HOMOPHONE = 4;
/* Of more people who sound alike, the names are not looked for in texts. */
const MOST_NAMED = 3;
/* In more entries than these, listening for other characters would take too long. */
const MOST_ENTRIES_HEARD = 5000;
/* A number of something, not one that counts clauses or boxes. */
const MEASURE = /\d\s*(?:[%％次场人份张篇期件个名天类种起]|小时|个月)/;

/**
 * @param {Index} index
 * @param {string} typed
 * @returns {Wish}
 */
export function wishOf(index, typed) {
  const wish = newWish(MEASURE.test(typed));
  const segments = segmentsOf(index, typed);
  for (const segment of segments) ADD[segment.role](index, wish, segment);
  for (const text of wish.unknown) addUnknown(index, wish, text);
  if (isEmpty(wish) && !isAnswered(index, wish)) addFillers(index, wish, segments);
  wish.features = wish.features.slice(0, MOST_FEATURES);
  return wish;
}

/**
 * Say whether nothing in particular is asked for.
 * @param {Wish} wish
 */
export function isEmpty({ features, codes, missing }) {
  return features.every(({ isExtra }) => isExtra) && !codes.length && !missing;
}

/**
 * @param {boolean} hasNumber
 * @returns {Wish}
 */
function newWish(hasNumber) {
  return {
    features: [],
    missing: 0,
    unknown: [],
    codes: [],
    questions: new Map(),
    sounding: new Set(),
    count: 0,
    hasNumber,
    pieces: [],
  };
}

/**
 * Say whether a question is asked that has an answer of its own, other than how or where.
 * @param {Index} index
 * @param {Wish} wish
 */
function isAnswered({ questions }, wish) {
  return questions.some(({ answer }, at) => answer && wish.questions.has(at));
}

/**
 * Add the words that say nothing beside others, where there are no others: 怎么搜索.
 * @param {Index} index
 * @param {Wish} wish
 * @param {Segment[]} segments
 */
function addFillers(index, wish, segments) {
  for (const { text } of segments) {
    if (!asks(text)) addFeature(index, wish, occurrencesOf(index, text), 1);
  }
}

/** @type {Record<string, (index: Index, wish: Wish, segment: Segment) => void>} */
const ADD = {
  code: (index, wish, { text }) => {
    wish.codes.push(wordOf(text, index.variants));
  },
  named: (index, wish, { text }) => addText(index, wish, text, occurrencesOf(index, text)),
  year: (index, wish, { text }) => addExtra(index, wish, matchedBy(index, text)),
  number: (index, wish, { text }) => addText(index, wish, text, matchedBy(index, text)),
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
    if (meaning.question === undefined) return;
    const isAsked = asks(text) || wish.questions.get(meaning.question) || false;
    wish.questions.set(meaning.question, isAsked);
    if (!asks(text)) addExtra(index, wish, occurrencesOf(index, text));
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
  if (!addFeature(index, wish, found, 1)) addMissing(index, wish, text.length);
  wish.pieces.push(text);
  wish.count += 1;
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
  const named = [text, ...places.slice(0, MOST_NAMED).map((at) => index.entries[at].names[0])];
  const found = named.map((name) => occurrencesOf(index, name));
  const names = united([places, ...found.map((each) => each.names)]);
  const words = united(found.map((each) => each.words));
  wish.features.push({ names, words, weight, isRequired: true });
  wish.count += 1;
}

/**
 * Add what counts where it stands, and is not missed elsewhere: a year, a word that tells a question
 * and may be looked for, too, as 责任人.
 * @param {Index} index
 * @param {Wish} wish
 * @param {Occurrences} found
 */
function addExtra(index, wish, found) {
  if (addFeature(index, wish, found, FAINT)) wish.features[wish.features.length - 1].isExtra = true;
}

/**
 * Add the pairs of characters that the index holds; a word with synonyms counts a little more itself.
 * @param {Index} index
 * @param {Wish} wish
 * @param {string} text
 */
function addRun(index, wish, text) {
  const run = runOf(index, text);
  for (const { found, isFaint } of run.pairs) addFeature(index, wish, found, isFaint ? FAINT : 1);
  for (const found of run.words) addExtra(index, wish, found);
  wish.unknown.push(...run.unknown);
  wish.pieces.push(...run.pieces);
  wish.count += run.count;
}

/**
 * Add what sounds like a text that is nowhere in the index, or else that it is missing.
 * @param {Index} index
 * @param {Wish} wish
 * @param {string} text
 */
function addUnknown(index, wish, text) {
  const places = wish.features.length ? homophonesOf(index, text) : [];
  for (const at of places) wish.sounding.add(at);
  if (!addFeature(index, wish, { names: places, words: [] }, 1)) {
    addMissing(index, wish, text.length > 1 ? text.length : LONE);
  }
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
 * Add a feature; say whether any entry has it.
 * @param {Index} index
 * @param {Wish} wish
 * @param {Occurrences} found
 * @param {number} factor
 */
function addFeature(index, wish, found, factor) {
  const count = found.names.length + found.words.length;
  if (count) wish.features.push({ ...found, weight: factor * rarity(index, count) });
  return count > 0;
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
  return Math.sqrt(Math.log(1 + entries.length / count));
}
