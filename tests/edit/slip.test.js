/* A slip: its id, its time, what it has. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { localTime, makeSlip, slipId } from "../../hooks/allocation/pages/assets/edit/slip.js";

process.env.TZ = "Asia/Shanghai";
const NOW = new Date("2026-11-29T14:15:30.999Z");
const FORMS = {
  unit: "某市金融工作局",
  records: { person: { label: "人员", fields: {} } },
};
const CHANGES = [{ record: "person", op: "add", new: { name: "王伟" } }];

test("an id is the time on the wall and 12 random digits", () => {
  const ids = new Set(Array.from({ length: 100 }, () => slipId(NOW)));
  assert.equal(ids.size, 100);
  for (const id of ids) assert.match(id, /^20261129-221530-[0-9a-f]{12}$/);
});

for (const [zone, time] of [
  ["Asia/Shanghai", "2026-11-29T22:15:30+08:00"],
  ["UTC", "2026-11-29T14:15:30+00:00"],
  ["America/St_Johns", "2026-11-29T10:45:30-03:30"],
]) {
  test(`the time in ${zone}`, () => {
    process.env.TZ = zone;
    assert.equal(localTime(NOW), time);
    process.env.TZ = "Asia/Shanghai";
  });
}

test("a slip has what the form says, and the sentence", () => {
  const files = [{ name: "方案.pdf", sha256: "0".repeat(64), size: 3, file: new Blob(["abc"]) }];
  const slip = makeSlip({ form: "person", by: "李明", changes: CHANGES, files }, FORMS, {}, NOW);
  assert.match(slip.id, /^20261129-221530-/);
  assert.deepEqual(
    { ...slip, id: "", about: "" },
    {
      about: "",
      slip: 1,
      id: "",
      unit: "某市金融工作局",
      form: "person",
      by: "李明",
      at: "2026-11-29T22:15:30+08:00",
      why: "",
      sentence: "新增人员 王伟",
      changes: CHANGES,
      files: [{ name: "方案.pdf", sha256: "0".repeat(64), size: 3 }],
    },
  );
});

test("only a decision has a decision", () => {
  const decision = { drop: "x", sha256: "y", answer: "refuse", reason: "缺签字" };
  const slip = makeSlip({ form: "decide", by: "李明", changes: [], decision }, FORMS, {}, NOW);
  assert.deepEqual(slip.decision, decision);
  assert.equal("decision" in makeSlip({ form: "x", by: "y", changes: [] }, FORMS, {}, NOW), false);
});
