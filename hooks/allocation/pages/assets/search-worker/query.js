/* What a query asks for. */

import { bare, plain, simplified } from "./text.js";
import { wordOf } from "./words.js";

/** @import { Index } from "./index.js" */
/** @import { Word } from "./words.js" */

/** @typedef {{ kinds: number[] | undefined, words: Word[] }} Query */

const MOST_WORDS = 12;
const HIDDEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const ROMAN_NUMERAL = /^(ⅲ|ⅱ|ⅰ|i{1,3})$/i;

/**
 * Return what was typed without characters that nobody sees.
 * @param {string} typed
 */
export function visible(typed) {
  return typed.replace(HIDDEN, "");
}

/**
 * Read a query, which may begin with a kind and a colon: “材料：志愿”.
 * @param {Index} index
 * @param {string} typed
 * @returns {Query}
 */
export function queryOf(index, typed) {
  const { kinds, rest } = filterOf(index, typed);
  const words = withCodesJoined(partsOf(rest)).map((part) => wordOf(part, index.variants));
  if (words.length === 1) words[0].alone = true;
  return { kinds, words };
}

/**
 * Return the kinds that a query begins with, and what follows them.
 * @param {Index} index
 * @param {string} typed
 */
export function filterOf(index, typed) {
  const filter = /^\s*([^\s:：]+)[:：]\s*/.exec(typed);
  const kinds = filter ? index.filters.get(simplified(filter[1], index.variants)) : undefined;
  return { kinds, rest: filter && kinds ? typed.slice(filter[0].length) : typed };
}

/** @param {string} text */
function partsOf(text) {
  const parts = text.split(/[\s\u3000+,，;；]+/).filter((part) => bare(plain(part)));
  return parts.slice(0, MOST_WORDS);
}

/**
 * Join the parts of a code: “Ⅲ 12”, “III - 12” and “3 12” are one.
 * @param {string[]} parts
 */
function withCodesJoined(parts) {
  const isNumber = (/** @type {string} */ part) => /^[\d一二三四五六七八九十]+$/.test(part);
  if (parts.length === 2 && parts.every(isNumber)) return [parts.join("-")];
  return parts.reduce(withPart, /** @type {string[]} */ ([]));
}

/**
 * @param {string[]} words
 * @param {string} part
 */
function withPart(words, part) {
  const last = words.length - 1;
  if (last < 0 || !ROMAN_NUMERAL.test(words[last]) || !/^[-–—]?\d+$/.test(part))
    return [...words, part];
  return [...words.slice(0, last), `${words[last]}-${part.replace(/^[-–—]/, "")}`];
}
