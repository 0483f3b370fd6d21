/* Unknown and repeated names, with what they may have been meant to be, as `lint/names.py` says it. */

import { compacted, filledIn, lookOf, problemOf } from "./checks-text.js";
import { sameCode } from "./code-keys.js";

/** @typedef {import("./checks-text.js").Rules} Rules */

/**
 * Return a problem for each name that is not known.
 * @param {string} field
 * @param {string} kind of the names, a key of `rules.names`
 * @param {string[]} names
 * @param {Map<string, string>} known plain names by their keys
 * @param {Rules} rules
 */
export function unknownNames(field, kind, names, known, rules) {
  const [what, file] = rules.names[kind];
  return names
    .filter((name) => !known.has(name))
    .map((name) => {
      const values = { what, name, file, hint: hintFor(name, known, rules) };
      return problemOf(field, rules.words.unknown, values);
    });
}

/**
 * Return what stands more than once, once for each time after the first.
 * @param {string[]} texts
 */
export function repeatedTexts(texts) {
  return texts.filter((each, place) => texts.indexOf(each) < place);
}

/**
 * @param {string} name
 * @param {Map<string, string>} known
 * @param {Rules} rules
 */
function hintFor(name, known, rules) {
  const hints = rules.hints;
  const parts = name.split(/[、，,;；/\s]+/).filter((part) => known.has(part));
  if (parts.length > 1) return filledIn(hints.list, { parts: parts.join(", ") });
  const keys = Array.from(known.keys());
  const homonyms = keys.filter((key) => known.get(key) === name);
  if (homonyms.length) return filledIn(hints.homonym, { keys: homonyms.join("、") });
  const homograph = /\s/.test(name) ? "" : homographOf(name, keys, rules);
  if (homograph) return filledIn(hints.homograph, { other: homograph });
  const code = sameCode(name, known.values(), rules);
  if (code !== name) return filledIn(hints.similar, { other: code });
  const other = keys.sort().find((key) => isSimilar(compacted(name, rules), key));
  return other ? filledIn(hints.similar, { other }) : "";
}

/**
 * Return the known name that looks the same; empty if there is none.
 * @param {string} name
 * @param {string[]} known
 * @param {Rules} rules
 */
export function homographOf(name, known, rules) {
  const look = lookOf(name, rules);
  return known.find((key) => lookOf(key, rules) === look) || "";
}

/**
 * Whether two names differ in at most one character, wrong or missing at an end.
 * @param {string} one
 * @param {string} other
 */
function isSimilar(one, other) {
  const [shorter, longer] = [Array.from(one), Array.from(other)].sort(
    (a, b) => a.length - b.length,
  );
  if (longer.length - shorter.length === 1) {
    const [short, long] = [shorter.join(""), longer.join("")];
    return shorter.length > 1 && (long.startsWith(short) || long.endsWith(short));
  }
  const different = longer.filter((char, place) => char !== shorter[place]);
  return longer.length === shorter.length && different.length <= 1;
}
