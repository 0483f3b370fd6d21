/* What lint says is said in the words of the office: no files, no commands. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { officeWords } from "../../hooks/allocation/pages/assets/edit/words.js";

test("files and commands have the office's names", () => {
  const said = {
    "people.yml 里没有“王伟”": "人员名单里没有“王伟”",
    "已有登记，但 unit.yml 没有写届期第一天": "已有登记，但单位设置没有写届期第一天",
    "在 unit.yml 的 term 下加一行 start，如 start: 2024-01-01。":
      "请在“届期和重要日子”里填第一天。",
    "可以公开的在 unit.yml 的 allowed_numbers 里写明号码和理由。":
      "可以公开的请维护数据的人在单位设置里写明号码和理由。",
    "people.yml、departments.yml 里已有的": "人员名单、科室名单里已有的",
    "filings/2026.yml 里已经有": "2026 年的登记里已经有",
    "filings/ 里已有的编号": "登记里已有的编号",
    "data/allocation/ 里已有的编号": "分工和材料清单里已有的编号",
    "64 位小写十六进制，allocation scan 会算": "64 位小写十六进制",
    "没有签收；请运行一次 allocation lint": "没有签收",
  };
  for (const [text, words] of Object.entries(said)) assert.equal(officeWords(text), words);
});

test("what somebody wrote stays", () => {
  assert.equal(officeWords("写的是“people.yml”"), "写的是“people.yml”");
});
