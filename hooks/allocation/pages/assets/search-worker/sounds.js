/* People, departments and pages whose names sound like what was typed. */

import { newCollation, readingsOfChar } from "./char-readings.js";
import { addPosition } from "./positions.js";

/** @import { Entry, Index } from "./index.js" */

const LONGEST_SOUNDED = 4;
/* So many readings of one text are tried. */
const MOST_SOUNDS = 12;
const MOST_SPELLINGS_OF_TEXT = 4;

/**
 * The positions of entries by the sound of their names, and by that of given names.
 * @typedef {Map<string, number[]>} Sounds
 */

/**
 * @param {Pick<Index, "entries" | "readings">} index
 * @returns {Sounds}
 */
export function soundsOf({ entries, readings }) {
  /** @type {Sounds} */
  const sounds = new Map();
  entries.forEach((entry, at) => {
    if (!entry.kind.who && !(entry.kind.short && entry.kind.weak)) return;
    for (const name of soundingNames(entry)) {
      for (const sound of soundsOfName(name, (char) => readings[char] || [])) {
        addPosition(sounds, sound, at);
      }
    }
  });
  return sounds;
}

/**
 * Return the entries whose name sounds like a text of two to four characters.
 * @param {Index} index
 * @param {string} text
 */
export function soundingLike(index, text) {
  if (text.length < 2 || text.length > LONGEST_SOUNDED) return [];
  index.sounds = index.sounds || soundsOf(index);
  /** @type {Set<number>} */
  const places = new Set();
  for (const sound of soundsOfName(text, (char) => syllablesOfChar(index, char))) {
    for (const at of index.sounds.get(sound) || []) places.add(at);
  }
  return Array.from(places);
}

/**
 * Return the ways to spell a text in pinyin, however its characters are written.
 * @param {Index} index
 * @param {string} text
 */
export function lettersOfText(index, text) {
  let spellings = [""];
  for (const char of text) {
    const own = syllablesOfChar(index, char);
    /** @type {string[]} */
    const longer = [];
    for (const start of spellings) longer.push(...own.map((syllable) => start + syllable));
    spellings = longer.slice(0, MOST_SPELLINGS_OF_TEXT);
  }
  return spellings;
}

/**
 * Return the names of an entry that are heard as one word, and the given name of a person.
 * @param {Entry} entry
 */
function soundingNames({ kind, names }) {
  const [name] = names;
  const given = kind.person && name.length === 3 ? [name.slice(1)] : [];
  return given.concat(names).filter(({ length }) => length > 1 && length <= LONGEST_SOUNDED);
}

/**
 * @param {Index} index
 * @param {string} char
 */
function syllablesOfChar(index, char) {
  index.collation = index.collation || newCollation(index.readings);
  return readingsOfChar(char, index.readings, index.collation);
}

/**
 * @param {string} name
 * @param {(char: string) => string[]} syllablesOf
 */
function soundsOfName(name, syllablesOf) {
  let sounds = [""];
  for (const char of name) {
    const own = Array.from(new Set(syllablesOf(char).map(foldedSyllable)));
    /** @type {string[]} */
    const longer = [];
    for (const sound of sounds) longer.push(...own.map((syllable) => `${sound} ${syllable}`));
    sounds = longer.slice(0, MOST_SOUNDS);
  }
  return sounds;
}

/**
 * Return a syllable without the differences that many speakers do not make.
 * @param {string} syllable
 */
function foldedSyllable(syllable) {
  return syllable
    .replace(/^([zcs])h/, "$1")
    .replace(/ng$/, "n")
    .replace(/^n/, "l");
}
