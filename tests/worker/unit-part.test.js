/* The entries of what a unit has of its own. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { addDocs } from "../../hooks/allocation/pages/assets/search-worker/index.js";
import { replyTo } from "../../hooks/allocation/pages/assets/search-worker/results.js";
import { docsOfUnit } from "../../hooks/allocation/pages/assets/search-worker/unit-part.js";
import { newPortal, PARTS } from "./portal.js";

/* What a portal with some parts answers: kind, title, context and place of each result. */
function answers(names, typed) {
  const index = newPortal();
  for (const name of names) {
    addDocs(index, PARTS[name].docs || docsOfUnit(index, PARTS[name]));
  }
  const { items } = replyTo(index, typed, 9);
  return items.map(([{ title, location }]) => [title.replace(/<[^>]*>/g, ""), location]);
}

test("an item of a unit says how it stands there, and leads to the unit's own page", () => {
  assert.deepEqual(answers(["unit-jy", "unit-jy2"], "教育局 3-6"), [
    ["进度 Ⅲ-6 志愿服务 海东区教育局 · 已交 3/5，逾期 1", "http://wm.test/jy/items/iii-6/"],
    ["进度 Ⅲ-6 志愿服务 海西区教育局 · 届期没有核定", "units/jy2/"],
  ]);
});

test("an item without a code is found by its title, and nothing is due yet", () => {
  assert.deepEqual(answers(["unit-jy"], "海东区教育局 加分项目"), [
    ["进度 加分项目 海东区教育局 · 尚无到期", "http://wm.test/jy/items/jiafen/"],
  ]);
});

test("a filing says whose it is, of which item, its state and its day", () => {
  assert.deepEqual(answers(["unit-jy"], "海东区教育局 名册"), [
    [
      "登记 志愿者名册 海东区教育局 · Ⅲ-6 志愿服务 · 已审核 · 2026-03-05",
      "http://wm.test/jy/items/iii-6/#filing-2026-001",
    ],
  ]);
});

test("a person says of which unit, and where a site is not known, that unit's page is shown", () => {
  assert.deepEqual(answers(["people-z"], "周小满"), [
    ["人 周小满 海东区教育局 · 办公室", "http://wm.test/jy/people/zhou-xiaoman/"],
  ]);
  assert.deepEqual(answers(["people-z"], "曾小满"), [["人 曾小满 海西区教育局", "units/jy2/"]]);
});

test("a file without filings or items has no entries", () => {
  assert.deepEqual(docsOfUnit(newPortal(), { unit: 2 }), []);
});
