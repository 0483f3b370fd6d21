/* The line by which a result answers a question. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { answerOf } from "../../hooks/allocation/pages/assets/search-worker/answers.js";
import { at, indexOf, newFixture } from "./fixture.js";

const index = newFixture();
const answer = (title, asked, topic) =>
  answerOf(index, at(index, title), asked, topic ? at(index, topic) : -1);

const LINES = [
  ["学雷锋活动照片", "when", "下一次 2026-06-30"],
  ["志愿者名册", "when", ""],
  ["学雷锋活动照片", "count", "至少 4 张"],
  ["注册志愿者比例", "count", "45% 以上"],
  ["学雷锋活动照片", "facts", "照片 · 每季度 · 内网可见"],
  ["周小满", "facts", ""],
  ["学雷锋活动照片", "who", "责任人：吴霜降；责任科室：灯塔科；分管领导：顾长风"],
  ["Ⅲ-1 领导重视", "who", "责任人：周小满；责任科室：办公室；分管领导：顾长风"],
  ["⑵经常开展学雷锋活动；", "who", "责任人：吴霜降；责任科室：灯塔科；分管领导：顾长风"],
  ["月历", "who", ""],
  ["周小满", "who", "条款 1 条、材料 1 项"],
  ["顾长风", "who", "分管条款 2 条、材料 3 项"],
  ["学雷锋活动照片", "", ""],
  ["学雷锋活动照片", "why", ""],
];

for (const [title, asked, line] of LINES) {
  test(`${title} answers “${asked}” with “${line}”`, () =>
    assert.equal(answer(title, asked), line));
}

const TOPICS = [
  ["吴霜降", "学雷锋活动照片", "负责 Ⅲ-6 志愿服务 ⑵"],
  ["灯塔科", "学雷锋活动照片", "负责 Ⅲ-6 志愿服务 ⑵"],
  ["顾长风", "学雷锋活动照片", "分管 Ⅲ-6 志愿服务 ⑵"],
  ["吴霜降", "⑵经常开展学雷锋活动；", "负责 Ⅲ-6 志愿服务 ⑵"],
  ["吴霜降", "Ⅲ-6 志愿服务", "负责 Ⅲ-6 志愿服务"],
  ["吴霜降", "吴霜降", "条款 1 条、材料 2 项"],
  ["吴霜降", "灯塔科", ""],
];

for (const [who, topic, line] of TOPICS) {
  test(`asked who for ${topic}, ${who} answers “${line}”`, () => {
    assert.equal(answer(who, "who", topic), line);
  });
}

test("several who are responsible are listed in their order, also where all are leaders", () => {
  const own = indexOf([
    { kind: "人", place: "a/", title: "甲", leads: true },
    { kind: "人", place: "b/", title: "乙", leads: true },
    { kind: "项目", place: "c/", title: "丙", members: [0, 1] },
  ]);
  assert.equal(answerOf(own, 2, "who", -1), "分管领导：甲、乙");
});

test("the first entry of all may be the topic, the item, or the one who is asked for", () => {
  const own = indexOf([
    { kind: "项目", place: "a/", title: "甲", members: [] },
    { kind: "条款", place: "a/#b", title: "乙", mark: "⑴", owner: 0, members: [2] },
    { kind: "人", place: "c/", title: "丙", count: "条款 1 条" },
  ]);
  assert.equal(answerOf(own, 2, "who", 0), "负责 甲");
  assert.equal(answerOf(own, 2, "who", 1), "负责 甲 ⑴");
  assert.equal(answerOf(own, 2, "who", -1), "条款 1 条");
});
