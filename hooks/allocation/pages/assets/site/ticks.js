/* Private ticks: kept in this browser only, under the id of the evidence. */

import { all, settings } from "../shared/page.js";

export function setUpTicks() {
  const memory = storage();
  if (!memory) return;
  const boxes = all("[data-tick]", HTMLInputElement);
  const prefix = prefixOfSite();
  for (const box of boxes) {
    const key = prefix + box.dataset.tick;
    box.checked = memory.getItem(key) === "1";
    box.addEventListener("change", () => {
      if (box.checked) memory.setItem(key, "1");
      else memory.removeItem(key);
    });
  }
  setUpClearing(memory, boxes, prefix);
}

/**
 * @param {Storage} memory
 * @param {HTMLInputElement[]} boxes
 * @param {string} prefix
 */
function setUpClearing(memory, boxes, prefix) {
  for (const button of all("[data-clear-ticks]", HTMLElement)) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const box of boxes) {
        box.checked = false;
        memory.removeItem(prefix + box.dataset.tick);
      }
    });
  }
}

/** Return the storage of the browser, which may be switched off. */
function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** Two units on one server have sites, and ticks, of their own. */
function prefixOfSite() {
  const root = new URL(`${settings().base.replace(/\/$/, "")}/`, location.href);
  return `tick:${root.pathname}:`;
}
