/*
 * Matches letters with the pinyin of a text.
 *
 * A text is walked character by character; a character may take a whole syllable of the letters, the
 * last one a beginning of it and, where initials are allowed, any one its initial. How many letters
 * may have been taken so far is kept as bits of one number.
 */

import { EXACT, IN_TEXT, NONE, PARTIAL, STRONG } from "./strength.js";

/** @import { Word } from "./words.js" */

/**
 * What a character does after so many letters were taken: the numbers it may reach, as bits; whether
 * the letters end with it, or within it.
 * @typedef {{ reached: number, ends: boolean, begins: boolean }} Step
 */

/**
 * The steps of the characters met so far: by code unit, the place in `steps`, or -1 for no step.
 * @typedef {{ ids: Int16Array, steps: Step[][], initials: boolean }} Table
 */

/** @typedef {{ name: Table | null, running: Table | null }} Tables */

/**
 * `taken`: the numbers of letters that may be taken; `whole`: those of the walk that began with the
 * text.
 * @typedef {{ taken: number, whole: number, best: number }} Walk
 */

/** @typedef {Record<string, string[]>} Readings */

/**
 * Return how well letters match a text in which only whole syllables count.
 * @param {string} text
 * @param {Word} word
 * @param {Readings} readings
 */
export function matchRunning(text, word, readings) {
  word.tables.running = word.tables.running || newTable(false);
  return match(text, word.letters || "", word.tables.running, readings);
}

/**
 * Return how well letters match a name, in which initials count too.
 * @param {string} text
 * @param {Word} word
 * @param {Readings} readings
 */
export function matchName(text, word, readings) {
  word.tables.name = word.tables.name || newTable(true);
  return match(text, word.letters || "", word.tables.name, readings);
}

/**
 * @param {boolean} initials
 * @returns {Table}
 */
function newTable(initials) {
  /* No character has the place 0, which stands for those not met yet. */
  return { ids: new Int16Array(65536), steps: [[]], initials };
}

/**
 * Return EXACT where text and letters end together, STRONG or less where they stand somewhere.
 * @param {string} text
 * @param {string} letters
 * @param {Table} table
 * @param {Readings} readings
 */
function match(text, letters, table, readings) {
  const walk = { taken: 0, whole: 1, best: NONE };
  const last = text.length - 1;
  for (let at = 0; at <= last; at++) {
    const id = table.ids[text.charCodeAt(at)] || learn(table, text[at], letters, readings);
    if (id < 0) walk.taken = walk.whole = 0;
    else advance(walk, table.steps[id], table.initials, at === last);
  }
  return walk.best;
}

/**
 * @param {Walk} walk
 * @param {Step[]} steps
 * @param {boolean} initials
 * @param {boolean} last
 */
function advance(walk, steps, initials, last) {
  let reached = 0;
  let reachedWhole = 0;
  /* Letters may begin with any character. */
  for (let left = walk.taken | 1; left; left &= left - 1) {
    const taken = 31 - Math.clz32(left & -left);
    const step = steps[taken];
    const fromStart = (walk.whole & (1 << taken)) !== 0;
    reached |= step.reached;
    if (fromStart) reachedWhole |= step.reached;
    walk.best = Math.min(walk.best, strengthOf(step, initials, fromStart, last));
  }
  walk.taken = reached;
  walk.whole = reachedWhole;
}

/**
 * @param {Step} step
 * @param {boolean} initials
 * @param {boolean} fromStart
 * @param {boolean} last
 */
function strengthOf(step, initials, fromStart, last) {
  if (step.ends && fromStart && last) return EXACT;
  if (!step.ends && !step.begins) return NONE;
  if (initials) return fromStart ? STRONG : IN_TEXT;
  return step.ends ? STRONG : PARTIAL;
}

/**
 * Add the steps of a character to the table; return their place, or -1.
 * @param {Table} table
 * @param {string} char
 * @param {string} letters
 * @param {Readings} readings
 */
function learn(table, char, letters, readings) {
  const syllables = readings[char] || [];
  const steps = Array.from(letters, (_, taken) =>
    stepOf(char, syllables, letters, taken, table.initials),
  );
  const leads = steps.some((step) => step.reached || step.ends || step.begins);
  const id = leads ? table.steps.push(steps) - 1 : -1;
  table.ids[char.charCodeAt(0)] = id;
  return id;
}

/**
 * @param {string} char
 * @param {string[]} syllables
 * @param {string} letters
 * @param {number} taken
 * @param {boolean} initials
 * @returns {Step}
 */
function stepOf(char, syllables, letters, taken, initials) {
  const rest = letters.slice(taken);
  const step = { reached: 0, ends: false, begins: false };
  if (rest[0] === char) take(step, 1, taken, rest);
  for (const syllable of syllables) {
    if (rest.startsWith(syllable)) take(step, syllable.length, taken, rest);
    else if (syllable.startsWith(rest) && (initials || taken)) step.begins = true;
    if (initials) takeInitial(step, syllable, taken, rest);
  }
  return step;
}

/**
 * @param {Step} step
 * @param {string} syllable
 * @param {number} taken
 * @param {string} rest
 */
function takeInitial(step, syllable, taken, rest) {
  if (rest[0] === syllable[0]) take(step, 1, taken, rest);
  if (/^[zcs]h/.test(rest) && syllable.startsWith(rest.slice(0, 2))) take(step, 2, taken, rest);
}

/**
 * Note that a character may take so many of the remaining letters.
 * @param {Step} step
 * @param {number} length
 * @param {number} taken
 * @param {string} rest
 */
function take(step, length, taken, rest) {
  if (length === rest.length) step.ends = true;
  else step.reached |= 1 << (taken + length);
}
