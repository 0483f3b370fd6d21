/* What else counts where nothing matches: duties, and slips in typing. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  byDuty,
  bySlip,
  byTypo,
} from "../../hooks/allocation/pages/assets/search-worker/leniency.js";
import { TYPO, WEAK } from "../../hooks/allocation/pages/assets/search-worker/strength.js";
import { indexOf, newFixture, strengthsByTitle, word } from "./fixture.js";

const index = newFixture();
const lenient = (matcher, typed, own = index, changes = {}) =>
  strengthsByTitle(own, matcher(own, { ...word(own, typed), ...changes }));

const DUTIES = [
  ["名册", { 吴霜降: WEAK, 灯塔科: WEAK, 顾长风: WEAK }],
  ["议事日程", { 周小满: WEAK, 办公室: WEAK, 顾长风: WEAK }],
  ["领导重视", { 周小满: WEAK, 办公室: WEAK, 顾长风: WEAK }],
  ["志愿服务", { 吴霜降: WEAK, 灯塔科: WEAK, 顾长风: WEAK }],
  ["职责", {}],
  ["月历", { 灯塔科: undefined }],
  ["潜水艇", {}],
  ["", {}],
];

for (const [typed, wanted] of DUTIES) {
  test(`who is responsible for “${typed}”: ${Object.keys(wanted)}`, () => {
    const found = lenient(byDuty, typed);
    if (Object.values(wanted).includes(undefined)) {
      for (const title of Object.keys(wanted)) assert.equal(found[title], undefined);
    } else {
      assert.deepEqual(found, wanted);
    }
  });
}

const TYPOS = [
  ["zhoxiaoman", ["周小满"]],
  ["zhouxaioman", ["周小满"]],
  ["zhouxiaonan", ["周小满"]],
  ["lingdaozhogshi", ["Ⅲ-1 领导重视"]],
  ["bangongsi", ["办公室"]],
  ["xiaomab", ["周小满"]],
  ["zhoxaoman", []],
  ["zhou", []],
  ["zxm", []],
  ["照片", []],
  ["mingcee", []],
  ["", []],
];

for (const [typed, titles] of TYPOS) {
  test(`“${typed}” with one slip is the name [${titles}]`, () => {
    assert.deepEqual(
      lenient(byTypo, typed),
      Object.fromEntries(titles.map((title) => [title, TYPO])),
    );
  });
}

test("four letters are too few for a slip", () => {
  const own = indexOf([{ kind: "人", place: "a/", title: "周满" }], {
    readings: { ji: "周", an: "满", a: "阿" },
  });
  assert.deepEqual(lenient(byTypo, "jia", own), {});
  assert.deepEqual(lenient(byTypo, "jiann", own), { 周满: TYPO });
  assert.deepEqual(lenient(byTypo, "jian", own), {});
});

test("letters mixed with characters are spelt out", () => {
  assert.deepEqual(lenient(byTypo, "周xiaoan"), { 周小满: TYPO });
});

test("a whole given name with one slip is meant only where it is no pinyin, or not alone", () => {
  const own = indexOf([{ kind: "人", place: "a/", title: "周小满" }], {
    readings: { zhou: "周", xiao: "小", man: "满", nan: "南" },
  });
  assert.deepEqual(lenient(byTypo, "xiaonan", own), {});
  assert.deepEqual(lenient(byTypo, "xiaonan", own, { alone: false }), { 周小满: TYPO });
  assert.deepEqual(lenient(byTypo, "xiaopan", own), { 周小满: TYPO });
});

const SLIPS = [
  ["mingcce", ["志愿者名册"]],
  ["zhapian", ["学雷锋活动照片", "植树活动照片"]],
  ["zhiyuanhze", ["志愿者名册", "注册志愿者比例"]],
  ["zhoxiaoman", ["周小满"]],
  ["mingce", []],
  ["mngce", []],
  ["qqqqqqq", []],
  ["mingcce名", []],
  ["照片", []],
];

for (const [typed, titles] of SLIPS) {
  test(`“${typed}” with one slip stands in [${titles}]`, () => {
    const found = lenient(bySlip, typed);
    assert.deepEqual(found, Object.fromEntries(titles.map((title) => [title, TYPO])));
  });
}

test("of more than five thousand entries only the names are tried", () => {
  const docs = Array.from({ length: 5001 }, (_, at) => ({
    kind: at ? "材料" : "人",
    place: `${at}/`,
    title: at ? "名册" : "周小满",
  }));
  assert.deepEqual(lenient(bySlip, "mingcce", indexOf(docs)), {});
  assert.deepEqual(lenient(bySlip, "zhoxiaoman", indexOf(docs)), { 周小满: TYPO });
  const fewer = indexOf(docs.slice(0, 5000));
  assert.deepEqual(lenient(bySlip, "mingcce", fewer), { 名册: TYPO });
});

test("letters beyond twenty are not repaired", () => {
  assert.deepEqual(lenient(bySlip, `${"zhaopian".repeat(3)}q`), {});
});
