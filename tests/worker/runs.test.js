/* Runs of characters: pairs, synonyms, and what is nowhere. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { runOf } from "../../hooks/allocation/pages/assets/search-worker/runs.js";
import { indexOf, newFixture, titlesAt } from "./fixture.js";

const index = newFixture();
const run = (text, own = index) => runOf(own, text);
const pairs = (text, own = index) =>
  run(text, own).pairs.map(({ found }) => titlesAt(own, [...found.names, ...found.words]));
const evidence = (...names) =>
  indexOf(names.map((title) => ({ kind: "材料", place: "a/", title })));

test("neighbours count in pairs, as far as the index holds them", () => {
  assert.deepEqual(pairs("雷锋"), [["⑵经常开展学雷锋活动；", "学雷锋活动照片"]]);
  assert.equal(pairs("学雷锋活").length, 3);
  assert.equal(pairs("雷锋潜艇").length, 1);
  assert.deepEqual(pairs("潜水艇"), []);
  assert.deepEqual(pairs("雷"), []);
  assert.deepEqual(pairs(""), []);
});

const UNKNOWN = [
  ["雷锋", []],
  ["雷锋潜艇", ["潜艇"]],
  ["潜水艇雷锋潜艇", ["潜水艇", "潜艇"]],
  ["雷锋艇", ["艇"]],
  ["潜水艇", ["潜水艇"]],
  ["雷锋的", []],
  ["我看雷锋了", []],
  ["雷锋谁", []],
  ["艇的艇", ["艇", "艇"]],
  ["", []],
];

for (const [text, unknown] of UNKNOWN) {
  test(`of “${text}” nowhere are [${unknown}]`, () => assert.deepEqual(run(text).unknown, unknown));
}

const PIECES = [
  ["雷锋", ["雷锋"]],
  ["学雷锋的照片", ["学雷锋", "照片"]],
  ["雷锋潜艇照片", ["雷锋", "照片"]],
  ["潜水艇", []],
  ["", []],
];

for (const [text, pieces] of PIECES) {
  test(`of “${text}” marked are [${pieces}]`, () => assert.deepEqual(run(text).pieces, pieces));
}

test("a word counts where one of its synonyms stands, and all of them are marked", () => {
  const own = evidence("志愿者名册", "党员名单", "照片");
  for (const typed of ["名单", "花名册"]) {
    const found = new Set(pairs(typed, own).flat());
    assert.deepEqual(Array.from(found).sort(), ["党员名单", "志愿者名册"]);
    assert.deepEqual(run(typed, own).unknown, []);
    for (const piece of ["名册", "名单", "花名册"]) {
      assert.ok(run(typed, own).pieces.includes(piece));
    }
  }
});

test("a synonym counts inside a run; only what stands somewhere counts by itself, too", () => {
  const own = evidence("志愿者名册", "党员名单", "照片");
  assert.deepEqual(pairs("党员花名册", own), [
    ["党员名单"],
    ["志愿者名册", "党员名单"],
    ["志愿者名册", "党员名单"],
  ]);
  assert.deepEqual(run("党员花名册", own).words, []);
  const [words] = run("党员名单", own).words;
  assert.deepEqual(titlesAt(own, words.names), ["党员名单"]);
});

test("the longest word with synonyms is taken, several count", () => {
  const own = newFixture({
    synonyms: [
      ["名册", "名单"],
      ["花名册", "清册"],
    ],
  });
  assert.deepEqual(run("花名册", own).pieces.slice(-2), ["花名册", "清册"]);
  assert.equal(run("花名册", own).count, 1);
  assert.equal(run("花名册和名单", own).count, 2);
  assert.equal(run("照片", own).count, 1);
});

test("a pair with a character that says nothing is faint, unless a department is called so", () => {
  const own = indexOf([
    { kind: "材料", place: "a/", title: "照片", text: "甲的乙" },
    { kind: "材料", place: "b/", title: "戊的己" },
    { kind: "科室", place: "c/", title: "丙的丁" },
  ]);
  const faint = (text) => run(text, own).pairs.map(({ isFaint }) => isFaint);
  assert.deepEqual(faint("甲的乙"), [true, true]);
  assert.deepEqual(faint("戊的己"), [true, true]);
  assert.deepEqual(faint("丙的丁"), [false, false]);
  assert.deepEqual(faint("照片"), [false]);
});

test("a pair that is much rarer than those around it is faint: two words meet there", () => {
  const own = evidence("甲乙", "甲乙", "甲乙", "丙丁", "丙丁", "丙丁", "乙丙");
  assert.deepEqual(
    run("甲乙丙丁", own).pairs.map(({ isFaint }) => isFaint),
    [false, true, false],
  );
  const even = evidence("甲乙丙丁", "甲乙丙丁");
  assert.ok(run("甲乙丙丁", even).pairs.every(({ isFaint }) => !isFaint));
});

test("a pair as frequent as the rarer of those around it is none where two words meet", () => {
  const own = evidence(...Array(9).fill("甲乙"), "乙丙", "乙丙", "丙丁", "丙丁");
  assert.ok(run("甲乙丙丁", own).pairs.every(({ isFaint }) => !isFaint));
});

test("what one name and one text hold is held", () => {
  const own = indexOf([
    { kind: "材料", place: "a/", title: "甲乙" },
    { kind: "材料", place: "b/", title: "丙", text: "甲乙" },
  ]);
  assert.deepEqual(pairs("甲乙", own), [["甲乙", "丙"]]);
  assert.deepEqual(run("甲乙", own).unknown, []);
});

test("words with synonyms do not overlap", () => {
  const own = newFixture({
    synonyms: [
      ["花名册", "清册"],
      ["册子", "本子"],
    ],
  });
  assert.equal(run("花名册子", own).count, 1);
  assert.equal(run("花名册册子", own).count, 2);
});

test("the first and the last pair are never where two words meet", () => {
  const own = evidence("甲乙", "乙丙", "乙丙", "乙丙", "丙丁");
  assert.ok(run("甲乙丙丁", own).pairs.every(({ isFaint }) => !isFaint));
});

test("characters outside the basic plane, halves and long runs are taken", () => {
  assert.deepEqual(pairs("𠮷照", evidence("𠮷照片")), [["𠮷照片"]]);
  assert.deepEqual(run("\ud800").pairs, []);
  assert.equal(run("照片".repeat(2500)).pairs.length, 2500);
});
