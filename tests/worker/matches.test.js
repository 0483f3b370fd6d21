/* How well each entry itself matches a word. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { addDocs, newIndex } from "../../hooks/allocation/pages/assets/search-worker/index.js";
import {
  cutsThrough,
  matchesOf,
} from "../../hooks/allocation/pages/assets/search-worker/matches.js";
import * as strength from "../../hooks/allocation/pages/assets/search-worker/strength.js";
import { indexOf, newFile, newFixture, strengthsByTitle, word } from "./fixture.js";

const { EXACT, STRONG, IN_TEXT, PARTIAL, WEAK } = strength;
const index = newFixture();
const matched = (typed, own = index) => strengthsByTitle(own, matchesOf(own, word(own, typed)));

const BY_TEXT = [
  ["周小满", { 周小满: EXACT }],
  ["周小", { 周小满: STRONG }],
  ["小满", { 周小满: IN_TEXT }],
  ["办公室", { 办公室: EXACT }],
  ["综合办", { 办公室: EXACT }],
  ["公室", { 办公室: IN_TEXT }],
  ["领导重视", { "Ⅲ-1 领导重视": EXACT }],
  ["重视", { "Ⅲ-1 领导重视": STRONG }],
  ["阿依古丽·买买提", { 阿依古丽·买买提: EXACT }],
  ["阿依古丽买买提", { 阿依古丽·买买提: EXACT }],
  ["志愿者名册", { 志愿者名册: EXACT }],
  ["全景", { 学雷锋活动照片: IN_TEXT }],
  ["职责", { 人员: WEAK }],
  ["内网可见的", { 哪些文件会挂出来: WEAK }],
  ["潜水艇", {}],
  [".*", {}],
  ["。", {}],
];

for (const [typed, wanted] of BY_TEXT) {
  test(`${typed} stands in ${Object.keys(wanted).join(", ") || "nothing"}`, () => {
    assert.deepEqual(matched(typed), wanted);
  });
}

const BY_CODE = [
  [
    "3-6",
    {
      "Ⅲ-6 志愿服务": EXACT,
      "⑵经常开展学雷锋活动；": STRONG,
      学雷锋活动照片: STRONG,
      志愿者名册: STRONG,
    },
  ],
  ["Ⅲ-6-2", { "⑵经常开展学雷锋活动；": EXACT, 学雷锋活动照片: STRONG, 志愿者名册: STRONG }],
  ["Ⅲ-6-⑵-02", { 志愿者名册: EXACT }],
  ["Ⅲ-6-2-i01", { 注册志愿者比例: EXACT }],
  ["2026-001", { 植树活动照片: EXACT }],
  ["2026-1", { 植树活动照片: EXACT }],
  ["filing-2026-001", { 植树活动照片: EXACT }],
  ["Ⅲ-7", {}],
  ["9-9", {}],
  ["3-6-2-1-1", {}],
];

for (const [typed, wanted] of BY_CODE) {
  test(`the code ${typed} is that of ${Object.keys(wanted).join(", ") || "nothing"}`, () => {
    assert.deepEqual(matched(typed), wanted);
  });
}

test("一 alone is a category, Ⅲ alone begins the codes of items", () => {
  assert.equal(matched("一")["一、组织有力"], EXACT);
  assert.equal(matched("一")["Ⅲ-1 领导重视"], undefined);
  assert.deepEqual(matched("三"), {});
  assert.deepEqual(matched("Ⅲ"), { "Ⅲ-1 领导重视": STRONG, "Ⅲ-6 志愿服务": STRONG });
});

test("a number alone is the mark of clauses, or the last number of a short code", () => {
  assert.deepEqual(matched("⑵"), { "⑵经常开展学雷锋活动；": STRONG });
  assert.deepEqual(matched("②"), { "⑵经常开展学雷锋活动；": STRONG });
  assert.deepEqual(matched("6"), { "Ⅲ-6 志愿服务": STRONG });
  assert.deepEqual(matched("9"), {});
  assert.equal(matched("1")["Ⅲ-1 领导重视"], STRONG);
  assert.equal(matched("1")["⑴领导班子把创建工作列入议事日程，有机构、有专人；"], STRONG);
  assert.equal(matched("⑴")["Ⅲ-1 领导重视"], undefined);
});

test("a number is no part of a longer one, nor text of short names", () => {
  assert.deepEqual(matched("45"), { 注册志愿者比例: IN_TEXT });
  assert.deepEqual(matched("4"), {});
  assert.deepEqual(matched("202"), {});
  assert.equal(matched("2026")["2026年6月"], undefined);
  assert.equal(matched("2026").植树活动照片, IN_TEXT);
});

const BY_PINYIN = [
  ["zxm", { 周小满: EXACT }],
  ["xm", { "Ⅲ-1 领导重视": undefined, 周小满: IN_TEXT }],
  ["zhouxiaoman", { 周小满: EXACT }],
  ["ldzs", { "Ⅲ-1 领导重视": EXACT }],
  ["zyfw", { "Ⅲ-6 志愿服务": EXACT }],
  ["zhiyuan", { "Ⅲ-6 志愿服务": STRONG, 志愿者名册: STRONG, 注册志愿者比例: STRONG }],
  ["mingce", { 志愿者名册: STRONG }],
  ["zhiyuanzhemingce", { 志愿者名册: STRONG }],
  ["mingc", { 志愿者名册: PARTIAL }],
  ["zyzmc", { 志愿者名册: undefined }],
  ["word", { 打印任务单: WEAK }],
];

for (const [typed, wanted] of BY_PINYIN) {
  test(`the letters ${typed} match ${JSON.stringify(wanted)}`, () => {
    const found = matched(typed);
    for (const title of Object.keys(wanted)) assert.equal(found[title], wanted[title], title);
  });
}

test("one letter is no pinyin", () => assert.deepEqual(matched("z"), {}));

test("Latin words are found from their beginning", () => {
  const own = indexOf([{ kind: "手册", place: "a/", title: "说明", text: "用password打开Word" }]);
  assert.deepEqual(matched("pass", own), { 说明: WEAK });
  assert.deepEqual(matched("word", own), { 说明: WEAK });
  assert.deepEqual(matched("assword", own), {});
});

test("a number that is cut may stand right before one that is not", () => {
  const own = indexOf([{ kind: "材料", place: "a/", title: "甲145、45" }]);
  assert.equal(Object.values(matched("45", own)).length, 1);
  const twice = indexOf([{ kind: "手册", place: "a/", title: "说明", text: "cab、ab" }]);
  assert.deepEqual(matched("ab", twice), {});
});

test("the last character of the names, and the first of the text", () => {
  const own = indexOf([{ kind: "手册", place: "a/", title: "甲乙", text: "丙" }]);
  assert.deepEqual(matched("乙", own), { 甲乙: STRONG });
  assert.deepEqual(matched("丙", own), { 甲乙: WEAK });
});

test("Ⅲ alone is no category", () => {
  const own = indexOf([
    { kind: "类别", place: "a/", title: "三、甲", code: "3" },
    { kind: "项目", place: "b/", title: "乙", code: "3-1" },
  ]);
  assert.deepEqual(matched("Ⅲ", own), { 乙: STRONG });
  assert.deepEqual(matched("三", own), { "三、甲": EXACT });
});

test("more words are asked for than are remembered, and match the same", () => {
  for (let round = 0; round < 300; round++) matched(`无${round}`);
  assert.deepEqual(matched("周小"), { 周小满: STRONG });
});

test("the first place that is not cut counts", () => {
  const own = indexOf([
    { kind: "材料", place: "a/", title: "甲12345", text: "乙45" },
    { kind: "材料", place: "b/", title: "45丙" },
  ]);
  assert.deepEqual(matched("45", own), { 甲12345: IN_TEXT, "45丙": STRONG });
});

test("an index of one entry, or none, is looked through", () => {
  const own = indexOf([{ kind: "人", place: "a/", title: "周小满" }]);
  assert.deepEqual(matched("zxm", own), { 周小满: EXACT });
  assert.deepEqual(matched("照片", own), {});
  assert.deepEqual(matched("照片", indexOf([])), {});
});

test("what was asked for before a part arrived is found in it, also by its id", () => {
  const { config, docs } = newFile();
  const own = newIndex({ config, docs: docs.slice(0, 21) });
  for (const typed of ["名册", "Ⅲ-6-2-i01", "Ⅲ-6-⑵-02"]) assert.deepEqual(matched(typed, own), {});
  addDocs(own, docs.slice(21));
  assert.deepEqual(matched("名册", own), { 志愿者名册: STRONG });
  assert.deepEqual(matched("Ⅲ-6-2-i01", own), { 注册志愿者比例: EXACT });
  assert.deepEqual(matched("Ⅲ-6-⑵-02", own), { 志愿者名册: EXACT });
});

test("asked again, a word matches the same", () => {
  const own = word(index, "周小");
  assert.equal(matchesOf(index, own), matchesOf(index, own));
});

test("long words, other scripts and halves of characters match nothing", () => {
  for (const typed of ["照".repeat(5000), "a".repeat(5000), "Привет", "한글", "\ud83d", "[[["]) {
    assert.deepEqual(matched(typed), {});
  }
});

const CUTS = [
  ["45", "12345", 3, true],
  ["45", "456", 0, true],
  ["45", "甲45乙", 1, false],
  ["45", "45", 0, false],
  ["word", "password", 4, true],
  ["word", "words", 0, false],
  ["word", "用word", 1, false],
  ["word", "1word", 1, false],
  ["照片", "a照片b", 1, false],
];

for (const [typed, text, hit, wanted] of CUTS) {
  test(`${typed} ${wanted ? "is" : "is not"} cut from ${text}`, () => {
    assert.equal(cutsThrough(word(index, typed), text, hit), wanted);
  });
}
