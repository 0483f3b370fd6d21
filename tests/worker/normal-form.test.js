/* One form for codes, periods and boxes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { normalForm } from "../../hooks/allocation/pages/assets/search-worker/normal-form.js";

const BOXES = [
  "3盒",
  "第3盒",
  "3号盒",
  "3号档案盒",
  "3档案盒",
  "第3号盒",
  "三盒",
  "第三盒",
  "三号盒",
];

for (const typed of BOXES) {
  test(`${typed} is the box 第3盒`, () => assert.equal(normalForm(typed), " 第3盒 "));
}

test("boxes have numbers of several digits", () => {
  assert.equal(normalForm("第十二盒"), " 第12盒 ");
  assert.equal(normalForm("120号盒"), " 第120盒 ");
});

for (const typed of ["盒", "盒子", "盒3", "饭盒", "档案盒", "", "(", "照片"]) {
  test(`“${typed}” is no box`, () => assert.equal(normalForm(typed), typed));
}

test("codes, periods and boxes stand apart from what they are glued to", () => {
  assert.equal(normalForm("在3号盒里"), "在 第3盒 里");
  assert.equal(normalForm("iii之6的照片"), " iii-6 的照片");
  assert.equal(normalForm("26年6月的照片"), " 2026年6月 的照片");
  assert.equal(normalForm("2026q4交"), " 2026年第四季度 交");
});

test("a month with hyphens is a month, not a code", () => {
  assert.equal(normalForm("2026-06").trim(), "2026年6月");
  assert.equal(normalForm("2026-001").trim(), "2026-001");
});
