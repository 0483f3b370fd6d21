/* Links and buttons that do nothing without scripts, and are hidden till then. */

import { all } from "../shared/page.js";

export function showPrinting() {
  for (const button of all("[data-print]", HTMLElement)) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

/** A calendar can be subscribed to where a server can be asked for it again. */
export function showCalendars() {
  if (!location.protocol.startsWith("http")) return;
  for (const link of all("[data-webcal]", HTMLAnchorElement)) {
    link.href = link.href.replace(/^https?:/, "webcal:");
    link.hidden = false;
  }
}
