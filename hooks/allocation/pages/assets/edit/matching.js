/* Finding people, codes and names by what is typed: any spelling, pinyin, initials. */

import { codeParts } from "./code-keys.js";

/** @import { Candidate } from "./types.js" */

const SYLLABLE =
  /(?:[zcs]h|[bpmfdtnlgkhjqxzcsryw])?[aeiouvü]+(?:ng|n(?![aeiouvü])|r(?![aeiouvü]))?/g;
/* The first characters of each letter, in the order by which browsers sort Chinese. */
const LETTERS = "abcdefghjklmnopqrstwxyz";
const FIRST_OF_LETTER = Array.from("阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀");
const BY_PINYIN = new Intl.Collator("zh-u-co-pinyin");
const HAN = /^[\u4e00-\u9fff]$/;
const NOTHING = 9;
/* Letters that are no numeral: what begins a reading. */
const LETTERS_ALONE = /^(?!\s*(?:vi{0,2}|iv|i{1,3})\s*$)[a-z\s]+$/i;
const AROUND_NUMBERS = /指标|第|[行项款]/g;
const NO_RULES = { counted: {} };

/**
 * Return the candidates that fit what is typed, the best first; all if nothing is typed.
 * @param {ReadonlyArray<Candidate>} candidates
 * @param {string} typed
 */
export function fittingCandidates(candidates, typed) {
  const words = typed.trim().split(/\s+/).map(foldedText);
  const path = pathOf(typed);
  const ranked = candidates.map((candidate, at) => ({
    candidate,
    at,
    rank: rankOf(candidate, words, path),
  }));
  return ranked
    .filter(({ rank }) => rank < NOTHING)
    .sort((one, other) => one.rank - other.rank || one.at - other.at)
    .map(({ candidate }) => candidate);
}

/**
 * Return the candidate that is named in full, as a code in any spelling or by its name.
 * @param {ReadonlyArray<Candidate>} candidates
 * @param {string} typed
 */
export function namedCandidate(candidates, typed) {
  const text = foldedText(typed);
  const path = pathOf(typed).join(" ");
  const codes = path.includes(" ") ? candidates.map(({ value }) => pathOf(value).join(" ")) : [];
  const isNamed = (/** @type {Candidate} */ { value, text: own }, /** @type {number} */ at) =>
    foldedText(value) === text || foldedText(own) === text || codes[at] === path;
  const inFull = candidates.filter(isNamed);
  /* People leave out the first numeral, which many codes have in common. */
  const isRest = (/** @type {Candidate} */ _, /** @type {number} */ at) =>
    Boolean(codes[at]) && codes[at].replace(/^\d+ /, "") === path;
  const found = inFull.length ? inFull : candidates.filter(isRest);
  return found.length === 1 ? found[0] : null;
}

/**
 * @param {Candidate} candidate
 * @param {string[]} words
 * @param {(number | string)[]} path
 */
function rankOf(candidate, words, path) {
  if (!words.join("")) return 1;
  if (path.length && isBegun(pathOf(candidate.value), path)) return 0;
  const text = foldedText(`${candidate.value} ${candidate.text}`);
  return Math.max(...words.map((word) => rankOfWord(word, text, candidate.words)));
}

/**
 * @param {string} word
 * @param {string} text
 * @param {ReadonlyArray<string>} spellings
 */
function rankOfWord(word, text, spellings) {
  const at = text.indexOf(word);
  if (at >= 0) return at ? 2 : 1;
  if (spellings.some((form) => form.startsWith(word))) return 3;
  return spellings.some((form) => word.length > 1 && form.includes(word)) ? 4 : NOTHING;
}

/**
 * Whether a code begins as what is typed, with or without its first numeral.
 * @param {(number | string)[]} code
 * @param {(number | string)[]} typed
 */
function isBegun(code, typed) {
  const isRest = typed.length > 1 && startsWithPath(code.slice(1), typed);
  return isRest || startsWithPath(code, typed);
}

/**
 * @param {(number | string)[]} path
 * @param {(number | string)[]} start
 */
function startsWithPath(path, start) {
  return start.every((number, at) => path[at] === number);
}

/**
 * Return the numbers of a code in any spelling: Ⅲ-2-⑴-01, 3-2-1-01, iii2(1)01; none of other words.
 * @param {string} text
 * @returns {(number | string)[]}
 */
function pathOf(text) {
  if (LETTERS_ALONE.test(text)) return [];
  const parts = codeParts(text.replace(AROUND_NUMBERS, "-"), NO_RULES);
  return parts.every((part) => typeof part === "number") ? parts : [];
}

/**
 * Return a text in the usual forms of its characters: 台帐 as 台账.
 * @param {string} text
 * @param {string} variants each form before the usual one
 */
export function usualForms(text, variants) {
  const chars = Array.from(variants);
  return Array.from(text, (char) => {
    const at = chars.findIndex((each, place) => each === char && place % 2 === 0);
    return at < 0 ? char : chars[at + 1];
  }).join("");
}

/** @param {string} text */
function foldedText(text) {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s'’·《》-]/g, "");
}

/**
 * Return the ways to type a reading: zeng ya bin as zengyabin and zyb.
 * @param {string} reading
 */
export function lettersOf(reading) {
  const syllables = reading.toLowerCase().match(SYLLABLE) || [];
  return [syllables.join(""), syllables.map((syllable) => syllable[0]).join("")];
}

/**
 * Return the initials of the pinyin of a text, as browsers sort it.
 * @param {string} text
 */
export function initialsOf(text) {
  return Array.from(text).filter(isHan).map(initialOf).join("");
}

/** @param {string} char */
function isHan(char) {
  return HAN.test(char);
}

/** @param {string} char */
function initialOf(char) {
  const after = FIRST_OF_LETTER.findIndex((each) => BY_PINYIN.compare(char, each) < 0);
  return LETTERS[(after < 0 ? LETTERS.length : after) - 1] || "";
}
