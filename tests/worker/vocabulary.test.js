/* Words that are known beforehand. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { newVocabulary } from "../../hooks/allocation/pages/assets/search-worker/vocabulary.js";

const VARIANTS = Object.assign(Object.create(null), { 誰: "谁", 單: "单" });
const CONFIG = {
  questions: [
    { words: ["怎么", "怎么办"], kinds: ["手册"] },
    { words: ["誰"], kinds: ["人"] },
  ],
  fillers: ["的", "主任"],
  titles: ["主任"],
  synonyms: [["名册", "名單"]],
};
const meaning = (word) => newVocabulary(CONFIG, VARIANTS).meanings.get(word);

test("words of questions tell which one", () => {
  assert.equal(meaning("怎么").question, 0);
  assert.equal(meaning("怎么办").question, 0);
  assert.equal(meaning("谁").question, 1);
});

test("fillers are known, but neither ask nor address nor mean the same as others", () => {
  const { question, synonyms, isTitle } = meaning("的");
  assert.deepEqual([question, synonyms, isTitle], [undefined, undefined, undefined]);
});

test("a word that is a title, too, is a title", () =>
  assert.deepEqual(meaning("主任").isTitle, true));

test("synonyms mean one another, in the common form", () => {
  assert.deepEqual(meaning("名册").synonyms, ["名册", "名单"]);
  assert.deepEqual(meaning("名单").synonyms, ["名册", "名单"]);
});

test("a word may be several things", () => {
  const { meanings } = newVocabulary(
    {
      fillers: ["主任"],
      titles: ["主任"],
      synonyms: [["主任", "主管"]],
      questions: [{ words: ["主任"] }],
    },
    VARIANTS,
  );
  const { isTitle, synonyms, question } = meanings.get("主任");
  assert.deepEqual([isTitle, synonyms, question], [true, ["主任", "主管"], 0]);
});

test("other words are not known", () => {
  for (const word of ["照片", "誰", "", "constructor"]) assert.equal(meaning(word), undefined);
});

test("the length of the longest word is known", () => {
  assert.equal(newVocabulary(CONFIG, VARIANTS).longest, 3);
  assert.equal(newVocabulary({}, VARIANTS).longest, 0);
});

test("punctuation in words does not count", () => {
  assert.ok(newVocabulary({ fillers: ["是 什么？"] }, VARIANTS).meanings.has("是什么"));
});
