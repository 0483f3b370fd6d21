/*
 * The further files that a query needs, of an index over many units: people by the first letter of
 * their pinyin, and what a unit has of its own, by unit.
 */

import { matchesOf } from "./matches.js";
import { FAMILIAR } from "./people.js";
import { queryOf, visible } from "./query.js";
import { STRONG } from "./strength.js";
import { bare, simplified } from "./text.js";

/** @import { Index } from "./index.js" */
/** @import { Word } from "./words.js" */

/* A query that so many units answer to names none of them. */
const MOST_UNITS = 5;
const MOST_LETTERS = 4;
/* Whoever types a shorter name of a unit may mean something else. */
const SHORTEST_NAME = 3;

/**
 * Return the names of the files that a query needs and that are not there yet.
 * @param {Index} index
 * @param {string} typed
 * @param {boolean} isEnough whether something is found without them
 */
export function partsFor(index, typed, isEnough) {
  if (!index.isParted) return [];
  const text = visible(typed);
  const { words } = queryOf(index, text);
  const wanted = [...peopleParts(index, words, isEnough), ...unitParts(index, text, words)];
  return Array.from(new Set(wanted)).filter((name) => !index.parts.has(name));
}

/**
 * @param {Index} index
 * @param {Word[]} words
 * @param {boolean} isEnough
 */
function peopleParts({ letters }, words, isEnough) {
  /** @type {Set<string>} */
  const named = new Set();
  for (const { key } of words) {
    for (const char of firstChars(key, isEnough)) {
      for (const letter of letters.get(char) || []) named.add(letter);
    }
  }
  return Array.from(named, (letter) => `people-${letter}`).slice(0, MOST_LETTERS);
}

/**
 * Return the characters with which the name of a person may begin: the first of a word, the next one
 * after 小 or 老; where nothing else is found, any one of Chinese.
 * @param {string} word
 * @param {boolean} isEnough
 */
function firstChars(word, isEnough) {
  const chars = Array.from(word);
  return chars.filter((char, at) => {
    if (!at || FAMILIAR.test(chars[at - 1])) return true;
    return !isEnough && char > "\u3400";
  });
}

/**
 * @param {Index} index
 * @param {string} text
 * @param {Word[]} words
 */
function unitParts(index, text, words) {
  const byWord = words.map((word) => unitsOf(index, word));
  const named = byWord.filter((units) => units.length && units.length <= MOST_UNITS);
  /* A unit alone is found without what is its own. */
  if (named.length) return named.length < words.length ? ownParts(index, named[0]) : [];
  const whole = bare(simplified(text, index.variants));
  const within = unitsWithin(index, whole);
  return within.length <= MOST_UNITS ? ownParts(index, within) : [];
}

/**
 * Return the units that a word names.
 * @param {Index} index
 * @param {Word} word
 */
function unitsOf(index, word) {
  if (word.text.length < SHORTEST_NAME) return [];
  const strengths = matchesOf(index, word);
  /** @type {number[]} */
  const units = [];
  strengths.forEach((strength, at) => {
    if (strength <= STRONG && index.entries[at].part) units.push(at);
  });
  return units;
}

/**
 * Return the units whose name stands in a text with more than it: those with the longest name.
 * @param {Index} index
 * @param {string} text
 */
function unitsWithin({ entries }, text) {
  let longest = SHORTEST_NAME;
  /** @type {number[]} */
  let units = [];
  entries.forEach(({ part, names }, at) => {
    if (!part) return;
    const lengths = names.filter((name) => text.includes(name)).map((name) => name.length);
    const length = Math.max(0, ...lengths);
    if (length > longest) units = [];
    if (length >= longest && length < text.length) units.push(at);
    longest = Math.max(longest, length);
  });
  return units;
}

/**
 * @param {Index} index
 * @param {number[]} units
 */
function ownParts({ entries }, units) {
  return units.map((at) => entries[at].part);
}
