/* The pieces of what was typed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { asks, segmentsOf } from "../../hooks/allocation/pages/assets/search-worker/segments.js";
import { indexOf, newFixture, titlesAt } from "./fixture.js";

const index = newFixture();
const pieces = (typed, own = index) =>
  segmentsOf(own, typed)
    .map(({ text, role }) => `${text}/${role}`)
    .join(" ");

const PIECES = [
  ["", ""],
  ["。，？", ""],
  ["照片", "照片/run"],
  ["《照片》", "照片/run"],
  ["学雷锋的照片", "学雷锋的照片/run"],
  ["Ⅲ-6的照片", "iii-6/code 的照片/run"],
  ["关于3-6", "关于/run 3-6/code"],
  ["⑤", "5/number"],
  ["(5)", "(5)/code"],
  ["26年6月交什么", "2026年6月/named 交/run 什么/known"],
  ["2026Q4", "2026年第四季度/named"],
  ["四季度", "第四季度/named"],
  ["三号盒", "第3盒/named"],
  ["2026年照片", "2026/year 照片/run"],
  ["2026年度照片", "2026/year 照片/run"],
  ["2026届", "2026/year"],
  ["20261", "20261/number"],
  ["45%", "45%/number"],
  ["4.5%", "4 5%/number"],
  ["4.5", "4.5/code"],
  ["4张照片", "4/number 张照片/run"],
  ["word文件", "word/letters 文件/run"],
  ["mp3", "mp3/letters"],
  ["周小满的照片", "周小满/people 的照片/run"],
  ["找周小满", "找/run 周小满/people"],
  ["照片周小满通知", "照片/run 周小满/people 通知/run"],
  ["周主任的照片", "周主任/people 的照片/run"],
  ["小周照片", "小周照片/run"],
  ["小周", "小周/people"],
  ["洲晓曼", "洲晓曼/sound"],
  ["洲晓曼的照片", "洲晓曼/sound 的照片/run"],
  ["晓曼", "晓曼/sound"],
  ["找洲晓曼", "找/run 洲晓曼/sound"],
  ["晓曼的照片", "晓曼的照片/run"],
  ["公会", "公会/sound"],
  ["工会", "工会/run"],
  ["阿依古丽·买买提", "阿依古丽买买提/people"],
  ["谁负责照片", "谁负责/known 照片/run"],
  ["怎么打印", "怎么打印/known"],
  ["任务单怎么打印", "任务单/run 怎么打印/known"],
  ["的", "的/run"],
  ["查看照片", "查看照片/run"],
  ["領导重视", "领导重视/run"],
  ["\ud800", "\ud800/run"],
  [".*[", "*[/run".replace("[", "")],
  ["照片/名称|通知", "照片/run 名称/run 通知/run"],
];

for (const [typed, wanted] of PIECES) {
  test(`“${typed}” falls into [${wanted}]`, () => assert.equal(pieces(typed), wanted));
}

test("a year of the last century stays in it", () => {
  assert.equal(pieces("1998年"), "1998/year");
});

test("pieces refer to the people meant", () => {
  const places = (typed) => titlesAt(index, segmentsOf(index, typed)[0].places);
  assert.deepEqual(places("周小满"), ["周小满"]);
  assert.deepEqual(places("周主任"), ["周小满"]);
  assert.deepEqual(places("洲晓曼"), ["周小满"]);
});

test("known pieces have their meaning", () => {
  const [{ meaning }] = segmentsOf(index, "怎么打印");
  assert.equal(meaning.question, 0);
});

test("a word that is part of a longer one of a name stays in it", () => {
  const config = { fillers: ["活动"] };
  const docs = [{ kind: "材料", place: "a/", title: "活动室" }];
  assert.equal(pieces("看活动", newFixture(config)), "看/run 活动/known");
  assert.equal(pieces("活动室", indexOf(docs, config)), "活动室/run");
  assert.equal(pieces("活动室开放", indexOf(docs, config)), "活动室开放/run");
  assert.equal(pieces("活动厅", indexOf(docs, config)), "活动/known 厅/run");
  const before = [{ kind: "材料", place: "a/", title: "大活动" }];
  assert.equal(pieces("看大活动", indexOf(before, config)), "看大活动/run");
  assert.equal(pieces("看小活动", indexOf(before, config)), "看小/run 活动/known");
});

test("a word with synonyms is part of its run, unless it says nothing or asks, too", () => {
  const own = newFixture({
    synonyms: [
      ["名册", "名单"],
      ["材料", "资料"],
      ["责任人", "负责人"],
    ],
  });
  assert.equal(pieces("雷锋名册", own), "雷锋名册/run");
  assert.equal(pieces("雷锋材料", own), "雷锋/run 材料/known");
  assert.equal(pieces("雷锋责任人", own), "雷锋/run 责任人/known");
});

test("words that ask are known even within a longer word of a name", () => {
  const docs = [{ kind: "手册", place: "a/", title: "谁负责制" }];
  assert.equal(pieces("谁负责制", indexOf(docs)), "谁负责/known 制/run");
});

test("of two known words that begin alike, the longer one is taken", () => {
  const own = newFixture({ fillers: ["准备", "准备好了"] });
  assert.equal(pieces("准备好了", own), "准备好了/known");
  assert.equal(pieces("准备好", own), "准备/known 好/run");
});

for (const text of [
  "谁",
  "谁负责",
  "什么",
  "怎么办",
  "哪里",
  "为何",
  "多少",
  "几张",
  "是不是",
  "好吗",
  "人呢",
]) {
  test(`${text} asks`, () => assert.equal(asks(text), true));
}

for (const text of ["责任人", "截止", "照片", "吗啡", "", "呢绒"]) {
  test(`“${text}” does not ask`, () => assert.equal(asks(text), false));
}

test("an empty index cuts, too; long texts are cut in no time", () => {
  assert.equal(pieces("周小满的照片", indexOf([])), "周小满的照片/run");
  const start = Date.now();
  for (const text of ["照片", "周小满", "谁负责", "Ⅲ-6", "a1"])
    segmentsOf(index, text.repeat(1000));
  assert.ok(Date.now() - start < 10000);
});
