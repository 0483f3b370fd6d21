/* What the forms are made of, as the scripts of the site have it. */

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import {
  base,
  filings,
  itemOf,
  recordOf,
  titleOf,
  unfolded,
  yearOfValue,
} from "../../hooks/allocation/pages/assets/edit/data.js";

const PERSON = {
  id: "王伟",
  sha256: "1",
  values: { name: "王伟" },
  name: "王伟",
  slug: "wang-wei",
};
const BASE = {
  people: [PERSON],
  departments: [],
  items: [{ id: "Ⅲ-2", label: "Ⅲ-2 文明", slug: "iii-2", category: "一" }],
  rows: [{ id: "Ⅲ-2-第1行", item: "Ⅲ-2", number: 1 }],
  clauses: { columns: ["id", "row", "text"], lines: [["Ⅲ-2-⑴", "Ⅲ-2-第1行", "有计划"]] },
  evidence: {
    columns: ["id", "clause", "name", "min_count", "per"],
    lines: [
      ["Ⅲ-2-⑴-01", "Ⅲ-2-⑴", "计划", 1],
      ["Ⅲ-2-⑴-02", "Ⅲ-2-⑴", "总结", null, "科室"],
    ],
  },
  indicators: { columns: ["id", "clause"], lines: [["Ⅲ-2-⑴-指标01", "Ⅲ-2-⑴"]] },
  years: [2026],
  term: { id: "term", sha256: "2", values: {} },
  unit: { id: "unit", sha256: "3", values: {} },
};
const FILING = { id: "2026-001", sha256: "4", values: { title: "计划" } };
const VALUE = { id: "Ⅲ-2-⑴-指标01 2026", sha256: "5", values: {} };
const EVIDENCE = { id: "Ⅲ-2-⑴-02", sha256: "6", values: { name: "总结" } };
const SCRIPTS = {
  "edit/records/base.js": { editBase: BASE },
  "edit/records/filings-2026.js": { editRecords: { filings: [FILING], values: [VALUE] } },
  "edit/records/items/iii-2.js": {
    editRecords: { clauses: [], evidence: [EVIDENCE], indicators: [] },
  },
};
/** The addresses of the scripts that were loaded. */
const asked = [];
let isBroken = false;

globalThis.window = {};
globalThis.location = { href: "http://intranet/wenming/people/wang-wei/" };
globalThis.document = {
  getElementById: () => ({ textContent: '{"base": "../.."}' }),
  createElement: () => new Script(),
  head: { appendChild: (script) => script.run() },
};

/** What a page does with a script: runs it, then tells. */
class Script extends EventTarget {
  run() {
    const path = this.src.replace("http://intranet/wenming/", "");
    asked.push(path);
    if (!isBroken) Object.assign(globalThis.window, SCRIPTS[path]);
    queueMicrotask(() => this.dispatchEvent(new Event(isBroken ? "error" : "load")));
  }

  remove() {}
}

afterEach(() => asked.splice(0));

test("what could not be loaded is told, and tried anew", async () => {
  isBroken = true;
  await assert.rejects(base(), /没有取到/);
  isBroken = false;
  assert.equal((await base()).people[0].name, "王伟");
});

test("columns become entries without what is not said", () => {
  assert.deepEqual(unfolded(BASE).evidence, [
    { id: "Ⅲ-2-⑴-01", clause: "Ⅲ-2-⑴", name: "计划", min_count: 1 },
    { id: "Ⅲ-2-⑴-02", clause: "Ⅲ-2-⑴", name: "总结", per: "科室" },
  ]);
});

test("a year without filings asks for nothing", async () => {
  assert.deepEqual(await filings(2024), { filings: [], values: [] });
  assert.deepEqual(asked, []);
});

for (const [kind, id, found] of [
  ["person", "王伟", PERSON],
  ["person", "李明", null],
  ["term", "term", BASE.term],
  ["unit", "unit", BASE.unit],
  ["row", "Ⅲ-2-第1行", BASE.rows[0]],
  ["filing", "2026-001", FILING],
  ["filing", "2026-009", null],
  ["filing", "2031-001", null],
  ["value", "Ⅲ-2-⑴-指标01 2026", VALUE],
  ["evidence", "Ⅲ-2-⑴-02", EVIDENCE],
  ["evidence", "Ⅲ-9-⑴-02", null],
  ["item", "Ⅲ-2", null],
]) {
  test(`the record ${kind} ${id}`, async () => assert.deepEqual(await recordOf(kind, id), found));
}

test("a title is known once its year was asked for", async () => {
  await filings(2026);
  assert.equal(titleOf("2026-001"), "计划");
  assert.equal(titleOf("2026-002"), "");
});

test("the item of anything in it", () => {
  const names = unfolded(BASE);
  for (const [kind, id] of [
    ["item", "Ⅲ-2"],
    ["row", "Ⅲ-2-第1行"],
    ["clause", "Ⅲ-2-⑴"],
    ["evidence", "Ⅲ-2-⑴-01"],
    ["indicator", "Ⅲ-2-⑴-指标01"],
  ]) {
    assert.equal(itemOf(kind, id, names).slug, "iii-2", kind);
    assert.equal(itemOf(kind, `${id}x`, names), null, kind);
  }
});

for (const [id, year] of [
  ["Ⅲ-12-⑴-指标01 2026", 2026],
  ["Ⅲ-4-指标01 2025 第一轮", 2025],
  ["加分 2024 项目-指标02 2026 2027", 2026],
  ["Ⅲ-4-指标01", 0],
]) {
  test(`the year of ${id}`, () => assert.equal(yearOfValue(id), year));
}
