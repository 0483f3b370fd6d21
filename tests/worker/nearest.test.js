/* Entries that hold most of what was asked for. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest } from "../../hooks/allocation/pages/assets/search-worker/nearest.js";
import { wishOf } from "../../hooks/allocation/pages/assets/search-worker/wish.js";
import { indexOf, newFixture, titlesAt } from "./fixture.js";

const index = newFixture();
const CLAUSE = "⑵经常开展学雷锋活动；";
const always = () => 1;
const nearTo = (typed, own = index, factorOf = always) =>
  nearest(own, wishOf(own, typed), factorOf);
const titles = (typed, own = index, factorOf = always) =>
  titlesAt(
    own,
    nearTo(typed, own, factorOf).map(({ at }) => at),
  );
const evidence = (...names) =>
  indexOf(names.map((title) => ({ kind: "材料", place: "a/", title })));

const FIRST = [
  ["志愿名册", "志愿者名册"],
  ["学雷锋的照片", "学雷锋活动照片"],
  ["照片学雷锋", "学雷锋活动照片"],
  ["成立小组通知", "成立创建工作领导小组的通知"],
  ["打印任务单怎么弄", "打印任务单"],
  ["周主任", "周小满"],
  ["洲晓曼", "周小满"],
  ["45%的比例", "注册志愿者比例"],
];

for (const [typed, title] of FIRST) {
  test(`${typed} is nearest to ${title}`, () => assert.equal(titles(typed)[0], title));
}

for (const typed of [
  "",
  "潜水艇",
  "qqqq",
  "99999",
  "Привет",
  "雷锋潜水艇的维修保养",
  "\ud800",
  "[(",
]) {
  test(`nothing is near to “${typed}”`, () => assert.deepEqual(nearTo(typed), []));
}

for (const typed of ["9-9", "Ⅲ-7", "Ⅲ-7 照片", "照片 9-9", "3-6 9-9", "iii-99的照片"]) {
  test(`a code is not loosened: ${typed} finds nothing`, () => assert.deepEqual(nearTo(typed), []));
}

test("entries match a code, or what they belong to does", () => {
  assert.deepEqual(titles("3-6"), [
    "Ⅲ-6 志愿服务",
    CLAUSE,
    "学雷锋活动照片",
    "志愿者名册",
    "注册志愿者比例",
    "植树活动照片",
  ]);
  assert.equal(titles("3-6照片")[0], "学雷锋活动照片");
  assert.ok(titles("3-6照片").every((title) => title !== "成立创建工作领导小组的通知"));
  assert.deepEqual(
    nearTo("3-6").map(({ score }) => Math.round(score * 10) / 10),
    [1, 0.9, 0.9, 0.9, 0.8, 0.8],
  );
});

test("a code and something that is nowhere find what the code means", () => {
  const [best] = nearTo("3-6的潜水艇");
  assert.equal(index.entries[best.at].title, "Ⅲ-6 志愿服务");
  assert.ok(best.share < 0.99);
});

test("what concerns the one who is named is found, what does not is not", () => {
  assert.ok(titles("吴霜降雷锋照片").includes("学雷锋活动照片"));
  assert.deepEqual(titles("周小满雷锋照片"), []);
  assert.deepEqual(titles("周小满的通知"), ["成立创建工作领导小组的通知"]);
});

test("of two who are named, both must be concerned", () => {
  assert.ok(titles("吴霜降和顾长风的照片").includes("学雷锋活动照片"));
  assert.deepEqual(titles("吴霜降和周小满的照片"), []);
});

test("all of what was asked for is a share of one", () => {
  assert.equal(nearTo("学雷锋活动照片")[0].share, 1);
  const [{ share }] = nearTo("学雷锋活动照片集");
  assert.ok(share < 1 && share > 0.5);
});

test("of one word half must be held, of several a little less", () => {
  const own = evidence("甲乙丙", "丁戊己");
  assert.deepEqual(titles("甲乙丁戊", own), []);
  assert.deepEqual(titles("甲乙丙丁戊", own), ["甲乙丙"]);
  assert.deepEqual(titles("甲乙 丁戊", own), ["甲乙丙", "丁戊己"]);
});

test("a person is found by a name only where little else is asked for", () => {
  assert.equal(titles("周小满")[0], "周小满");
  assert.deepEqual(titles("周小满潜水艇"), []);
  assert.equal(titles("周小满潜水艇要交什么")[0], "周小满");
});

test("something of the wish must stand in the entry itself", () => {
  const own = indexOf([
    { kind: "项目", place: "a/", title: "甲乙" },
    { kind: "条款", place: "a/#b", title: "丙丁", owner: 0 },
    { kind: "材料", place: "-01", title: "戊己", owner: 1 },
  ]);
  assert.deepEqual(titles("甲乙", own), ["甲乙"]);
  assert.deepEqual(titles("甲乙戊己", own), ["戊己"]);
  assert.deepEqual(titles("丙丁戊己", own), ["戊己"]);
});

test("what stands only in those concerned counts less than what stands in the entry", () => {
  const own = indexOf([
    { kind: "人", place: "a/", title: "周小满" },
    { kind: "条款", place: "b/", title: "甲乙", members: [0] },
    { kind: "条款", place: "c/", title: "周小满甲乙" },
  ]);
  const [whole, part] = nearTo("周小满甲乙", own);
  assert.deepEqual([whole.at, part.at], [2, 1]);
  assert.ok(part.score < 1);
});

test("names count more than words, words more than what an entry belongs to", () => {
  const own = indexOf([
    { kind: "材料", place: "a/", title: "甲", text: "乙丙" },
    { kind: "材料", place: "b/", title: "乙丙" },
    { kind: "材料", place: "c/", title: "丁", tags: "乙丙" },
  ]);
  assert.deepEqual(titles("乙丙", own), ["乙丙", "甲", "丁"]);
  const [name, words] = nearTo("乙丙", own);
  assert.ok(name.score > words.score);
});

test("a name that is what was asked for is nearer than a longer one", () => {
  assert.deepEqual(titles("甲乙", evidence("甲乙丙丁戊己", "甲乙丙", "甲乙")), [
    "甲乙",
    "甲乙丙",
    "甲乙丙丁戊己",
  ]);
});

test("of equally near ones the kind decides, then the place in the table", () => {
  const own = indexOf(
    ["手册", "材料", "项目", "材料"].map((kind, place) => ({
      kind,
      place: `${place}/`,
      title: "甲乙",
    })),
  );
  assert.deepEqual(
    nearTo("甲乙", own).map(({ at }) => at),
    [2, 1, 3, 0],
  );
});

test("what a question prefers comes first, what is not asked for not at all", () => {
  const own = evidence("甲乙", "甲乙丙");
  const prefer = (wanted) => (entry) => (entry.title === wanted ? 2 : 1);
  assert.deepEqual(titles("甲乙", own, prefer("甲乙丙")), ["甲乙丙", "甲乙"]);
  assert.deepEqual(
    titles("甲乙", own, (entry) => (entry.title === "甲乙" ? 0 : 1)),
    ["甲乙丙"],
  );
});

test("the thirty-first feature counts as the first one does", () => {
  const text = Array.from({ length: 60 }, (_, at) => String.fromCharCode(0x5000 + at)).join("");
  const own = evidence(text, text.slice(0, 40), text.slice(40));
  assert.deepEqual(titles(text, own), [text, text.slice(0, 40)]);
  assert.ok(nearTo(text, own).every(({ share }) => share > 0.99 && share < 1.01));
});

test("people and departments of a clause make what belongs to it near", () => {
  const found = titles("吴霜降的名册");
  assert.equal(found[0], "志愿者名册");
  assert.equal(titles("灯塔科的名册")[0], "志愿者名册");
});

test("all members may be leaders", () => {
  const own = indexOf([
    { kind: "人", place: "a/", title: "顾长风", leads: true },
    { kind: "项目", place: "b/", title: "甲乙", members: [0] },
    { kind: "条款", place: "b/#c", title: "丙丁", owner: 1, members: [0] },
  ]);
  assert.deepEqual(titles("顾长风丙丁", own), ["丙丁"]);
});

test("an index of one entry, or none, has what is near, or nothing", () => {
  assert.deepEqual(titles("照片学雷锋", evidence("学雷锋照片")), ["学雷锋照片"]);
  assert.deepEqual(titles("照片", indexOf([])), []);
});
