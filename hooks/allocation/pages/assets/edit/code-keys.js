/* Codes in any spelling: Ⅲ-1-⑵-03, 3-1-2-03 and iii-1-(2)-03 are one, as `base/codes.py` reads them. */

/** @typedef {import("./checks-text.js").Rules} Rules */

const DASHES = /[\u2010-\u2015\u2212\u2500\ufe58\ufe63\uff0d]/g;
const BRACKETS = /[〔〕【】〖〗《》〈〉「」『』[\]{}<>]/g;
const CLAUSES = /第([0-9〇零一二两三四五六七八九十百]{1,4})条/g;
const PARTS =
  /[a-z]+|[0-9]+|[〇零一二两三四五六七八九十百]+|(?:(?![〇零一二两三四五六七八九十百])[\u3400-\u9fff])+/g;
const ROMANS = /^(x{0,3})(ix|iv|v?i{0,3})$/;
/** @type {Record<string, number>} */
const FIGURES = {
  〇: 0,
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};

/**
 * Return the known code that a code spells; the code itself if there is none, or several.
 * @param {string} code
 * @param {Iterable<string>} known
 * @param {Rules} rules
 */
export function sameCode(code, known, rules) {
  const codes = new Set(known);
  if (codes.has(code)) return code;
  const key = codeKey(code, rules);
  const found = Array.from(codes).filter((each) => codeKey(each, rules) === key);
  return found.length === 1 ? found[0] : code;
}

/**
 * Return a text that is the same for all ways to type a code.
 * @param {string} code
 * @param {Rules} rules
 */
function codeKey(code, rules) {
  return JSON.stringify(codeParts(code, rules));
}

/**
 * Return the numbers and words of which a code consists: Ⅲ-1-⑵-03 as 3, 1, 2, 3.
 * @param {string} code
 * @param {Rules} rules
 * @returns {(number | string)[]}
 */
export function codeParts(code, rules) {
  const plainCode = Array.from(code, (char) => plainChar(char, rules)).join("");
  const parts = plainCode.replace(CLAUSES, "-$1-").match(PARTS) || [];
  return parts.map(partValue);
}

/**
 * @param {string} char
 * @param {Rules} rules
 */
function plainChar(char, rules) {
  const count = /\p{No}/u.test(char) ? countOf(char, rules) : null;
  if (count !== null) return `(${count})`;
  return char.normalize("NFKC").toLowerCase().replace(DASHES, "-").replace(BRACKETS, "-");
}

/**
 * Return the whole number that a character stands for, such as ⑵; null for a fraction.
 * @param {string} char
 * @param {Rules} rules
 */
function countOf(char, rules) {
  if (char in rules.counted) return rules.counted[char];
  const inner = char.normalize("NFKC");
  if (inner.includes("⁄")) return null;
  const digits = /[0-9]+/.exec(inner) || /[〇零一二三四五六七八九十百]+/.exec(inner);
  return digits ? partValue(digits[0]) : null;
}

/** @param {string} part */
function partValue(part) {
  if (/^[0-9]+$/.test(part)) return Number(part);
  if (part[0] in FIGURES || "十百".includes(part[0])) return numeralValue(part);
  const roman = ROMANS.exec(part.replace(/l/g, "i"));
  return roman ? 10 * roman[1].length + romanUnits(roman[2]) : part;
}

/** @param {string} units */
function romanUnits(units) {
  if (units === "ix") return 9;
  return units === "iv" ? 4 : (units.startsWith("v") ? 5 : 0) + units.replace("v", "").length;
}

/**
 * Return the value of a Chinese numeral below 1000, such as 十二.
 * @param {string} numeral
 */
export function numeralValue(numeral) {
  let total = 0;
  let figure = 0;
  for (const char of numeral) {
    if (char in FIGURES) {
      figure = figure * 10 + FIGURES[char];
    } else {
      total += (figure || 1) * (char === "十" ? 10 : 100);
      figure = 0;
    }
  }
  return total + figure;
}
