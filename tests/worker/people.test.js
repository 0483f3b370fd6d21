/* People by their names, and by how they are addressed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addressedBy,
  namedAt,
  peopleOf,
} from "../../hooks/allocation/pages/assets/search-worker/people.js";
import { indexOf, newFixture, titlesAt } from "./fixture.js";

const index = newFixture({ titles: ["局", "局长", "主任", "副主任", "办公室主任"] });
const person = (title, place) => ({ kind: "人", place, title });

const ADDRESSED = [
  ["周主任", "周主任", "周小满"],
  ["周局", "周局", "周小满"],
  ["周局长", "周局长", "周小满"],
  ["周局长负责", "周局长", "周小满"],
  ["周副主任", "周副主任", "周小满"],
  ["顾局照片", "顾局", "顾长风"],
  ["小周", "小周", "周小满"],
  ["老吴", "老吴", "吴霜降"],
  ["阿周", "阿周", "周小满"],
];

for (const [run, text, title] of ADDRESSED) {
  test(`${run} addresses ${title}`, () => {
    const segment = addressedBy(index, run);
    assert.equal(segment.text, text);
    assert.equal(segment.role, "people");
    assert.deepEqual(titlesAt(index, segment.places), [title]);
  });
}

for (const run of [
  "小王",
  "王主任",
  "主任",
  "小周主任",
  "大周",
  "周",
  "小",
  "",
  "周照片",
  "办主任",
  "周办公室主任",
  "工会",
]) {
  test(`“${run}” addresses nobody`, () => assert.equal(addressedBy(index, run), null));
}

test("a surname addresses all who have it", () => {
  const same = indexOf([person("周一", "a/"), person("吴二", "b/"), person("周三", "c/")]);
  assert.deepEqual(titlesAt(same, addressedBy(same, "周局").places), ["周一", "周三"]);
});

test("a name stands where it stands", () => {
  assert.deepEqual(namedAt(index, "周小满的照片", 0), {
    text: "周小满",
    role: "people",
    places: [4],
  });
  assert.equal(namedAt(index, "找周小满", 0), null);
  assert.equal(namedAt(index, "找周小满", 1).text, "周小满");
  for (const run of ["", "周", "周小", "小满", "办公室"])
    assert.equal(namedAt(index, run, 0), null);
});

test("of two names that begin alike, the longer one stands there", () => {
  const alike = indexOf([person("欧阳", "a/"), person("欧阳小雪", "b/")]);
  assert.equal(namedAt(alike, "欧阳小雪花", 0).text, "欧阳小雪");
  assert.equal(namedAt(alike, "欧阳小花", 0).text, "欧阳");
});

test("names of up to six characters are known", () => {
  const long = indexOf([person("一二三四五六", "a/")]);
  assert.equal(namedAt(long, "一二三四五六七", 0).text, "一二三四五六");
});

test("a name of seven characters is known, too", () => {
  assert.equal((namedAt(index, "阿依古丽买买提的照片", 0) || {}).text, "阿依古丽买买提");
});

test("people of one name are several, departments are no people", () => {
  const { entries } = indexOf([
    person("周一", "a/"),
    { kind: "科室", place: "b/", title: "工会" },
    person("周一", "c/"),
  ]);
  assert.deepEqual(Array.from(peopleOf(entries)), [["周一", [0, 2]]]);
});

test("a name with a dot is known without it", () => {
  assert.deepEqual(index.people.get("阿依古丽买买提"), [6]);
});
