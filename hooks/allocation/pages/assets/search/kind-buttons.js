/* Buttons that put a kind and a colon before the query, or take them away. */

import { first } from "../shared/page.js";
import { newElement } from "./elements.js";

const PREFIX =
  /^\s*(?:单位|进度|人|科室|项目|类别|测评指标|条款|材料|量化要求|登记|未交清单|页面|期间|盒|手册)[:：]\s*/;

/**
 * @param {HTMLInputElement} input
 * @param {() => void} changed what is called when a button has changed the query
 */
export function newKindButtons(input, changed) {
  const group = newElement("div", { class: "kinds", role: "group", "aria-label": "只看哪一类" });
  const buttons = choices().map((kind) =>
    newButton(kind, () => {
      setKind(input, kind);
      showChosen(input, buttons);
      changed();
    }),
  );
  group.append(...buttons);
  for (const name of ["input", "keyup"]) {
    input.addEventListener(name, () => showChosen(input, buttons));
  }
  showChosen(input, buttons);
  return group;
}

/** Return the kinds to choose from, as the page names them; none is all. */
function choices() {
  const named = first("[data-kinds]", HTMLElement);
  return ["", ...((named && named.dataset.kinds) || "").split(" ").filter(Boolean)];
}

/**
 * @param {string} kind
 * @param {() => void} clicked
 * @returns {HTMLElement}
 */
function newButton(kind, clicked) {
  const button = newElement("button", { type: "button", class: "plain" }, kind || "全部");
  button.addEventListener("click", clicked);
  return button;
}

/**
 * @param {HTMLInputElement} input
 * @param {string} kind
 */
function setKind(input, kind) {
  const query = input.value.replace(PREFIX, "");
  input.value = kind ? `${kind}：${query}` : query;
  input.focus();
}

/**
 * @param {HTMLInputElement} input
 * @param {HTMLElement[]} buttons
 */
function showChosen(input, buttons) {
  const prefix = PREFIX.exec(input.value);
  const chosen = prefix ? prefix[0].trim().slice(0, -1) : "";
  const kinds = choices();
  buttons.forEach((button, at) => {
    button.setAttribute("aria-pressed", String(chosen === kinds[at]));
  });
}
