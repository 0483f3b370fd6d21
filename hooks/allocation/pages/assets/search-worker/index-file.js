/* Gets the file of the index. */

/** @import { IndexFile } from "./index.js" */

/* Only while a script is first run does the page know where it came from. */
const address = typeof document === "undefined" ? "" : document.currentScript.src;

/**
 * @returns {Promise<IndexFile>}
 */
export async function readIndexFile() {
  if (typeof document === "undefined") {
    const response = await fetch(new URL("../search/search_index.json", location.href).href);
    return response.json();
  }
  /* Opened from a file share, this runs in a frame beside the page and would hold it up: it waits
     until somebody searches, and the index is a script. */
  await searching();
  return fromScript(document);
}

/** @returns {Promise<void>} */
function searching() {
  return new Promise((resolve) => {
    const box = parent.document.getElementById("__search");
    const isSearchPage = parent.document.querySelector("[data-search-page]");
    if (!box || box.checked || isSearchPage) resolve();
    else box.addEventListener("change", () => resolve(), { once: true });
  });
}

/**
 * @param {FrameDocument} frame
 * @returns {Promise<IndexFile>}
 */
function fromScript(frame) {
  return new Promise((resolve, reject) => {
    const script = frame.createElement("script");
    script.src = new URL("../search/search_index.js", address).href;
    script.onload = () => resolve(__index);
    script.onerror = reject;
    frame.body.appendChild(script);
  });
}
