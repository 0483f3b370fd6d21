/* Cuts what was typed into pieces: codes, numbers, letters, known words, and runs of other characters. */

import { codePath, markOf } from "./codes.js";
import { normalForm } from "./normal-form.js";
import { occurrencesOf } from "./occurrences.js";
import { addressedBy, namedAt } from "./people.js";
import { soundingLike } from "./sounds.js";
import { bare, simplified } from "./text.js";

/** @import { Index } from "./index.js" */
/** @import { Meaning } from "./vocabulary.js" */

/**
 * A piece of a query. `role` is code, named (a period or a box), year, number, letters, sound or people (`places`), known
 * (`meaning`) or run.
 * @typedef {{ text: string, role: string, meaning?: Meaning, places?: number[] }} Segment
 */

const PART = /[^\s,，;；、/|&。？?！!：:“”"‘’《》…]+/g;
const PIECE =
  /20\d\d年(?:\d+月|第.季度)|第[一二三四]季度|第\d+盒|第\d+[条项款]|(?:19|20)\d\d(?:年度?|届|(?!\d))|\d\d年度?|\d+(?:\.\d+)?%?|[a-z'’]+\d*|[^\da-z'’]+/g;
const NAMED = /^(?:20\d\d年(?:\d+月|第.季度)|第[一二三四]季度|第\d+盒)$/;
const ORDINAL_OF_CLAUSE = /^第\d+[条项款]$/;
const YEAR = /^(?:(?:19|20)\d\d(?:年度?|届)?|\d\d年度?)$/;
/* Words that ask are words of a question even inside a word of the index. */
const ASKS = /谁|什么|怎|哪|何|多少|几|啥|咋|能不能|是不是|有没有|吗$|呢$/;
const SHORTEST_SOUND = 3;
const LONGEST_SOUND = 4;

/**
 * @param {Index} index
 * @param {string} typed
 * @returns {Segment[]}
 */
export function segmentsOf(index, typed) {
  const text = normalForm(simplified(typed, index.variants));
  /** @type {Segment[]} */
  const none = [];
  return none.concat(...(text.match(PART) || []).map((part) => segmentsOfPart(index, part)));
}

/**
 * Say whether a word asks, and is nothing that could be looked for.
 * @param {string} text
 */
export function asks(text) {
  return ASKS.test(text);
}

/**
 * @param {Index} index
 * @param {string} part
 * @returns {Segment[]}
 */
function segmentsOfPart(index, part) {
  if (codePath(part).length > 1 || markOf(part) !== null) return [{ text: part, role: "code" }];
  /** @type {Segment[]} */
  const none = [];
  return none.concat(...(part.match(PIECE) || []).map((piece) => segmentsOfPiece(index, piece)));
}

/**
 * @param {Index} index
 * @param {string} piece
 * @returns {Segment[]}
 */
function segmentsOfPiece(index, piece) {
  const text = bare(piece);
  if (!text) return [];
  if (NAMED.test(piece)) return [{ text, role: "named" }];
  if (ORDINAL_OF_CLAUSE.test(piece)) return [{ text, role: "code" }];
  if (YEAR.test(piece)) {
    const digits = text.replace(/\D/g, "");
    return [{ text: digits.length === 4 ? digits : `20${digits}`, role: "year" }];
  }
  if (/^\d/.test(piece)) return [{ text, role: "number" }];
  return /^[a-z]/.test(text) ? [{ text, role: "letters" }] : segmentsOfRun(index, text);
}

/**
 * @param {Index} index
 * @param {string} run
 */
function segmentsOfRun(index, run) {
  /** @type {Segment[]} */
  const segments = [];
  let start = 0;
  for (let at = 0; at < run.length; ) {
    const segment =
      (at === 0 && addressedBy(index, run)) ||
      namedAt(index, run, at) ||
      soundAt(index, run, at) ||
      knownAt(index, run, at);
    if (segment) {
      if (at > start) segments.push({ text: run.slice(start, at), role: "run" });
      segments.push(segment);
      at += segment.text.length;
      start = at;
    } else {
      at += 1;
    }
  }
  if (run.length > start) segments.push({ text: run.slice(start), role: "run" });
  return segments;
}

/**
 * Return the name that stands at a place only by its sound.
 * @param {Index} index
 * @param {string} run
 * @param {number} at
 * @returns {Segment | null}
 */
function soundAt(index, run, at) {
  const shortest = at === 0 && isAddress(index, run.slice(2)) ? 2 : SHORTEST_SOUND;
  for (let length = Math.min(LONGEST_SOUND, run.length - at); length >= shortest; length--) {
    const text = run.slice(at, at + length);
    const places = soundingLike(index, text);
    if (places.length) return isKnown(index, text) ? null : { text, role: "sound", places };
  }
  return null;
}

/**
 * Say whether nothing, or only a title, follows a name of two characters.
 * @param {Index} index
 * @param {string} rest
 */
function isAddress({ vocabulary }, rest) {
  const meaning = vocabulary.meanings.get(rest);
  return !rest || Boolean(meaning && meaning.isTitle);
}

/**
 * Return the longest known word at a place that is no part of a longer one of the index.
 * @param {Index} index
 * @param {string} run
 * @param {number} at
 * @returns {Segment | null}
 */
function knownAt(index, run, at) {
  const { meanings, longest } = index.vocabulary;
  for (let length = Math.min(longest, run.length - at); length > 0; length--) {
    const text = run.slice(at, at + length);
    const meaning = meanings.get(text);
    const isCut =
      meaning && (!meaning.synonyms || meaning.isFiller || meaning.question !== undefined);
    if (meaning && isCut && standsAlone(index, run, at, text))
      return { text, role: "known", meaning };
  }
  return null;
}

/**
 * @param {Index} index
 * @param {string} run
 * @param {number} at
 * @param {string} text
 */
function standsAlone(index, run, at, text) {
  if (asks(text)) return true;
  if (text.length === 1) return false;

  const wider = [
    run.slice(Math.max(0, at - 1), at + text.length),
    run.slice(at, at + text.length + 1),
  ];
  return !wider.some((piece) => piece !== text && occurrencesOf(index, piece).names.length);
}

/**
 * @param {Index} index
 * @param {string} text
 */
function isKnown(index, text) {
  return occurrencesOf(index, text).names.length > 0;
}
