/* A field of a form: label, control, hint, and what is wrong with it, by the type of its values. */

import { make } from "./elements.js";
import { choiceWidget, flagWidget } from "./fields-choice.js";
import { filesWidget } from "./fields-files.js";
import { entriesWidget, entryWidget } from "./fields-parts.js";
import { textWidget, wordsWidget } from "./fields-text.js";
import { pickersWidget, pickerWidget } from "./pickers.js";
import { sayProblem, sayProblems } from "./words.js";

/** @import { Field, FieldSpec, Problem, Setting, Widget } from "./types.js" */

/** @typedef {(name: string, spec: FieldSpec, setting: Setting, isRequired: boolean) => Widget} NewWidget */

/** @type {Record<string, NewWidget>} */
const WIDGETS = {
  flag: flagWidget,
  choice: choiceWidget,
  names: severalWidget,
  codes: severalWidget,
  files: (_, spec, setting) => filesWidget(spec, setting, newField),
  parties: listWidget,
  milestones: listWidget,
  history: listWidget,
  handin: partsWidget,
  signed: partsWidget,
};

/**
 * Return a field; what is wrong is shown in it.
 * @param {string} name
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {boolean} isRequired
 * @returns {Field}
 */
export function newField(name, spec, setting, isRequired) {
  const widget = (WIDGETS[spec.type] || plainWidget)(name, spec, setting, isRequired);
  return framedField(name, spec, setting, isRequired, widget);
}

/**
 * Put label, hint and errors around a control.
 * @param {string} name
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {boolean} isRequired
 * @param {Widget} widget
 * @returns {Field}
 */
export function framedField(name, spec, setting, isRequired, widget) {
  const [hintId, errorId] = [setting.newId(), setting.newId()];
  const error = make("p", { id: errorId, class: "edit__error", hidden: true });
  const hint = make("p", { id: hintId, class: "edit__hint" }, spec.hint || "");
  const head = headOf(spec, widget, setting, isRequired);
  const element = make("div", { class: "edit__field", "data-field": name }, ...head);
  element.append(widget.element, error, ...(spec.hint ? [hint] : []));
  const describedBy = spec.hint ? `${errorId} ${hintId}` : errorId;
  widget.control.setAttribute("aria-describedby", describedBy);
  if (isRequired && !widget.isGroup) widget.control.setAttribute("aria-required", "true");
  return {
    name,
    title: setting.title ? [setting.title, spec.label].filter(Boolean).join(" ") : spec.label,
    label: spec.label,
    element,
    widget,
    isRequired,
    say: (problem) => sayProblem(problem, setting),
    show: (problems) => showProblems(widget, error, element, setting, problems),
  };
}

/** @type {NewWidget} */
function listWidget(name, spec, setting) {
  return entriesWidget(name, spec, setting, newField);
}

/** @type {NewWidget} */
function partsWidget(name, spec, setting) {
  return entryWidget(name, spec, setting, newField);
}

/** @type {NewWidget} */
function severalWidget(name, spec, setting) {
  return (spec.of ? pickersWidget : wordsWidget)(name, spec, setting);
}

/** @type {NewWidget} */
function plainWidget(name, spec, setting) {
  return (spec.of ? pickerWidget : textWidget)(name, spec, setting);
}

/**
 * Return the label; of a group it names the group, of a single box to tick it is beside that.
 * @param {FieldSpec} spec
 * @param {Widget} widget
 * @param {Setting} setting
 * @param {boolean} isRequired
 */
function headOf(spec, widget, setting, isRequired) {
  if (spec.type === "flag") return [];
  const must = isRequired ? [" ", make("span", { class: "edit__must" }, "必填")] : [];
  if (!widget.isGroup) {
    return [make("label", { class: "edit__label", for: widget.control.id }, spec.label, ...must)];
  }
  const id = setting.newId();
  widget.element.setAttribute("role", spec.type === "choice" ? "radiogroup" : "group");
  widget.element.setAttribute("aria-labelledby", id);
  return [make("p", { id, class: "edit__label" }, spec.label, ...must)];
}

/**
 * @param {Widget} widget
 * @param {HTMLElement} error
 * @param {HTMLElement} element
 * @param {Setting} setting
 * @param {Problem[]} problems
 */
function showProblems(widget, error, element, setting, problems) {
  const own = widget.showParts ? widget.showParts(problems) : problems;
  error.textContent = sayProblems(own, setting).join("\n");
  error.hidden = !own.length;
  element.classList.toggle("edit__field--wrong", own.length > 0);
  if (own.length) widget.control.setAttribute("aria-invalid", "true");
  else widget.control.removeAttribute("aria-invalid");
}
