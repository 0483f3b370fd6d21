import assert from "node:assert/strict";
import { test } from "node:test";
import { proposedTitle } from "../../hooks/allocation/pages/assets/edit/proposals.js";

/** A title as it is proposed for a period of a frequency. */
function titled(label, frequency, name) {
  return proposedTitle([label, label, "", ""], { name, frequency });
}

test("titles say period and paper, and no word twice", () => {
  assert.equal(titled("2026年第二季度", "每季", "投诉办理台账"), "2026年第二季度投诉办理台账");
  assert.equal(titled("2026年第二季度", "每季", "季度小结"), "2026年第二季度小结");
  assert.equal(titled("2026年", "每年", "年度工作计划"), "2026年度工作计划");
  assert.equal(titled("2026年", "每年", "工作总结"), "2026年度工作总结");
  assert.equal(titled("2026年3月", "每月", "月报"), "2026年3月月报");
  assert.equal(titled("届期", "届期", "创建规划"), "创建规划");
});
