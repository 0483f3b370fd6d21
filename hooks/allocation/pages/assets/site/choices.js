/* What rows may be filtered by: a list to choose from, or chips, one for each value. */

import { all } from "../shared/page.js";

/** @import { Column } from "./columns.js" */

/**
 * `wanted` are the values of one property of rows, none if all are wanted; `tell`, where there is
 * room for it, says how many rows each value leaves.
 * @typedef {object} Choice
 * @property {string} name what the address calls it
 * @property {string} label
 * @property {() => string[]} wanted
 * @property {(values: string[]) => void} want
 * @property {(counts: Map<string, number>) => void} [tell]
 */

/* Of more values a list is quicker to read, and to pass with the Tab key. */
const MOST_CHIPS = 10;

/**
 * Return the choice that a list on the page makes.
 * @param {HTMLSelectElement} select
 * @returns {Choice}
 */
export function choiceOf(select) {
  return {
    name: select.name,
    label: select.labels && select.labels[0] ? select.labels[0].textContent || "" : "",
    wanted: () => (select.value ? [select.value] : []),
    want: ([value = ""]) => {
      select.value = value;
      if (select.selectedIndex < 0) select.value = "";
    },
  };
}

/**
 * Add a choice to a form.
 * @param {HTMLFormElement} form
 * @param {Column} column
 * @returns {Choice}
 */
export function addChoice(form, column) {
  return column.values.length > MOST_CHIPS ? addList(form, column) : addChips(form, column);
}

/**
 * @param {HTMLFormElement} form
 * @param {Column} column
 * @returns {Choice}
 */
function addList(form, { name, label, values }) {
  const select = document.createElement("select");
  select.name = name;
  select.append(new Option("全部", ""), ...values.map((value) => new Option(value, value)));
  const frame = document.createElement("label");
  frame.className = "chipbar__group";
  frame.append(labelled(label), select);
  form.append(frame);
  return { ...choiceOf(select), label };
}

/**
 * @param {HTMLFormElement} form
 * @param {Column} column
 * @returns {Choice}
 */
function addChips(form, { name, label, values }) {
  const group = document.createElement("div");
  group.className = "chipbar__group";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", label);
  group.append(labelled(label), ...values.map(chipOf));
  form.append(group);
  const chips = all("button", HTMLButtonElement, group);
  return {
    name,
    label,
    wanted: () => chips.filter(isPressed).map(({ value }) => value),
    want: (wanted) => {
      for (const chip of chips) press(chip, wanted.includes(chip.value));
    },
    tell: (counts) => {
      for (const chip of chips) showNumber(chip, counts.get(chip.value) || 0);
    },
  };
}

/** @param {string} label */
function labelled(label) {
  const text = document.createElement("span");
  text.className = "chipbar__label";
  text.textContent = label;
  return text;
}

/** @param {string} value */
function chipOf(value) {
  const chip = document.createElement("button");
  chip.type = "button";
  chip.value = value;
  chip.append(`${value} `, document.createElement("small"));
  press(chip, false);
  chip.addEventListener("click", () => {
    press(chip, !isPressed(chip));
    chip.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return chip;
}

/** @param {HTMLButtonElement} chip */
function isPressed(chip) {
  return chip.getAttribute("aria-pressed") === "true";
}

/**
 * @param {HTMLButtonElement} chip
 * @param {boolean} isWanted
 */
function press(chip, isWanted) {
  chip.setAttribute("aria-pressed", String(isWanted));
}

/**
 * @param {HTMLButtonElement} chip
 * @param {number} rows
 */
function showNumber(chip, rows) {
  const [small] = all("small", HTMLElement, chip);
  small.textContent = String(rows);
}
