/* Gets the files of the index: the first one, and those of the further parts of a large one. */

/** @import { IndexFile } from "./index.js" */
/** @import { UnitFile } from "./unit-part.js" */

/* Only while a script is first run does the page know where it came from. */
const address = typeof document === "undefined" ? "" : document.currentScript.src;

/**
 * @returns {Promise<IndexFile>}
 */
export async function readIndexFile() {
  /* Opened from a file share, this runs in a frame beside the page and would hold it up: it waits
     until somebody searches, and the index is a script. */
  if (typeof document !== "undefined") await searching();
  return readFile("search_index");
}

/**
 * @param {number} part counts from 1
 * @returns {Promise<IndexFile>}
 */
export function readPart(part) {
  return readFile(`search_index.${part}`);
}

/** @typedef {Partial<IndexFile & UnitFile>} NamedPart */

/**
 * @param {string} name that of a part which is read when a query needs it
 * @returns {Promise<NamedPart | null>} null if it does not come
 */
export function readNamedPart(name) {
  return readFile(`search_index.${name}`).catch(() => null);
}

/**
 * @param {string} name
 * @returns {Promise<IndexFile>}
 */
async function readFile(name) {
  if (typeof document !== "undefined") return fromScript(document, name);
  const response = await fetch(new URL(`../search/${name}.json`, location.href).href);
  return response.json();
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
 * @param {string} name
 * @returns {Promise<IndexFile>}
 */
function fromScript(frame, name) {
  return new Promise((resolve, reject) => {
    const script = frame.createElement("script");
    script.src = new URL(`../search/${name}.js`, address).href;
    script.onload = () => resolve(__index);
    script.onerror = reject;
    frame.body.appendChild(script);
  });
}
