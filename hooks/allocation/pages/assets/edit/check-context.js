/* What the checks of a form look things up in, as far as its kind of record needs it. */

import { filings, item, itemOf } from "./data.js";
import { todayText } from "./reader.js";

/** @import { Base, Forms } from "./types.js" */
/** @import { CheckContext } from "./checks-data.js" */

/* Kinds whose records are in the files of years; all others but the small ones are in those of items. */
const OF_YEARS = new Set(["filing", "value"]);
const OF_ITEMS = new Set(["item", "clause", "evidence", "indicator"]);

/**
 * @param {Forms} known
 * @param {Base} lists
 * @returns {CheckContext}
 */
export function emptyContext(known, lists) {
  return { forms: known, base: lists, items: [], filings: [], today: todayText() };
}

/**
 * Load into a context what the checks of changes need: the items of their records, or of a new one all.
 * @param {CheckContext} context
 * @param {{ record: string, id?: string | null }[]} changes
 */
export async function fillContext(context, changes) {
  /** @type {Base} */
  const lists = context.base;
  if (changes.some(({ record }) => OF_YEARS.has(record))) {
    context.filings = await Promise.all(lists.years.map(filings));
  }
  const own = changes
    .filter(({ record }) => OF_ITEMS.has(record))
    .map(({ record, id }) => (id ? itemOf(record, id, lists) : null));
  const needed = own.includes(null) ? lists.items : new Set(own.filter(isItem));
  context.items = await Promise.all(Array.from(needed, ({ slug }) => item(slug)));
}

/**
 * @param {Base["items"][number] | null} one
 * @returns {one is Base["items"][number]}
 */
function isItem(one) {
  return one !== null;
}
