/* What the checks of a form look things up in, as far as its kind of record needs it. */

import { filings, item, itemOf } from "./data.js";
import { todayText } from "./reader.js";

/** @import { Base, FormSpec, Forms, Published } from "./types.js" */
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
 * Load into a context what the checks of a form need: the item of its record, or of a new one all.
 * @param {CheckContext} context
 * @param {FormSpec} spec
 * @param {Published | null} published
 */
export async function fillContext(context, spec, published) {
  /** @type {Base} */
  const lists = context.base;
  if (OF_YEARS.has(spec.record)) context.filings = await Promise.all(lists.years.map(filings));
  if (!OF_ITEMS.has(spec.record)) return;
  const own = published && itemOf(spec.record, published.id, lists);
  const needed = own ? [own] : lists.items;
  context.items = await Promise.all(needed.map(({ slug }) => item(slug)));
}
