/*
 * Runs of characters, as the looser pass takes them: pairs of neighbours, so that 志愿者名册 is near
 * 志愿服务名册; a word counts wherever one of its synonyms stands.
 */

import { occurrencesOf } from "./occurrences.js";
import { united } from "./positions.js";

/** @import { Index } from "./index.js" */
/** @import { Occurrences } from "./occurrences.js" */

/**
 * What a run holds. `pairs`: what the index holds of it, `isFaint` where two words meet, or a word of
 * function is. `words`: what is known and means something else too. `unknown`: what is nowhere.
 * @typedef {object} Run
 * @property {{ found: Occurrences, isFaint: boolean }[]} pairs
 * @property {Occurrences[]} words
 * @property {string[]} unknown
 * @property {string[]} pieces what is marked in results
 * @property {number} count of its words, as far as they can be told apart
 */

/** @typedef {{ at: number, text: string, synonyms: string[] }} Span */

/* A pair so much rarer than both pairs around it is where two words meet. */
const SEAM = 0.6;

/**
 * @param {Index} index
 * @param {string} text
 * @returns {Run}
 */
export function runOf(index, text) {
  const chars = Array.from(text);
  const spans = spansOf(index, text);
  const pairs = chars.slice(1).map((char, at) => occurrencesOf(index, chars[at] + char));
  for (const span of spans) addSynonyms(index, pairs, span);
  const isFunction = chars.map((char) => saysNothing(index, char));
  const isHeld = chars.map((_, at) => [pairs[at - 1], pairs[at]].some(isFound));
  const known = pairs.map((found, at) => {
    const isNamed = found.names.some((place) => index.entries[place].kind.who);
    const isFunctional = (isFunction[at] || isFunction[at + 1]) && !isNamed;
    return { found, isFaint: isFunctional || isSeam(pairs, at) };
  });
  return {
    pairs: known.filter(({ found }) => isFound(found)),
    words: spans.map(({ text: word }) => occurrencesOf(index, word)).filter(isFound),
    unknown: wantedParts(chars, (at) => !isHeld[at] && !isFunction[at]),
    pieces: joinedBy(chars, pairs).concat(...spans.map(({ synonyms }) => synonyms)),
    count: Math.max(1, spans.length),
  };
}

/**
 * @param {Index} index
 * @param {string} char
 */
function saysNothing({ vocabulary }, char) {
  const meaning = vocabulary.meanings.get(char);
  return Boolean(meaning && (meaning.isFiller || meaning.question !== undefined));
}

/**
 * Return the words of a run that have synonyms, the longest at each place.
 * @param {Index} index
 * @param {string} text
 */
function spansOf({ vocabulary: { meanings, longest } }, text) {
  /** @type {Span[]} */
  const spans = [];
  for (let at = 0; at < text.length; at++) {
    for (let length = Math.min(longest, text.length - at); length > 1; length--) {
      const word = text.slice(at, at + length);
      const meaning = meanings.get(word);
      if (!meaning || !meaning.synonyms) continue;
      spans.push({ at, text: word, synonyms: meaning.synonyms });
      at += length - 1;
      break;
    }
  }
  return spans;
}

/**
 * Let each pair of a word count where one of its synonyms stands.
 * @param {Index} index
 * @param {Occurrences[]} pairs
 * @param {Span} span
 */
function addSynonyms(index, pairs, { at, text, synonyms }) {
  const others = synonyms.filter((synonym) => synonym !== text);
  const found = others.map((synonym) => occurrencesOf(index, synonym));
  for (let place = at; place < at + text.length - 1; place++) {
    pairs[place] = unitedOccurrences([pairs[place], ...found]);
  }
}

/**
 * @param {Occurrences[]} lists
 * @returns {Occurrences}
 */
function unitedOccurrences(lists) {
  return {
    names: united(lists.map(({ names }) => names)),
    words: united(lists.map(({ words }) => words)),
  };
}

/** @param {Occurrences | undefined} found */
function isFound(found) {
  return Boolean(found && found.names.length + found.words.length);
}

/**
 * @param {Occurrences[]} pairs
 * @param {number} at
 */
function isSeam(pairs, at) {
  if (at < 1 || at + 1 >= pairs.length) return false;
  const [before, own, after] = pairs.slice(at - 1, at + 2).map(countOf);
  return own < SEAM * Math.min(before, after || before);
}

/** @param {Occurrences} found */
function countOf({ names, words }) {
  return names.length + words.length;
}

/**
 * Return the longest parts of a text all of whose characters are wanted.
 * @param {string[]} chars
 * @param {(at: number) => boolean} isWanted
 */
function wantedParts(chars, isWanted) {
  const text = chars.map((char, at) => (isWanted(at) ? char : " ")).join("");
  return text.split(/ +/).filter(Boolean);
}

/**
 * Return the longest parts of a text all of whose pairs the index holds.
 * @param {string[]} chars
 * @param {Occurrences[]} pairs
 */
function joinedBy(chars, pairs) {
  const text = chars.map((char, at) => (isFound(pairs[at]) ? char : `${char} `)).join("");
  return text.split(" ").filter((part) => part.length > 1);
}
