import assert from "node:assert/strict";
import { test } from "node:test";
import { numeralValue, sameCode } from "../../hooks/allocation/pages/assets/edit/code-keys.js";
import { RULES } from "./rules.js";

const KNOWN = ["Ⅲ-1-⑵-03", "Ⅲ-1-⑵-04", "Ⅲ-12-第3条-01"];

test("a code is known in any spelling", () => {
  for (const code of [
    "3-1-2-03",
    "iii-1-(2)-03",
    "Ⅲ1②03",
    "ⅲ－1－（2）－3",
    "Ⅲ-1-❷-03",
    "三-1-2-3",
  ]) {
    assert.equal(sameCode(code, KNOWN, RULES), "Ⅲ-1-⑵-03", code);
  }
  assert.equal(sameCode("3-12-第三条-1", KNOWN, RULES), "Ⅲ-12-第3条-01");
});

test("what spells no code, or several, stays as it is", () => {
  assert.equal(sameCode("Ⅲ-9", KNOWN, RULES), "Ⅲ-9");
  assert.equal(sameCode("3-1", ["Ⅲ-1", "三-1"], RULES), "3-1");
});

test("Chinese numerals have their value", () => {
  assert.deepEqual(
    ["十", "十二", "二十", "一百零三", "〇"].map(numeralValue),
    [10, 12, 20, 103, 0],
  );
});
