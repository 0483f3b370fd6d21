/* The theme's search box: every way of typing, kinds, what to do without results. */

import { first } from "../shared/page.js";
import { NEAREST, newAdvice, newElement } from "./elements.js";
import { newKindButtons } from "./kind-buttons.js";

export function setUpBox() {
  const input = first("[data-md-component=search-query]", HTMLInputElement);
  const result = first("[data-md-component=search-result]", HTMLElement);
  const meta = result && result.firstElementChild;
  if (!input || !result || !(meta instanceof HTMLElement)) return;
  forwardInput(input);
  meta.setAttribute("role", "status");
  showAdvice(input, result, meta);
  /* Outside of what the theme counts the children of, whichever script is first. */
  result.before(newKindButtons(input, () => pressKey(input)));
  catchUp(input);
}

/**
 * The theme listens to keys only; words also come by paste, drag, voice and input methods.
 * @param {HTMLInputElement} input
 */
function forwardInput(input) {
  for (const name of ["input", "compositionend", "change", "search"]) {
    input.addEventListener(name, () => pressKey(input));
  }
}

/** @param {HTMLInputElement} input */
function pressKey(input) {
  input.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
}

/**
 * Show what to do as long as the theme says that nothing was found, and that results are only near
 * instead of the number of those that match.
 * @param {HTMLInputElement} input
 * @param {HTMLElement} result
 * @param {HTMLElement} meta
 */
function showAdvice(input, result, meta) {
  const place = newElement("div", { class: "no-result" });
  const heading = newElement("p", { class: "nearest", role: "status" });
  meta.after(heading, place);
  new MutationObserver(() => {
    place.textContent = "";
    const query = input.value.trim();
    const isNothing = (meta.textContent || "").includes("没有找到");
    if (query && isNothing) place.appendChild(newAdvice(query));
  }).observe(meta, { childList: true });
  const list = first("ol", HTMLElement, result);
  if (!list) return;
  new MutationObserver(() => {
    const isNear = Boolean(list.querySelector(".hit--near"));
    heading.textContent = isNear ? NEAREST : "";
    meta.hidden = isNear;
  }).observe(list, { childList: true });
}

/**
 * Somebody may have been quicker than the scripts.
 * @param {HTMLInputElement} input
 */
function catchUp(input) {
  if (document.activeElement === input) input.dispatchEvent(new FocusEvent("focus"));
  if (input.value) pressKey(input);
}
