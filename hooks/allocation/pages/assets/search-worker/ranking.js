/* Ranks the entries that match every word of a query. */

import { byDuty, bySlip, byTypo } from "./leniency.js";
import { matchesOf } from "./matches.js";
import {
  isNothing,
  NONE,
  noMatches,
  TYPO,
  takeBetter,
  takeWorse,
  WEAK,
  WEAK_TYPO,
} from "./strength.js";

/** @import { Index } from "./index.js" */
/** @import { Query } from "./query.js" */
/** @import { Word } from "./words.js" */

/** @typedef {{ at: number, strength: number }} Hit */
/** @typedef {(index: Index, word: Word) => Uint8Array} Matcher */

/**
 * `also`: entries that match in this way, too; `slip`: entries that match in this way as if the
 * word stood in them.
 * @typedef {{ also?: Matcher, slip?: Matcher }} Leniency
 */

/**
 * Where nothing matches every word, people count for their duties, then slips are forgiven.
 * @type {Leniency[]}
 */
export const LENIENCIES = [{}, { also: byDuty }, { slip: byTypo }, { slip: bySlip }];

/**
 * Return the entries that match, by strength, kind and place in the table.
 * @param {Index} index
 * @param {Query} query
 * @param {Leniency} [leniency]
 */
export function ranked(index, query, leniency = {}) {
  const total = ofWantedKinds(index, query);
  for (const word of query.words) {
    if (isNothing(total)) break;
    const strengths = strengthsOf(index, word, leniency.slip);
    if (leniency.also) takeBetter(strengths, leniency.also(index, word));
    takeWorse(total, strengths);
  }
  return sorted(index, total);
}

/**
 * @param {Index} index
 * @param {Query} query
 */
function ofWantedKinds(index, { kinds }) {
  const total = new Uint8Array(index.entries.length);
  if (!kinds) return total;
  index.orders.forEach((order, at) => {
    if (!kinds.includes(order)) total[at] = NONE;
  });
  return total;
}

/**
 * Return the strength of each entry: of its own match, or a weak one of the words of what it belongs
 * to, or of those whom it concerns. Duty belongs to the row: a clause concerns its own people, not all
 * of its item's.
 * @param {Index} index
 * @param {Word} word
 * @param {Matcher} [slip]
 */
export function strengthsOf(index, word, slip) {
  const { entries, owners, duties } = index;
  const own = slip ? matchesOf(index, word).slice() : matchesOf(index, word);
  if (slip) takeBetter(own, slip(index, word));
  if (isNothing(own)) return own.slice();
  const strengths = own.slice();
  const inherited = noMatches(own.length);
  const concerned = noMatches(own.length);
  for (let at = 0; at < own.length; at++) {
    inherited[at] = Math.min(own[at], owners[at] >= 0 ? inherited[owners[at]] : NONE);
    concerned[at] = duties[at] < at ? concerned[duties[at]] : bestOf(entries[at].members, own);
    strengths[at] = Math.min(strengths[at], weakened(Math.min(inherited[at], concerned[at])));
  }
  return strengths;
}

/** @param {number} strength */
function weakened(strength) {
  if (strength === NONE) return NONE;
  return strength >= TYPO ? WEAK_TYPO : WEAK;
}

/**
 * @param {number[]} members
 * @param {Uint8Array} strengths
 */
function bestOf(members, strengths) {
  let best = NONE;
  for (const member of members) best = Math.min(best, strengths[member]);
  return best;
}

/**
 * Sort into drawers, since the entries are in the order of the table already.
 * @param {Index} index
 * @param {Uint8Array} total
 */
function sorted(index, total) {
  /** @type {Hit[][]} */
  const drawers = [];
  total.forEach((strength, at) => {
    if (strength === NONE) return;
    const kind = (strength >> 1) * index.kinds.length + index.orders[at];
    const drawer = kind * 2 + (strength & 1);
    drawers[drawer] = drawers[drawer] || [];
    drawers[drawer].push({ at, strength });
  });
  /** @type {Hit[]} */
  const none = [];
  return none.concat(...drawers.filter(Boolean));
}
