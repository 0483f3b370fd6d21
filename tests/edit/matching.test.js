/* What is typed finds people, codes and names. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  fittingCandidates,
  initialsOf,
  lettersOf,
  namedCandidate,
  usualForms,
} from "../../hooks/allocation/pages/assets/edit/matching.js";

/** @param {string} value @param {string} text @param {string[]} [words] */
const candidate = (value, text, words = []) => ({
  value,
  text,
  words: words.concat(initialsOf(text)),
});
const PEOPLE = [
  candidate("周小满", "周小满", lettersOf("zhou xiaoman")),
  candidate("曾雅彬", "曾雅彬", lettersOf("zeng ya bin")),
];
const EVIDENCE = [
  candidate("Ⅲ-1-⑵-01", "Ⅲ-1-⑵-01 年度创建工作计划"),
  candidate("Ⅲ-12-⑴-01", "Ⅲ-12-⑴-01 注册志愿者名单"),
  candidate("Ⅲ-2-第1行", "原表第 2 行 Ⅲ-2-第1行"),
];
const found = (list, typed) => fittingCandidates(list, typed).map(({ value }) => value);

test("people by name, pinyin, initials", () => {
  for (const typed of ["曾", "zengya", "zyb", "雅彬", "ZengYaBin"]) {
    assert.deepEqual(found(PEOPLE, typed), ["曾雅彬"], typed);
  }
  assert.deepEqual(found(PEOPLE, ""), ["周小满", "曾雅彬"]);
  assert.deepEqual(found(PEOPLE, "李"), []);
});

test("evidence by code in any spelling, by words, by initials", () => {
  for (const typed of [
    "3-1-2",
    "iii-1-(2)-01",
    "Ⅲ1②01",
    "3.1.2",
    "工作计划",
    "gzjh",
    "年度 计划",
  ]) {
    assert.deepEqual(found(EVIDENCE, typed), ["Ⅲ-1-⑵-01"], typed);
  }
  assert.deepEqual(found(EVIDENCE, "3-12"), ["Ⅲ-12-⑴-01"]);
});

test("one that is named in full", () => {
  for (const typed of ["3-1-2-01", "Ⅲ1②01", "1-2-01", "Ⅲ-1-⑵-01 年度创建工作计划"]) {
    assert.equal(namedCandidate(EVIDENCE, typed).value, "Ⅲ-1-⑵-01", typed);
  }
  assert.equal(namedCandidate(EVIDENCE, "3-2-1").value, "Ⅲ-2-第1行");
  assert.equal(namedCandidate(PEOPLE, " 周小满 ").value, "周小满");
  for (const typed of ["3", "3-1", "周", ""])
    assert.equal(namedCandidate(EVIDENCE, typed), null, typed);
});

test("other forms of characters", () => {
  assert.equal(usualForms("投诉辦理台帐 1", "帐账辦办"), "投诉办理台账 1");
  assert.equal(usualForms("账", "帐账"), "账");
  assert.equal(usualForms("台帐", ""), "台帐");
});
