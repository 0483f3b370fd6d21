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
 * @param {NewField} makeField
 * @returns {Widget}
 */
export function entryWidget(_name, spec, setting, makeField) {
  const fields = partFields(spec, setting, makeField);
  const element = make("div", { class: "edit__entry" }, ...fields.map((field) => field.element));
  return {
    element,
    control: element,
    isGroup: true,
    read: () => partValues(fields),
    write: (value) => writeParts(fields, value || {}),
    showParts: (problems) => showInParts(fields, problems),
  };
}

/**
 * Several records within a record, in an order that counts.
 * @param {string} name
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {NewField} makeField
 * @returns {Widget}
 */
export function entriesWidget(name, spec, setting, makeField) {
  /** @type {Entry[]} */
  const entries = [];
  const list = make("ol", { class: "edit__entries" });
  const show = () => {
    list.append(...entries.map(({ element }) => element));
    setting.changed();
  };
  const add = (/** @type {Values} */ values) => {
    const entry = newEntry(spec, setting, makeField, values, (step) => {
      moveEntry(entries, entry, step);
      show();
      focusAfter(entry, step, more);
    });
    entries.push(entry);
    show();
    return entry;
  };
  const more = makeButton(`＋ ${ADDED[name] || "加一条"}`, "plain", () => {
    add({}).fields[0].widget.control.focus();
  });
  const write = (/** @type {Values[] | null} */ value) => {
    for (const { element } of entries.splice(0)) element.remove();
    for (const each of value || []) add(each);
  };
  const read = () => readEntries(entries);
  const showParts = (/** @type {Problem[]} */ problems) => showInEntries(entries, problems);
  const element = make("div", {}, list, more);
  return { element, control: more, isGroup: true, read, write, showParts };
}

/** @param {Entry[]} entries */
function readEntries(entries) {
  const values = entries.map(readEntry).filter(Boolean);
  return values.length ? values : null;
}

/**
 * An entry that was moved keeps the focus; of one that is gone, what adds one has it.
 * @param {Entry} entry
 * @param {number} step
 * @param {HTMLElement} more
 */
function focusAfter({ element }, step, more) {
  const buttons = Array.from(element.querySelectorAll("button")).slice(-3);
  (step ? buttons[step < 0 ? 0 : 1] : more).focus();
}

const ADDED = /** @type {Record<string, string>} */ ({
  parties: "加一个科室或责任人",
  milestones: "加一个日子",
});

/**
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {NewField} makeField
 * @param {Values} values
 * @param {(step: number) => void} move by so many places; by 0, away
 * @returns {Entry}
 */
function newEntry(spec, setting, makeField, values, move) {
  const fields = partFields(withoutHints(spec), setting, makeField);
  writeParts(fields, values);
  const names = new Set(fields.map((field) => field.name));
  const others = Object.keys(values).filter((key) => !names.has(key));
  const rest = Object.assign({}, ...others.map((key) => ({ [key]: values[key] })));
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
 * Return a field whose parts have no hints: said once for each entry, they would be noise.
 * @param {FieldSpec} spec
 * @returns {FieldSpec}
 */
function withoutHints(spec) {
  const parts = spec.fields || {};
  const plainParts = Object.keys(parts).map((name) => ({ [name]: { ...parts[name], hint: "" } }));
  return { ...spec, fields: Object.assign({}, ...plainParts) };
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
  const values = partValues(fields);
  return values && { ...rest, ...values };
}

/**
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {NewField} makeField
 */
export function partFields(spec, setting, makeField) {
  const parts = spec.fields || {};
  return Object.keys(parts).map((name) =>
    makeField(name, parts[name], setting, Boolean(parts[name].required)),
  );
}

/**
 * Return what fields say; null if none says anything.
 * @param {Field[]} fields
 */
export function partValues(fields) {
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
