/* A slip that was not taken, to be put right: what it said, and what was wrong with it. */

import { inboxAnswer } from "./answers.js";

/** @import { Problem, Values } from "./types.js" */

/**
 * `record` is the id of what it changes; `values` is what it said of one record.
 * @typedef {{ form: string, record: string, values: Values, problems: Problem[], hasMore: boolean }} Mending
 */

/**
 * Return what the inbox keeps of a slip; null if it knows none of this name.
 * @param {string} drop
 * @returns {Promise<Mending | null>}
 */
export async function mended(drop) {
  const { data } = await inboxAnswer("results");
  const drops = /** @type {any[]} */ (Array.isArray(data.drops) ? data.drops : []);
  const entry = drops.find((each) => each && each.drop === drop);
  if (!entry || !entry.slip || !Array.isArray(entry.slip.changes)) return null;
  const [change, ...others] = entry.slip.changes;
  return {
    form: entry.slip.form,
    record: (change && change.id) || "",
    values: { ...(change && change.new), ...(change && change.in ? { in: change.in } : {}) },
    problems: entry.problems || [],
    hasMore: others.length > 0,
  };
}
