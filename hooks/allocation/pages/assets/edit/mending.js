/* A slip to be put right: one of the reader's own that was not taken, or one that waits for approval. */

import { entriesIn, fieldsIn, inboxAnswer, textIn } from "./answers.js";

/** @import { Fields } from "./answers.js" */
/** @import { Change, FormSpec, Forms, Problem, Values } from "./types.js" */

/**
 * What a slip said, and what is wrong with it: problems name changes by number. `sent` are the digests
 * of its files; `decided` is what a coordinator decided about it; `decision` is what the mended slip
 * decides, if another's waits for it.
 * @typedef {{
 *   form: string, changes: Change[], problems: Problem[], sent: Set<string>,
 *   decided: { by: string, reason: string },
 *   decision?: { drop: string, sha256: string, answer: "approve", reason: string },
 * }} Mending
 */

/** What a form does that is made for a slip: it has a section for each change. */
export const SEVERAL = "several";
/** Forms that make changes of what is typed: from the changes they cannot be filled in again. */
const ONE_WAY = new Set(["activity", "handover", "sign"]);

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
  if (!mending) return null;
  return {
    ...mending,
    decision: { drop, sha256: textIn(entry, "sha256"), answer: "approve", reason: "" },
  };
}

/**
 * Return the form for a slip: that which made it, if it can be filled in with what the slip says, or
 * one of a section for each change.
 * @param {Mending} mending
 * @param {Forms} known
 * @returns {FormSpec | undefined} nothing for what no form can show
 */
export function mendingForm(mending, known) {
  const { form, changes } = mending;
  const [{ record, op }, ...others] = changes;
  if (!changes.every((change) => known.records[change.record])) return undefined;
  const own = known.forms.find(({ id }) => id === form && !ONE_WAY.has(id));
  if (own && own.record === record && own.op === op && !others.length) return own;
  return severalForm(mending);
}

/**
 * Return the form that has a section for each change.
 * @param {Mending} mending
 * @returns {FormSpec}
 */
export function severalForm({ form, changes, decision }) {
  return {
    id: form,
    title: decision ? "改了再同意" : "改了再交",
    help: `这一份有 ${changes.length} 处改动，一处一段。不要的点“去掉这一处”，其余的改好，一起送出。`,
    record: changes[0].record,
    op: SEVERAL,
    fields: [],
    required: [],
    topic: "",
    group: "",
  };
}

/**
 * Return what a change said, as a form has it.
 * @param {Change} change
 * @returns {Values}
 */
export function saidValues({ new: values = {}, in: parent }) {
  const past = Array.isArray(values.history) ? values.history : [];
  const until = past.length ? past[past.length - 1].until : null;
  return { ...values, until, ...(parent ? { in: parent } : {}) };
}

/**
 * @param {string} file
 * @param {string} list
 * @param {string} drop
 */
async function keptEntry(file, list, drop) {
  const { data } = await inboxAnswer(file);
  return entriesIn(data, list).find((each) => each.drop === drop) || {};
}

/**
 * @param {Fields} entry
 * @returns {Mending | null}
 */
function mendingOf(entry) {
  const slip = fieldsIn(entry, "slip");
  const changes = /** @type {any[]} */ (entriesIn(slip, "changes"));
  const problems = /** @type {any[]} */ (entriesIn(entry, "problems"));
  if (!changes.length) return null;
  const sent = new Set(entriesIn(slip, "files").map((file) => textIn(file, "sha256")));
  const decision = fieldsIn(entry, "decided");
  const decided = { by: textIn(decision, "by"), reason: textIn(decision, "reason") };
  return { form: textIn(slip, "form"), changes, problems, sent, decided };
}
