import assert from "node:assert/strict";
import { test } from "node:test";
import {
  dayBefore,
  monthsLater,
  slotProblem,
  spansOf,
} from "../../hooks/allocation/pages/assets/edit/checks-slots.js";
import { RULES } from "./rules.js";

const TERM = { start: "2024-01-01", years: 3 };
const SUMMER = { start: "2024-07-01", years: 1 };

test("periods are named by the calendar unit that they equal, or by their first month", () => {
  const keys = (term, frequency) => spansOf(term, frequency, RULES).map(({ key }) => key);
  assert.deepEqual(keys(TERM, "每年"), ["2024", "2025", "2026"]);
  assert.deepEqual(keys(SUMMER, "每季"), ["2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2"]);
  assert.deepEqual(keys({ start: "2024-02-01", years: 1 }, "每季").slice(0, 2), [
    "2024-02",
    "2024-05",
  ]);
  assert.deepEqual(keys(TERM, "届期一次"), ["届期"]);
  assert.deepEqual(keys(TERM, "每次"), []);
});

test("months go over the end of a year, both ways", () => {
  assert.equal(monthsLater("2024-11-01", 3), "2025-02-01");
  assert.equal(monthsLater("2024-01-01", -12), "2023-01-01");
  assert.equal(dayBefore("2024-03-01"), "2024-02-29");
});

test("a shorter period stands for the longer one, never the other way round", () => {
  assert.equal(slotProblem(TERM, "每年", "2025-Q1", undefined, RULES), null);
  assert.equal(slotProblem(TERM, "每年", "2025-03-05", undefined, RULES), null);
  const wrong = slotProblem(TERM, "每季", "2025", undefined, RULES);
  assert.equal(wrong && wrong.expected, "这项材料是每季的，期次要写到季度");
});

test("the day decides where there is no name", () => {
  assert.equal(slotProblem(TERM, "每月", undefined, "2026-12-31", RULES), null);
  assert.equal(slotProblem(TERM, "届期一次", undefined, undefined, RULES), null);
  assert.match(slotProblem(TERM, "每月", undefined, "2027-01-01", RULES).remedy, /2024-01/);
  assert.match(slotProblem(TERM, "每次", undefined, undefined, RULES).remedy, /2024-01-01/);
});

test("a day that is not on the calendar is outside", () => {
  assert.match(slotProblem(TERM, "每次", "2025-02-29", undefined, RULES).expected, /届期之内/);
});
