/* Names that sound like what was typed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  lettersOfText,
  soundingLike,
  soundsOf,
} from "../../hooks/allocation/pages/assets/search-worker/sounds.js";
import { indexOf, newFixture, titlesAt } from "./fixture.js";

const index = newFixture();
const sounding = (text) => titlesAt(index, soundingLike(index, text));

const HEARD = [
  ["周小满", "周小满"],
  ["洲晓曼", "周小满"],
  ["晓曼", "周小满"],
  ["武双酱", "吴霜降"],
  ["双江", "吴霜降"],
  ["古常锋", "顾长风"],
];

for (const [text, title] of HEARD) {
  test(`${text} sounds like ${title}`, () => assert.deepEqual(sounding(text), [title]));
}

for (const text of [
  "",
  "周",
  "照片",
  "洲晓",
  "潜水艇",
  "周小满满",
  "洲晓曼曼曼",
  "zhou",
  "\ud800\ud800",
]) {
  test(`“${text}” sounds like nobody`, () => assert.deepEqual(sounding(text), []));
}

/* Two characters each, the first of a name, the other of what is typed. */
const ALIKE = ["zhi zi", "chi ci", "shi si", "ling lin", "feng fen", "niu liu"];

for (const pair of ALIKE) {
  test(`${pair} sound alike`, () => {
    const [one, other] = pair.split(" ");
    const pairs = [
      [one, other],
      [other, one],
    ];
    for (const [own, typed] of pairs) {
      const readings = { [own]: "甲", [typed]: "乙", ba: "丙" };
      const heard = indexOf([{ kind: "人", place: "a/", title: "甲丙" }], { readings });
      assert.deepEqual(soundingLike(heard, "乙丙"), [0]);
    }
  });
}

test("other syllables do not sound alike", () => {
  for (const other of ["pa", "bo", "ban", "za", "na"]) {
    const readings = { ba: "甲", [other]: "乙", wu: "丙" };
    const heard = indexOf([{ kind: "人", place: "a/", title: "甲丙" }], { readings });
    assert.deepEqual(soundingLike(heard, "乙丙"), []);
  }
});

test("a character with several readings has all their sounds", () => {
  const readings = { zhang: "长张", chang: "长常", feng: "风" };
  const heard = indexOf([{ kind: "人", place: "a/", title: "长风" }], { readings });
  assert.deepEqual(soundingLike(heard, "张风"), [0]);
  assert.deepEqual(soundingLike(heard, "常风"), [0]);
  assert.deepEqual(soundingLike(heard, "风常"), []);
});

test("a text is spelt in all its readings, but no more than four ways", () => {
  assert.deepEqual(lettersOfText(index, "周小满"), ["zhouxiaoman"]);
  assert.ok(lettersOfText(index, "洲小满").includes("zhouxiaoman"));
  assert.deepEqual(lettersOfText(index, "长").sort(), ["chang", "zhang"]);
  assert.equal(lettersOfText(index, "长".repeat(10)).length, 4);
  assert.deepEqual(lettersOfText(index, "a"), []);
});

test("pages with short names are heard, sections of the manual are not", () => {
  const docs = ["页面", "手册", "期间"].map((kind) => ({ kind, place: "a/", title: "周满" }));
  assert.deepEqual(soundingLike(indexOf(docs), "洲满"), [0]);
});

test("names of four characters are heard, of five not", () => {
  const own = (title) => indexOf([{ kind: "科室", place: "a/", title }]);
  assert.deepEqual(soundingLike(own("周小满周"), "洲小满周"), [0]);
  assert.deepEqual(soundingLike(own("周小满周周"), "洲小满周周"), []);
  assert.deepEqual(soundingLike(own("周小满周周"), "洲小满周"), []);
});

test("other names of two to four characters are heard, too", () => {
  const own = indexOf([
    { kind: "科室", place: "a/", title: "周小满周小满", aliases: ["周小", "周"] },
  ]);
  assert.deepEqual(soundingLike(own, "洲小"), [0]);
  assert.deepEqual(soundingLike(own, "洲"), []);
});

test("departments are heard, too; items, and names of five characters, are not", () => {
  assert.deepEqual(sounding("公会"), ["工会"]);
  assert.deepEqual(sounding("领导重视"), []);
  const long = indexOf([{ kind: "人", place: "a/", title: "周小满周小" }]);
  assert.equal(soundsOf(long).size, 0);
});

test("all whose names sound alike are found", () => {
  const two = indexOf([
    { kind: "人", place: "a/", title: "周小满" },
    { kind: "人", place: "b/", title: "州晓曼" },
  ]);
  assert.deepEqual(soundingLike(two, "洲晓曼").length, 1);
  const both = indexOf(
    [
      { kind: "人", place: "a/", title: "周小满" },
      { kind: "人", place: "b/", title: "周晓满" },
    ],
    { readings: { zhou: "周", xiao: "小晓", man: "满" } },
  );
  assert.deepEqual(soundingLike(both, "周小满"), [0, 1]);
});
