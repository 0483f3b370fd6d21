/* Spellings in pinyin, and one slip in typing them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isOneSlipAway,
  isPinyin,
  repaired,
  spellingsOf,
} from "../../hooks/allocation/pages/assets/search-worker/spelling.js";
import { newFixture } from "./fixture.js";

const { readings, syllables } = newFixture();

test("a name has the spellings of all its readings", () => {
  assert.deepEqual(spellingsOf("周小满", readings), ["zhouxiaoman"]);
  assert.deepEqual(spellingsOf("重重", { 重: ["chong", "zhong"] }), [
    "chongchong",
    "chongzhong",
    "zhongchong",
    "zhongzhong",
  ]);
  assert.deepEqual(spellingsOf("周a1小", readings), ["zhoua1xiao"]);
  assert.deepEqual(spellingsOf("周-Б小", readings), ["zhouxiao"]);
  assert.deepEqual(spellingsOf("", readings), [""]);
});

test("a long name has no more than sixteen spellings", () => {
  const spellings = spellingsOf("重".repeat(50), { 重: ["chong", "zhong"] });
  assert.equal(spellings.length, 16);
});

const SLIPS = [
  ["zhouxiaoman", true],
  ["zhoxiaoman", true],
  ["zhouxiaomann", true],
  ["zhouxiaonan", true],
  ["zhuoxiaoman", true],
  ["houxiaoman", true],
  ["azhouxiaoman", true],
  ["zhouxiaoma", true],
  ["zhouxiaomna", true],
  ["zhouxiaomnm", false],
  ["zhoxiaomn", false],
  ["zhouxiaomannn", false],
  ["zhuoxiaomna", false],
  ["nahouxiaomoz", false],
  ["", false],
  ["z", false],
  ["x".repeat(5000), false],
  ["ouxiaoman", false],
  ["hzouxiaoman", true],
  ["hzouxiaomna", false],
];

for (const [typed, isNear] of SLIPS) {
  test(`“${typed.slice(0, 20)}” is ${isNear ? "at most one slip" : "further"} from 周小满`, () => {
    assert.equal(isOneSlipAway("周小满", [typed], readings), isNear);
  });
}

test("one of several forms is enough", () => {
  assert.equal(isOneSlipAway("周小满", ["aaaaaaaaaaa", "zhouxiaonan"], readings), true);
  assert.equal(isOneSlipAway("周小满", ["aaaaaaaaaaa", "bbbbbbbbbbb"], readings), false);
});

test("letters of a name count as themselves", () => {
  assert.equal(isOneSlipAway("word", ["wrod"], readings), true);
  assert.equal(isOneSlipAway("word", ["wordy"], readings), true);
  assert.equal(isOneSlipAway("word", ["wd"], readings), false);
});

test("a syllable has up to six letters", () => {
  assert.equal(isOneSlipAway("双", ["shuangg"], { 双: ["shuang"] }), true);
  assert.equal(isPinyin("zhuang", { zhuang: "装" }), true);
});

const PINYIN = [
  ["zhouxiaoman", true],
  ["zhou", true],
  ["zhouq", false],
  ["zho", false],
  ["zhouxiaomann", false],
  ["a", true],
  ["q", false],
];

for (const [letters, wanted] of PINYIN) {
  test(`${letters} ${wanted ? "falls" : "does not fall"} into syllables`, () => {
    assert.equal(isPinyin(letters, syllables), wanted);
  });
}

test("what falls into syllables in one of several ways is pinyin", () => {
  const own = { fa: "发", fan: "反", gan: "感", an: "案" };
  assert.equal(isPinyin("fangan", own), true);
  assert.equal(isPinyin("fanan", own), true);
  assert.equal(isPinyin("fann", own), false);
});

const own = { zhou: "周", man: "满", an: "案" };
const REPAIRS = [
  ["zhouman", ["zhouman"]],
  ["zhouan", ["zhouan", "zhouman"]],
  ["zhoumann", ["zhouman"]],
  ["zhuoman", ["zhouman"]],
  ["zhoman", ["zhouman"]],
  ["zhoumon", ["zhouman"]],
  ["houman", ["zhouman"]],
  ["zhouma", ["zhouman"]],
  ["qqqqqq", []],
];

for (const [typed, wanted] of REPAIRS) {
  test(`one slip put right, ${typed} may be [${wanted}]`, () => {
    const spellings = repaired(typed, own);
    for (const spelling of wanted) assert.ok(spellings.includes(spelling));
    assert.equal(new Set(spellings).size, spellings.length);
    assert.ok(spellings.every((spelling) => isPinyin(spelling, own)));
    if (!wanted.length) assert.deepEqual(spellings, []);
  });
}
