/* Fields that have fields: who answers for a row, days of a term, where to hand in. */

import { make, makeButton } from "./elements.js";

/** @import { Field, FieldSpec, Problem, Setting, Values, Widget } from "./types.js" */

/** @typedef {(name: string, spec: FieldSpec, setting: Setting, isRequired: boolean) => Field} NewField */
/** @typedef {{ element: HTMLElement, fields: Field[], rest: Values }} Entry */

/**
 * One record within a record.
 * @param {string} _name
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {NewField} newField
 * @returns {Widget}
 */
export function entryWidget(_name, spec, setting, newField) {
  const fields = partsOf(spec, setting, newField);
  const element = make("div", { class: "edit__entry" }, ...fields.map((field) => field.element));
  return {
    element,
    control: element,
    isGroup: true,
    read: () => valuesOf(fields),
    write: (value) => writeParts(fields, value || {}),
    showParts: (problems) => showInParts(fields, problems),
  };
}

/**
 * Several records within a record, in an order that counts.
 * @param {string} name
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {NewField} newField
 * @returns {Widget}
 */
export function entriesWidget(name, spec, setting, newField) {
  /** @type {Entry[]} */
  const entries = [];
  const list = make("ol", { class: "edit__entries" });
  const show = () => {
    list.append(...entries.map((entry) => entry.element));
    setting.changed();
  };
  const add = (/** @type {Values} */ values) => {
    const entry = newEntry(spec, setting, newField, values, (step) => {
      moveEntry(entries, entry, step);
      show();
      if (step) entry.element.querySelectorAll("button")[step < 0 ? 0 : 1].focus();
      else more.focus();
    });
    entries.push(entry);
    show();
    return entry;
  };
  const more = makeButton(`＋ ${ADDED[name] || "加一条"}`, "plain", () => {
    add({}).fields[0].widget.control.focus();
  });
  return {
    element: make("div", {}, list, more),
    control: more,
    isGroup: true,
    read: () => {
      const all = entries.map(readEntry).filter(Boolean);
      return all.length ? all : null;
    },
    write: (value) => {
      for (const entry of entries.splice(0)) entry.element.remove();
      for (const each of value || []) add(each);
      show();
    },
    showParts: (problems) => showInEntries(entries, problems),
  };
}

const ADDED = /** @type {Record<string, string>} */ ({
  parties: "加一个科室或责任人",
  milestones: "加一个日子",
});

/**
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {NewField} newField
 * @param {Values} values
 * @param {(step: number) => void} move by so many places; by 0, away
 * @returns {Entry}
 */
function newEntry(spec, setting, newField, values, move) {
  const fields = partsOf(spec, setting, newField);
  writeParts(fields, values);
  const names = new Set(fields.map((field) => field.name));
  const rest = Object.assign(
    {},
    ...Object.keys(values)
      .filter((key) => !names.has(key))
      .map((key) => ({ [key]: values[key] })),
  );
  const buttons = make(
    "div",
    { class: "edit__tools" },
    makeButton("上移", "plain", () => move(-1)),
    makeButton("下移", "plain", () => move(1)),
    makeButton("去掉", "plain", () => move(0)),
  );
  const parts = fields.map((field) => field.element);
  return { element: make("li", { class: "edit__entry" }, ...parts, buttons), fields, rest };
}

/**
 * @param {Entry[]} entries
 * @param {Entry} entry
 * @param {number} step
 */
function moveEntry(entries, entry, step) {
  const at = entries.indexOf(entry);
  entries.splice(at, 1);
  if (step) entries.splice(Math.max(0, at + step), 0, entry);
  else entry.element.remove();
}

/** @param {Entry} entry */
function readEntry({ fields, rest }) {
  const values = valuesOf(fields);
  return values && { ...rest, ...values };
}

/**
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {NewField} newField
 */
export function partsOf(spec, setting, newField) {
  const parts = spec.fields || {};
  return Object.keys(parts).map((name) =>
    newField(name, parts[name], setting, Boolean(parts[name].required)),
  );
}

/**
 * Return what fields say; null if none says anything.
 * @param {Field[]} fields
 */
export function valuesOf(fields) {
  /** @type {Values} */
  const values = {};
  for (const { name, widget } of fields) {
    const value = widget.read();
    if (value !== null && value !== false) values[name] = value;
  }
  return Object.keys(values).length ? values : null;
}

/**
 * @param {Field[]} fields
 * @param {Values} values
 */
export function writeParts(fields, values) {
  for (const { name, widget } of fields) widget.write(values[name]);
}

/**
 * Show problems of parts at these; return the others.
 * @param {Field[]} fields
 * @param {Problem[]} problems their fields end with the names of the parts
 */
export function showInParts(fields, problems) {
  const own = (/** @type {Field} */ field) =>
    problems.filter(
      (problem) =>
        problem.field
          .split(/[.[\]]+/)
          .filter(Boolean)
          .pop() === field.name,
    );
  for (const field of fields) field.show(own(field));
  return problems.filter((problem) => !fields.some((field) => own(field).includes(problem)));
}

/**
 * Show problems of entries, whose fields have a number: parties.0.person.
 * @param {{ fields: Field[] }[]} entries
 * @param {Problem[]} problems
 */
export function showInEntries(entries, problems) {
  const place = (/** @type {Problem} */ { field }) => Number((/\d+/.exec(field) || [NaN])[0]);
  const left = entries.map(({ fields }, at) =>
    showInParts(
      fields,
      problems.filter((problem) => place(problem) === at),
    ),
  );
  const others = problems.filter((problem) => !(place(problem) < entries.length));
  return others.concat(...left);
}
