/* The words of a query, as they are looked for: as text, as code, as mark, as pinyin. */

import { codePath, markOf, uncircled } from "./codes.js";
import { bare, simplified } from "./text.js";

/** @import { Tables } from "./pinyin.js" */

const LONGEST = 30;
const DASHES = /[‐‑‒–—―−~_]/g;
/** @type {Record<string, string>} */
const ROMAN_DIGITS = { 1: "i", 2: "ii", 3: "iii", 4: "iv" };
const FILE = /\.(?:pdf|docx?|xlsx?|jpe?g|png)$/;

/**
 * @typedef {object} Word
 * @property {string} text without punctuation
 * @property {number[]} path the numbers that it spells as a code
 * @property {number | null} mark the number that it spells as the mark of a clause
 * @property {string} key what was typed, in its common form
 * @property {string} id
 * @property {boolean} isCode nothing but a code, so that it is no text
 * @property {boolean} isNumber
 * @property {boolean} isOrdinal
 * @property {boolean} isRoman
 * @property {string | null} letters what may be pinyin
 * @property {boolean} alone the only word of its query
 * @property {Tables} tables
 */

/**
 * @param {string} typed
 * @param {Record<string, string>} variants
 * @returns {Word}
 */
export function wordOf(typed, variants) {
  const word = simplified(uncircled(typed), variants).replace(DASHES, "-").replace(FILE, "");
  return {
    ...asCode(word),
    ...asText(word),
    key: word,
    id: idOf(word),
    letters: lettersOf(word),
    alone: false,
    tables: { name: null, running: null },
  };
}

/**
 * Return the id that a word spells: 3-7第6条 is iii-7-n6.
 * @param {string} word
 */
function idOf(word) {
  return word
    .replace(/-?第(\d+)条/, "-n$1")
    .replace(/^(\d)-/, (_, digit) => `${ROMAN_DIGITS[digit] || digit}-`)
    .replace(/^(i{1,3}|iv|vi{0,2})(\d)/, "$1-$2");
}

/** @param {string} word */
function asText(word) {
  const text = bare(word);
  return { text, isNumber: /^\d+$/.test(text) };
}

/** @param {string} word */
function asCode(word) {
  const bracketed = markOf(word);
  const path = bracketed === null ? codePath(word) : [];
  const single = path.length === 1;
  return {
    path,
    mark: single ? path[0] : bracketed,
    isCode: path.length > 1 || bracketed !== null,
    isOrdinal: single && /^[一二三四五六七八九十]/.test(word),
    isRoman: single && /^[iv]/.test(word),
  };
}

/**
 * Return what may be pinyin, alone or mixed with characters: without tones and separators.
 * @param {string} word
 */
function lettersOf(word) {
  const toneless = word
    .normalize("NFD")
    .replace(/u\u0308/g, "v")
    .replace(/[\u0300-\u036f]/g, "");
  const letters = toneless.replace(/['’\-.·]/g, "");
  const fits = /^[a-z\u3400-\u9fff]*[a-z][a-z\u3400-\u9fff]*$/.test(letters);
  return fits && letters.length <= LONGEST ? letters : null;
}
