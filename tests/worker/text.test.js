/* Texts as they are compared, and as they are shown. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bare,
  escaped,
  plain,
  simplified,
  wellFormed,
} from "../../hooks/allocation/pages/assets/search-worker/text.js";

const PLAIN = [
  ["", ""],
  ["ABC", "abc"],
  ["ＡＢＣ１２３", "abc123"],
  ["Ⅲ－６", "iii-6"],
  ["⑴", "(1)"],
  ["①", "1"],
  ["㈠", "(一)"],
  ["Ä", "ä"],
  ["ΑΒΓ", "αβγ"],
];

for (const [typed, wanted] of PLAIN) {
  test(`“${typed}” is plainly “${wanted}”`, () => assert.equal(plain(typed), wanted));
}

test("other forms of characters are the simplified ones", () => {
  const variants = Object.assign(Object.create(null), { 領: "领", 𠮷: "吉", a: "b" });
  assert.equal(simplified("領导", variants), "领导");
  assert.equal(simplified("照片", variants), "照片");
  assert.equal(simplified("A", variants), "a");
  assert.equal(simplified("constructor", Object.create(null)), "constructor");
});

const GAPS =
  " \t\n\u3000·•'’\"“”‘’「」『』《》〈〉,，.。;；:：!！?？、-–—_/\\()（）[]【】〔〕〖〗{}";

for (const gap of new Set(GAPS)) {
  test(`U+${gap.charCodeAt(0).toString(16)} is left out, but between two numbers`, () => {
    assert.equal(bare(`照${gap}片`), "照片");
    assert.equal(bare(`${gap}照片${gap}${gap}`), "照片");
    assert.equal(bare(`1${gap}照`), "1照");
    assert.equal(bare(`照${gap}1`), "照1");
    assert.equal(bare(`3${gap}12`), "3 12");
    assert.equal(bare(`3${gap}${gap}1${gap}2`), "3 1 2");
  });
}

for (const text of ["", "照片", "a+b*c^$|#@&=%~<>", "émile", "Привет", "안녕", "𠮷"]) {
  test(`“${text}” has nothing to leave out`, () => assert.equal(bare(text), text));
}

for (const text of ["", " ", "。，", "()", "——"]) {
  test(`“${text}” is nothing`, () => assert.equal(bare(text), ""));
}

test("a long text is bared in no time", () => {
  const start = Date.now();
  assert.equal(bare("-".repeat(5000)), "");
  assert.equal(bare("1-".repeat(2500)).length, 4999);
  assert.ok(Date.now() - start < 10000);
});

const HALVES = [
  ["照\ud800片", "照片"],
  ["\udc00", ""],
  ["\ud842", ""],
  ["\udbff\ud842\udfb7\udfff", "𠮷"],
  ["𠮷", "𠮷"],
  ["\ud7ff\ue000", "\ud7ff\ue000"],
  ["", ""],
];

for (const [text, wanted] of HALVES) {
  test(`halves of characters go: ${JSON.stringify(text)}`, () => {
    assert.equal(wellFormed(text), wanted);
    assert.doesNotThrow(() => encodeURIComponent(wellFormed(text)));
  });
}

test("nothing of a text is taken for HTML", () => {
  const html = escaped(`<b id="x" class='y'>&amp;</b>照片`);
  assert.ok(!/[<>"']/.test(html));
  assert.ok(!/&(?!#\d+;)/.test(html));
  assert.equal(
    html.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code)),
    `<b id="x" class='y'>&amp;</b>照片`,
  );
});
