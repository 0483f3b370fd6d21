/* Pickers: a field to type into with a list of what fits, for one or several (ARIA combobox). */

import { candidatesOf } from "./candidates.js";
import { make } from "./elements.js";
import { newChips, typedValue } from "./fields-text.js";
import { fittingCandidates, namedCandidate, usualForms } from "./matching.js";

/** @import { Candidate, FieldSpec, Setting, Widget } from "./types.js" */

const MOST_SHOWN = 8;

/**
 * A field that names one thing: what is not in the list stays as it was typed.
 * @param {string} name
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @returns {Widget}
 */
export function pickerWidget(name, spec, setting) {
  const box = newCombobox(spec, setting, (candidate) => {
    box.input.value = candidate.value;
    setting.changed();
  });
  box.input.addEventListener("blur", () => {
    const known = box.named();
    if (!known || known.value === box.input.value) return;
    box.input.value = known.value;
    setting.changed();
  });
  return {
    element: box.element,
    control: box.input,
    read: () => typedValue(setting, name, box.input.value),
    write: (value) => {
      box.input.value = value || "";
    },
  };
}

/**
 * A field that names several things: each becomes a chip.
 * @param {string} name
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @returns {Widget}
 */
export function pickersWidget(name, spec, setting) {
  const take = (/** @type {Candidate} */ candidate) => {
    chips.add(candidate.value, candidate.text);
    box.input.value = "";
    setting.changed();
  };
  const box = newCombobox(spec, setting, take);
  const chips = newChips(setting, box.input);
  box.input.addEventListener("blur", () => {
    const known = box.named();
    if (known) take(known);
  });
  const write = (/** @type {string[] | null} */ values) =>
    chips.set((values || []).map((value) => [value, textFor(value, box.known())]));
  box.loaded.then(() => write(chips.values()));
  const read = () => {
    const typed = box.input.value.trim() ? typedValue(setting, name, box.input.value) : [];
    const values = chips.values().concat(typed || []);
    return values.length ? values : null;
  };
  const element = make("div", { class: "edit__list" }, chips.element, box.element);
  return { element, control: box.input, read, write };
}

/**
 * @param {string} value
 * @param {Candidate[]} known
 */
function textFor(value, known) {
  return (known.find((each) => each.value === value) || { text: value }).text;
}

/**
 * Return an input with a list of what fits; Enter or a click takes one of it.
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {(candidate: Candidate) => void} take
 */
export function newCombobox(spec, setting, take) {
  /** @type {Candidate[]} */
  let known = [];
  const load = async () => {
    known = await candidatesOf(spec.of || "", setting);
  };
  const loaded = load();
  const parts = newParts(spec, setting);
  const state = { shown: /** @type {Candidate[]} */ ([]), at: -1 };
  const close = () => showOptions(parts, state, []);
  const choose = (/** @type {Candidate} */ candidate) => {
    close();
    take(candidate);
  };
  const typed = () => usualForms(parts.input.value, setting.lists.variants || "");
  const named = () => namedCandidate(known, typed());
  const open = () => showOptions(parts, state, fittingCandidates(known, typed()), choose);
  parts.input.addEventListener("input", setting.changed);
  parts.input.addEventListener("focus", load);
  listenTo(parts, state, { open, close, choose });
  parts.input.addEventListener("blur", () => {
    if (spec.of !== "slot") sayUnknown(parts, named());
  });
  return { element: parts.element, input: parts.input, known: () => known, named, loaded, open };
}

/**
 * @param {Parts} parts
 * @param {State} state
 * @param {Actions} actions
 */
function listenTo(parts, state, actions) {
  const { input } = parts;
  input.addEventListener("input", actions.open);
  input.addEventListener("click", actions.open);
  input.addEventListener("blur", actions.close);
  input.addEventListener("keydown", (event) => keyPressed(event, parts, state, actions));
}

/**
 * @param {Parts} parts
 * @param {Candidate | null} named what is named in full
 */
function sayUnknown({ input: { value }, more }, named) {
  if (value.trim() && !named) more.textContent = "没有找到，请从列表里选。";
}

/** @typedef {{ element: HTMLElement, input: HTMLInputElement, list: HTMLElement, more: HTMLElement }} Parts */
/** @typedef {{ shown: Candidate[], at: number }} State */
/** @typedef {{ open: () => void, close: () => void, choose: (candidate: Candidate) => void }} Actions */

/**
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @returns {Parts}
 */
