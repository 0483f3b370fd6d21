/* Results as the theme's box shows them. */

import { answerOf } from "./answers.js";
import { find } from "./finding.js";
import { cutsThrough } from "./matches.js";
import { NONE, TYPO } from "./strength.js";
import { bare, escaped, simplified, wellFormed } from "./text.js";

/** @import { Found } from "./finding.js" */
/** @import { Entry, Index } from "./index.js" */
/** @import { Hit } from "./ranking.js" */
/** @import { Word } from "./words.js" */

/**
 * Return the first results of a query, and one more that says how many are left.
 * @param {Index} index
 * @param {string} typed
 * @param {number} limit
 */
export function replyTo(index, typed, limit) {
  const found = find(index, typed);
  const { hits, isNear, isLoose } = found;
  const items = hits.slice(0, limit).map((hit) => [itemOf(index, hit, found)]);
  if (hits.length > limit) items.push([moreItem(index, typed, hits.length - limit)]);
  return { items, isNear, isLoose };
}

/**
 * @param {Index} index
 * @param {Hit} hit
 * @param {Found} found
 */
function itemOf(index, hit, { words, isNear, answer, topic }) {
  const entry = index.entries[hit.at];
  const note = hit.strength === TYPO ? "（读音相近）" : "";
  return newItem({
    kind: entry.kind.name,
    location: placed(index, entry.location),
    title: marked(index, entry.title, words),
    context: contextOf(index, entry) + note,
    answer: answerOf(index, hit.at, answer, topic),
    strength: hit.strength,
    isNear,
  });
}

/**
 * @param {Index} index
 * @param {string} typed
 * @param {number} count
 */
function moreItem(index, typed, count) {
  return newItem({
    kind: "更多",
    location: placed(index, `search/?q=${encodeURIComponent(wellFormed(typed))}`),
    title: `还有 ${count} 个结果`,
    context: "在搜索页里看全部",
    answer: "",
    strength: NONE,
    isNear: false,
  });
}

/**
 * @typedef {object} Parts
 * @property {string} kind
 * @property {string} location
 * @property {string} title HTML
 * @property {string} context
 * @property {string} answer
 * @property {number} strength
 * @property {boolean} isNear
 */

/** @param {Parts} parts */
function newItem({ kind, location, title, context, answer, strength, isNear }) {
  const shown = [
    `<span class="hit__kind">${escaped(kind)}</span>`,
    `<span class="hit__title">${title}</span>`,
    `<span class="hit__context">${escaped(context)}</span>`,
  ];
  if (answer) shown.push(`<span class="hit__answer">${escaped(answer)}</span>`);
  return {
    location,
    title: `<span class="hit${isNear ? " hit--near" : ""}">${shown.join(" ")}</span>`,
    text: "",
    score: 100 - strength,
    terms: {},
    kind,
  };
}

/**
 * @param {Index} index
 * @param {string} location
 */
function placed(index, location) {
  return index.flat ? location.replace(/(^|\/)(?=[#?]|$)/, "$1index.html") : location;
}

/**
 * Describe evidence and indicators by their item, the mark of their clause, and their facts.
 * @param {Index} index
 * @param {Entry} entry
 */
function contextOf({ entries }, entry) {
  if (entry.kind.owned && entry.owner >= 0) return ownedContextOf(entries[entry.owner], entry);
  if (entry.kind.short) return shortContextOf(entry);
  if (entry.owner < 0 || entry.context) return entry.context;
  const clause = entries[entry.owner];
  const place = `${entries[clause.owner].title} ${clause.mark}`.trim();
  return `${place} · ${entry.facts.replace(/ /g, " · ")}`;
}

/**
 * @param {Entry} owner
 * @param {Entry} entry
 */
function ownedContextOf(owner, { context, facts }) {
  const parts = [owner.title, context, facts.replace(/ /g, " · ")];
  return parts.filter(Boolean).join(" · ");
}

/**
 * Describe a person, an item, a page, a period by what is known in a line.
 * @param {Entry} entry
 */
function shortContextOf({ kind, context, facts, when, count }) {
  const parts = kind.who ? [context, facts] : [context, facts, when, count];
  return parts.filter(Boolean).join(" · ");
}

/**
 * Return a text as HTML, the words marked where they stand letter for letter, over punctuation too.
 * @param {Index} index
 * @param {string} text
 * @param {Word[]} words
 */
function marked(index, text, words) {
  const { folded, places } = fold(index, text);
  const isMarked = new Uint8Array(text.length);
  for (const word of words.filter((each) => each.text && !each.isCode)) {
    for (let at = folded.indexOf(word.text); at >= 0; at = folded.indexOf(word.text, at + 1)) {
      const end = places[at + word.text.length - 1] + 1;
      if (!cutsThrough(word, folded, at)) isMarked.fill(1, places[at], end);
    }
  }
  return wrapped(text, isMarked);
}

/**
 * Return a text as it is compared, and the place of each of its code units in the text.
 * @param {Index} index
 * @param {string} text
 */
function fold(index, text) {
  let folded = "";
  /** @type {number[]} */
  const places = [];
  let at = 0;
  for (const char of text) {
    const form = bare(simplified(char, index.variants));
    if (form.length === char.length) {
      folded += form;
      for (let part = 0; part < char.length; part++) places.push(at + part);
    }
    at += char.length;
  }
  return { folded, places };
}

/**
 * @param {string} text
 * @param {Uint8Array} isMarked
 */
function wrapped(text, isMarked) {
  let html = "";
  let end = 0;
  for (let start = 0; start < text.length; start = end) {
    while (end < text.length && isMarked[end] === isMarked[start]) end += 1;
    const part = escaped(text.slice(start, end));
    html += isMarked[start] ? `<mark>${part}</mark>` : part;
  }
  return html;
}
