/* Private ticks: kept in this browser only, under the id of the evidence. */

import { all } from "../shared/page.js";
import { siteKey, storage } from "./memory.js";

export function setUpTicks() {
  const memory = storage();
  if (!memory) return;
  const boxes = all("[data-tick]", HTMLInputElement);
  const prefix = `${siteKey("tick")}:`;
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
