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
/** How many changes are shown at once; the others are folded. */
const SHOWN_CHANGES = 5;
/** Values within values within values: a record has no more. */
const DEEPEST = 3;
/** What an operation does, and which values it has. */
const OPERATION_SIDES = new Map([
  ["change", { verb: "改", sides: ["old", "new"], titles: ["原来", "改成"] }],
  ["add", { verb: "新增", sides: ["new"], titles: ["内容"] }],
  ["remove", { verb: "删去", sides: ["old"], titles: ["原来"] }],
]);
const UNKNOWN_OPERATION = { verb: "", sides: ["old", "new"], titles: ["原来", "改成"] };

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
 * Return tables of changes: the first ones, and the others folded.
 * @param {Fields[]} changes
 * @param {Labels} labels
 */
export function changeTables(changes, labels) {
  const tables = document.createDocumentFragment();
  const tabulated = (/** @type {Fields[]} */ some) => some.map((each) => changeTable(each, labels));
  tables.append(...tabulated(changes.slice(0, SHOWN_CHANGES)));
  const rest = changes.slice(SHOWN_CHANGES);
  if (rest.length) tables.append(newFold(`其余 ${rest.length} 处改动`, () => tabulated(rest)));
  return tables;
}

/**
 * Return what is folded, and made once somebody looks: of many cards hardly one is opened.
 * @param {string} summary
 * @param {() => Node[]} content
 */
export function newFold(summary, content) {
  const fold = make("details", { class: "bare" }, make("summary", {}, summary));
  fold.addEventListener("toggle", () => fold.append(...content()), { once: true });
  return fold;
}

/**
 * @param {Fields} change
 * @param {Labels} labels
 */
function changeTable(change, labels) {
  const record = textIn(change, "record");
  const { verb, sides, titles } = OPERATION_SIDES.get(textIn(change, "op")) || UNKNOWN_OPERATION;
  const title = `${verb}${labels.kind(record)}${whichOf(textIn(change, "id"), textIn(change, "in"))}`;
  const earliest = sides[0];
  const latest = sides[sides.length - 1];
  const names = Object.keys({ ...fieldsIn(change, latest), ...fieldsIn(change, earliest) });
  const rows = names.map((name) => [
    labels.field(record, name),
    ...sides.map((side) => shownValue(ownValue(fieldsIn(change, side), name))),
  ]);
  return newTable(title, ["栏目", ...titles], rows);
}

/**
 * @param {string} id of a record that there is
 * @param {string} place what a new one is in: a year, a clause
 */
function whichOf(id, place) {
  if (id) return ` ${id}`;
  return place && `（${place}${/^\d{4}$/.test(place) ? "年" : ""}）`;
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
function shownValue(value, depth = 0) {
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
