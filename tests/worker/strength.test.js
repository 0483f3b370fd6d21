/* How well entries match: the order of strengths, and the lists of them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as module from "../../hooks/allocation/pages/assets/search-worker/strength.js";

const strength = { ...module };
const { isNothing, noMatches, takeBetter, takeWorse } = strength;
const ORDER = ["EXACT", "STRONG", "IN_TEXT", "PARTIAL", "WEAK", "TYPO", "WEAK_TYPO", "NONE"];

test("better matches have smaller strengths", () => {
  const values = ORDER.map((name) => strength[name]);
  assert.deepEqual(
    values,
    Array.from(values).sort((one, other) => one - other),
  );
  assert.equal(new Set(values).size, values.length);
});

test("a match in the text has the rank of a strong one, all others have ranks of their own", () => {
  const ranks = ORDER.map((name) => strength[name] >> 1);
  assert.equal(strength.IN_TEXT >> 1, strength.STRONG >> 1);
  assert.equal(new Set(ranks).size, ranks.length - 1);
});

test("at first nothing matches", () => {
  assert.deepEqual(Array.from(noMatches(3)), Array(3).fill(strength.NONE));
  assert.equal(noMatches(0).length, 0);
});

test("the better or the worse of two strengths is taken over, entry by entry", () => {
  const better = Uint8Array.of(0, 5, 3, 15);
  takeBetter(better, Uint8Array.of(4, 2, 3, 15));
  assert.deepEqual(Array.from(better), [0, 2, 3, 15]);
  const worse = Uint8Array.of(0, 5, 3, 15);
  const others = Uint8Array.of(4, 2, 3, 0);
  takeWorse(worse, others);
  assert.deepEqual(Array.from(worse), [4, 5, 3, 15]);
  assert.deepEqual(Array.from(others), [4, 2, 3, 0]);
});

test("nothing matches where every strength says so", () => {
  const { NONE, WEAK } = strength;
  assert.equal(isNothing(noMatches(3)), true);
  assert.equal(isNothing(noMatches(0)), true);
  for (const place of [0, 1, 2]) {
    const strengths = Uint8Array.of(NONE, NONE, NONE);
    strengths[place] = WEAK;
    assert.equal(isNothing(strengths), false);
  }
});

test("strengths fit into a byte, the best ones into the score of a hundred", () => {
  assert.equal(strength.EXACT, 0);
  assert.ok(ORDER.every((name) => strength[name] < 100));
});
