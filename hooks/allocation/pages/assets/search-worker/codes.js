/* Printed codes and marks, as numbers: Ⅲ-12, iii12, 三-12, 3.12(5), ⑤. */

const CODE = /^第?(?:vi{0,2}|iv|i{1,3})?[-/.·、()第条\d一二三四五六七八九十]*[条项款]?$/;
const NUMERALS = /vi{0,2}|iv|i{1,3}|\d+|[一二三四五六七八九十]+/g;
const MARK = /^\((\d+)\)$/;
const CIRCLED = /[①-⑳]/g;
const BRACKETED = /[[【〔{〈《「『<(]\s*(\d{1,2})\s*[\]】〕}〉》」』>)]/g;
const LOOKALIKE = /(^|[^a-z\d])([il]{1,3}(?=[-之.·\s]{0,3}\d)|111(?=[-之.·]\d))/g;
const JOINED_BY_WORD =
  /([\divx)一二三四五六七八九十])\s*(?:之|杠|横|点|一(?=\d)|—+|–+|－)\s*(?=[\d(一二三四五六七八九十])/g;
const INSIDE =
  /(?:20\d\d-\d{3}(?!\d)|(?:vi{0,2}|iv|i{1,3})[-./·]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})|(?:\d{1,2}|[一二三四五六七八九十]{1,3})-(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?!\d))(?:[-./]?\(\d{1,2}\)(?:\d{1,3}(?!\d))?|-\d{1,3}(?!\d)|-?第\d+条)*/g;
const ORDINAL = /第([一二三四五六七八九十]+)条/g;
const DIGITS = "〇一二三四五六七八九";
/** @type {Record<string, number>} */
const ROMAN = { i: 1, ii: 2, iii: 3, iv: 4, v: 5, vi: 6, vii: 7 };

/**
 * Return the numbers that a word spells as a code, or none.
 * @param {string} word
 */
export function codePath(word) {
  return CODE.test(word) ? (word.match(NUMERALS) || []).map(numberOf) : [];
}

/**
 * Return the number of a word that is a mark in brackets.
 * @param {string} word
 */
export function markOf(word) {
  const mark = MARK.exec(word);
  return mark ? Number(mark[1]) : null;
}

/**
 * Return a text with its circled numbers in brackets.
 * @param {string} text
 */
export function uncircled(text) {
  return text.replace(CIRCLED, (char) => `(${char.charCodeAt(0) - "①".charCodeAt(0) + 1})`);
}

/**
 * Return a plain text in which codes stand apart from what they are glued to, with i for l and 1, a
 * hyphen for 之 and dashes, digits in 第六条, and round brackets for all others.
 * @param {string} text
 */
export function codesApart(text) {
  return uncircled(text)
    .replace(BRACKETED, "($1)")
    .replace(LOOKALIKE, (_, before, letters) => before + letters.replace(/[l1]/g, "i"))
    .replace(JOINED_BY_WORD, "$1-")
    .replace(ORDINAL, (_, numeral) => `第${chineseNumber(numeral)}条`)
    .replace(INSIDE, (code, at, whole) => setApart(code, whole[at - 1], whole[at + code.length]));
}

/**
 * @param {string} code
 * @param {string | undefined} before
 * @param {string | undefined} after
 */
function setApart(code, before, after) {
  const isPart = /[\da-z]/.test(before || "") || /[a-z-]/.test(after || "");
  return isPart ? code : ` ${code} `;
}

/** @param {string} numeral */
function numberOf(numeral) {
  return /^\d+$/.test(numeral) ? Number(numeral) : ROMAN[numeral] || chineseNumber(numeral);
}

/**
 * Return the number that Chinese digits spell, below 100.
 * @param {string} numeral
 */
export function chineseNumber(numeral) {
  let tens = 0;
  let ones = 0;
  for (const char of numeral) {
    if (char === "十") {
      tens += 10 * (ones || 1);
      ones = 0;
    } else {
      ones = DIGITS.indexOf(char);
    }
  }
  return tens + ones;
}
