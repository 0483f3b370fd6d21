/* Printed codes, as people type them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  chineseNumber,
  codePath,
  codesApart,
  markOf,
  uncircled,
} from "../../hooks/allocation/pages/assets/search-worker/codes.js";

const PATHS = [
  ["iii-12", [3, 12]],
  ["iii12", [3, 12]],
  ["iii.12", [3, 12]],
  ["iii/12", [3, 12]],
  ["三-12", [3, 12]],
  ["三、12", [3, 12]],
  ["3·12", [3, 12]],
  ["3.12(5)", [3, 12, 5]],
  ["3-12-5-01", [3, 12, 5, 1]],
  ["1-1第6条", [1, 1, 6]],
  ["第六条", [6]],
  ["3款", [3]],
  ["3项", [3]],
  ["i", [1]],
  ["ii", [2]],
  ["iii", [3]],
  ["iv", [4]],
  ["v", [5]],
  ["vi", [6]],
  ["vii-1", [7, 1]],
  ["(5)", [5]],
];

for (const [typed, path] of PATHS) {
  test(`${typed} spells the numbers ${path}`, () => assert.deepEqual(codePath(typed), path));
}

for (const typed of ["", "照片", "-", "第", "x", "viii-1", "iiii-1", ".*", "[", "3-12照片", "a3"]) {
  test(`“${typed}” spells no code`, () => assert.deepEqual(codePath(typed), []));
}

const NUMBERS = {
  〇: 0,
  二十〇: 20,
  一: 1,
  九: 9,
  十: 10,
  十二: 12,
  二十: 20,
  二十三: 23,
  九十九: 99,
};

for (const [numeral, number] of Object.entries(NUMBERS)) {
  test(`${numeral} is ${number}`, () => assert.equal(chineseNumber(numeral), number));
}

const MARKS = { "(5)": 5, "(12)": 12, 5: null, "(1": null, "((1))": null, "(a)": null, "": null };

for (const [typed, mark] of Object.entries(MARKS)) {
  test(`the mark of “${typed}” is ${mark}`, () => assert.equal(markOf(typed), mark));
}

test("circled numbers stand in brackets, from the first to the last of them", () => {
  assert.equal(uncircled("①、⑨、⑳"), "(1)、(9)、(20)");
  assert.equal(uncircled("Ⅲ㉑⓪"), "Ⅲ㉑⓪");
});

const APART = [
  ["关于iii-6的照片", "关于 iii-6 的照片"],
  ["iii6的照片", " iii6 的照片"],
  ["3-6的照片", " 3-6 的照片"],
  ["三-六的照片", " 三-六 的照片"],
  ["登记2026-001在哪", "登记 2026-001 在哪"],
  ["iii-6-(1)照片", " iii-6-(1) 照片"],
  ["3-6-2照片", " 3-6-2 照片"],
  ["3-6第3条", " 3-6第3条 "],
  ["a照3-6照", "a照 3-6 照"],
  ["3照3-6", "3照 3-6 "],
];

for (const [typed, wanted] of APART) {
  test(`the code in ${typed} stands apart`, () => assert.equal(codesApart(typed), wanted));
}

for (const code of ["l-6", "i-6", "ll-6", "lll-6", "ili-6", "111-6", "111之6"]) {
  test(`l and 1 of ${code} are i`, () => {
    const count = code.startsWith("111") ? 3 : code.indexOf("-");
    assert.equal(codesApart(code), ` ${"i".repeat(count)}-6 `);
  });
}

for (const text of ["all 3", "a111-6", "5111-6", "11-6", "lllll-6"]) {
  test(`the letters of ${text} are no Roman number`, () => {
    assert.ok(!codesApart(text).includes("iii"));
    assert.ok(codesApart(text).includes(text.trim()));
  });
}

for (const joint of ["之", "杠", "横", "点", "一", "—", "——", "–", "－", " 之 "]) {
  test(`3${joint}6 is 3-6`, () => assert.equal(codesApart(`3${joint}6`), " 3-6 "));
}

test("several words join a code", () => {
  assert.equal(codesApart("iii之6之2"), " iii-6-2 ");
});

test("words between other characters join nothing", () => {
  for (const text of ["之前", "一点", "第一", "十一", "小之又小"]) {
    assert.equal(codesApart(text), text);
  }
});

for (const [open, close] of [
  "()",
  "[]",
  "【】",
  "〔〕",
  "{}",
  "〈〉",
  "《》",
  "「」",
  "『』",
  "<>",
]) {
  test(`a mark in ${open}${close} is one in round brackets`, () => {
    assert.equal(codesApart(`${open}5${close}`), "(5)");
    assert.equal(codesApart(`${open} 12 ${close}`), "(12)");
  });
}

test("brackets around more than a mark stay", () => {
  for (const text of ["(123)", "〔2026〕3号", "【照片】", "()"]) {
    assert.equal(codesApart(text), text);
  }
});

test("the number of an article is in digits", () => {
  assert.equal(codesApart("第六条"), "第6条");
  assert.equal(codesApart("第二十三条"), "第23条");
});

test("a code within a longer word or number stays in it", () => {
  for (const text of ["abc3-6", "3-6abc", "2026-0012", "13-6", "2026-06-15"]) {
    assert.equal(codesApart(text).trim(), text);
  }
  for (const text of ["abc3-6", "3-6abc", "2026-0012"]) assert.equal(codesApart(text), text);
});

test("a long text is read in no time", () => {
  const long = "3-6的照片之".repeat(1000);
  const start = Date.now();
  assert.ok(codesApart(long).startsWith(" 3-6 的照片"));
  assert.deepEqual(codePath("3".repeat(5000)).length, 1);
  assert.deepEqual(codePath(`${"3-".repeat(2500)}x`), []);
  assert.ok(Date.now() - start < 10000);
});

test("a Roman number joined to a Chinese one stands apart, too", () => {
  assert.equal(codesApart("关于iii之六的照片"), "关于 iii-六 的照片");
});

test("111 at the start of a longer number is no Roman one", () => {
  for (const text of ["1112", "11123456", "1111-6"]) assert.equal(codesApart(text), text);
});
