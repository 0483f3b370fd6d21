/* Links and buttons that do nothing without scripts, and are hidden till then. */

import { all } from "../shared/page.js";

export function showPrinting() {
  for (const button of all("[data-print]", HTMLElement)) {
    button.hidden = false;
    button.addEventListener("click", printWhenReady);
  }
}

/** Who has something to load for paper hears of it and says when it is there. */
async function printWhenReady() {
  /** @type {Promise<unknown>[]} */
  const loading = [];
  document.dispatchEvent(new CustomEvent("beforeprinting", { detail: loading }));
  await Promise.all(loading);
  window.print();
}

/** A calendar can be subscribed to where a server can be asked for it again. */
export function showCalendars() {
  if (!location.protocol.startsWith("http")) return;
  for (const link of all("[data-webcal]", HTMLAnchorElement)) {
    link.href = link.href.replace(/^https?:/, "webcal:");
    link.hidden = false;
  }
}
