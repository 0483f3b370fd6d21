/* Words that are known beforehand: those of questions, those that say nothing, synonyms, titles. */

import { bare, simplified } from "./text.js";

/**
 * What the index says of a kind of question: QUESTIONS in feeds/questions.py.
 * @typedef {object} Question
 * @property {string[]} words
 * @property {string[]} kinds those of the entries that answer it
 * @property {string} [answer] the line that a result then shows
 * @property {string} [page] the title of the page for a question about nothing in particular
 */

/**
 * `isFiller`: it says nothing; `question`: its position; `synonyms`: the other words that mean the same; `isTitle`: a way to
 * address people, as 主任.
 * @typedef {object} Meaning
 * @property {boolean} [isFiller]
 * @property {number} [question]
 * @property {string[]} [synonyms]
 * @property {boolean} [isTitle]
 */

/** @typedef {{ meanings: Map<string, Meaning>, longest: number }} Vocabulary */

/**
 * @param {{ questions?: Question[], fillers?: string[], titles?: string[], synonyms?: string[][] }} config
 * @param {Record<string, string>} variants
 * @returns {Vocabulary}
 */
export function newVocabulary(
  { questions = [], fillers = [], titles = [], synonyms = [] },
  variants,
) {
  /** @type {Map<string, Meaning>} */
  const meanings = new Map();
  const add = (/** @type {string} */ word, /** @type {Meaning} */ meaning) => {
    const text = bare(simplified(word, variants));
    meanings.set(text, Object.assign(meanings.get(text) || {}, meaning));
  };
  for (const word of fillers) add(word, { isFiller: true });
  for (const word of titles) add(word, { isTitle: true });
  for (const group of synonyms) {
    const words = group.map((word) => bare(simplified(word, variants)));
    for (const word of words) add(word, { synonyms: words });
  }
  questions.forEach(({ words }, question) => {
    for (const word of words) add(word, { question });
  });
  const longest = Math.max(0, ...Array.from(meanings.keys(), (word) => word.length));
  return { meanings, longest };
}
