/* The body of most forms: the fields of one record, new or published. */

import { additionTo, changeOf } from "./changes.js";
import { problemsOf } from "./checks.js";
import { flattened, make } from "./elements.js";
import { newField } from "./fields.js";
import { todayText } from "./reader.js";

/** @import { Body, Change, Field, FieldSpec, FormSpec, Placed, Problem, Published, Setting, Values } from "./types.js" */

/**
 * In what a new record of a kind stands: a field of the form that is none of the record.
 * @type {Record<string, FieldSpec & { place: number }>}
 */
const PARENTS = {
  evidence: { label: "加在哪个条款", type: "text", of: "clause", place: 0 },
  value: { label: "哪一年的数", type: "number", example: "2026", hint: "四位数字的年份", place: 1 },
};
const PARENT = "in";
const PROVES = { hint: "一份材料可以证明几项，逐项选。" };
const SLOT = { of: "slot", hint: "点一下，按材料的频次列出各期；不写则由文件日期推定。" };
const PAPER = [
  "document_no",
  "pages",
  "count",
  "box",
  "page",
  "link",
  "redacted",
  "party",
  "reuse",
];

/**
 * Fields that few need, by form: they are folded away while nothing stands in them.
 * @type {Record<string, string[]>}
 */
const RARE = {
  filing: [...PAPER, "reason"],
  "filing-edit": PAPER,
  evidence: ["aliases", "per", "due", "refs", "note", "not_applicable", "same_as"],
};

/**
 * What fields are called in a form, where the data has one field for two things.
 * @type {Record<string, Record<string, Partial<FieldSpec>>>}
 */
const CALLED = {
  filing: { evidence: PROVES, slot: SLOT, reason: { label: "没有文件的理由", hint: "" } },
  "filing-edit": { evidence: PROVES, slot: SLOT },
  return: {
    reason: { hint: "" },
    checked_by: { label: "谁退回的" },
    checked_on: { label: "哪天退回的" },
  },
};

/** @type {Record<string, (values: Values) => string>} */
const PARENT_OF = {
  /* Papers are entered under the year in which they are handed in. */
  filing: ({ filed_on }) => (/^\d{4}/.exec(filed_on || "") || [todayText().slice(0, 4)])[0],
};

/**
 * @param {FormSpec} spec
 * @param {Published | null} published nothing for a new record
 * @param {Setting} setting
 * @param {Values} given what is filled in from the start
 * @returns {Body}
 */
