/* Printed codes and marks, as numbers: Ⅲ-12, iii12, 三-12, 3.12(5), ⑤. */

const CODE = /^第?(?:vi{0,2}|iv|i{1,3})?[-/.·、()第条\d一二三四五六七八九十]*[条项款]?$/;
const NUMERALS = /vi{0,2}|iv|i{1,3}|\d+|[一二三四五六七八九十]+/g;
const MARK = /^\((\d+)\)$/;
const CIRCLED = /[①-⑳]/g;
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

/** @param {string} numeral */
function numberOf(numeral) {
  return /^\d+$/.test(numeral) ? Number(numeral) : ROMAN[numeral] || chineseNumber(numeral);
}

/** @param {string} numeral */
function chineseNumber(numeral) {
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
