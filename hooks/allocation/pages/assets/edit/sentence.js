/* What a slip does, in one sentence: the same words as editing/slip_changes.py. */

const NOTHING = "（无）";
const LONGEST = 40;
const SPOKEN = 3;

/**
 * Return the sentence of some changes.
 * @param {ReadonlyArray<SlipChange>} changes
 * @param {EditForms} made what the forms say of kinds and fields
 * @param {EditBase} names
 */
export function sentenceOf(changes, made, names) {
  const parts = changes.slice(0, SPOKEN).map((change) => phraseOf(change, made, names));
  const rest = changes.length > SPOKEN ? `等 ${changes.length} 处改动` : "";
  return parts.join("；") + rest;
}

/**
 * @param {SlipChange} change
 * @param {EditForms} made
 * @param {EditBase} names
 */
function phraseOf(change, made, names) {
  const kind = made.records[change.record];
  if (change.op === "add") return additionOf(change, kind);
  if (change.op === "remove") return `删去${kind.label} ${change.id}`;
  return specialPhrase(change, names) || differencesOf(change, kind);
}

/**
 * @param {SlipChange} change
 * @param {EditKind} kind
 */
function additionOf(change, kind) {
  const values = change.new || {};
  if (change.record === "filing") {
    return `登记《${shown(values.title)}》（${shown(values.evidence)}）`;
  }
  const name = shown(values.name || values.title || values.indicator);
  const place = change.record === "evidence" ? `（${change.in}）` : "";
  return `新增${kind.label} ${name}${place}`;
}

/**
 * Return the phrase of what has words of its own: checked, returned, signed; empty for all else.
 * @param {SlipChange} change
 * @param {EditBase} names
 */
function specialPhrase(change, names) {
  const values = change.new || {};
  if (change.record === "person" && values.signed) return `${nameOf(change, names)}签收职责`;
  if (change.record !== "filing") return "";
  const title = change.title ? `《${change.title}》` : "";
  if (values.state === "已审核") return `审核登记 ${change.id}${title}`;
  if (values.state === "退回") return `退回登记 ${change.id}${title}：${shown(values.reason)}`;
  return "";
}
