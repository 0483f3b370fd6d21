/* What people find. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { find } from "../../hooks/allocation/pages/assets/search-worker/finding.js";
import { TYPO, WEAK_TYPO } from "../../hooks/allocation/pages/assets/search-worker/strength.js";
import { indexOf, newFixture, titlesAt } from "./fixture.js";

const index = newFixture();
const CLAUSE = "⑵经常开展学雷锋活动；";
const titles = (typed, own = index) =>
  titlesAt(
    own,
    find(own, typed).hits.map((hit) => hit.at),
  );

const FIRST = [
  ["周小满", "周小满"],
  ["zxm", "周小满"],
  ["ZHOU XIAOMAN", "周小满"],
  ["zhou xiao man", "周小满"],
  ["zhoxiaoman", "周小满"],
  ["周主任", "周小满"],
  ["小周", "周小满"],
  ["洲晓曼", "周小满"],
  ["周小满\u200b", "周小满"],
  ["周\ud800小满", "周小满"],
  ["阿依古丽•买买提", "阿依古丽·买买提"],
  ["阿依古丽・买买提", "阿依古丽·买买提"],
  ["领導重视", "Ⅲ-1 领导重视"],
  ["Ⅲ-6", "Ⅲ-6 志愿服务"],
  ["3-6", "Ⅲ-6 志愿服务"],
  ["3 6", "Ⅲ-6 志愿服务"],
  ["三之六", "Ⅲ-6 志愿服务"],
  ["lll-6", "Ⅲ-6 志愿服务"],
  ["111-6", "Ⅲ-6 志愿服务"],
  ["Ⅲ—6", "Ⅲ-6 志愿服务"],
  ["【Ⅲ-6】", "Ⅲ-6 志愿服务"],
  ["Ⅲ-6-②", CLAUSE],
  ["Ⅲ-6【2】", CLAUSE],
  ["Ⅲ-6-⑵-02", "志愿者名册"],
  ["2026-001", "植树活动照片"],
  ["一", "一、组织有力"],
  ["2026-06", "2026年6月"],
  ["26年6月", "2026年6月"],
  ["2026年6月份", "2026年6月"],
  ["2026Q4", "2026年第四季度"],
  ["26年四季度", "2026年第四季度"],
  ["三号盒", "第3盒"],
  ["第三盒", "第3盒"],
  ["志愿服务名册", "志愿者名册"],
  ["志愿者花名册", "志愿者名册"],
  ["学雷锋的照片", "学雷锋活动照片"],
  ["学雷锋、照片", "学雷锋活动照片"],
  ["学雷锋/照片", "学雷锋活动照片"],
  ["怎么打印任务单", "打印任务单"],
  ["任务单怎么打印", "打印任务单"],
  ["打印任务单.docx", "打印任务单"],
  ["几张学雷锋照片", "学雷锋活动照片"],
  ["谁", "人员"],
  ["什么时候", "月历"],
  ["缺什么", "未交清单"],
  ["能不能公开", "哪些文件会挂出来"],
  ["谁负责学雷锋的照片", "吴霜降"],
  ["材料：志愿", "志愿者名册"],
  ["条款：雷锋", CLAUSE],
  ["人：小满", "周小满"],
];

for (const [typed, title] of FIRST) {
  test(`${JSON.stringify(typed)} finds ${title} first`, () =>
    assert.equal(titles(typed)[0], title));
}

const NOTHING = [
  "",
  " ",
  "。",
  "潜水艇",
  "qqqqqq",
  "9-9",
  "Ⅲ-99",
  "第99盒",
  "2019年6月",
  "2026-13",
];

for (const typed of [
  ...NOTHING,
  "99999",
  "Привет",
  "한글",
  "😀",
  "\ud83d",
  "(((",
  ".*",
  "\\d+",
  "^$",
]) {
  test(`${JSON.stringify(typed)} finds nothing`, () => {
    assert.deepEqual(find(index, typed).hits, []);
    assert.equal(find(index, typed).isNear, false);
  });
}

test("five thousand characters are answered in time", () => {
  const start = Date.now();
  for (const text of ["照片", "3-6", "谁", "\ud800", "（"]) {
    find(index, text.repeat(5000 / text.length));
  }
  assert.ok(Date.now() - start < 10000);
});

test("a code that does not exist stays empty, whatever stands beside it", () => {
  for (const typed of ["9-9 照片", "9-9的照片", "谁负责9-9", "Ⅲ-99什么时候交"]) {
    assert.deepEqual(titles(typed), []);
  }
});

test("who is named must be concerned", () => {
  assert.ok(titles("吴霜降的雷锋照片").includes("学雷锋活动照片"));
  assert.deepEqual(titles("周小满的雷锋照片"), []);
  assert.deepEqual(titles("周小满 照片"), []);
});

test("only a kind and a colon shows all of that kind", () => {
  assert.deepEqual(titles("材料："), [
    "成立创建工作领导小组的通知",
    "学雷锋活动照片",
    "志愿者名册",
    "注册志愿者比例",
  ]);
  assert.deepEqual(titles("期间："), ["2026年6月", "2026年第四季度"]);
});

test("a kind holds for the looser pass, too", () => {
  assert.deepEqual(titles("量化要求：志愿者的比例"), ["注册志愿者比例"]);
  assert.deepEqual(titles("盒：志愿者的比例"), []);
});

test("what matches completely is neither near nor loose", () => {
  const { isNear, isLoose, answer, topic } = find(index, "周小满");
  assert.deepEqual([isNear, isLoose, answer, topic], [false, false, "", -1]);
});

test("a page that matches, and a weak match of anything else, are not loose either", () => {
  for (const typed of ["月历", "打印任务单", "志愿服务 名册"]) {
    assert.equal(find(index, typed).isLoose, false);
    assert.ok(titles(typed).length);
  }
});

test("what holds only a part is near", () => {
  const near = find(index, "学雷锋活动照片集");
  assert.deepEqual([near.isNear, near.isLoose], [true, true]);
  assert.equal(index.entries[near.hits[0].at].title, "学雷锋活动照片");
  const whole = find(index, "照片学雷锋");
  assert.deepEqual([whole.isNear, whole.isLoose], [false, true]);
});

test("what is far behind the best is not near", () => {
  const own = indexOf([
    { kind: "材料", place: "a/", title: "甲乙丙丁戊己庚" },
    { kind: "材料", place: "b/", title: "甲乙丙丁戊" },
    { kind: "材料", place: "c/", title: "无", text: "甲乙 丙丁 己庚" },
  ]);
  assert.deepEqual(titles("甲乙丙丁戊己庚辛", own), ["甲乙丙丁戊己庚"]);
});

test("no more than fifty are near", () => {
  const docs = Array.from({ length: 60 }, (_, at) => ({
    kind: "材料",
    place: `${at}/`,
    title: "学雷锋照片",
  }));
  const { hits, isLoose } = find(indexOf(docs), "照片学雷锋");
  assert.equal(isLoose, true);
  assert.equal(hits.length, 50);
});

test("who is found by the sound is told from what is near", () => {
  assert.deepEqual(
    find(index, "洲晓曼").hits.map((hit) => hit.strength),
    [TYPO],
  );
  assert.ok(find(index, "照片学雷锋").hits.every((hit) => hit.strength === WEAK_TYPO));
});

test("who is asked for comes before what it is about", () => {
  const { hits, answer, topic } = find(index, "谁负责学雷锋活动照片");
  const found = titlesAt(
    index,
    hits.map((hit) => hit.at),
  );
  assert.equal(answer, "who");
  assert.equal(index.entries[topic].title, "学雷锋活动照片");
  assert.deepEqual(found.slice(0, 4), ["吴霜降", "灯塔科", "顾长风", "学雷锋活动照片"]);
  assert.equal(new Set(found).size, found.length);
});

test("other questions tell what they ask", () => {
  assert.equal(find(index, "学雷锋照片什么时候交").answer, "when");
  assert.equal(find(index, "几张学雷锋照片").answer, "count");
  assert.equal(find(index, "怎么打印任务单来着").answer, "");
});

test("a question about something that is nowhere leads to no page", () => {
  assert.deepEqual(titles("谁负责潜水艇"), []);
});

test("weak matches of pages stand behind what is near", () => {
  const own = indexOf([
    { kind: "手册", place: "a/", title: "说明", text: "谁负责照片" },
    { kind: "人", place: "b/", title: "周小满" },
    { kind: "项目", place: "c/", title: "照片", members: [1] },
  ]);
  const found = titles("谁负责照片", own);
  assert.equal(found[0], "周小满");
  assert.equal(found[found.length - 1], "说明");
  assert.equal(new Set(found).size, found.length);
});

test("weak matches of pages are found where nothing else is", () => {
  assert.deepEqual(titles("仅列目录").slice(-1), ["哪些文件会挂出来"]);
  assert.deepEqual(titles("职责"), ["人员"]);
});

test("what holds all words as one phrase comes first", () => {
  const own = indexOf([
    { kind: "材料", place: "a/", title: "满周小" },
    { kind: "材料", place: "b/", title: "小满周" },
  ]);
  assert.deepEqual(titles("xiao man", own), ["小满周", "满周小"]);
  assert.deepEqual(titles("man zhou", own), ["满周小", "小满周"]);
});

test("letters beside characters are no phrase", () => {
  const own = indexOf([
    { kind: "材料", place: "a/", title: "小满" },
    { kind: "材料", place: "b/", title: "照片小" },
  ]);
  assert.deepEqual(titles("xiao 照片", own), ["照片小"]);
});

test("words that were looked for are told, to be marked", () => {
  const texts = (typed) => find(index, typed).words.map(({ text }) => text);
  assert.deepEqual(texts("周小满 通知"), ["周小满", "通知"]);
  assert.deepEqual(texts("照片和学雷锋"), ["照片", "学雷锋"]);
});

test("an index of one entry, or none, answers", () => {
  const one = indexOf([{ kind: "人", place: "a/", title: "周小满" }]);
  assert.deepEqual(titles("周小满", one), ["周小满"]);
  assert.deepEqual(titles("谁", one), []);
  const page = indexOf([{ kind: "页面", place: "a/", title: "人员" }]);
  assert.deepEqual(titles("谁", page), ["人员"]);
  for (const typed of ["", "照片", "谁", "3-6", "材料："]) {
    assert.deepEqual(titles(typed, indexOf([])), []);
  }
});

test("more than 31 features do not hide what was asked for", () => {
  const title = Array.from({ length: 60 }, (_, at) => String.fromCharCode(0x5000 + at)).join("");
  const own = indexOf([{ kind: "材料", place: "a/", title }]);
  assert.deepEqual(titles(`${title}甲`, own), [title]);
});
