/* The theme's shortcuts of one key: who dictates, or rests a hand on the keys, turns them off. */

import { all } from "../shared/page.js";

const SHORTCUTS = "shortcuts";

export function setUpShortcuts() {
  const buttons = all("[data-shortcuts]", HTMLElement);
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => {
      __md_set(SHORTCUTS, !areOn());
      showState(button);
    });
    showState(button);
  }
  if (buttons.length) window.addEventListener("keydown", stopShortcut, true);
}

function areOn() {
  return __md_get(SHORTCUTS) !== false;
}

/** @param {HTMLElement} button */
function showState(button) {
  button.setAttribute("aria-pressed", String(areOn()));
}

/** @param {KeyboardEvent} event */
function stopShortcut(event) {
  const isTyped =
    event.target instanceof Element && event.target.matches("input, select, textarea");
  if (!areOn() && !isTyped && event.key.length === 1 && event.key !== " ") {
    event.stopImmediatePropagation();
  }
}
