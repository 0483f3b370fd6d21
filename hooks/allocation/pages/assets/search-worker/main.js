/*
 * The search behind the theme's box. It reads the index itself, so that no page waits while a large
 * one is taken apart, and posts {type: 1} when it is ready, as the theme expects it; each {type: 2,
 * data: "words"} is answered by {type: 3, data: {items: [[item], …]}}.
 *
 * Every word must match somewhere. A match in an entry's own words is strong, one in the words of
 * what it belongs to or of whom it concerns is weak; a whole name or code is exact. Results are
 * sorted by strength, then by kind, then as in the table. Where nothing matches, a looser pass finds
 * what is nearest.
 *
 * A large index has several parts: people, items and pages are answered from the first one, while the
 * others arrive. A query asked meanwhile is answered again once all are there. An index over many
 * units has parts that are read only when a query needs them.
 */

import { find } from "./finding.js";
import { addDocs, newIndex } from "./index.js";
import { readIndexFile, readNamedPart, readPart } from "./index-file.js";
import { partsFor } from "./parts.js";
import { replyTo } from "./results.js";
import { docsOfUnit } from "./unit-part.js";

/** @import { Index, IndexFile } from "./index.js" */
/** @import { NamedPart } from "./index-file.js" */

/** @typedef {{ data: string, limit?: number }} Request */

/* Results in the box; the search page shows all. */
const SHOWN = 200;
/* Milliseconds after which somebody who asked before all parts were there has stopped typing. */
const PAUSE = 400;

/** @param {IndexFile} file */
async function serve(file) {
  const index = newIndex(file);
  /** @type {Request | null} */
  let last = null;
  addEventListener("message", ({ data: message }) => {
    if (message.type !== 2) return;
    last = message;
    respond(index, message, () => last === message);
  });
  postMessage({ type: 1 });

  for (let part = 1; part <= (file.parts || 0); part++) addDocs(index, (await readPart(part)).docs);
  setTimeout(() => warmUp(index));
  const early = last;
  setTimeout(() => {
    if (file.parts && early && early === last) reply(index, early);
  }, PAUSE);
}

/**
 * Answer from what is there, and again once there is what else the query needs.
 * @param {Index} index
 * @param {Request} request
 * @param {() => boolean} isLast whether nothing was asked since
 */
async function respond(index, request, isLast) {
  const isEnough = !index.isParted || isAnythingFound(index, request);
  const names = partsFor(index, request.data, isEnough);
  /* That nothing is found is not said before all is there. */
  if (isEnough || !names.length) reply(index, request);
  if (!names.length) return;
  const parts = await Promise.all(names.map(readNamedPart));
  /* In the order of the units, whichever came first. */
  names.forEach((name, at) => {
    addPart(index, name, parts[at]);
  });
  if (isLast()) reply(index, request);
}

/**
 * Add a part, unless another query has done so. Without one that does not come there are fewer
 * results, and a later query tries again.
 * @param {Index} index
 * @param {string} name
 * @param {NamedPart | null} part
 */
function addPart(index, name, part) {
  if (!part || index.parts.has(name)) return;
  index.parts.add(name);
  addDocs(index, part.docs || docsOfUnit(index, part));
}

/**
 * @param {Index} index
 * @param {Request} request
 */
function isAnythingFound(index, { data }) {
  const { hits, isNear } = find(index, data);
  return hits.length > 0 && !isNear;
}

/**
 * @param {Index} index
 * @param {Request} request
 */
function reply(index, { data, limit }) {
  postMessage({ type: 3, data: replyTo(index, data, limit || SHOWN) });
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

readIndexFile().then(serve).catch(fail);
