/* What a question prefers, and who or what answers it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  concernedBy,
  factorsOf,
  pageOf,
  questionOf,
} from "../../hooks/allocation/pages/assets/search-worker/questions.js";
import { wishOf } from "../../hooks/allocation/pages/assets/search-worker/wish.js";
import { at, indexOf, KINDS, newFixture, positionOf, titlesAt } from "./fixture.js";

const index = newFixture();
const asked = (typed) => questionOf(index, wishOf(index, typed));

const ANSWERS = [
  ["谁负责照片", "who"],
  ["照片什么时候交", "when"],
  ["几张照片", "count"],
  ["照片能不能公开", "facts"],
  ["怎么打印", undefined],
];

for (const [typed, answer] of ANSWERS) {
  test(`${typed} asks ${answer || "nothing to be said in a line"}`, () => {
    assert.equal(asked(typed).answer, answer);
  });
}

test("where nothing is asked there is no question", () => {
  for (const typed of ["", "照片", "周小满的材料"]) assert.equal(asked(typed), null);
});

test("of several questions the first one of the index counts", () => {
  assert.equal(asked("谁负责照片什么时候交"), asked("什么时候"));
  assert.equal(asked("什么时候交谁负责照片"), asked("什么时候"));
});

function factors(typed, kinds) {
  const wish = wishOf(index, typed);
  const factorOf = factorsOf(index, wish, questionOf(index, wish), kinds);
  return Object.fromEntries(KINDS.map(({ name }, order) => [name, factorOf({ order })]));
}

test("without a question all kinds are alike", () => {
  assert.ok(Object.values(factors("照片")).every((factor) => factor === 1));
});

test("the kinds that answer a question count more, the first ones most", () => {
  const { 材料, 登记, 期间, 量化要求, 人, 手册 } = factors("照片什么时候交");
  assert.ok(材料 > 登记 && 登记 > 期间 && 期间 === 量化要求 && 量化要求 > 人);
  assert.equal(人, 1);
  assert.equal(手册, 1);
});

test("who gives a number, asks for what is measured", () => {
  const { 量化要求, 材料, 人 } = factors("比45%");
  assert.ok(量化要求 > 材料);
  assert.equal(材料, 人);
  assert.equal(factors("几张照片45%").量化要求 > factors("照片45%").量化要求, true);
});

test("kinds that are not asked for count nothing", () => {
  const { 人, 材料, 量化要求 } = factors("谁负责照片45%", [
    positionOf("材料"),
    positionOf("量化要求"),
  ]);
  assert.equal(人, 0);
  assert.equal(材料, 1);
  assert.ok(量化要求 > 1);
});

const pageFor = (typed, own = index) =>
  titlesAt(
    own,
    [pageOf(own, wishOf(own, typed))].filter((place) => place >= 0),
  );
const PAGES = {
  谁: ["人员"],
  什么时候: ["月历"],
  缺什么: ["未交清单"],
  怎么: ["使用手册"],
  多少: [],
  照片: [],
};

for (const [typed, titles] of Object.entries(PAGES)) {
  test(`the page for ${typed} is [${titles}]`, () => assert.deepEqual(pageFor(typed), titles));
}

test("of several questions the page of the first one that has one is meant", () => {
  assert.deepEqual(pageFor("在哪看缺什么"), ["使用手册"]);
  assert.deepEqual(pageFor("缺什么怎么看"), ["使用手册"]);
});

test("a question of a word that asks comes before one of a word that may be looked for", () => {
  assert.equal(asked("责任人在哪").kinds[0], "页面");
  assert.equal(asked("截止时谁负责").answer, "who");
  assert.equal(asked("截止").answer, "when");
});

test("a page is one of the site or the manual", () => {
  const own = indexOf([
    { kind: "材料", place: "a/", title: "人员" },
    { kind: "手册", place: "b/", title: "人员" },
  ]);
  assert.equal(pageOf(own, wishOf(own, "谁")), 1);
});

test("people concerned come first, then departments, leaders last", () => {
  const concerned = (title) => titlesAt(index, concernedBy(index, at(index, title)));
  for (const title of ["志愿者名册", "⑵经常开展学雷锋活动；", "Ⅲ-6 志愿服务", "植树活动照片"]) {
    assert.deepEqual(concerned(title), ["吴霜降", "灯塔科", "顾长风"]);
  }
  assert.deepEqual(concerned("周小满"), ["周小满"]);
  assert.deepEqual(concerned("办公室"), ["办公室"]);
  assert.deepEqual(concerned("月历"), []);
});

for (const leads of [true, false]) {
  test(`of several ${leads ? "leaders" : "people"} the first of the table comes first`, () => {
    const own = indexOf([
      { kind: "人", place: "a/", title: "甲", leads },
      { kind: "人", place: "b/", title: "乙", leads },
      { kind: "条款", place: "c/", title: "丙", members: [1, 0] },
    ]);
    assert.deepEqual(concernedBy(own, 2), [0, 1]);
    assert.deepEqual(own.entries[2].members, [1, 0]);
  });
}
