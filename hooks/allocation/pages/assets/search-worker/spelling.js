/* Spellings of names in pinyin, and slips in typing them. */

/** @import { Readings } from "./pinyin.js" */

const MOST_SPELLINGS = 16;
const LONGEST_SYLLABLE = 6;
const LETTERS = Array.from("abcdefghijklmnopqrstuvwxyz");

/**
 * Return the ways to spell a name.
 * @param {string} name
 * @param {Readings} readings
 */
export function spellingsOf(name, readings) {
  let starts = [""];
  for (const char of name) {
    const ends = readings[char] || [/[a-z0-9]/.test(char) ? char : ""];
    if (starts.length * ends.length <= MOST_SPELLINGS) starts = combined(starts, ends);
  }
  return starts;
}

/**
 * @param {string[]} starts
 * @param {string[]} ends
 */
function combined(starts, ends) {
  /** @type {string[]} */
  const none = [];
  return none.concat(...starts.map((start) => ends.map((end) => start + end)));
}

/**
 * Say whether one slip makes one of some forms, which are equally long, a spelling of a name.
 * @param {string} name
 * @param {string[]} forms
 * @param {Readings} readings
 */
export function isOneSlipAway(name, forms, readings) {
  const length = forms[0].length;
  if (name.length > length + 1 || name.length * LONGEST_SYLLABLE < length - 1) return false;
  return spellingsOf(name, readings).some((spelling) =>
    forms.some((form) => isOneSlip(spelling, form)),
  );
}

/**
 * Say whether one slip (a letter wrong, missing, too many, two swapped), or none, is between words.
 * @param {string} one
 * @param {string} other
 */
function isOneSlip(one, other) {
  const [longer, shorter] = one.length >= other.length ? [one, other] : [other, one];
  if (longer.length - shorter.length > 1) return false;
  const start = commonStart(longer, shorter);
  const rest = longer.slice(start + 1);
  if (longer.length > shorter.length) return rest === shorter.slice(start);
  return rest === shorter.slice(start + 1) || isSwap(longer.slice(start), shorter.slice(start));
}

/**
 * @param {string} longer
 * @param {string} shorter
 */
function commonStart(longer, shorter) {
  let start = 0;
  while (start < shorter.length && longer[start] === shorter[start]) start += 1;
  return start;
}

/**
 * @param {string} one
 * @param {string} other
 */
function isSwap(one, other) {
  return one[0] === other[1] && one[1] === other[0] && one.slice(2) === other.slice(2);
}

/**
 * Say whether letters fall into whole syllables.
 * @param {string} letters
 * @param {Record<string, string>} syllables
 */
export function isPinyin(letters, syllables) {
  const reached = [true];
  for (let at = 0; at < letters.length; at++) {
    for (let size = 1; reached[at] && size <= LONGEST_SYLLABLE; size++) {
      if (syllables[letters.slice(at, at + size)]) reached[at + size] = true;
    }
  }
  return Boolean(reached[letters.length]);
}

/**
 * Return the spellings one slip away from letters that are pinyin.
 * @param {string} letters
 * @param {Record<string, string>} syllables
 */
export function repaired(letters, syllables) {
  /** @type {Set<string>} */
  const spellings = new Set();
  for (let at = 0; at <= letters.length; at++) {
    for (const spelling of repairedAt(letters, at)) {
      if (isPinyin(spelling, syllables)) spellings.add(spelling);
    }
  }
  return Array.from(spellings);
}

/**
 * Return letters with one slip put right at a place: one too many, two swapped, one missing or wrong.
 * @param {string} letters
 * @param {number} at
 */
function repairedAt(letters, at) {
  const start = letters.slice(0, at);
  const rest = letters.slice(at + 1);
  const swapped = Array.from(letters.slice(at, at + 2))
    .reverse()
    .join("");
  const spellings = [start + rest, start + swapped + letters.slice(at + 2)];
  for (const letter of LETTERS) {
    spellings.push(start + letter + letters.slice(at), start + letter + rest);
  }
  return spellings;
}
