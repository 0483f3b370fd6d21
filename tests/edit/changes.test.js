/* Changes say what differs, and nothing else. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  additionTo,
  changeOf,
  removalOf,
} from "../../hooks/allocation/pages/assets/edit/changes.js";

const PUBLISHED = {
  id: "2026-012",
  sha256: "ab",
  values: { title: "计划", evidence: ["Ⅲ-1"], files: [{ name: "a.pdf" }], redacted: true },
};

test("what is the same is no change, however it is written", () => {
  const same = {
    title: "计划",
    evidence: ["Ⅲ-1"],
    files: [{ name: "a.pdf" }],
    note: null,
    link: "",
  };
  assert.equal(changeOf("filing", PUBLISHED, { ...same, box: undefined, aliases: [] }), null);
  assert.equal(changeOf("filing", PUBLISHED, { redacted: true }), null);
});

test("old and new of exactly the fields that differ", () => {
  const values = {
    title: null,
    evidence: ["Ⅲ-1", "Ⅲ-2"],
    pages: 6,
    redacted: false,
    files: [{ name: "a.pdf" }],
  };
  assert.deepEqual(changeOf("filing", PUBLISHED, values), {
    record: "filing",
    id: "2026-012",
    op: "change",
    sha256: "ab",
    old: { title: "计划", evidence: ["Ⅲ-1"], pages: null, redacted: true },
    new: { title: null, evidence: ["Ⅲ-1", "Ⅲ-2"], pages: 6, redacted: false },
  });
});

test("what is added says only what is filled in, and where", () => {
  const values = { title: "计划", box: null, files: [], redacted: false, pages: 0 };
  assert.deepEqual(additionTo("filing", values, "2026"), {
    record: "filing",
    in: "2026",
    op: "add",
    new: { title: "计划", pages: 0 },
  });
  assert.equal("in" in additionTo("person", { name: "王伟" }), false);
});

test("what is taken away says all that it said", () => {
  const { id, sha256, values } = PUBLISHED;
  assert.deepEqual(removalOf("filing", PUBLISHED), {
    record: "filing",
    id,
    op: "remove",
    sha256,
    old: values,
  });
});
