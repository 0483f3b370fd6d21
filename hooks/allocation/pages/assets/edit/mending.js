/* A slip to be put right: one of the reader's own that was not taken, or one that waits for approval. */

import { inboxAnswer } from "./answers.js";

/** @import { Change, Problem, Values } from "./types.js" */

/**
 * `record` is the id of what it changes; `values` is what it said of one record; `decision` is what
 * the mended slip decides, if another's waits for it.
 * @typedef {{
 *   form: string, record: string, values: Values, problems: Problem[], hasMore: boolean,
 *   decision?: { drop: string, sha256: string, answer: "approve", reason: string },
 * }} Mending
 */

/**
 * Return what the inbox keeps of a slip; null if it knows none of this name.
 * @param {string} drop
 * @returns {Promise<Mending | null>}
 */
export async function mended(drop) {
  return mendingOf(await keptEntry("results", "drops", drop));
}

/**
 * Return what waits to be approved as it is put right; null if it does not wait anymore.
 * @param {string} drop
 * @returns {Promise<Mending | null>}
 */
export async function approvable(drop) {
  const entry = await keptEntry("todo", "waiting", drop);
  const mending = mendingOf(entry);
  if (!mending || mending.hasMore) return null;
  return { ...mending, decision: { drop, sha256: entry.sha256, answer: "approve", reason: "" } };
}

/**
 * Return changes with the files of what is approved: they stay where they are, nobody chooses them again.
 * @param {Change[]} changes
 * @param {Mending | null} mending
 * @returns {Change[]}
 */
export function withKeptFiles(changes, mending) {
  const { files = null } = mending && mending.decision ? mending.values : {};
  if (!files) return changes;
  return changes.map((change) => ({ ...change, new: { files, ...change.new } }));
}

/**
 * @param {string} file
 * @param {string} list
 * @param {string} drop
 */
async function keptEntry(file, list, drop) {
  const { data } = await inboxAnswer(file);
  const entries = /** @type {any[]} */ (Array.isArray(data[list]) ? data[list] : []);
  return entries.find((each) => each && each.drop === drop);
}

/**
 * @param {any} entry
 * @returns {Mending | null}
 */
function mendingOf(entry) {
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
