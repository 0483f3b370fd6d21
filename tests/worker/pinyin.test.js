/* Letters that match the pinyin of a text. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  matchName,
  matchRunning,
} from "../../hooks/allocation/pages/assets/search-worker/pinyin.js";
import * as module from "../../hooks/allocation/pages/assets/search-worker/strength.js";
import { wordOf } from "../../hooks/allocation/pages/assets/search-worker/words.js";
import { newFixture } from "./fixture.js";

const strength = { ...module };
const { readings, variants } = newFixture();
const named = (text, typed) => matchName(text, wordOf(typed, variants), readings);
const running = (text, typed) => matchRunning(text, wordOf(typed, variants), readings);

const NAMES = [
  ["zhouxiaoman", "EXACT"],
  ["zxm", "EXACT"],
  ["zhxm", "EXACT"],
  ["zhouxm", "EXACT"],
  ["zxiaoman", "EXACT"],
  ["周xm", "EXACT"],
  ["zhou小满", "EXACT"],
  ["zhou", "STRONG"],
  ["zhouxi", "STRONG"],
  ["zx", "STRONG"],
  ["zh", "STRONG"],
  ["xiaoman", "IN_TEXT"],
  ["xm", "IN_TEXT"],
  ["man", "IN_TEXT"],
  ["ma", "IN_TEXT"],
  ["zhouxiaomann", "NONE"],
  ["mxz", "NONE"],
  ["zhoxiaoman", "NONE"],
  ["hou", "NONE"],
  ["an", "NONE"],
  ["周 小满xm", "NONE"],
  ["qq", "NONE"],
];

for (const [typed, wanted] of NAMES) {
  test(`“${typed}” matches the name 周小满: ${wanted}`, () => {
    assert.equal(named("周小满", typed), strength[wanted]);
  });
}

const RUNNING = [
  ["xueleifenghuodongzhaopian", "EXACT"],
  ["xueleifeng", "STRONG"],
  ["leifeng", "STRONG"],
  ["zhaopian", "STRONG"],
  ["雷feng", "STRONG"],
  ["leifen", "PARTIAL"],
  ["leif", "PARTIAL"],
  ["lei", "STRONG"],
  ["le", "NONE"],
  ["lf", "NONE"],
  ["xlf", "NONE"],
  ["eifeng", "NONE"],
  ["leifengzhaopian", "NONE"],
];

for (const [typed, wanted] of RUNNING) {
  test(`“${typed}” matches the running text 学雷锋活动照片: ${wanted}`, () => {
    assert.equal(running("学雷锋活动照片", typed), strength[wanted]);
  });
}

test("each reading of a character matches", () => {
  for (const typed of ["guzhangfeng", "guchangfeng", "gucf", "guzf"]) {
    assert.equal(named("顾长风", typed), strength.EXACT);
  }
  for (const typed of ["chong", "zhong"]) assert.equal(running("重", typed), strength.EXACT);
});

test("zh, ch and sh are initials of such syllables only", () => {
  assert.equal(named("周小满", "zhxm"), strength.EXACT);
  assert.equal(named("组织", "zhz"), strength.NONE);
  assert.equal(named("组织", "zzh"), strength.EXACT);
});

test("letters may begin with every character, also again", () => {
  const own = { 甲: ["ba"], 乙: ["bu"] };
  const match = (text, typed) => matchName(text, wordOf(typed, {}), own);
  assert.equal(match("甲甲乙", "babu"), strength.IN_TEXT);
  assert.equal(match("甲乙", "babu"), strength.EXACT);
  assert.equal(match("甲乙甲乙甲", "babababu"), strength.NONE);
});

test("thirty letters match, the most that are taken", () => {
  const text = "周".repeat(30);
  assert.equal(named(text, "z".repeat(30)), strength.EXACT);
  assert.equal(named(`${text}周`, "z".repeat(30)), strength.STRONG);
  assert.equal(running("满".repeat(10), "man".repeat(10)), strength.EXACT);
});

test("a word keeps apart what it learnt of names and of texts", () => {
  const word = wordOf("zx", variants);
  assert.equal(matchName("周小满", word, readings), strength.STRONG);
  assert.equal(matchRunning("周小满", word, readings), strength.NONE);
  assert.equal(matchName("周小满", word, readings), strength.STRONG);
});

test("a word may be matched with many texts", () => {
  const word = wordOf("xiaoman", variants);
  const texts = ["周小满", "吴霜降", "小满", "满小", "", "小满"];
  assert.deepEqual(
    texts.map((text) => matchName(text, word, readings)),
    [strength.IN_TEXT, strength.NONE, strength.EXACT, strength.NONE, strength.NONE, strength.EXACT],
  );
});

test("texts in other scripts, empty or long ones, match nothing or themselves", () => {
  for (const text of ["", "Привет", "𠮷", "\ud800", "%^&*", "潜".repeat(5000)]) {
    assert.equal(named(text, "zxm"), strength.NONE);
    assert.equal(running(text, "zxm"), strength.NONE);
  }
  assert.equal(named("word", "word"), strength.EXACT);
  assert.equal(running("用word打开", "word"), strength.STRONG);
});
