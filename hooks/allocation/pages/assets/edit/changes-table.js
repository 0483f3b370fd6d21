/* What a slip changes, as tables: a change each, a line for each field. */

import { entriesIn, fieldsIn, ownValue, textIn } from "./answers.js";
import { forms } from "./data.js";
import { make } from "./elements.js";

/**
 * What a field of a record is called.
 * @typedef {{ kind: (record: string) => string, field: (record: string, name: string) => string }} Labels
 * @typedef {import("./answers.js").Fields} Fields
 */

const NO_VALUE = "（无）";
/** How many changes are shown at once; the others are counted. */
const SHOWN_CHANGES = 30;
/** Values within values within values: a record has no more. */
const DEEPEST = 3;
/** What an operation does, and which values it has. */
const OPERATION_SIDES = new Map([
  ["change", { verb: "改", sides: ["old", "new"] }],
  ["add", { verb: "新增", sides: ["new"] }],
  ["remove", { verb: "删去", sides: ["old"] }],
]);
const UNKNOWN_OPERATION = { verb: "", sides: ["old", "new"] };
const SIDE_TITLES = new Map([
  ["old", "原来"],
  ["new", "改成"],
]);

/**
 * Return what fields are called, by the data of the forms; without it, what they are named in data.
 * @returns {Promise<Labels>}
 */
export async function knownLabels() {
  try {
    return labelsOf({ ...(await forms()) });
  } catch {
    return labelsOf({});
  }
}

/**
 * @param {Fields} known
 * @returns {Labels}
 */
function labelsOf(known) {
  const kind = (/** @type {string} */ record) => fieldsIn(fieldsIn(known, "records"), record);
  return {
    kind: (record) => textIn(kind(record), "label") || record,
    field: (record, name) =>
      textIn(fieldsIn(fieldsIn(kind(record), "fields"), name), "label") || name,
  };
}

/**
 * Return tables of changes.
 * @param {Fields[]} changes
 * @param {Labels} labels
 */
export function changeTables(changes, labels) {
  const tables = document.createDocumentFragment();
  for (const change of changes.slice(0, SHOWN_CHANGES)) tables.append(changeTable(change, labels));
  const rest = changes.length - SHOWN_CHANGES;
  if (rest > 0) tables.append(make("p", { class: "note" }, `另有 ${rest} 处改动没有列出。`));
  return tables;
}

/**
 * @param {Fields} change
 * @param {Labels} labels
 */
function changeTable(change, labels) {
  const record = textIn(change, "record");
  const { verb, sides } = OPERATION_SIDES.get(textIn(change, "op")) || UNKNOWN_OPERATION;
  const title = `${verb}${labels.kind(record)} ${textIn(change, "id") || textIn(change, "in")}`;
  const earliest = sides[0];
  const latest = sides[sides.length - 1];
  const names = Object.keys({ ...fieldsIn(change, latest), ...fieldsIn(change, earliest) });
  const rows = names.map((name) => [
    labels.field(record, name),
    ...sides.map((side) => shownValue(ownValue(fieldsIn(change, side), name))),
  ]);
  return newTable(title, ["字段", ...sides.map((side) => SIDE_TITLES.get(side) || "")], rows);
}

/**
 * Return a table whose first column heads its rows; on phones each row is a block that says its
 * columns.
 * @param {string} title
 * @param {string[]} columns
 * @param {string[][]} rows
 */
export function newTable(title, columns, rows) {
  const table = make("table", { class: "list stack changes" });
  const head = make("tr");
  head.append(...columns.map((column) => make("th", { scope: "col" }, column)));
  const body = make("tbody");
  body.append(...rows.map((cells) => newRow(columns, cells)));
  const top = make("thead");
  top.append(head);
  table.append(make("caption", {}, title), top, body);
  return table;
}

/**
 * @param {string[]} columns
 * @param {string[]} cells
 */
function newRow(columns, cells) {
  const row = make("tr");
  cells.forEach((text, place) => {
    const attributes = place ? { "data-label": columns[place] } : { scope: "row" };
    row.append(make(place ? "td" : "th", attributes, text));
  });
  return row;
}

/**
 * Return a value as a person reads it; entries of a list one below the other if they have parts.
 * @param {unknown} value
 * @param {number} [depth] how far inside of other values it is
 * @returns {string}
 */
export function shownValue(value, depth = 0) {
  if (typeof value === "boolean") return value ? "是" : "否";
  if (typeof value !== "object" || value === null) return textIn({ value }, "value") || NO_VALUE;
  if (depth > DEEPEST) return "……";
  const shown = (/** @type {unknown} */ part) => shownValue(part, depth + 1);
  if (Array.isArray(value)) return value.map(shown).join(separatorOf(value)) || NO_VALUE;
  const parts = Object.values(value).filter((part) => part !== null && !isDigest(part));
  return parts.map(shown).join(" ") || NO_VALUE;
}

/** @param {unknown[]} values */
function separatorOf(values) {
  return entriesIn({ values }, "values").length ? "\n" : "、";
}

/**
 * A digest tells a person nothing.
 * @param {unknown} value
 */
function isDigest(value) {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}
