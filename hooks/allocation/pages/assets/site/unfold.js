/* Buttons that open all folded parts of an element, or fold them again. */

import { all } from "../shared/page.js";

const OPEN_ALL = "全部展开";
const FOLD_ALL = "全部收起";

export function setUpUnfolding() {
  for (const button of all("[data-unfold]", HTMLElement)) {
    const part = document.getElementById(button.dataset.unfold || "");
    if (!part) continue;
    const folds = all("details", HTMLDetailsElement, part);
    button.hidden = false;
    button.addEventListener("click", () => {
      const opens = folds.some((fold) => !fold.open);
      for (const fold of folds) fold.open = opens;
      button.textContent = opens ? FOLD_ALL : OPEN_ALL;
    });
  }
}
