/* The body of most forms: the fields of one record, new or published. */

import { additionTo, changeOf } from "./changes.js";
import { problemsOf } from "./checks.js";
import { joined, make } from "./elements.js";
import { newField } from "./fields.js";
import { todayText } from "./reader.js";

/** @import { Body, Change, Field, FieldSpec, FormSpec, Placed, Problem, Published, Setting, Values } from "./types.js" */

/**
 * In what a new record of a kind stands: a field of the form that is none of the record.
 * @type {Record<string, FieldSpec>}
 */
const PARENTS = {
  evidence: { label: "加在哪一条条款", type: "text", of: "clause" },
  value: { label: "哪一年的数", type: "number", example: "2026", hint: "四位数字的年份" },
};
const PARENT = "in";

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
  const fields = names.map((name) => newField(name, known[name], setting, isNeeded(spec, name)));
  if (parent) fields.unshift(newField(PARENT, parent, setting, true));
  const start = { ...(published ? published.values : {}), ...given };
  for (const { name, widget } of fields) widget.write(start[name]);
  const fieldOf = (/** @type {Problem} */ { field }) =>
    fields.find(({ name }) => name === field.split(/[.[]/)[0]) || null;
  return {
    element: make("div", {}, ...fields.map((field) => field.element)),
    fields,
    changes: () => changesOf(spec, published, fields),
    problems: (changes) => [
      ...missingIn(fields),
      ...joined(changes.map((change) => checkedChange(change, published, setting, fieldOf))),
    ],
    fieldOf,
  };
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
 * @returns {Change[]}
 */
function changesOf(spec, published, fields) {
  /** @type {Values} */
  const values = { ...spec.fixed };
  for (const { name, widget } of fields) values[name] = widget.read();
  const parent = PARENT_OF[spec.record] ? PARENT_OF[spec.record](values) : values[PARENT];
  delete values[PARENT];
  if (!published) return [additionTo(spec.record, values, parent ? String(parent) : "")];
  const change = changeOf(spec.record, published, values);
  return change ? [change] : [];
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
    if (pending) found.push(problemAt(field, pending, ""));
    else if (field.isRequired && field.widget.read() === null) {
      found.push(problemAt(field, "还没有填", `请填写“${field.label}”`));
    }
  }
  return found;
}

/**
 * @param {Field} field
 * @param {string} found
 * @param {string} remedy
 * @returns {Placed}
 */
function problemAt(field, found, remedy) {
  return { field, problem: { field: field.name, found, expected: "", remedy } };
}

/**
 * Return what the checks of the data say of a change.
 * @param {Change} change
 * @param {Published | null} published
 * @param {Setting} setting
 * @param {(problem: Problem) => Field | null} fieldOf
 * @returns {Placed[]}
 */
export function checkedChange(change, published, setting, fieldOf) {
  const context = { base: setting.lists, forms: setting.forms, record: published };
  const problems = /** @type {Problem[]} */ (problemsOf(change, context));
  return problems.map((problem) => ({ field: fieldOf(problem), problem }));
}
