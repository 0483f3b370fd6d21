/*
 * Shows what a filter leaves of a long table: from above, a few parts in each frame, so that none
 * waits for the whole table.
 */

import { showPart } from "./table.js";

/** @import { Above, Part, Row } from "./table.js" */

/* Rows that may be on the screen or close to it: the browser lays out each of them. */
const NEAR = 120;
/* The cost of such a row, in parts of the table that come or go unseen. */
const NEAR_COST = 5;
/* Such parts that a slow machine changes between two frames. */
const AT_ONCE = 25;

/**
 * A filtered table on its way to the screen: `next` is the first part that is not drawn yet.
 * @typedef {object} Drawing
 * @property {Part[]} parts
 * @property {Row[][]} shown the rows of each part that are left
 * @property {number[]} costs
 * @property {Above} above
 * @property {number} next
 * @property {() => void} [done]
 */

/**
 * Begin to draw.
 * @param {Part[]} parts
 * @param {Row[][]} shown
 * @param {() => void} [done] what is called at the end
 * @returns {Drawing}
 */
export function draw(parts, shown, done) {
  const drawing = { parts, shown, costs: costsOf(shown), above: [], next: 0, done };
  drawSome(drawing);
  return drawing;
}

/**
 * Draw all that is left, at once.
 * @param {Drawing} drawing
 */
export function finish(drawing) {
  if (!isDone(drawing)) drawFor(drawing, Infinity);
}

/**
 * Draw no more.
 * @param {Drawing} drawing
 */
export function stop(drawing) {
  drawing.next = drawing.parts.length;
}

/** @param {Row[][]} shown */
function costsOf(shown) {
  let above = 0;
  return shown.map((rows) => {
    const isNear = above < NEAR;
    above += rows.length;
    return Math.max(1, isNear ? NEAR_COST * rows.length : 0);
  });
}

/** @param {Drawing} drawing */
function isDone(drawing) {
  return drawing.next === drawing.parts.length;
}

/** @param {Drawing} drawing */
function drawSome(drawing) {
  if (isDone(drawing)) return;
  drawFor(drawing, AT_ONCE);
  soon(() => drawSome(drawing));
}

/**
 * @param {Drawing} drawing
 * @param {number} budget
 */
function drawFor(drawing, budget) {
  const { parts, shown, costs, above, done } = drawing;
  for (let left = budget; left > 0 && !isDone(drawing); left -= costs[drawing.next - 1]) {
    showPart(parts[drawing.next], shown[drawing.next], above);
    drawing.next += 1;
  }
  if (isDone(drawing) && done) done();
}

/**
 * Run an action in the next frame; a page that nobody sees has none.
 * @param {() => void} action
 */
function soon(action) {
  if (document.hidden) setTimeout(action);
  else requestAnimationFrame(action);
}
