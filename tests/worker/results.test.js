/* Results as the box shows them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { replyTo } from "../../hooks/allocation/pages/assets/search-worker/results.js";
import { indexOf, newFixture } from "./fixture.js";

const index = newFixture();
const items = (typed, own = index, limit = 50) =>
  replyTo(own, typed, limit).items.map(([item]) => item);

function part(item, name) {
  const found = new RegExp(`<span class="hit__${name}">(.*?)</span>`).exec(item.title);
  return found && found[1];
}

const first = (typed, name, own) => part(items(typed, own)[0], name);
const titled = (title) => indexOf([{ kind: "材料", place: "a/", title }]);

test("a result has its kind, its title, its context and its address", () => {
  const [item] = items("周小满");
  assert.equal(part(item, "kind"), "人");
  assert.equal(part(item, "title"), "<mark>周小满</mark>");
  assert.equal(part(item, "context"), "办公室");
  assert.equal(part(item, "answer"), null);
  assert.equal(item.location, "people/zhou-xiaoman/");
  assert.equal(item.kind, "人");
  assert.deepEqual([item.text, item.terms], ["", {}]);
});

test("better results have higher scores", () => {
  const scores = items("志愿服务").map(({ score }) => score);
  assert.deepEqual(
    scores,
    scores.slice().sort((one, other) => other - one),
  );
  assert.ok(scores[0] > scores[scores.length - 1]);
  assert.ok(scores.every((score) => score > 0));
});

const MARKED = [
  ["小满", "周小满", "周<mark>小满</mark>"],
  ["照片", "照片和照片", "<mark>照片</mark>和<mark>照片</mark>"],
  ["照片集", "《照片》集", "《<mark>照片》集</mark>"],
  ["領导", "领导重视", "<mark>领导</mark>重视"],
  ["word", "用WORD打开", "用<mark>WORD</mark>打开"],
  ["45", "45和12345", "<mark>45</mark>和12345"],
  ["zhaopian", "照片", "照片"],
  ["学雷锋 照片", "学雷锋活动照片", "<mark>学雷锋</mark>活动<mark>照片</mark>"],
  ["甲甲", "甲甲甲", "<mark>甲甲甲</mark>"],
  ["名单", "志愿者名册的名单", "志愿者名册的<mark>名单</mark>"],
  ["𠮷照", "一𠮷照片", "一<mark>𠮷照</mark>片"],
  ["照𠮷", "一照𠮷", "一<mark>照𠮷</mark>"],
  ["照片", "照片", "<mark>照片</mark>"],
];

for (const [typed, title, wanted] of MARKED) {
  test(`of ${title}, ${typed} marks ${wanted}`, () => {
    assert.equal(first(typed, "title", titled(title)), wanted);
  });
}

test("a code that is found marks nothing, also where its text stands in the title", () => {
  const own = indexOf([{ kind: "项目", place: "a/", title: "Ⅲ-6 甲（3 6）", code: "3-6" }]);
  assert.ok(!first("3-6", "title", own).includes("<mark>"));
  assert.equal(first("3-6", "title"), "Ⅲ-6 志愿服务");
});

test("a synonym that stands in a title is marked", () => {
  assert.ok(first("志愿者花名册", "title").includes("名册</mark>"));
});

test("what stands beside a synonym is marked, too", () => {
  assert.equal(first("志愿者花名册", "title"), "<mark>志愿者名册</mark>");
});

test("nothing of the data is taken for HTML, marked or not", () => {
  const own = indexOf([
    {
      kind: "材料",
      place: "a/",
      title: `<img src="x">照片&'`,
      context: "<b>甲</b>",
      when: "<i>乙</i>",
    },
  ]);
  const shown = items("照片什么时候", own)[0].title;
  assert.ok(!/<(?!\/?(?:span|mark)\b)/.test(shown));
  assert.ok(shown.includes("<mark>照片</mark>&#38;&#39;"));
  assert.ok(part(items("照片什么时候", own)[0], "answer").includes("&#60;i&#62;"));
});

test("evidence shows its item, the mark of its clause and its facts", () => {
  assert.equal(first("志愿者名册", "context"), "Ⅲ-6 志愿服务 ⑵ · 名册 · 年度 · 仅列目录");
  assert.equal(first("植树活动", "context").startsWith("Ⅲ-6 志愿服务 ⑵ · 已审核 · 2026-001"), true);
  assert.equal(first("⑵经常开展", "context"), "Ⅲ-6 志愿服务 · 吴霜降");
  assert.equal(first("Ⅲ-1 领导", "context"), "一、组织有力");
});

test("a name found by its sound says so", () => {
  assert.equal(first("洲晓曼", "context"), "办公室（读音相近）");
  assert.equal(first("zhoxiaoman", "context"), "办公室（读音相近）");
  assert.equal(first("周主任", "context"), "办公室");
  assert.equal(first("周小满", "context"), "办公室");
});

test("a question is answered in a line", () => {
  assert.equal(first("学雷锋照片什么时候交", "answer"), "下一次 2026-06-30");
  assert.equal(first("谁负责学雷锋照片", "answer"), "负责 Ⅲ-6 志愿服务 ⑵");
  assert.equal(first("谁负责学雷锋照片", "kind"), "人");
});

test("near results are flagged, those that match completely are not", () => {
  const near = replyTo(index, "学雷锋活动照片集", 50);
  assert.equal(near.isNear, true);
  assert.equal(near.isLoose, true);
  assert.ok(near.items.every(([{ title }]) => title.startsWith('<span class="hit hit--near">')));
  const exact = replyTo(index, "周小满", 50);
  assert.equal(exact.isNear, false);
  assert.equal(exact.isLoose, false);
  assert.ok(exact.items.every(([{ title }]) => title.startsWith('<span class="hit">')));
});

test("what is beyond the limit is one result that leads to the search page", () => {
  const all = items("材料：");
  assert.equal(all.length, 4);
  const some = items("材料：", index, 3);
  assert.equal(some.length, 4);
  const more = some[3];
  assert.equal(more.kind, "更多");
  assert.equal(part(more, "title"), "还有 1 个结果");
  assert.equal(part(more, "context"), "在搜索页里看全部");
  assert.equal(more.location, `search/?q=${encodeURIComponent("材料：")}`);
  assert.ok(more.score < some[2].score);
  assert.ok(more.title.startsWith('<span class="hit">'));
  assert.equal(items("材料：", index, 4).length, 4);
});

test("what was typed stands in an address, halves of characters do not", () => {
  const [, more] = items("照片 ?&#\ud800", index, 1);
  assert.equal(more.location, "search/?q=%E7%85%A7%E7%89%87%20%3F%26%23");
});

const ADDRESSES = [
  ["people/zhou/", "people/zhou/index.html"],
  ["people/zhou/#a", "people/zhou/index.html#a"],
  ["./", "./index.html"],
  ["", "index.html"],
  ["#top", "index.html#top"],
  ["a/b/?q=1", "a/b/index.html?q=1"],
];

for (const [place, wanted] of ADDRESSES) {
  test(`opened from a file share, “${place}” is ${wanted}`, () => {
    const docs = [{ kind: "材料", place, title: "照片" }];
    assert.equal(items("照片", indexOf(docs, { flat: true }))[0].location, wanted);
    assert.equal(items("照片", indexOf(docs))[0].location, place);
  });
}

test("opened from a file share, the search page needs its file name, too", () => {
  const flat = newFixture({ flat: true });
  assert.ok(items("材料：", flat, 1)[1].location.startsWith("search/index.html?q="));
});

test("nothing is answered by nothing", () => {
  for (const typed of ["", "潜水艇", "\ud800", "9-9"]) {
    const { items: none, isNear } = replyTo(index, typed, 50);
    assert.deepEqual([none, isNear], [[], false]);
  }
});
