/* What a slip does, in one sentence: the same words as editing/slip_sentences.py. */

/** @import { Base, Change, Decision, Forms, KindSpec } from "./types.js" */

const NOTHING_SAID = "（无）";
const LONGEST_PHRASE = 40;
const MOST_PHRASES = 3;
/** What is done to a filing that gets a state. */
const FILING_ACTIONS = new Map([
  ["已审核", "审核"],
  ["退回", "退回"],
]);

/**
 * Return the sentence of some changes, of many only the first.
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
 * Return the sentence of a decision that changes nothing of what waits.
 * @param {Decision} decision
 */
export function decisionSentence({ drop, answer, reason = "" }) {
  return answer === "refuse" ? `退回投递 ${drop}：${reason}` : `批准投递 ${drop}`;
}

/**
 * @param {Change} change
 * @param {KindSpec} kind
 * @param {Base} names
 * @param {(id: string) => string} titled
 */
function phraseOf(change, kind, names, titled) {
  const { record, op, id = "", new: values = {} } = change;
  if (op === "add") return additionPhrase(change, kind);
  if (op === "remove") return `删去${kind.label} ${id}`;
  const action = record === "filing" ? FILING_ACTIONS.get(values.state) : "";
  if (action) return actionPhrase(action, id, values, values.title || titled(id));
  if (values.signed) return `${personName(id, names)}签收职责`;
  return `${kind.label} ${id}：${differencesOf(change, kind)}`;
}

/**
 * @param {Change} change
 * @param {KindSpec} kind
 */
function additionPhrase({ record, new: values = {}, in: place = "" }, kind) {
  if (record === "filing") return `登记《${phrase(values.title)}》（${phrase(values.evidence)}）`;
  if (record === "value") {
    const parts = [values.indicator, place, values.round].filter(Boolean);
    return `新增${kind.label} ${parts.map(phrase).join(" ")}`;
  }
  return `新增${kind.label} ${phrase(values.name)}${place && `（${place}）`}`;
}

/**
 * @param {string} action
 * @param {string} id
 * @param {Record<string, any>} values
 * @param {string} title
 */
function actionPhrase(action, id, { reason }, title) {
  const why = action === "退回" && reason ? `：${reason}` : "";
  return `${action}登记 ${id}${title && `《${title}》`}${why}`;
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
function differencesOf({ old: before = {}, new: after = {} }, kind) {
  const said = Object.keys(after).map((name) => {
    const spec = kind.fields[name];
    const [was, is] = withoutCommon(withoutDigests(before[name]), withoutDigests(after[name]));
    return `${spec ? spec.label : name} ${phrase(was)} → ${phrase(is)}`;
  });
  return said.join("，");
}

/**
 * Return a value without the digests of files, which nobody reads.
 * @param {any} value
 * @returns {any}
 */
function withoutDigests(value) {
  if (Array.isArray(value)) return value.map(withoutDigests);
  if (value === null || typeof value !== "object") return value;
  const { sha256: _, ...others } = value;
  return others;
}

/**
 * Return two values; of lists only the entries that the other one lacks, or both if only their order
 * differs.
 * @param {any} before
 * @param {any} after
 */
function withoutCommon(before, after) {
  if (!Array.isArray(before) || !Array.isArray(after)) return [before, after];
  const old = new Set(before.map(wordsOf));
  const now = new Set(after.map(wordsOf));
  const gone = before.filter((entry) => !now.has(wordsOf(entry)));
  const come = after.filter((entry) => !old.has(wordsOf(entry)));
  return gone.length || come.length ? [gone, come] : [before, after];
}

/**
 * Return the text of a value: of a list its entries, of a record what it says.
 * @param {any} value
 * @returns {string}
 */
function wordsOf(value) {
  if (isEmpty(value)) return NOTHING_SAID;
  if (typeof value === "boolean") return value ? "是" : "否";
  if (Array.isArray(value)) return value.map(wordsOf).join("、");
  if (typeof value !== "object") return String(value);
  const parts = Object.values(value).filter((part) => !isEmpty(part) && part !== false);
  return parts.map(wordsOf).join(" ");
}

/** @param {any} value */
export function isEmpty(value) {
  if (value === null || value === undefined || value === "") return true;
  return Array.isArray(value) && !value.length;
}

/**
 * Return the text of a value, cut where it is too long to be read at once.
 * @param {any} value
 */
function phrase(value) {
  const signs = Array.from(wordsOf(value));
  const isLong = signs.length > LONGEST_PHRASE;
  return isLong ? `${signs.slice(0, LONGEST_PHRASE).join("")}…` : signs.join("");
}
