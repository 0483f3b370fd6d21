/*
 * The search behind the theme's box. It reads the index itself, so that no page waits while a large
 * one is taken apart, and posts {type: 1} when it is ready, as the theme expects it; each {type: 2,
 * data: "words"} is answered by {type: 3, data: {items: [[item], …]}}.
 *
 * Every word must match somewhere. A match in an entry's own words is strong, one in the words of
 * what it belongs to or of whom it concerns is weak; a whole name or code is exact. Results are
 * sorted by strength, then by kind, then as in the table.
 */

import { find } from "./finding.js";
import { newIndex } from "./index.js";
import { readIndexFile } from "./index-file.js";
import { answer } from "./results.js";

/** @import { Index } from "./index.js" */

/* Results in the box; the search page shows all. */
const SHOWN = 200;

/** @param {Index} index */
function serve(index) {
  addEventListener("message", ({ data: message }) => {
    if (message.type !== 2) return;
    postMessage({ type: 3, data: answer(index, message.data, message.limit || SHOWN) });
  });
  postMessage({ type: 1 });
  setTimeout(() => warmUp(index));
}

/**
 * Ask some queries: the first ones are slow until the browser has compiled what they run.
 * @param {Index} index
 */
function warmUp(index) {
  for (const typed of ["zh", "照片", "1-1"]) find(index, typed);
}

/**
 * Throw outside of the promise: a page hears of errors, not of promises.
 * @param {unknown} error
 */
function fail(error) {
  setTimeout(() => {
    throw error;
  });
}

readIndexFile().then(newIndex).then(serve).catch(fail);
