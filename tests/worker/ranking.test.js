/* The order of what matches every word. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { byDuty, byTypo } from "../../hooks/allocation/pages/assets/search-worker/leniency.js";
import { queryOf } from "../../hooks/allocation/pages/assets/search-worker/query.js";
import {
  LENIENCIES,
  ranked,
  strengthsOf,
} from "../../hooks/allocation/pages/assets/search-worker/ranking.js";
import {
  EXACT,
  IN_TEXT,
  STRONG,
  TYPO,
  WEAK,
  WEAK_TYPO,
} from "../../hooks/allocation/pages/assets/search-worker/strength.js";
import { indexOf, newFixture, strengthsByTitle, titlesAt, word } from "./fixture.js";

const index = newFixture();
const CLAUSE = "⑵经常开展学雷锋活动；";
const order = (typed, leniency, own = index) =>
  titlesAt(
    own,
    ranked(own, queryOf(own, typed), leniency).map((hit) => hit.at),
  );

test("an exact match comes first, then strong ones, then weak ones", () => {
  assert.deepEqual(order("志愿服务"), [
    "Ⅲ-6 志愿服务",
    CLAUSE,
    "学雷锋活动照片",
    "志愿者名册",
    "注册志愿者比例",
    "植树活动照片",
  ]);
  assert.deepEqual(
    ranked(index, queryOf(index, "志愿服务")).map((hit) => hit.strength),
    [EXACT, WEAK, WEAK, WEAK, WEAK, WEAK],
  );
});

test("a better match of a later kind comes before a worse one of an earlier kind", () => {
  const own = indexOf([
    { kind: "人", place: "a/", title: "乙", members: [] },
    { kind: "项目", place: "b/", title: "照片甲" },
    { kind: "条款", place: "c/", title: "丙", owner: 1 },
    { kind: "手册", place: "d/", title: "照片" },
    { kind: "登记", place: "e/", title: "照片乙" },
  ]);
  assert.deepEqual(order("照片", {}, own), ["照片", "照片甲", "照片乙", "丙"]);
  const spelt = indexOf([
    { kind: "条款", place: "a/", title: "名册和照片" },
    { kind: "材料", place: "b/", title: "名册" },
    { kind: "登记", place: "c/", title: "招聘" },
  ]);
  assert.deepEqual(order("mingc", {}, spelt), ["名册和照片", "名册"]);
});

test("of equal matches the kind decides, then the place in the table", () => {
  const docs = [
    { kind: "手册", place: "a/", title: "照片一" },
    { kind: "材料", place: "b/", title: "照片二" },
    { kind: "项目", place: "c/", title: "照片三" },
    { kind: "材料", place: "d/", title: "照片四" },
    { kind: "人", place: "e/", title: "照片五" },
  ];
  const wanted = ["照片五", "照片三", "照片二", "照片四", "照片一"];
  assert.deepEqual(order("照片", {}, indexOf(docs)), wanted);
});

test("a match in the text comes after those in titles, among entries of its kind", () => {
  const docs = [
    { kind: "材料", place: "a/", title: "一", text: "照片" },
    { kind: "材料", place: "b/", title: "照片二" },
    { kind: "登记", place: "c/", title: "照片三" },
    { kind: "登记", place: "d/", title: "四", text: "照片" },
  ];
  assert.deepEqual(order("照片", {}, indexOf(docs)), ["照片二", "一", "照片三", "四"]);
});

test("every word must match", () => {
  assert.deepEqual(order("学雷锋 照片"), ["学雷锋活动照片", "植树活动照片"]);
  assert.deepEqual(order("照片 名册"), []);
  assert.deepEqual(order("照片 潜水艇"), []);
});

test("a word may stand in what an entry belongs to, or in whom it concerns", () => {
  assert.deepEqual(order("志愿服务 名册"), ["志愿者名册"]);
  assert.deepEqual(order("吴霜降 名册"), ["志愿者名册"]);
  assert.deepEqual(order("周小满 名册"), []);
  assert.deepEqual(order("周小满 通知"), ["成立创建工作领导小组的通知"]);
});

test("only the kinds that are asked for are found", () => {
  assert.deepEqual(order("条款：志愿服务"), [CLAUSE]);
  assert.deepEqual(order("材料：志愿"), ["志愿者名册", "注册志愿者比例", "学雷锋活动照片"]);
  assert.deepEqual(order("盒："), ["第3盒"]);
});

test("without words everything is found, in the order of kinds", () => {
  const all = order("");
  assert.equal(all.length, index.entries.length);
  assert.deepEqual(all.slice(0, 5), ["顾长风", "周小满", "吴霜降", "阿依古丽·买买提", "办公室"]);
});

test("strengths are inherited as weak ones, through several owners", () => {
  const found = strengthsByTitle(index, strengthsOf(index, word(index, "志愿服务")));
  assert.deepEqual(found, {
    "Ⅲ-6 志愿服务": EXACT,
    [CLAUSE]: WEAK,
    学雷锋活动照片: WEAK,
    志愿者名册: WEAK,
    注册志愿者比例: WEAK,
    植树活动照片: WEAK,
  });
});

test("a clause concerns its own people, not all of its item's", () => {
  const own = indexOf([
    { kind: "人", place: "a/", title: "周小满" },
    { kind: "人", place: "b/", title: "吴霜降" },
    { kind: "项目", place: "c/", title: "项目", members: [0, 1] },
    { kind: "条款", place: "c/#d", title: "甲", owner: 2, members: [0] },
    { kind: "条款", place: "c/#e", title: "乙", owner: 2, members: [1] },
    { kind: "材料", place: "-01", title: "丙", owner: 4 },
  ]);
  assert.deepEqual(order("吴霜降", {}, own), ["吴霜降", "项目", "乙", "丙"]);
  assert.deepEqual(order("周小满", {}, own), ["周小满", "项目", "甲"]);
});

test("what concerns only people of a department is not found by the department", () => {
  const own = indexOf([
    { kind: "科室", place: "a/", title: "甲科" },
    { kind: "人", place: "b/", title: "周小满", members: [0] },
    { kind: "条款", place: "c/#d", title: "乙", members: [1] },
  ]);
  assert.deepEqual(order("甲科", {}, own), ["甲科", "周小满"]);
});

test("the first entry of all may be an owner", () => {
  const own = indexOf([
    { kind: "项目", place: "a/", title: "甲甲" },
    { kind: "条款", place: "a/#b", title: "乙", owner: 0 },
  ]);
  assert.deepEqual(order("甲甲", {}, own), ["甲甲", "乙"]);
});

test("a slip that was forgiven is not remembered as a match", () => {
  const own = newFixture();
  const typed = word(own, "wushuagjiang");
  assert.ok(Object.keys(strengthsByTitle(own, strengthsOf(own, typed, byTypo))).length);
  assert.deepEqual(strengthsByTitle(own, strengthsOf(own, typed)), {});
});

test("a person is found by the department, a department not by its people", () => {
  assert.deepEqual(order("灯塔科").slice(0, 1), ["灯塔科"]);
  assert.ok(order("灯塔科").includes("吴霜降"));
  assert.ok(!order("吴霜降").includes("灯塔科"));
});

test("its own match of an entry is not weakened", () => {
  const found = strengthsByTitle(index, strengthsOf(index, word(index, "学雷锋活动")));
  assert.equal(found[CLAUSE], STRONG);
  assert.equal(found.学雷锋活动照片, STRONG);
  assert.equal(
    strengthsByTitle(index, strengthsOf(index, word(index, "全景"))).学雷锋活动照片,
    IN_TEXT,
  );
});

test("slips make typos, and weak ones of what follows from them", () => {
  const found = strengthsByTitle(index, strengthsOf(index, word(index, "wushuagjiang"), byTypo));
  assert.deepEqual(found, {
    吴霜降: TYPO,
    "Ⅲ-6 志愿服务": WEAK_TYPO,
    [CLAUSE]: WEAK_TYPO,
    学雷锋活动照片: WEAK_TYPO,
    志愿者名册: WEAK_TYPO,
    注册志愿者比例: WEAK_TYPO,
    植树活动照片: WEAK_TYPO,
  });
});

test("duties count in addition", () => {
  assert.deepEqual(order("人：名册"), []);
  assert.deepEqual(order("人：名册", { also: byDuty }), ["顾长风", "吴霜降"]);
  assert.deepEqual(order("科室：名册", { also: byDuty }), ["灯塔科"]);
});

test("the strict pass comes first, then duties, then slips", () => {
  assert.deepEqual(LENIENCIES[0], {});
  const counts = LENIENCIES.map((leniency) => [
    order("人：名册", leniency).length,
    order("zhoxiaoman", leniency).length > 0,
    order("mingcce", leniency).length,
  ]);
  assert.deepEqual(counts, [
    [0, false, 0],
    [2, false, 0],
    [0, true, 0],
    [0, true, 1],
  ]);
});

test("ranking does not change what a word matches", () => {
  const query = queryOf(index, "吴霜降 名册");
  const first = ranked(index, query);
  for (const leniency of LENIENCIES) ranked(index, query, leniency);
  assert.deepEqual(ranked(index, query), first);
});

test("an index of one entry, or none, is ranked", () => {
  const one = indexOf([{ kind: "人", place: "a/", title: "周小满" }]);
  assert.deepEqual(order("zxm", {}, one), ["周小满"]);
  assert.deepEqual(order("照片", {}, one), []);
  assert.deepEqual(order("照片", {}, indexOf([])), []);
});
