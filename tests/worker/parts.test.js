/* Which further files a query needs, of an index over many units. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { addDocs, newIndex } from "../../hooks/allocation/pages/assets/search-worker/index.js";
import { partsFor } from "../../hooks/allocation/pages/assets/search-worker/parts.js";
import { docsOf, newFile, newFixture } from "./fixture.js";
import { newPortal } from "./portal.js";

test("an index of one unit has no such files", () => {
  const index = newFixture();
  assert.equal(index.isParted, false);
  for (const typed of ["周小满", "zxm", "灯塔科 照片", "人：周"]) {
    assert.deepEqual(partsFor(index, typed, false), []);
  }
});

for (const [typed, wanted] of [
  ["周小满", ["people-z"]],
  ["zhouxiaoman", ["people-z"]],
  ["zxm", ["people-z"]],
  ["曾小满", ["people-c", "people-z"]],
  ["老周", ["people-z"]],
  ["人：周", ["people-z"]],
  ["·", []],
  ["", []],
  ["志愿服务", []],
  ["xx", []],
]) {
  test(`“${typed}” needs the people of ${wanted.join(", ") || "no letter"}`, () => {
    assert.deepEqual(partsFor(newPortal(), typed, true).sort(), wanted);
  });
}

test("names within a question are looked for where nothing else is found", () => {
  const index = newPortal();
  assert.deepEqual(partsFor(index, "谁是周小满", true), []);
  assert.deepEqual(partsFor(index, "谁是周小满", false), ["people-z"]);
});

for (const [typed, wanted] of [
  ["海东区教育局 Ⅲ-6", ["unit-jy"]],
  ["教育局 志愿", ["unit-jy", "unit-jy2"]],
  ["海东区教育局志愿者名册", ["unit-jy"]],
  ["海东区教育局", []],
  ["教育局", []],
  ["志愿 名册", []],
  ["局 志愿", []],
]) {
  test(`“${typed}” needs ${wanted.join(", ") || "no unit"}`, () => {
    assert.deepEqual(partsFor(newPortal(), typed, true), wanted);
  });
}

test("a word that many units answer to names none", () => {
  const { config } = newFile();
  const docs = Array.from({ length: 9 }, (_, at) => ({
    kind: "科室",
    place: `units/${at}/`,
    title: `第${at}教育局`,
    part: `unit-${at}`,
  }));
  const index = newIndex({ config, docs: docsOf(docs) });
  assert.deepEqual(partsFor(index, "教育局 名册", true), []);
  assert.deepEqual(partsFor(index, "第3教育局 名册", true), ["unit-3"]);
});

test("what is there is not needed again", () => {
  const index = newPortal();
  addDocs(index, []);
  index.parts.add("people-z");
  assert.deepEqual(partsFor(index, "周小满", false), []);
  assert.deepEqual(partsFor(index, "曾小满", false), ["people-c"]);
});
