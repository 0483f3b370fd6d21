/* Where a text stands in the index. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { addDocs } from "../../hooks/allocation/pages/assets/search-worker/index.js";
import { occurrencesOf } from "../../hooks/allocation/pages/assets/search-worker/occurrences.js";
import { docsOf, indexOf, newFixture, titlesAt } from "./fixture.js";

const titled = (index, text) => {
  const { names, words } = occurrencesOf(index, text);
  return { names: titlesAt(index, names), words: titlesAt(index, words) };
};

test("a text stands in names, or else in words", () => {
  assert.deepEqual(titled(newFixture(), "志愿"), {
    names: ["Ⅲ-6 志愿服务", "志愿者名册", "注册志愿者比例"],
    words: [],
  });
  assert.deepEqual(titled(newFixture(), "任务单"), {
    names: ["打印任务单"],
    words: ["顾长风", "周小满", "吴霜降", "阿依古丽·买买提"],
  });
});

test("a text at the very end of the names stands in them", () => {
  const own = indexOf([
    { kind: "材料", place: "a/", title: "甲乙", aliases: ["丙丁"], text: "戊" },
  ]);
  assert.deepEqual(titled(own, "丁"), { names: ["甲乙"], words: [] });
  assert.deepEqual(titled(own, "戊"), { names: [], words: ["甲乙"] });
});

test("an entry counts once, with its names first", () => {
  const { names, words } = titled(newFixture(), "照片");
  assert.deepEqual(names, ["学雷锋活动照片", "植树活动照片"]);
  assert.deepEqual(words, []);
});

test("what is nowhere stands nowhere", () => {
  for (const text of ["潜水艇", ".*", "[", "\ud800"]) {
    assert.deepEqual(occurrencesOf(newFixture(), text), { names: [], words: [] });
  }
});

test("nothing stands across two entries, nor across names and words", () => {
  const index = indexOf([
    { kind: "材料", place: "a/", title: "甲", text: "乙" },
    { kind: "材料", place: "b/", title: "丙" },
  ]);
  for (const text of ["甲乙", "乙丙"]) {
    assert.deepEqual(occurrencesOf(index, text), { names: [], words: [] });
  }
  assert.deepEqual(titled(index, "乙"), { names: [], words: ["甲"] });
  assert.deepEqual(titled(index, "丙"), { names: ["丙"], words: [] });
});

test("every entry that begins or ends with a text is met", () => {
  const docs = Array.from({ length: 40 }, (_, at) => ({
    kind: "材料",
    place: `${at}/`,
    title: "照片",
  }));
  assert.equal(occurrencesOf(indexOf(docs), "照片").names.length, 40);
});

test("what is remembered is right, however much is asked for", () => {
  const index = newFixture();
  const before = titled(index, "志愿");
  for (let at = 0; at < 1000; at++) occurrencesOf(index, `无${at}`);
  assert.deepEqual(titled(index, "志愿"), before);
  assert.ok(index.known.size < 500);
  assert.equal(occurrencesOf(index, "志愿"), occurrencesOf(index, "志愿"));
});

test("entries that arrive later are met, too", () => {
  const index = newFixture();
  assert.deepEqual(titled(index, "潜水艇").names, []);
  addDocs(index, docsOf([{ kind: "材料", place: "a/", title: "潜水艇" }]));
  assert.deepEqual(titled(index, "潜水艇").names, ["潜水艇"]);
});
