/* The theme's script, and what builds on it: loaded once the page is seen. */

import { all } from "../shared/page.js";

export function loadLate() {
  if (document.hidden) setTimeout(load);
  else requestAnimationFrame(() => setTimeout(load));
}

function load() {
  for (const link of all("[data-late]", HTMLLinkElement)) {
    const script = document.createElement("script");
    script.src = link.href;
    script.async = false;
    document.body.appendChild(script);
  }
}
