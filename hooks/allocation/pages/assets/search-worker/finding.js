/* Finds the entries that somebody may mean. */

import { nearest } from "./nearest.js";
import { normalForm } from "./normal-form.js";
import { filterOf, queryOf, visible } from "./query.js";
import { concernedBy, factorsOf, pageOf, questionOf } from "./questions.js";
import { LENIENCIES, ranked } from "./ranking.js";
import { TYPO, WEAK, WEAK_TYPO } from "./strength.js";
import { plain, wellFormed } from "./text.js";
import { isEmpty, wishOf } from "./wish.js";
import { wordOf } from "./words.js";

/** @import { Index } from "./index.js" */
/** @import { Near } from "./nearest.js" */
/** @import { Query } from "./query.js" */
/** @import { Hit, Leniency } from "./ranking.js" */
/** @import { Question } from "./vocabulary.js" */
/** @import { Wish } from "./wish.js" */
/** @import { Word } from "./words.js" */

/**
 * `hits`: the entries that match, the best ones first. `words`: what they match. `isNear`: whether
 * nothing matches completely. `isLoose`: whether the looser pass found them. `answer`: what a question
 * asks for; `topic`: the entry that it is about, or -1.
 * @typedef {object} Found
 * @property {Hit[]} hits
 * @property {Word[]} words
 * @property {boolean} isNear
 * @property {boolean} isLoose
 * @property {string} answer
 * @property {number} topic
 */

const MOST_NEAR = 50;
/* Less than this share of the best score is not near. */
const LEAST_OF_BEST = 0.7;
const COMPLETE = 0.99;
/* A month, not the code of a filing. */
const MONTH_ALONE = /^\s*20\d\d[-./]\d\d\s*$/;

/**
 * @param {Index} index
 * @param {string} typed
 * @returns {Found}
 */
export function find(index, typed) {
  const text = wellFormed(visible(typed));
  const strict = findStrictly(index, text);
  if (isAnyStrong(index, strict.hits)) return strict;
  const loose = findLoosely(index, text);
  if (!loose.hits.length) return strict;
  const first = new Set(loose.hits.map((hit) => hit.at));
  loose.hits.push(...strict.hits.filter((hit) => !first.has(hit.at)));
  return loose;
}

/**
 * @param {Index} index
 * @param {string} text
 * @returns {Found}
 */
function findStrictly(index, text) {
  const split = text.replace(/[、/|&。]+/g, " ");
  const apart = normalForm(plain(text));
  const exactly = LENIENCIES.slice(0, 1);
  const month = MONTH_ALONE.test(text) ? lookUp(index, apart, exactly) : null;
  let found = month && month.hits.length ? month : lookUp(index, text, LENIENCIES);
  for (const spelling of new Set([split, apart])) {
    if (!found.hits.length) found = lookUp(index, spelling, exactly);
  }
  return found;
}

/**
 * @param {Index} index
 * @param {string} text
 * @param {Leniency[]} leniencies
 * @returns {Found}
 */
function lookUp(index, text, leniencies) {
  const query = queryOf(index, text);
  const hits = phraseFirst(index, query, hitsOf(index, query, leniencies));
  return { hits, words: query.words, isNear: false, isLoose: false, answer: "", topic: -1 };
}

/**
 * @param {Index} index
 * @param {string} text
 * @returns {Found}
 */
function findLoosely(index, text) {
  const { kinds, rest } = filterOf(index, text);
  const wish = wishOf(index, rest);
  const question = questionOf(index, wish);
  const near = nearest(index, wish, factorsOf(index, wish, question, kinds));
  const words = wish.pieces.map((piece) => wordOf(piece, index.variants));
  const [best] = near;
  return {
    hits: answersOf(index, wish, question, near),
    words,
    isNear: Boolean(best) && best.share < COMPLETE,
    isLoose: true,
    answer: (question && question.answer) || "",
    topic: best ? best.at : -1,
  };
}

/**
 * @param {Index} index
 * @param {Wish} wish
 * @param {Question | null} question
 * @param {Near[]} near
 * @returns {Hit[]}
 */
function answersOf(index, wish, question, near) {
  const best = near.filter((hit) => hit.score >= LEAST_OF_BEST * near[0].score).slice(0, MOST_NEAR);
  const places = best.map((hit) => hit.at);
  if (question && isEmpty(wish)) {
    const page = pageOf(index, wish);
    if (page >= 0) places.unshift(page);
  } else if (question && question.answer === "who" && places.length) {
    places.unshift(...concernedBy(index, places[0]));
  }
  return Array.from(new Set(places), (at) => ({
    at,
    strength: wish.sounding.has(at) ? TYPO : WEAK_TYPO,
  }));
}

/**
 * @param {Index} index
 * @param {Query} query
 * @param {Leniency[]} leniencies
 */
function hitsOf(index, query, leniencies) {
  /** @type {Hit[]} */
  let hits = [];
  if (!query.words.length && !query.kinds) return hits;
  const hasLetters = query.words.some((word) => word.letters);
  for (const leniency of leniencies) {
    const isInVain = leniency.slip && (hits.length || !hasLetters);
    if (!isInVain && !isAnyStrong(index, hits)) hits = ranked(index, query, leniency);
  }
  return hits;
}

/**
 * Say whether anything is found but words in the text of pages.
 * @param {Index} index
 * @param {Hit[]} hits
 */
function isAnyStrong({ entries }, hits) {
  return hits.some(({ at, strength }) => strength < WEAK || !entries[at].kind.weak);
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
