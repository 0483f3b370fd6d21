/* Months and quarters, as people type them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { periodsNamed } from "../../hooks/allocation/pages/assets/search-worker/periods.js";

const JUNE = ["26年6月", "2026年6月", "2026年06月", "2026年6月份", "2026年6月度", "26年06月"];

for (const typed of [...JUNE, "2026-06", "2026-6", "2026/06", "2026.6"]) {
  test(`${typed} is the month 2026年6月`, () => {
    assert.equal(periodsNamed(typed), " 2026年6月 ");
    assert.equal(periodsNamed(`交${typed}`), "交 2026年6月 ");
  });
}

for (const month of [1, 9, 10, 12]) {
  test(`month ${month} is one`, () => {
    assert.equal(periodsNamed(`2026年${month}月`), ` 2026年${month}月 `);
    assert.equal(periodsNamed(`2026-${month}`), ` 2026年${month}月 `);
  });
}

for (const typed of ["2026年13月", "2026年0月", "2026年99月", "2026-13", "2026-00", "2026-99"]) {
  test(`${typed} is out of range and stays`, () => assert.equal(periodsNamed(typed), typed));
}

for (const typed of ["2026-06-15", "2026.6.15", "2026/6/1", "2026-001", "12026-06", "126年6月"]) {
  test(`${typed} is no month`, () => assert.equal(periodsNamed(typed), typed));
}

const FOURTH = ["2026年四季度", "2026年第四季度", "2026年4季度", "2026年第4季度", "2026年四季"];

for (const typed of [...FOURTH, "26年四季度", "2026年度四季度", "2026q4", "2026Q4", "26q4"]) {
  test(`${typed} is the quarter 2026年第四季度`, () => {
    assert.equal(periodsNamed(typed), " 2026年第四季度 ");
  });
}

const QUARTERS = { 一: "1", 二: "2", 三: "3", 四: "4" };

for (const [ordinal, digit] of Object.entries(QUARTERS)) {
  test(`the quarter ${digit} needs no year`, () => {
    for (const typed of [`${ordinal}季度`, `第${ordinal}季度`, `${digit}季度`, `q${digit}`]) {
      assert.equal(periodsNamed(typed), ` 第${ordinal}季度 `);
    }
  });
}

for (const typed of [
  "五季度",
  "5季度",
  "0季度",
  "q5",
  "q0",
  "季度",
  "每季",
  "年",
  "月",
  "",
  ".*",
]) {
  test(`“${typed}” names no period`, () => assert.equal(periodsNamed(typed), typed));
}

test("every period of a text is named", () => {
  assert.equal(periodsNamed("26年6月和2026-07、四季度"), " 2026年6月 和 2026年7月 、 第四季度 ");
});

test("a long text is read in no time", () => {
  const start = Date.now();
  periodsNamed("2026".repeat(1250));
  periodsNamed("2026年6月".repeat(800));
  assert.ok(Date.now() - start < 10000);
});

const MONTHS = { 一: 1, 三: 3, 九: 9, 十: 10, 十一: 11, 十二: 12 };

for (const [numeral, number] of Object.entries(MONTHS)) {
  test(`${numeral}月 is ${number}月, with a year a period`, () => {
    assert.equal(periodsNamed(`${numeral}月的照片`), `${number}月的照片`);
    assert.equal(periodsNamed(`交${numeral}月份照片`), `交${number}月照片`);
    assert.equal(periodsNamed(`2026年${numeral}月`), ` 2026年${number}月 `);
  });
}

for (const typed of ["第三月", "月", "个月"]) {
  test(`${typed} is no month of a year`, () => assert.equal(periodsNamed(typed), typed));
}

for (const typed of ["十三月", "faq1", "四季如春", "一季一次"]) {
  test(`${typed} names no period, either`, () => {
    assert.equal(periodsNamed(typed), typed);
  });
}
