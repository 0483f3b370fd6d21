/* What a query asks for, as the looser pass takes it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { isEmpty, wishOf } from "../../hooks/allocation/pages/assets/search-worker/wish.js";
import { indexOf, newFixture, titlesAt } from "./fixture.js";

const index = newFixture();
const wish = (typed, own = index) => wishOf(own, typed);
const features = (typed, own = index) =>
  wish(typed, own).features.map(({ names, words }) => titlesAt(own, [...names, ...words]));
const total = (typed) => wish(typed).features.reduce((sum, { weight }) => sum + weight, 0);
const CODES = ["Ⅲ-6", "3-6", "iii6", "Ⅲ之6"];

test("nothing asks for nothing", () => {
  for (const typed of ["", "  ", "。？"]) {
    const { features: none, missing, codes, count, pieces, hasNumber } = wish(typed);
    assert.deepEqual([none, missing, codes, count, pieces, hasNumber], [[], 0, [], 0, [], false]);
  }
});

test("characters count in pairs, where the index holds them", () => {
  assert.deepEqual(features("雷锋照"), [["⑵经常开展学雷锋活动；", "学雷锋活动照片"]]);
  assert.equal(features("学雷锋").length, 2);
  assert.equal(features("志愿者名").length, 3);
});

test("what is rarer weighs more", () => {
  assert.ok(total("植树") > total("雷锋"));
  assert.ok(total("雷锋") > total("活动"));
  assert.ok(total("活动") > 0);
});

test("characters that stand nowhere are missing, the lone one less", () => {
  assert.equal(wish("雷锋").missing, 0);
  const one = wish("雷锋艇").missing;
  const two = wish("雷锋潜艇").missing;
  const three = wish("雷锋潜水艇").missing;
  assert.ok(one > 0);
  assert.ok(two > 2 * one);
  assert.ok(Math.abs(three / two - 1.5) < 1e-9);
});

test("characters that say nothing are not missed", () => {
  assert.equal(wish("雷锋的").missing, 0);
  assert.equal(wish("我看雷锋了").missing, 0);
  assert.deepEqual(wish("我看雷锋了").pieces, ["雷锋"]);
});

test("what is marked are the runs that the index holds", () => {
  assert.deepEqual(wish("学雷锋和潜水艇的照片").pieces, ["学雷锋", "照片"]);
  assert.deepEqual(wish("周小满45").pieces, ["周小满", "45"]);
  for (const piece of ["名册", "名单"]) assert.ok(wish("名单").pieces.includes(piece));
  assert.deepEqual(wish("潜水艇").pieces, []);
});

test("runs whose joint the index does not hold are marked apart", () => {
  assert.deepEqual(wish("照片学雷锋").pieces, ["照片", "学雷锋"]);
});

for (const typed of CODES) {
  test(`${typed} is a code, all of which must match`, () => {
    const { codes, features: others } = wish(`${typed}的照片`);
    assert.deepEqual(
      codes.map(({ path }) => path),
      [[3, 6]],
    );
    assert.ok(others.length);
  });
}

test("people are required, by name, title or sound", () => {
  for (const typed of ["周小满", "周主任", "洲晓曼"]) {
    const [feature] = wish(typed).features;
    assert.equal(feature.isRequired, true);
    assert.deepEqual(titlesAt(index, feature.names), ["周小满"]);
    assert.deepEqual(feature.words, []);
  }
  assert.ok(wish("雷锋").features.every(({ isRequired }) => !isRequired));
});

test("who is meant by the sound only is told, and not marked", () => {
  assert.deepEqual(titlesAt(index, wish("洲晓曼").sounding), ["周小满"]);
  assert.deepEqual(wish("洲晓曼").pieces, []);
  assert.equal(wish("周小满").sounding.size, 0);
});

test("a longer name weighs more", () => assert.ok(total("周小满") > total("小周")));

test("a question is told by its words, which are not looked for", () => {
  assert.deepEqual(Array.from(wish("谁负责雷锋").questions.keys()), [5]);
  assert.deepEqual(features("谁负责雷锋"), features("雷锋"));
  assert.deepEqual(Array.from(wish("雷锋").questions.keys()), []);
  assert.deepEqual(Array.from(wish("怎么截止").questions.keys()), [0, 2]);
});

test("a word of a question that does not ask is looked for, with little weight", () => {
  const own = indexOf([
    { kind: "手册", place: "a/", title: "换一个责任人" },
    { kind: "手册", place: "b/", title: "照片" },
  ]);
  const both = wish("照片责任人", own).features;
  assert.equal(both.length, 2);
  assert.ok(both[1].weight < both[0].weight / 2);
});

test("a synonym finds what holds another one; the word itself counts a little more", () => {
  const own = indexOf([
    { kind: "材料", place: "a/", title: "志愿者名册" },
    { kind: "材料", place: "b/", title: "党员名单" },
    { kind: "材料", place: "c/", title: "照片" },
  ]);
  for (const typed of ["名单", "花名册"]) {
    const found = new Set(features(typed, own).flat());
    assert.deepEqual(Array.from(found).sort(), ["党员名单", "志愿者名册"]);
    assert.equal(wish(typed, own).missing, 0);
  }
  const weightOf = (title) =>
    wish("名单", own)
      .features.filter(({ names }) => titlesAt(own, names).includes(title))
      .reduce((sum, { weight }) => sum + weight, 0);
  assert.ok(weightOf("党员名单") > weightOf("志愿者名册"));
});

test("a synonym that is nowhere, nor any other of its group, is missing", () => {
  const own = newFixture({ synonyms: [["潜水艇", "潜艇"]] });
  assert.ok(wish("潜水艇", own).missing > 0);
  assert.deepEqual(wish("潜水艇", own).features, []);
});

test("numbers and letters count as a whole, or are missing", () => {
  assert.deepEqual(features("45%"), [["注册志愿者比例"]]);
  assert.equal(wish("45%").hasNumber, true);
  assert.deepEqual(features("99%"), []);
  assert.ok(wish("99%").missing > 0);
  assert.deepEqual(features("zxm"), [["周小满"]]);
  assert.ok(wish("qqqq").missing > wish("qq").missing);
  assert.equal(wish("雷锋").hasNumber, false);
});

test("a year counts little, and is not missed", () => {
  assert.equal(wish("1999年").missing, 0);
  assert.deepEqual(features("1999年"), []);
  assert.ok(total("2026年") > 0);
  assert.deepEqual(
    wish("2026年植树").features.map(({ isExtra }) => Boolean(isExtra)),
    [true, false],
  );
  assert.equal(wish("2026年").hasNumber, false);
});

test("periods and boxes count as a whole", () => {
  assert.deepEqual(features("26年6月"), [["2026年6月"]]);
  assert.deepEqual(features("第三盒"), [["第3盒", "植树活动照片"]]);
  assert.deepEqual(features("第99盒"), []);
  assert.ok(wish("第99盒").missing > 0);
});

test("words that say nothing are looked for where there are no others", () => {
  const own = indexOf([{ kind: "手册", place: "a/", title: "搜索" }]);
  assert.deepEqual(features("怎么搜索", own), [["搜索"]]);
  assert.deepEqual(
    features("怎么搜索照片", indexOf([{ kind: "手册", place: "a/", title: "照片 搜索" }])).length,
    1,
  );
});

test("the words looked for are counted, without those of questions and fillers", () => {
  assert.equal(wish("雷锋").count, 1);
  assert.equal(wish("雷锋 植树").count, 2);
  assert.equal(wish("谁负责 雷锋").count, 1);
  assert.equal(wish("雷锋 名单").count, 2);
  assert.equal(wish("周小满 45").count, 2);
});

test("no more than 31 features count", () => {
  const title = Array.from({ length: 60 }, (_, at) => String.fromCharCode(0x5000 + at)).join("");
  const own = indexOf([{ kind: "材料", place: "a/", title }]);
  assert.equal(wish(title, own).features.length, 31);
  assert.equal(wish(title.slice(0, 32), own).features.length, 31);
  assert.equal(wish(title.slice(0, 31), own).features.length, 30);
});

test("an empty index, other scripts and long texts are no obstacle", () => {
  assert.deepEqual(wish("照片", indexOf([])).features, []);
  for (const typed of [
    "Привет",
    "한글",
    "עברית",
    "\ud83d\ude00",
    "\ud800",
    "[",
    "照".repeat(5000),
  ]) {
    assert.deepEqual(features(typed), []);
  }
});

test("what is only an extra is nothing in particular", () => {
  for (const typed of ["", "谁", "怎么截止"]) assert.equal(isEmpty(wish(typed)), true);
  for (const typed of ["雷锋", "3-6", "潜水艇", "周小满"])
    assert.equal(isEmpty(wish(typed)), false);
});

test("whether a word asks, or may be looked for, too, is told", () => {
  assert.equal(wish("谁负责").questions.get(5), true);
  assert.equal(wish("责任人").questions.get(5), false);
  assert.equal(wish("谁是责任人").questions.get(5), true);
  assert.equal(wish("责任人是谁").questions.get(5), true);
});

const heardIn = (titles) =>
  indexOf(
    titles.map((title) => ({ kind: "材料", place: "a/", title })),
    { readings: { ming: "名", ce: "册", zhao: "照兆", pian: "片骗", ji: "集级" } },
  );

test("what is nowhere is what sounds like it, beside something that is known", () => {
  const own = heardIn(["名册照片", "名册"]);
  const heard = wish("名册兆骗", own);
  assert.deepEqual(titlesAt(own, heard.sounding), ["名册照片"]);
  assert.equal(heard.missing, 0);
  const alone = wish("兆骗", own);
  assert.equal(alone.sounding.size, 0);
  assert.ok(alone.missing > 0);
});

test("one character alone is not heard, nor more than four", () => {
  for (const typed of ["名册兆", "名册兆骗级兆骗"]) {
    const own = heardIn(["名册", "照片集照片", "照"]);
    assert.equal(wish(typed, own).sounding.size, 0);
    assert.ok(wish(typed, own).missing > 0);
  }
  assert.equal(wish("名册兆骗级兆", heardIn(["名册", "照片集照"])).sounding.size, 1);
});

test("in more than five thousand entries nothing is heard", () => {
  const many = heardIn(Array.from({ length: 5001 }, () => "名册照片"));
  assert.equal(wish("名册兆骗", many).sounding.size, 0);
});

test("who is named is meant where the name stands, too", () => {
  const own = indexOf([
    { kind: "人", place: "a/", title: "周小满" },
    { kind: "材料", place: "b/", title: "周小满的总结" },
    { kind: "材料", place: "c/", title: "总结", text: "周小满写" },
  ]);
  for (const typed of ["周小满", "洲小满"]) {
    const [{ names, words, isRequired }] = wish(typed, own).features;
    assert.deepEqual(
      [titlesAt(own, names), titlesAt(own, words)],
      [["周小满", "周小满的总结"], ["总结"]],
    );
    assert.equal(isRequired, true);
  }
});

test("beside two questions, words that say nothing stay unsaid", () => {
  const own = indexOf([{ kind: "手册", place: "a/", title: "搜索" }]);
  assert.deepEqual(features("怎么截止搜索", own), []);
});
