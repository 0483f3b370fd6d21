/* Positions of entries by a key. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addPosition,
  united,
} from "../../hooks/allocation/pages/assets/search-worker/positions.js";

test("positions stand below their key, in the order in which they come", () => {
  const positions = new Map();
  for (const [key, at] of [
    ["甲", 3],
    ["乙", 1],
    ["甲", 2],
  ]) {
    addPosition(positions, key, at);
  }
  assert.deepEqual(Object.fromEntries(positions), { 甲: [3, 2], 乙: [1] });
});

test("of several lists, each position stands once, in the order in which it comes first", () => {
  assert.deepEqual(united([[3, 1], [], [1, 2]]), [3, 1, 2]);
  assert.deepEqual(united([]), []);
});
