/* What a query asks for: its kind and its words. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  filterOf,
  queryOf,
  visible,
} from "../../hooks/allocation/pages/assets/search-worker/query.js";
import { KINDS, newFixture } from "./fixture.js";

const index = newFixture();
const texts = (typed) => queryOf(index, typed).words.map(({ text }) => text);
const paths = (typed) => queryOf(index, typed).words.map(({ path }) => path);

test("characters that nobody sees are left out", () => {
  for (const char of "\u00ad\u200b\u200e\u200f\u202a\u202e\u2060\u2069\ufeff") {
    assert.equal(visible(`照${char}片`), "照片");
  }
  assert.equal(visible(" 照\u3000片 "), " 照\u3000片 ");
});

const WORDS = [
  ["周小满 照片", ["周小满", "照片"]],
  ["  周小满　照片  ", ["周小满", "照片"]],
  ["周小满+照片,名册，通知;会议；纪要", ["周小满", "照片", "名册", "通知", "会议", "纪要"]],
  ["照片 。 《》", ["照片"]],
  ["", []],
  ["  ", []],
  ["。、“”", []],
  [".* [a", ["*", "a"]],
];

for (const [typed, wanted] of WORDS) {
  test(`the words of “${typed}” are [${wanted}]`, () => assert.deepEqual(texts(typed), wanted));
}

test("twelve words are looked for, not more", () => {
  const typed = Array.from("甲乙丙丁戊己庚辛壬癸子丑寅卯").join(" ");
  assert.equal(texts(typed).length, 12);
  assert.equal(texts("照片 ".repeat(2500)).length, 12);
});

test("the only word of a query knows that it is alone", () => {
  assert.equal(queryOf(index, "照片").words[0].alone, true);
  assert.deepEqual(
    queryOf(index, "照片 名册").words.map(({ alone }) => alone),
    [false, false],
  );
});

const JOINED = [
  ["Ⅲ 6", [[3, 6]]],
  ["iii 6", [[3, 6]]],
  ["III - 6", [[3, 6]]],
  ["III -6", [[3, 6]]],
  ["Ⅲ —6", [[3, 6]]],
  ["3 6", [[3, 6]]],
  ["三 六", [[3, 6]]],
  ["三 6", [[3, 6]]],
  ["3 6 1", [[3], [6], [1]]],
  ["照片 Ⅲ 6", [[], [3, 6]]],
  ["Ⅲ 6 照片", [[3, 6], []]],
  ["iv 6", [[4], [6]]],
  ["照片 6", [[], [6]]],
];

for (const [typed, wanted] of JOINED) {
  test(`the codes in “${typed}” are ${JSON.stringify(wanted)}`, () => {
    assert.deepEqual(paths(typed).slice(0, wanted.length), wanted);
  });
}

const named = (kinds) => kinds && kinds.map((at) => KINDS[at].name);

for (const typed of ["材料：志愿", "材料:志愿", " 材料： 志愿", "材料：　志愿"]) {
  test(`“${typed}” looks for 志愿 in evidence and indicators`, () => {
    const { kinds, words } = queryOf(index, typed);
    assert.deepEqual(named(kinds), ["材料", "量化要求"]);
    assert.deepEqual(
      words.map(({ text }) => text),
      ["志愿"],
    );
  });
}

test("other forms of the name of a kind filter, too", () => {
  const other = newFixture({ variants: "頁页" });
  assert.deepEqual(named(filterOf(other, "頁面：照片").kinds), ["页面"]);
});

for (const typed of ["照片：志愿", "：志愿", "constructor:照片", "志愿 材料：", "材料"]) {
  test(`“${typed}” begins with no kind`, () => {
    assert.deepEqual(filterOf(index, typed), { kinds: undefined, rest: typed });
  });
}

test("a kind alone asks for all of its entries", () => {
  const { kinds, words } = queryOf(index, "材料：");
  assert.deepEqual(named(kinds), ["材料", "量化要求"]);
  assert.deepEqual(words, []);
});
