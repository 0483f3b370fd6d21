/* Fields that are typed into: texts, numbers, days, lists of words. What is typed in any spelling
   is brought into ours when one leaves the field. */

import { normalise } from "./checks.js";
import { make, makeButton } from "./elements.js";

/** @import { FieldSpec, Setting, Widget } from "./types.js" */

/* Texts of more than a line. */
const LONG = new Set(["text", "statement", "note", "reason", "reuse", "formula"]);
const BETWEEN_WORDS = /[、,，;；\n]/;
const KEYBOARDS = /** @type {Record<string, string>} */ ({ number: "numeric", decimal: "decimal" });

/**
 * A field of one line, or of several for what is long.
 * @param {string} name
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @returns {Widget}
 */
export function textWidget(name, spec, setting) {
  const attributes = {
    id: setting.newId(),
    class: `edit__input edit__input--${spec.type}`,
    placeholder: placeholderOf(spec),
    autocomplete: "off",
    inputmode: KEYBOARDS[spec.type],
  };
  const isLong = spec.type === "lines" || LONG.has(name);
  const input = isLong
    ? make("textarea", { ...attributes, rows: "3" })
    : make("input", { ...attributes, type: "text" });
  const read = () => typedValue(setting, name, input.value);
  input.addEventListener("input", setting.changed);
  input.addEventListener("blur", () => {
    input.value = textOfValue(read());
  });
  return {
    element: input,
    control: input,
    read,
    write: (value) => {
      input.value = textOfValue(value);
    },
  };
}

/**
 * Return what a text says as a value of a field; null if it says nothing.
 * @param {Setting} setting
 * @param {string} name
 * @param {string} text
 */
export function typedValue({ kind, context }, name, text) {
  if (!text.trim()) return null;
  const value = normalise(kind, name, text, context);
  return value === undefined || value === "" ? null : value;
}

/**
 * Return a value as it stands in a field of text.
 * @param {unknown} value
 */
function textOfValue(value) {
  if (value === null || value === undefined) return "";
  return Array.isArray(value) ? value.join("\n") : String(value);
}

/** @param {FieldSpec} spec */
function placeholderOf({ example, default: usual }) {
  if (typeof usual === "string" || typeof usual === "number") return `不写就是 ${usual}`;
  if (example === undefined || example === null || typeof example === "boolean") return "";
  return `例：${Array.isArray(example) ? example.join("、") : example}`;
}

/**
 * A list of words: typed, then taken by Enter, a comma or leaving the field.
 * @param {string} _name
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @returns {Widget}
 */
export function wordsWidget(_name, spec, setting) {
  const input = make("input", {
    id: setting.newId(),
    class: "edit__input",
    type: "text",
    placeholder: placeholderOf(spec),
    autocomplete: "off",
  });
  const chips = newChips(setting, input);
  takeWords(input, chips.add, setting);
  return {
    element: make("div", { class: "edit__list" }, chips.element, input),
    control: input,
    read: () => {
      const words = chips.values().concat(input.value.trim() || []);
      return words.length ? words : null;
    },
    write: (value) => chips.set((value || []).map((/** @type {string} */ each) => [each, each])),
  };
}

/**
 * @param {HTMLInputElement} input
 * @param {(value: string, text: string) => void} add
 * @param {Setting} setting
 */
function takeWords(input, add, setting) {
  const take = () => {
    for (const word of input.value.split(BETWEEN_WORDS)) add(word.trim(), word.trim());
    input.value = "";
  };
  input.addEventListener("input", () =>
    BETWEEN_WORDS.test(input.value) ? take() : setting.changed(),
  );
  input.addEventListener("blur", take);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !input.value.trim()) return;
    event.preventDefault();
    take();
  });
}

/**
 * What was chosen of a list: chips, each with a button that takes it away.
 * @param {Setting} setting
 * @param {HTMLElement} control what is focused once a chip is gone
 */
export function newChips(setting, control) {
  const element = make("ul", { class: "edit__chips", hidden: true });
  /** @type {Map<string, HTMLElement>} */
  const chips = new Map();
  const put = (/** @type {string} */ value, /** @type {string} */ text) => {
    if (!value || chips.has(value)) return;
    const chip = newWordChip(text, () => {
      chips.delete(value);
      chip.remove();
      element.hidden = !chips.size;
      setting.changed();
      control.focus();
    });
    chips.set(value, chip);
    element.append(chip);
    element.hidden = false;
  };
  const add = (/** @type {string} */ value, /** @type {string} */ text) => {
    put(value, text);
    setting.changed();
  };
  const set = (/** @type {[string, string][]} */ pairs) => {
    for (const chip of chips.values()) chip.remove();
    chips.clear();
    element.hidden = true;
    for (const [value, text] of pairs) put(value, text);
  };
  return { element, add, set, values: () => Array.from(chips.keys()) };
}

/**
 * @param {string} text
 * @param {() => void} action
 */
function newWordChip(text, action) {
  const remove = makeButton("×", "edit__remove", action);
  remove.setAttribute("aria-label", `去掉 ${text}`);
  return make("li", {}, make("span", {}, text), remove);
}
