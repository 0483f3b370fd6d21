/* What a slip does, in one sentence. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { decisionSentence, sentenceOf } from "../../hooks/allocation/pages/assets/edit/sentence.js";

const FORMS = {
  records: {
    filing: {
      label: "登记",
      fields: {
        title: { label: "题名" },
        redacted: { label: "是否已去除" },
        files: { label: "电子文件" },
      },
    },
    value: { label: "数值", fields: {} },
    row: { label: "分工", fields: { leaders: { label: "分管领导" }, parties: { label: "责任" } } },
    evidence: { label: "材料", fields: {} },
    person: { label: "人员", fields: {} },
  },
};
const NAMES = { people: [{ id: "王伟（银保科）", name: "王伟" }] };

const SAID = [
  [
    {
      record: "filing",
      op: "add",
      in: "2026",
      new: { title: "计划", evidence: ["Ⅲ-2-⑴-01", "Ⅲ-6-⑵-01"] },
    },
    "登记《计划》（Ⅲ-2-⑴-01、Ⅲ-6-⑵-01）",
  ],
  [{ record: "evidence", op: "add", in: "Ⅲ-2-⑴", new: { name: "方案" } }, "新增材料 方案（Ⅲ-2-⑴）"],
  [
    { record: "value", op: "add", in: "2026", new: { indicator: "Ⅲ-4-指标01", round: "第一轮" } },
    "新增数值 Ⅲ-4-指标01 2026 第一轮",
  ],
  [{ record: "person", op: "add", new: { name: "李明" } }, "新增人员 李明"],
  [{ record: "person", op: "remove", id: "王伟", old: {} }, "删去人员 王伟"],
  [
    { record: "person", op: "change", id: "王伟（银保科）", new: { signed: { version: "x" } } },
    "王伟签收职责",
  ],
  [
    { record: "filing", op: "change", id: "2026-012", new: { state: "已审核" } },
    "审核登记 2026-012《年度计划》",
  ],
  [
    { record: "filing", op: "change", id: "2026-099", new: { state: "退回", reason: "缺签字" } },
    "退回登记 2026-099：缺签字",
  ],
  [
    {
      record: "row",
      op: "change",
      id: "Ⅲ-7-第2行",
      old: { leaders: ["李明", "赵敏"], parties: [{ department: "办公室", person: "王伟" }] },
      new: { leaders: ["李明", "周洁"], parties: null },
    },
    "分工 Ⅲ-7-第2行：分管领导 赵敏 → 周洁，责任 办公室 王伟 → （无）",
  ],
  [
    {
      record: "filing",
      op: "change",
      id: "2026-012",
      old: { title: "甲".repeat(40), redacted: false, files: [{ name: "a.pdf", sha256: "1" }] },
      new: { title: "乙".repeat(41), redacted: true, files: [{ name: "b.pdf", sha256: "1" }] },
    },
    `登记 2026-012：题名 ${"甲".repeat(40)} → ${"乙".repeat(40)}…，是否已去除 否 → 是，电子文件 a.pdf → b.pdf`,
  ],
];

for (const [change, sentence] of SAID) {
  test(sentence, () => {
    const titled = (id) => (id === "2026-012" ? "年度计划" : "");
    assert.equal(sentenceOf([change], FORMS, NAMES, titled), sentence);
  });
}

test("of many changes the first three are told", () => {
  const change = SAID[3][0];
  const said = sentenceOf([change, change, change, change], FORMS, NAMES);
  assert.equal(said, "新增人员 李明；新增人员 李明；新增人员 李明等 4 处改动");
});

test("a decision without changes", () => {
  const drop = "20261129-221530-4f1c9a7e2b3d";
  assert.equal(decisionSentence({ drop, answer: "approve" }), `批准投递 ${drop}`);
  const refused = decisionSentence({ drop, answer: "refuse", reason: "缺附件" });
  assert.equal(refused, `退回投递 ${drop}：缺附件`);
});
