import assert from "node:assert/strict";
import { test } from "node:test";
import {
  fieldProblems,
  modelRecord,
} from "../../hooks/allocation/pages/assets/edit/checks-fields.js";
import { RULES } from "./rules.js";

const words = (text) => [`${text}：{shown}`, "", ""];
const TEXT = [
  { is: "required", words: ["缺", "", ""] },
  { is: "text", words: words("文字") },
  { is: "strip" },
  { is: "least", limit: 1, words: words("空") },
];
const COUNT = [
  { is: "shape", pattern: "^(?:[0-9]{1,6})$", words: words("数") },
  { is: "number", words: words("数") },
  { is: "from", limit: 1, words: words("小") },
];
const found = (value, checks) => fieldProblems("x", value, checks, RULES).map((each) => each.found);

test("what is needed is missed, what is not may be absent", () => {
  assert.deepEqual(found(null, TEXT), ["缺"]);
  assert.deepEqual(found(null, COUNT), []);
});

test("the first check that fails speaks, with the value as it was typed", () => {
  assert.deepEqual(found(" ", TEXT), ["空：“ ”"]);
  assert.deepEqual(found(["a"], TEXT), ["文字：一个列表"]);
  assert.deepEqual(found("0", COUNT), ["小：“0”"]);
  assert.deepEqual(found("六", COUNT), ["数：“六”"]);
  assert.deepEqual(found("长".repeat(50), COUNT), [`数：“${"长".repeat(40)}”`]);
});

test("numbers and texts of digits are the same", () => {
  assert.deepEqual(found(6, COUNT), []);
  assert.deepEqual(found(" 6 ", COUNT), []);
});

test("days are on the calendar", () => {
  const day = [{ is: "day", words: words("日") }];
  assert.deepEqual(found("2024-02-29", day), []);
  assert.deepEqual(found("2026-02-29", day), ["日：“2026-02-29”"]);
});

test("what nobody sees is told, halves of characters too", () => {
  assert.deepEqual(found("\u200b", TEXT), ["只有看不见的字符（U+200B）"]);
  assert.deepEqual(found("a\u0007", TEXT), ["控制字符（U+0007）"]);
  assert.deepEqual(found("a\ud800", TEXT), ["控制字符（U+D800）"]);
});

test("records have the fields that there are, lists are looked through", () => {
  const list = [
    {
      is: "list",
      words: words("列表"),
      of: [
        { is: "record", words: words("组"), extra: ["多{key}", "", ""], fields: { name: TEXT } },
      ],
    },
  ];
  assert.deepEqual(found([{ name: "甲" }], list), []);
  assert.deepEqual(found([{ nam: "甲" }], list), ["多nam", "缺"]);
  assert.deepEqual(found(["甲"], list), ["组：“甲”"]);
  assert.deepEqual(found("甲", list), ["列表：“甲”"]);
});

test("values are read as the model reads them", () => {
  const choice = [{ is: "choice", of: ["甲"], former: { 旧: "甲" }, words: words("选") }];
  const flag = [{ is: "flag", words: words("是否") }];
  assert.deepEqual(found("旧", choice), []);
  const read = modelRecord(
    { a: " 文 ", b: "旧", c: "False", d: null },
    { a: TEXT, b: choice, c: flag },
  );
  assert.deepEqual(read, { a: "文", b: "甲", c: false });
});
