/* People by how they are addressed: 黄局, 徐局长, 小洪, 老林. */

import { addPosition } from "./positions.js";

/** @import { Entry, Index } from "./index.js" */
/** @import { Segment } from "./segments.js" */

const LONGEST_NAME = 20;
export const FAMILIAR = /^[小老阿]$/;

/**
 * Return the people that a run of characters addresses, or null: a surname before a title, or after
 * 小 or 老.
 * @param {Index} index
 * @param {string} run
 * @returns {Segment | null}
 */
export function addressedBy(index, run) {
  if (run.length === 2 && FAMILIAR.test(run[0])) return addressed(index, run, run[1]);
  for (let end = Math.min(run.length, 4); end > 1; end--) {
    const meaning = index.vocabulary.meanings.get(run.slice(1, end));
    if (meaning && meaning.isTitle) return addressed(index, run.slice(0, end), run[0]);
  }
  return null;
}

/**
 * Return the people whose name stands at a place, or null.
 * @param {Index} index
 * @param {string} run
 * @param {number} at
 * @returns {Segment | null}
 */
export function namedAt(index, run, at) {
  for (let length = LONGEST_NAME; length > 1; length--) {
    const text = run.slice(at, at + length);
    const places = index.people.get(text);
    if (places) return { text, role: "people", places };
  }
  return null;
}

/**
 * Return the people by their names.
 * @param {Entry[]} entries
 */
export function peopleOf(entries) {
  /** @type {Map<string, number[]>} */
  const people = new Map();
  entries.forEach(({ kind, names }, at) => {
    if (kind.person) addPosition(people, names[0], at);
  });
  return people;
}

/**
 * @param {Index} index
 * @param {string} text
 * @param {string} surname
 * @returns {Segment | null}
 */
function addressed({ entries }, text, surname) {
  /** @type {number[]} */
  const places = [];
  entries.forEach((entry, at) => {
    if (entry.kind.person && entry.names[0][0] === surname) places.push(at);
  });
  return places.length ? { text, role: "people", places } : null;
}
