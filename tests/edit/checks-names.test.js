import assert from "node:assert/strict";
import { test } from "node:test";
import {
  repeatedTexts,
  unknownNames,
} from "../../hooks/allocation/pages/assets/edit/checks-names.js";
import { RULES } from "./rules.js";

const KNOWN = new Map([
  ["王伟", "王伟"],
  ["李明", "李明"],
  ["张三（甲）", "张三"],
  ["阿里·买提", "阿里·买提"],
]);
const remedy = (name) => unknownNames("leaders", "person", [name], KNOWN, RULES)[0].remedy;

test("a known name is no problem, an unknown one is told with its field", () => {
  assert.deepEqual(unknownNames("leaders", "person", ["王伟"], KNOWN, RULES), []);
  const [problem] = unknownNames("leaders", "person", ["赵六"], KNOWN, RULES);
  assert.equal(problem.field, "leaders");
  assert.equal(problem.found, "人员“赵六”不在 people.yml 里");
});

test("what was meant is guessed: a list, a homonym, the same looks, one character", () => {
  assert.match(remedy("王伟、李明"), /列表：\[王伟, 李明\]/);
  assert.match(remedy("张三"), /请写 id：张三（甲）/);
  assert.match(remedy("阿里•买提"), /一样/);
  assert.match(remedy("王韦"), /是不是“王伟”/);
  assert.equal(remedy("欧阳娜"), "改正写法。");
});

test("each time after the first counts as a repetition", () => {
  assert.deepEqual(repeatedTexts(["甲", "乙", "甲", "甲"]), ["甲", "甲"]);
});
