/* Readings of characters that the index does not hold, by the order of the browser. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  newCollation,
  readingsOfChar,
} from "../../hooks/allocation/pages/assets/search-worker/char-readings.js";
import { newFixture } from "./fixture.js";

const { readings } = newFixture();
const collation = newCollation(readings);
const read = (char) => readingsOfChar(char, readings, collation);

test("known readings are those of the index", () => {
  assert.deepEqual(read("周"), ["zhou"]);
  assert.deepEqual(Array.from(read("长")).sort(), ["chang", "zhang"]);
});

const HEARD = { 洲: "zhou", 晓: "xiao", 曼: "man", 双: "shuang" };

for (const [char, syllable] of Object.entries(HEARD)) {
  test(`${char} has the reading ${syllable} of its neighbours`, () => {
    assert.ok(read(char).includes(syllable));
    assert.ok(read(char).length <= 2);
  });
}

test("what is no Chinese character has no reading", () => {
  for (const char of ["a", "1", "。", "я", "한", "\ud842", ""]) assert.deepEqual(read(char), []);
});

test("the first and the last character in order have a neighbour", () => {
  const own = { 满: ["man"], 慢: ["man"] };
  for (const char of ["啊", "做"]) {
    assert.deepEqual(readingsOfChar(char, own, newCollation(own)), ["man"]);
  }
});

test("only characters with one reading are neighbours, in order", () => {
  const own = { 周: ["zhou"], 长: ["chang", "zhang"], 阿: ["a"], b: ["b"] };
  assert.deepEqual(newCollation(own).anchors, ["阿", "周"]);
});

test("nobody is heard where the browser sorts in another order", () => {
  const own = { 阿: ["zz"], 满: ["mm"], 周: ["aa"] };
  assert.deepEqual(newCollation(own).anchors, []);
  assert.deepEqual(readingsOfChar("洲", own, newCollation(own)), []);
});

test("a few characters out of order do no harm", () => {
  const own = { ...readings, 啊: ["zz"] };
  assert.ok(newCollation(own).anchors.length > 50);
});

test("without any reading there are none", () => {
  assert.deepEqual(readingsOfChar("周", {}, newCollation({})), []);
});
