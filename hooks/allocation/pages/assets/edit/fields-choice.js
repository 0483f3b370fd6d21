/* Fields that are chosen: yes or no, one of a few, one of a list. */

import { make } from "./elements.js";

/** @import { FieldSpec, Setting, Widget } from "./types.js" */

/* Of more choices a list is quicker to read. */
const MOST_RADIOS = 3;

/**
 * @param {string} _name
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @returns {Widget}
 */
export function flagWidget(_name, spec, setting) {
  const box = make("input", { id: setting.newId(), type: "checkbox" });
  box.addEventListener("change", setting.changed);
  const label = make("label", { class: "edit__flag", for: box.id }, box, spec.label);
  return {
    element: label,
    control: box,
    read: () => box.checked,
    write: (value) => {
      box.checked = Boolean(value);
    },
  };
}

/**
 * @param {string} _name
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {boolean} isRequired
 * @returns {Widget}
 */
export function choiceWidget(_name, spec, setting, isRequired) {
  const choices = spec.choices || [];
  const isFew = isRequired && choices.length <= MOST_RADIOS;
  return isFew ? radioWidget(choices, setting) : selectWidget(spec, setting, isRequired);
}

/**
 * A list; where nothing is written it shows what holds then, and says nothing of it.
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {boolean} isRequired
 * @returns {Widget}
 */
function selectWidget({ choices = [], default: usual, required }, setting, isRequired) {
  const select = make("select", { id: setting.newId(), class: "edit__input" });
  const none = new Option(isRequired || required ? "请选择" : "（不写）", "");
  if (!usual) select.append(none);
  for (const choice of choices) select.append(new Option(choice, choice));
  const written = { value: "" };
  select.addEventListener("change", setting.changed);
  return {
    element: select,
    control: select,
    read: () => (select.value === usual && !written.value ? null : select.value || null),
    write: (value) => {
      /* What holds anyway says nothing, unless something else was written. */
      if (value !== usual || written.value) written.value = value || "";
      /* What a record must say can be changed, and not taken away. */
      if (value && required) none.remove();
      showChoice(select, value || usual || "");
    },
  };
}

/**
 * Choose of a list; what it does not have stays what it is.
 * @param {HTMLSelectElement} select
 * @param {string} value
 */
function showChoice(select, value) {
  select.value = value;
  if (select.value !== value) select.append(new Option(value, value, true, true));
}

/**
 * @param {ReadonlyArray<string>} choices
 * @param {Setting} setting
 * @returns {Widget}
 */
function radioWidget(choices, setting) {
  const name = setting.newId();
  const radios = choices.map((choice) => {
    const radio = make("input", { id: setting.newId(), type: "radio", name });
    radio.value = choice;
    radio.addEventListener("change", setting.changed);
    return radio;
  });
  const labels = radios.map((radio) =>
    make("label", { class: "edit__flag", for: radio.id }, radio, radio.value),
  );
  return {
    element: make("div", { class: "edit__radios" }, ...labels),
    control: radios[0],
    isGroup: true,
    read: () => (radios.find((radio) => radio.checked) || { value: null }).value,
    write: (value) => {
      for (const radio of radios) radio.checked = radio.value === value;
    },
  };
}
