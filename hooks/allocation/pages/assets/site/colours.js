/* Light or dark, as chosen or as the system has it; kept in the form in which the theme keeps it. */

import { all, first } from "../shared/page.js";

const PALETTE = "__palette";
const PARTS = ["media", "scheme", "primary", "accent"];

export function setUpColours() {
  const form = first("[data-colours]", HTMLFormElement);
  if (!form) return;
  const options = all("input", HTMLInputElement, form);
  showColours(options, Math.max(0, Math.min(__md_get(PALETTE).index, options.length - 1)));
  form.addEventListener("change", ({ target }) => {
    __md_set(
      PALETTE,
      showColours(
        options,
        options.findIndex((option) => option === target),
      ),
    );
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter") chooseNext(options, event.target);
  });
}

/**
 * Show the page in the colours of an option, and the label that leads to the next; return the choice.
 * @param {HTMLInputElement[]} options
 * @param {number} index
 */
function showColours(options, index) {
  const color = colourOf(options[index]);
  for (const name of PARTS.slice(1)) document.body.setAttribute(attribute(name), color[name] || "");
  options.forEach((option, at) => {
    const label = option.nextElementSibling;
    if (label instanceof HTMLElement) label.hidden = at !== index;
  });
  return { index, color };
}

/**
 * @param {HTMLInputElement} option
 * @returns {Record<string, string | null>}
 */
function colourOf(option) {
  /** @type {Record<string, string | null>} */
  const color = {};
  for (const name of PARTS) color[name] = option.getAttribute(attribute(name));
  return color;
}

/** @param {string} part */
function attribute(part) {
  return `data-md-color-${part}`;
}

/**
 * @param {HTMLInputElement[]} options
 * @param {EventTarget | null} target
 */
function chooseNext(options, target) {
  const at = options.findIndex((option) => option === target);
  const next = options[(at + 1) % options.length];
  next.click();
  next.focus();
}
