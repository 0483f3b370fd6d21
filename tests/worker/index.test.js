/* The index in memory, made from its file. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { addDocs, newIndex } from "../../hooks/allocation/pages/assets/search-worker/index.js";
import { at, docsOf, indexOf, KINDS, newFile, newFixture, positionOf } from "./fixture.js";

const index = newFixture();
const entry = (title, from = index) => from.entries[at(from, title)];
const textAt = ({ text, ends }, place) => text.slice(ends[place - 1] || 0, ends[place]);

test("every entry of the file is one of the index, in its order", () => {
  assert.deepEqual(
    index.entries.map(({ title }) => title),
    newFile().docs.map(({ title }) => title),
  );
});

test("a place that continues its owner's has its page, its id and its code", () => {
  const evidence = entry("志愿者名册");
  assert.equal(evidence.location, "items/iii-6/#iii-6-2-02");
  assert.equal(evidence.id, "iii-6-2-02");
  assert.deepEqual(evidence.path, [3, 6, 2, 2]);
  const indicator = entry("注册志愿者比例");
  assert.equal(indicator.id, "iii-6-2-i01");
  assert.deepEqual(indicator.path, []);
});

test("a place of its own, and a code of its own, stay", () => {
  const filing = entry("植树活动照片");
  assert.equal(filing.location, "items/iii-6/#filing-2026-001");
  assert.deepEqual(filing.path, [2026, 1]);
  assert.equal(entry("周小满").id, "");
  assert.deepEqual(entry("周小满").path, []);
  assert.deepEqual(entry("一、组织有力").path, [1]);
});

test("what stands below a clause without a number is found by the id of the clause", () => {
  const own = indexOf([
    { kind: "项目", place: "items/iii-7/", title: "Ⅲ-7 其他", code: "3-7" },
    {
      kind: "条款",
      place: "items/iii-7/#iii-7-n6",
      title: "第六条",
      aliases: ["Ⅲ-7第6条"],
      owner: 0,
    },
    { kind: "材料", place: "-01", title: "通知", owner: 1 },
  ]);
  assert.deepEqual(own.entries[2].names, ["通知", "iii7第6条01"]);
  assert.deepEqual(own.entries[2].path, []);
});

test("names are bare, without empty ones; what is searched after them, too", () => {
  assert.deepEqual(entry("Ⅲ-1 领导重视").names, ["iii1 领导重视".replace(" ", ""), "领导重视"]);
  assert.deepEqual(entry("2026年6月").names, ["2026年6月", "2026 06", "26年6月"]);
  assert.equal(entry("学雷锋活动照片").words, "拍全景和近景照片每季度内网可见");
  const empty = indexOf([{ kind: "材料", place: "a/", title: "照片", aliases: ["。"] }]);
  assert.deepEqual(empty.entries[0].names, ["照片"]);
});

test("what the file leaves out is empty", () => {
  const only = indexOf([{ kind: "材料", place: "a/", title: "照片" }]).entries[0];
  const { members, owner, duty, context, facts, mark, when, count, words, leads } = only;
  assert.deepEqual(
    { members, owner, duty, context, facts, mark, when, count, words, leads },
    {
      members: [],
      owner: -1,
      duty: 0,
      context: "",
      facts: "",
      mark: "",
      when: "",
      count: "",
      words: "",
      leads: false,
    },
  );
});

test("what the file says is kept to be shown", () => {
  const { when, count, facts, kind, order, owner } = entry("学雷锋活动照片");
  assert.deepEqual(
    { when, count, facts, kind, order, owner: index.entries[owner].title },
    {
      when: "下一次 2026-06-30",
      count: "至少 4 张",
      facts: "照片 每季度 内网可见",
      kind: KINDS[positionOf("材料")],
      order: positionOf("材料"),
      owner: "⑵经常开展学雷锋活动；",
    },
  );
  assert.equal(entry("顾长风").leads, true);
  assert.equal(entry("⑵经常开展学雷锋活动；").mark, "⑵");
});

test("duty belongs to the clause, else to the entry itself", () => {
  const clause = at(index, "⑵经常开展学雷锋活动；");
  for (const title of ["志愿者名册", "注册志愿者比例", "植树活动照片"]) {
    assert.equal(entry(title).duty, clause);
  }
  for (const title of ["⑵经常开展学雷锋活动；", "Ⅲ-6 志愿服务", "周小满", "月历"]) {
    assert.equal(entry(title).duty, at(index, title));
  }
});

test("the first entry of all may own clauses", () => {
  const own = indexOf([
    { kind: "项目", place: "a/", title: "甲" },
    { kind: "条款", place: "a/#b", title: "乙", owner: 0 },
    { kind: "材料", place: "-01", title: "丙", owner: 1 },
  ]);
  assert.deepEqual(
    own.entries.map(({ duty }) => duty),
    [0, 1, 1],
  );
});

test("the text of all entries ends where each of them ends", () => {
  assert.equal(index.ends.length, index.entries.length);
  index.entries.forEach(({ titles, words }, place) => {
    assert.equal(textAt(index, place), `${titles}\n${words}\n`);
  });
  assert.equal(index.ends[index.ends.length - 1], index.text.length);
});

test("characters have all their syllables, and syllables their characters", () => {
  assert.deepEqual(index.readings.重, ["chong", "zhong"]);
  assert.ok(index.syllables.zhou.includes("周"));
  assert.equal(index.readings.constructor, undefined);
});

test("other forms of characters come in pairs, outside the basic plane, too", () => {
  const own = newFixture({ variants: "領领𠮷吉" });
  assert.equal(own.variants.領, "领");
  assert.equal(own.variants.𠮷, "吉");
  assert.equal(own.variants.领, undefined);
  assert.equal(own.variants.constructor, undefined);
});

test("the least that a file has is enough", () => {
  const config = { flat: true, kinds: KINDS, readings: {}, variants: "" };
  const empty = newIndex({ config, docs: [] });
  assert.equal(empty.flat, true);
  assert.equal(empty.entries.length, 0);
  assert.equal(empty.text, "");
  assert.deepEqual(empty.questions, []);
  assert.equal(
    newIndex({ config, docs: docsOf([{ kind: "材料", place: "a/", title: "照片" }]) }).text,
    "照片\n\n",
  );
});

test("an index in parts is that of one file", () => {
  const whole = newFixture();
  for (const first of [1, 19, 25]) {
    const { config, docs } = newFile();
    const parted = newIndex({ config, docs: docs.slice(0, first) });
    addDocs(parted, docs.slice(first, first + 1));
    addDocs(parted, docs.slice(first + 1));
    assert.deepEqual(parted.entries, whole.entries);
    assert.equal(parted.text, whole.text);
    assert.deepEqual(parted.ends, whole.ends);
  }
});

test("a part without entries changes nothing", () => {
  const other = newFixture();
  addDocs(other, []);
  assert.deepEqual(other.entries, index.entries);
  assert.deepEqual(other.ends, index.ends);
});
