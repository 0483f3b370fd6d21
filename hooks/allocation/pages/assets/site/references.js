/* The numbers of reference papers in checklists, shown when asked for. */

import { all, first } from "../shared/page.js";

export function setUpReferences() {
  if (!first(".ref", HTMLElement)) return;
  const shown = document.documentElement.classList;
  for (const button of all("[data-references]", HTMLElement)) {
    button.hidden = false;
    button.addEventListener("click", () => {
      button.textContent = shown.toggle("has-references") ? "隐藏参考编号" : "显示参考编号";
    });
  }
}
