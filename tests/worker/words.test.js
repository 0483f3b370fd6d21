/* Words of a query, as text, as code, as mark, as pinyin. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { wordOf } from "../../hooks/allocation/pages/assets/search-worker/words.js";

const VARIANTS = Object.assign(Object.create(null), { 領: "领" });
const read = (typed) => wordOf(typed, VARIANTS);

const TEXTS = [
  ["領导", "领导"],
  ["《照片》", "照片"],
  ["ＡＢＣ", "abc"],
  ["任务单.docx", "任务单"],
  ["任务单.PDF", "任务单"],
  ["照片.jpg", "照片"],
  ["照片.jpeg", "照片"],
  ["封面.png", "封面"],
  ["分工.xlsx", "分工"],
  ["分工.xls", "分工"],
  ["说明.pdf.txt", "说明pdftxt"],
  ["阿依古丽·买买提", "阿依古丽买买提"],
  [".*", "*"],
  ["", ""],
];

for (const [typed, text] of TEXTS) {
  test(`the text of “${typed}” is “${text}”`, () => assert.equal(read(typed).text, text));
}

const PATHS = [
  ["Ⅲ-6", [3, 6], true],
  ["Ⅲ—6", [3, 6], true],
  ["Ⅲ－6", [3, 6], true],
  ["Ⅲ_6", [3, 6], true],
  ["Ⅲ‑6", [3, 6], true],
  ["3~6", [3, 6], true],
  ["3.6", [3, 6], true],
  ["Ⅲ-6-⑵-01", [3, 6, 2, 1], true],
  ["Ⅲ-6②", [3, 6, 2], true],
  ["三", [3], false],
  ["3", [3], false],
  ["Ⅲ", [3], false],
  ["照片", [], false],
  ["⑵", [], true],
  ["②", [], true],
];

for (const [typed, path, isCode] of PATHS) {
  test(`${typed} is ${isCode ? "nothing but a code" : "text, too"}: ${path}`, () => {
    assert.deepEqual(read(typed).path, path);
    assert.equal(read(typed).isCode, isCode);
  });
}

const MARKS = [
  ["⑵", 2],
  ["②", 2],
  ["（2）", 2],
  ["2", 2],
  ["12", 12],
  ["3-6", null],
  ["照片", null],
  ["", null],
];

for (const [typed, mark] of MARKS) {
  test(`“${typed}” is the mark ${mark}`, () => assert.equal(read(typed).mark, mark));
}

test("a number, an ordinal and a Roman number are told apart", () => {
  const sorts = (typed) => {
    const { isNumber, isOrdinal, isRoman } = read(typed);
    return [isNumber, isOrdinal, isRoman];
  };
  assert.deepEqual(sorts("3"), [true, false, false]);
  assert.deepEqual(sorts("三"), [false, true, false]);
  assert.deepEqual(sorts("Ⅲ"), [false, false, true]);
  assert.deepEqual(sorts("iv"), [false, false, true]);
  assert.deepEqual(sorts("三-1"), [false, false, false]);
  assert.deepEqual(sorts("Ⅲ-6"), [false, false, false]);
  assert.deepEqual(sorts("照片"), [false, false, false]);
  assert.deepEqual(sorts("45%"), [false, false, false]);
});

const IDS = [
  ["Ⅲ-6", "iii-6"],
  ["Ⅲ6", "iii-6"],
  ["3-6", "iii-6"],
  ["1-6", "i-6"],
  ["2-6", "ii-6"],
  ["4-6", "iv-6"],
  ["5-6", "5-6"],
  ["vi6", "vi-6"],
  ["Ⅲ-6-2-01", "iii-6-2-01"],
  ["3-7第6条", "iii-7-n6"],
  ["3-7-第6条", "iii-7-n6"],
  ["filing-2026-001", "filing-2026-001"],
];

for (const [typed, id] of IDS) {
  test(`${typed} is the id ${id}`, () => assert.equal(read(typed).id, id));
}

const LETTERS = [
  ["zxm", "zxm"],
  ["ZhouXiaoman", "zhouxiaoman"],
  ["zhōuxiǎomǎn", "zhouxiaoman"],
  ["lǜ", "lv"],
  ["lü", "lv"],
  ["xi'an", "xian"],
  ["xi’an", "xian"],
  ["zhou-xiaoman", "zhouxiaoman"],
  ["周xm", "周xm"],
  ["zhou小满", "zhou小满"],
  ["照片", null],
  ["a1", null],
  ["45", null],
  ["", null],
  ["абв", null],
  ["한글", null],
  ["a".repeat(30), "a".repeat(30)],
  ["a".repeat(31), null],
];

for (const [typed, letters] of LETTERS) {
  test(`the letters of “${typed}” are ${letters}`, () => {
    assert.equal(read(typed).letters, letters);
  });
}

test("a word does not know of other words", () => assert.equal(read("照片").alone, false));

test("words of any length and script are read", () => {
  for (const typed of [
    "照".repeat(5000),
    "a".repeat(5000),
    "1-".repeat(2500),
    "עברית",
    "ไทย",
    "😀",
  ]) {
    assert.equal(typeof read(typed).text, "string");
  }
});