function newParts(spec, setting) {
  const [id, listId] = [setting.newId(), setting.newId()];
  const input = make("input", {
    id,
    class: "edit__input",
    type: "text",
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": listId,
    placeholder: PLACEHOLDERS[spec.of || ""] || "",
  });
  const list = make("ul", { id: listId, class: "edit__options", role: "listbox", hidden: true });
  list.setAttribute("aria-label", "符合的");
  const more = make("div", { class: "edit__more", role: "status" });
  /* A press on the list must not take the focus away before the click comes. */
  list.addEventListener("mousedown", (event) => event.preventDefault());
  return { element: make("div", { class: "edit__picker" }, input, list, more), input, list, more };
}

const PLACEHOLDERS = /** @type {Record<string, string>} */ ({
  person: "姓名、拼音或首字母",
  department: "名称或首字母",
  evidence: "编号或名称，如 3-2-1-01、工作计划",
  clause: "编号或字句",
  indicator: "编号或名称",
  filing: "登记号或题名",
  unchecked: "登记号或题名",
  slot: "例：2026-Q1",
  row: "行号、项目编号或姓名",
  item: "编号或名称",
});

/**
 * @param {Parts} parts
 * @param {State} state
 * @param {Candidate[]} candidates
 * @param {(candidate: Candidate) => void} [choose]
 */
function showOptions({ input, list, more }, state, candidates, choose) {
  state.shown = candidates.slice(0, MOST_SHOWN);
  state.at = -1;
  list.textContent = "";
  list.hidden = !state.shown.length;
  input.setAttribute("aria-expanded", String(!list.hidden));
  input.removeAttribute("aria-activedescendant");
  state.shown.forEach((candidate, at) => {
    const option = make("li", { id: `${list.id}-${at}`, role: "option", "aria-selected": "false" });
    option.append(make("span", {}, candidate.text));
    if (candidate.note) option.append(" ", make("small", {}, candidate.note));
    if (choose) option.addEventListener("click", () => choose(candidate));
    list.append(option);
  });
  more.textContent = choose ? sayCount(candidates.length, Boolean(input.value.trim())) : "";
}

/**
 * Return what is said of the list: that nothing fits, or that it goes on.
 * @param {number} count
 * @param {boolean} isTyped
 */
function sayCount(count, isTyped) {
  if (!count) return isTyped ? "没有符合的。" : "";
  return count > MOST_SHOWN ? `共 ${count} 个，列出前 ${MOST_SHOWN} 个，请再多写几个字。` : "";
}

/**
 * @param {KeyboardEvent} event
 * @param {Parts} parts
 * @param {State} state
 * @param {Actions} actions
 */
function keyPressed(event, parts, state, { open, close, choose }) {
  if (event.isComposing) return;
  const steps = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 });
  if (steps[event.key]) {
    event.preventDefault();
    if (parts.list.hidden) open();
    walkOptions(parts, state, steps[event.key]);
  } else if (event.key === "Escape" && !parts.list.hidden) {
    event.preventDefault();
    close();
  } else if (event.key === "Tab") {
    takeByTab(parts, state, choose);
  } else if (event.key === "Enter") {
    takeByEnter(event, parts, state, choose);
  }
}

/**
 * Who goes on takes what the arrows chose, or the only one that fits.
 * @param {Parts} parts
 * @param {State} state
 * @param {(candidate: Candidate) => void} choose
 */
function takeByTab({ input, list }, state, choose) {
  const isOnly = state.shown.length === 1 && input.value.trim();
  if (!list.hidden && (state.at >= 0 || isOnly)) choose(state.shown[Math.max(state.at, 0)]);
}

/**
 * Enter takes what the arrows chose, or the best of what fits what is typed.
 * @param {KeyboardEvent} event
 * @param {Parts} parts
 * @param {State} state
 * @param {(candidate: Candidate) => void} choose
 */
function takeByEnter(event, { input, list }, state, choose) {
  if (list.hidden || (state.at < 0 && !input.value.trim())) return;
  event.preventDefault();
  choose(state.shown[Math.max(state.at, 0)]);
}

/**
 * @param {Parts} parts
 * @param {State} state
 * @param {number} step
 */
function walkOptions({ input, list }, state, step) {
  const count = state.shown.length;
  if (!count) return;
  state.at = state.at < 0 && step < 0 ? count - 1 : (state.at + step + count) % count;
  Array.from(list.children).forEach((option, at) => {
    option.setAttribute("aria-selected", String(at === state.at));
  });
  input.setAttribute("aria-activedescendant", `${list.id}-${state.at}`);
}
