/* What a slip does, in one sentence: the same words as editing/slip_changes.py. */

/** @import { Base, Change, FieldSpec, Forms, KindSpec } from "./types.js" */

const NOTHING_SAID = "（无）";
const LONGEST_PHRASE = 40;
const MOST_PHRASES = 3;

/**
 * Return the sentence of some changes.
 * @param {ReadonlyArray<Change>} changes
 * @param {Forms} made what the forms are made of
 * @param {Base} names
 * @param {(id: string) => string} [titled] the title of a filing, if it is known
 */
export function sentenceOf(changes, made, names, titled = () => "") {
  const said = changes
    .slice(0, MOST_PHRASES)
    .map((change) => phraseOf(change, made.records[change.record], names, titled));
  const more = changes.length > MOST_PHRASES ? `等 ${changes.length} 处改动` : "";
  return said.join("；") + more;
}

/**
 * @param {Change} change
 * @param {KindSpec} kind
 * @param {Base} names
 * @param {(id: string) => string} titled
 */
function phraseOf(change, kind, names, titled) {
  if (change.op === "add") return additionPhrase(change, kind);
  if (change.op === "remove") return `删去${kind.label} ${change.id}`;
  return (
    ownPhrase(change, names, titled) || `${kind.label} ${change.id}：${differences(change, kind)}`
  );
}

/**
 * @param {Change} change
 * @param {KindSpec} kind
 */
function additionPhrase({ record, new: values = {}, in: place }, kind) {
  if (record === "filing")
    return `登记《${values.title}》（${(values.evidence || []).join("、")}）`;
  const name = values.name || values.title || values.indicator;
  return `新增${kind.label} ${name}${record === "evidence" ? `（${place}）` : ""}`;
}

/**
 * Return the phrase of what has words of its own: checked, returned, signed; empty for all else.
 * @param {Change} change
 * @param {Base} names
 * @param {(id: string) => string} titled
 */
function ownPhrase({ record, id = "", new: values = {} }, names, titled) {
  if (record === "person" && values.signed) return `${personName(id, names)}签收职责`;
  if (record !== "filing") return "";
  const title = titled(id);
  const filing = `登记 ${id}${title && `《${title}》`}`;
  if (values.state === "已审核") return `审核${filing}`;
  return values.state === "退回" ? `退回${filing}：${values.reason || ""}` : "";
}

/**
 * @param {string} id
 * @param {Base} names
 */
function personName(id, names) {
  const person = names.people.find((each) => each.id === id);
  return person ? person.name : id;
}

/**
 * @param {Change} change
 * @param {KindSpec} kind
 */
function differences({ old: before = {}, new: after = {} }, kind) {
  const said = Object.keys(after).map((name) => {
    const spec = kind.fields[name];
    const [was, is] = withoutCommon(before[name], after[name], spec);
    return `${spec.label} ${shortened(textOf(was, spec))} → ${shortened(textOf(is, spec))}`;
  });
  return said.join("，");
}

/**
 * Return two values; of lists only the entries that the other one lacks, or both if only their order
 * differs.
 * @param {any} before
 * @param {any} after
 * @param {FieldSpec} spec
 */
function withoutCommon(before, after, spec) {
  if (!Array.isArray(before) || !Array.isArray(after)) return [before, after];
  const old = new Set(before.map((entry) => textOf(entry, spec)));
  const now = new Set(after.map((entry) => textOf(entry, spec)));
  const gone = before.filter((entry) => !now.has(textOf(entry, spec)));
  const come = after.filter((entry) => !old.has(textOf(entry, spec)));
  return gone.length || come.length ? [gone, come] : [before, after];
}

/**
 * Return the text of a value: of a list its entries, of a record its texts in the order of its fields.
 * @param {any} value
 * @param {FieldSpec} spec
 * @returns {string}
 */
function textOf(value, spec) {
  if (saysNothing(value)) return NOTHING_SAID;
  if (typeof value === "boolean") return value ? "是" : "否";
  if (Array.isArray(value)) return value.map((entry) => textOf(entry, spec)).join("、");
  if (typeof value !== "object") return String(value);
  const parts = Object.entries(spec.fields || {}).filter(
    ([name]) => !saysNothing(value[name]) && value[name] !== false,
  );
  return parts.map(([name, part]) => textOf(value[name], part)).join(" ");
}

/** @param {any} value */
function saysNothing(value) {
  return (
    value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length)
  );
}

/** @param {string} text */
function shortened(text) {
  const signs = Array.from(text);
  return signs.length > LONGEST_PHRASE ? `${signs.slice(0, LONGEST_PHRASE).join("")}…` : text;
}
