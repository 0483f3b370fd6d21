/* People and departments whose names sound like what was typed. */

/** @import { Index } from "./index.js" */

const LONGEST_SOUNDED = 4;
const MOST_SOUNDS = 12;

/**
 * The positions of people and departments by the sound of their names, and by that of given names.
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
    if (!entry.kind.who) return;
    for (const name of soundingNames(entry.names[0])) {
      for (const sound of soundsOfName(name, readings)) {
        sounds.set(sound, (sounds.get(sound) || []).concat(at));
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
  /** @type {Set<number>} */
  const places = new Set();
  for (const sound of soundsOfName(text, index.spoken)) {
    for (const at of index.sounds.get(sound) || []) places.add(at);
  }
  return Array.from(places);
}

/**
 * Return a name, and the given name of a person.
 * @param {string} name
 */
function soundingNames(name) {
  if (name.length < 2 || name.length > LONGEST_SOUNDED) return [];
  return name.length === 3 ? [name, name.slice(1)] : [name];
}

/**
 * @param {string} name
 * @param {Record<string, string[]>} readings
 */
function soundsOfName(name, readings) {
  let sounds = [""];
  for (const char of name) {
    const own = Array.from(new Set((readings[char] || []).map(foldedSyllable)));
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