export function recordBody(spec, published, setting, given) {
  const parent = spec.op === "add" ? PARENTS[spec.record] : undefined;
  const known = setting.forms.records[spec.record].fields;
  const names = spec.fields.filter((name) => known[name] && !isFixed(spec, name));
  /** @type {Field[]} */
  const fields = [];
  /** @type {Setting} */
  const own = { ...setting, siblingValue: (name) => valueIn(fields, name) };
  const called = CALLED[spec.id] || {};
  for (const name of names) {
    fields.push(newField(name, { ...known[name], ...called[name] }, own, isNeeded(spec, name)));
  }
  if (parent) fields.splice(parent.place, 0, newField(PARENT, parent, setting, true));
  fillIn(fields, published ? published.values : {}, given);
  const fieldOf = (/** @type {Problem} */ { field }) =>
    fields.find(({ name }) => name === field.split(/[.[]/)[0]) || null;
  const wrongIn = (/** @type {Change[]} */ changes) =>
    flattened(changes.map((change) => checkedChange(change, setting, fieldOf)));
  return {
    element: make("div", {}, ...arranged(fields, RARE[spec.id])),
    fields,
    changes: () => changesOf(spec, published, fields, unshownIn(spec, given, known)),
    problems: (changes) => withMissing(fields, wrongIn(changes)),
    fieldOf,
  };
}

/**
 * Fill in what is published, and then what is given: what holds anyway is said where it replaces something.
 * @param {Field[]} fields
 * @param {Values} before
 * @param {Values} given
 */
function fillIn(fields, before, given) {
  for (const { name, widget } of fields) {
    widget.write(before[name]);
    if (name in given) widget.write(given[name]);
  }
}

/**
 * Return what is filled in that the form has no fields for.
 * @param {FormSpec} spec
 * @param {Values} given
 * @param {Readonly<Record<string, FieldSpec>>} known
 */
function unshownIn({ fields }, given, known) {
  const names = Object.keys(given).filter((name) => known[name] && !fields.includes(name));
  return Object.assign({}, ...names.map((name) => ({ [name]: given[name] })));
}

/**
 * Return the elements of fields, the last ones of them folded away if few need them.
 * @param {Field[]} fields
 * @param {string[]} [rare]
 */
function arranged(fields, rare = []) {
  const isRare = (/** @type {Field} */ { name }) => rare.includes(name);
  const usual = fields.filter((field) => !isRare(field));
  const others = fields.filter(isRare);
  const elements = usual.map(({ element }) => element);
  if (!others.length) return elements;
  const isFilled = others.some(({ widget }) => widget.read());
  const fold = make("details", { class: "fold fold--text edit__rare", open: isFilled });
  const labels = others.map(({ label }) => label).join("、");
  fold.append(make("summary", {}, "更多 ", make("small", {}, labels)));
  fold.append(...others.map(({ element }) => element));
  return elements.concat(fold);
}

/**
 * Return what a field says; null if the form has none of this name.
 * @param {Field[]} fields
 * @param {string} name
 */
export function valueIn(fields, name) {
  const field = fields.find((each) => each.name === name);
  return field ? field.widget.read() : null;
}

/**
 * @param {FormSpec} spec
 * @param {string} name
 */
function isFixed(spec, name) {
  return Boolean(spec.fixed && name in spec.fixed);
}

/**
 * @param {FormSpec} spec
 * @param {string} name
 */
function isNeeded(spec, name) {
  return spec.required.includes(name);
}

/**
 * @param {FormSpec} spec
 * @param {Published | null} published
 * @param {Field[]} fields
 * @param {Values} unshown
 * @returns {Change[]}
 */
function changesOf(spec, published, fields, unshown) {
  /** @type {Values} */
  const values = { ...unshown, ...spec.fixed };
  for (const { name, widget } of fields) values[name] = widget.read();
  const parent = PARENT_OF[spec.record] ? PARENT_OF[spec.record](values) : values[PARENT];
  delete values[PARENT];
  if (!published) return [additionTo(spec.record, values, parent ? String(parent) : "")];
  const change = changeOf(spec.record, published, values);
  return change ? [change] : [];
}

/**
 * Return what is missing, and what else is wrong: of a field that is empty nothing more is said.
 * @param {Field[]} fields
 * @param {Placed[]} found
 * @returns {Placed[]}
 */
export function withMissing(fields, found) {
  const lacking = missingIn(fields);
  const empty = new Set(lacking.map(({ field }) => field));
  return lacking.concat(found.filter(({ field }) => !field || !empty.has(field)));
}

/**
 * Return what is needed and not filled in, or not ready.
 * @param {Field[]} fields
 * @returns {Placed[]}
 */
export function missingIn(fields) {
  /** @type {Placed[]} */
  const found = [];
  for (const field of fields) {
    const pending = field.widget.pending ? field.widget.pending() : "";
    if (pending) found.push(problemAt(field, pending));
    else if (field.isRequired && field.widget.read() === null) {
      found.push(problemAt(field, "还没有填"));
    }
  }
  return found;
}

/**
 * @param {Field} field
 * @param {string} found
 * @param {string} [remedy]
 * @returns {Placed}
 */
export function problemAt(field, found, remedy = "") {
  return { field, problem: { field: field.name, found, expected: "", remedy } };
}

/**
 * Return what the checks of the data say of a change.
 * @param {Change} change
 * @param {Setting} setting
 * @param {(problem: Problem) => Field | null} fieldOf
 * @returns {Placed[]}
 */
export function checkedChange(change, setting, fieldOf) {
  const problems = setting.context ? problemsOf(change, setting.context) : [];
  return problems.map((problem) => ({ field: fieldOf(problem), problem }));
}
