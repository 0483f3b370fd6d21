/* Kinds, and what their names filter. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { filtersOf } from "../../hooks/allocation/pages/assets/search-worker/kinds.js";
import { KINDS } from "./fixture.js";

const FILTERS = {
  人: ["人"],
  科室: ["科室"],
  项目: ["项目", "类别", "测评指标"],
  类别: ["类别"],
  材料: ["材料", "量化要求"],
  量化要求: ["量化要求"],
  手册: ["手册"],
};

for (const [name, wanted] of Object.entries(FILTERS)) {
  test(`${name} filters ${wanted}`, () => {
    assert.deepEqual(
      filtersOf(KINDS)
        .get(name)
        .map((at) => KINDS[at].name),
      wanted,
    );
  });
}

test("every kind filters itself, and nothing else filters", () => {
  const filters = filtersOf(KINDS);
  assert.deepEqual(
    Array.from(filters.keys()),
    Array.from(KINDS, ({ name }) => name),
  );
  KINDS.forEach(({ name }, at) => {
    assert.ok(filters.get(name).includes(at));
  });
});

test("without kinds there are no filters", () => assert.equal(filtersOf([]).size, 0));
