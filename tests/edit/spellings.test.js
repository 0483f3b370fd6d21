import assert from "node:assert/strict";
import { test } from "node:test";
import { normalise } from "../../hooks/allocation/pages/assets/edit/checks.js";
import { RULES } from "./rules.js";

const CONTEXT = {
  forms: { rules: RULES },
  base: {
    people: [{ id: "王伟", values: { name: "王伟" } }],
    departments: [{ id: "办公室", values: { name: "办公室" } }],
    evidence: [{ id: "Ⅲ-1-⑵-03", slug: "iii-1-2-03" }],
    indicators: [{ id: "Ⅲ-1-⑵-指标01" }],
  },
};

test("days in any spelling", () => {
  for (const text of [
    "2026.3.5",
    "2026/3/5",
    "2026年3月5日",
    "２０２６－３－５",
    "20260305",
    " 2026-03-05 ",
  ]) {
    assert.equal(normalise("filing", "date", text), "2026-03-05", text);
  }
  for (const text of ["24-12-5", "2024 12 5", "2024年 12月 5 日"]) {
    assert.equal(normalise("filing", "date", text), "2024-12-05", text);
  }
  for (const text of ["6月28日", "6-28", "6.28", "6月28号", "6 28"]) {
    assert.equal(normalise("filing", "date", text), `${new Date().getFullYear()}-06-28`, text);
  }
  assert.equal(normalise("filing", "date", "2026-02-30"), "2026-02-30");
  assert.equal(normalise("filing", "date", "13.5"), "13.5");
  assert.equal(normalise("filing", "date", "明天"), "明天");
});

test("periods in any spelling", () => {
  const spelled = {
    "2026年": "2026",
    "2026年第一季度": "2026-Q1",
    "2026q2": "2026-Q2",
    "2026年3月": "2026-03",
  };
  for (const text of Object.keys(spelled)) {
    assert.equal(normalise("filing", "slot", text), spelled[text], text);
  }
  assert.equal(normalise("filing", "slot", "届期"), "届期");
  assert.equal(normalise("filing", "slot", "2026.3.5"), "2026-03-05");
});

test("numbers of any width, with or without separators", () => {
  assert.equal(normalise("filing", "pages", "１２"), 12);
  assert.equal(normalise("filing", "pages", "十二"), "十二");
  assert.equal(normalise("value", "numerator", " 12,345.50 "), "12345.50");
});

test("codes and names as they are known", () => {
  assert.deepEqual(normalise("filing", "evidence", "3-1-2-3、Ⅲ-9", CONTEXT), ["Ⅲ-1-⑵-03", "Ⅲ-9"]);
  assert.equal(normalise("value", "indicator", "Ⅲ1②指标1", CONTEXT), "Ⅲ-1-⑵-指标01");
  assert.equal(normalise("filing", "filed_by", "王 伟", CONTEXT), "王伟");
  assert.equal(normalise("person", "name", "赵 小寒"), "赵小寒");
  assert.equal(normalise("person", "pinyin", "zhao xiao han"), "zhao xiao han");
  assert.deepEqual(normalise("row", "leaders", "王伟，李四", CONTEXT), ["王伟", "李四"]);
  assert.deepEqual(normalise("item", "aliases", "甲、 乙 丙"), ["甲", "乙 丙"]);
});

test("other texts lose the blanks around them, nothing else", () => {
  assert.equal(normalise("filing", "title", " 2026.3.5 计划 "), "2026.3.5 计划");
  assert.equal(normalise("clause", "text", " 有计划； "), "有计划；");
});
