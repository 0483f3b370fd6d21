/* How well each entry itself matches a word. */

import { matchName, matchRunning } from "./pinyin.js";
import { EXACT, IN_TEXT, NONE, noMatches, STRONG, WEAK } from "./strength.js";

/** @import { Entry, Index } from "./index.js" */
/** @import { Word } from "./words.js" */

/* So many words are remembered. */
const MOST_MATCHED = 60;

/**
 * Return the strength of each entry; it is kept, since who types asks for the same words again.
 * @param {Index} index
 * @param {Word} word
 */
export function matchesOf(index, word) {
  const known = index.matched.get(word.key);
  if (known) return known;
  if (index.matched.size >= MOST_MATCHED) index.matched.clear();
  const matches = newMatches(index, word);
  index.matched.set(word.key, matches);
  return matches;
}

/**
 * @param {Index} index
 * @param {Word} word
 */
function newMatches(index, word) {
  const matches = byText(index, word);
  if (word.path.length || word.mark !== null || word.letters) {
    for (let at = 0; at < matches.length; at++) {
      matches[at] = better(index, index.entries[at], word, matches[at]);
    }
  }
  for (const at of index.ids.get(word.id) || []) matches[at] = EXACT;
  return matches;
}

/**
 * Return the strength of an entry, which is that of its text or a better one.
 * @param {Index} index
 * @param {Entry} entry
 * @param {Word} word
 * @param {number} textual the strength of its match as text
 */
function better(index, entry, word, textual) {
  const coded = Math.min(textual, byCode(entry, word), byMark(entry, word));
  return coded > STRONG ? Math.min(coded, byPinyin(index, entry, word)) : coded;
}

/**
 * @param {Index} index
 * @param {Word} word
 */
function byText(index, word) {
  const matches = noMatches(index.entries.length);
  if (!word.text || word.isCode) return matches;
  const { text, ends } = index;
  let at = 0;
  for (let hit = text.indexOf(word.text); hit >= 0; hit = text.indexOf(word.text, hit)) {
    while (ends[at] <= hit) at += 1;
    if (cutsThrough(word, text, hit)) {
      hit += 1;
    } else {
      matches[at] = strengthOfText(index, at, word, hit - (ends[at - 1] || 0));
      hit = ends[at];
    }
  }
  return matches;
}

/**
 * Say whether a match is cut from something longer: 45 is not in 12345, nor is a Latin word in the
 * middle of another.
 * @param {Word} word
 * @param {string} text
 * @param {number} hit
 */
export function cutsThrough(word, text, hit) {
  const before = text[hit - 1] || "";
  const after = text[hit + word.text.length] || "";
  if (word.isNumber) return /\d/.test(before) || /\d/.test(after);
  return /^[a-z]/.test(word.text) && /[a-z]/.test(before);
}

/**
 * @param {Index} index
 * @param {number} at
 * @param {Word} word
 * @param {number} place from the start of the entry
 */
function strengthOfText(index, at, word, place) {
  const entry = index.entries[at];
  if (word.isNumber && entry.kind.short) return NONE;
  if (place >= entry.titles.length + 1) {
    return entry.kind.weak ? WEAK : IN_TEXT;
  }
  if (entry.names.includes(word.text)) return EXACT;
  return entry.kind.who && place ? IN_TEXT : STRONG;
}

/**
 * @param {Entry} entry
 * @param {Word} word
 */
function byCode(entry, word) {
  const path = word.path;
  if (!path.length || entry.path.length < path.length) return NONE;
  if (path.length === 1) return byFirstNumber(entry, word);
  if (path.some((number, at) => entry.path[at] !== number)) return NONE;
  return entry.path.length === path.length ? EXACT : STRONG;
}

/**
 * 三 alone is a category, Ⅲ alone begins a code.
 * @param {Entry} entry
 * @param {Word} word
 */
function byFirstNumber(entry, word) {
  if (entry.path[0] !== word.path[0]) return NONE;
  if (word.isOrdinal) return entry.path.length === 1 ? EXACT : NONE;
  return word.isRoman && entry.path.length > 1 && entry.kind.short ? STRONG : NONE;
}

/**
 * A number alone is the mark of clauses or the last number of a code.
 * @param {Entry} entry
 * @param {Word} word
 */
function byMark(entry, word) {
  if (word.mark === null || word.isOrdinal || word.isRoman) return NONE;
  if (entry.path[entry.path.length - 1] !== word.mark) return NONE;
  const fits = entry.kind.marked || (entry.kind.short && !word.isCode);
  return fits ? STRONG : NONE;
}

/**
 * @param {Index} index
 * @param {Entry} entry
 * @param {Word} word
 */
function byPinyin(index, entry, word) {
  if (!word.letters || word.letters.length < 2) return NONE;
  if (!entry.kind.short) {
    return Math.max(STRONG, matchRunning(entry.names[0], word, index.readings));
  }
  let best = NONE;
  for (const name of entry.names) best = Math.min(best, matchName(name, word, index.readings));
  return best;
}
