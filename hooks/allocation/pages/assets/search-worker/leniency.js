/* What else counts where nothing matches every word: duties of people, and slips in typing. */

import { matchesOf } from "./matches.js";
import { matchRunning } from "./pinyin.js";
import { isOneSlipAway, isPinyin, repaired, spellingsOf } from "./spelling.js";
import { NONE, noMatches, STRONG, TYPO, WEAK } from "./strength.js";
import { wordOf } from "./words.js";

/** @import { Entry, Index } from "./index.js" */
/** @import { Word } from "./words.js" */

const SHORTEST_TYPO = 5;
/* Other spellings that are tried for one word. */
const MOST_REPAIRS = 30;
/* In more entries than these, trying other spellings would take too long. */
const MOST_ENTRIES = 5000;

/**
 * Match people and departments by what they are responsible for.
 * @param {Index} index
 * @param {Word} word
 */
export function byDuty(index, word) {
  const matches = noMatches(index.entries.length);
  matchesOf(index, word).forEach((strength, at) => {
    if (strength >= WEAK) return;
    const { duty } = index.entries[at];
    for (const member of index.entries[duty].members) matches[member] = WEAK;
  });
  return matches;
}

/**
 * Match names that one slip turns into the word.
 * @param {Index} index
 * @param {Word} word
 */
export function byTypo(index, word) {
  const matches = noMatches(index.entries.length);
  const forms = word.letters ? spellingsOf(word.letters, index.readings) : [""];
  if (forms[0].length < SHORTEST_TYPO) return matches;
  /* Who types yifang alone means another Yifang: a given name counts for what is no pinyin itself. */
  const exact = word.alone && isPinyin(forms[0], index.syllables);
  index.entries.forEach((entry, at) => {
    if (!entry.kind.short) return;
    const parts = exact ? entry.names : withGivenNames(entry.names);
    if (parts.some((part) => isOneSlipAway(part, forms, index.readings))) matches[at] = TYPO;
  });
  return matches;
}

/** @param {string[]} names */
function withGivenNames(names) {
  return names.concat(names.filter((name) => name.length === 3).map((name) => name.slice(1)));
}

/**
 * Match names, and texts that hold what the word would be without one slip.
 * @param {Index} index
 * @param {Word} word
 */
export function bySlip(index, word) {
  const matches = byTypo(index, word);
  for (const letters of repairsOf(index, word)) {
    const other = wordOf(letters, index.variants);
    index.entries.forEach((entry, at) => {
      if (matches[at] !== NONE) return;
      if (matchRunning(mainName(entry), other, index.readings) <= STRONG) matches[at] = TYPO;
    });
  }
  return matches;
}

/**
 * @param {Index} index
 * @param {Word} word
 */
function repairsOf(index, { letters }) {
  const fits = letters && /^[a-z]{6,20}$/.test(letters) && index.entries.length <= MOST_ENTRIES;
  if (!fits || isPinyin(letters, index.syllables)) return [];
  return repaired(letters, index.syllables).slice(0, MOST_REPAIRS);
}

/**
 * Return a title without its code, which the last of the names is.
 * @param {Entry} entry
 */
function mainName(entry) {
  return entry.names[entry.kind.short ? entry.names.length - 1 : 0];
}
