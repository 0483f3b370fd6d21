/* A small index over three units, in the form in which portal/search.py writes it. */

import { newIndex } from "../../hooks/allocation/pages/assets/search-worker/index.js";
import { newFile } from "./fixture.js";

/* KINDS of portal/search.py; a test compares them. */
export const KINDS = [
  { name: "单位", short: true },
  { name: "项目", short: true },
  { name: "类别", short: true, within: "项目" },
  { name: "条款", marked: true },
  { name: "人", person: true, who: true, short: true, owned: true },
  { name: "进度", owned: true },
  { name: "登记", owned: true },
  { name: "手册", weak: true },
];
// biome-ignore format: an entry a line
const DOCS = [
  /* 0 */ { kind: 0, title: "海东区教育局", aliases: ["教育局"], place: "units/jy/", site: "http://wm.test/jy/", part: "unit-jy" },
  /* 1 */ { kind: 0, title: "海西区教育局", aliases: ["教育局"], place: "units/jy2/", part: "unit-jy2" },
  /* 2 */ { kind: 0, title: "海东区司法局", aliases: ["司法局"], place: "units/sf/", site: "http://wm.test/sf/", part: "unit-sf" },
  /* 3 */ { kind: 2, title: "一、组织有力", aliases: ["组织有力"], place: "items/iii-1/" },
  /* 4 */ { kind: 1, title: "Ⅲ-6 志愿服务", context: "一、组织有力", code: "3-6", aliases: ["志愿服务"], place: "items/iii-6/", count: "3 个单位" },
  /* 5 */ { kind: 3, title: "⑵经常开展学雷锋活动；", mark: "⑵", code: "3-6-2", owner: 4, context: "Ⅲ-6 志愿服务", place: "items/iii-6/" },
];

/** People by letter, and what a unit has of its own, by the names of the files. */
export const PARTS = {
  "people-z": {
    docs: [
      { kind: 4, owner: 0, title: "周小满", context: "办公室", place: "~people/zhou-xiaoman/" },
      { kind: 4, owner: 1, title: "曾小满", place: "~people/zeng-xiaoman/" },
    ],
  },
  "people-c": { docs: [{ kind: 4, owner: 2, title: "曾子", place: "~people/ceng-zi/" }] },
  "unit-jy": {
    unit: 0,
    items: [
      ["Ⅲ-6", "志愿服务", "items/iii-6/", 3, 5, 1],
      ["加分项目", "加分项目", "items/jiafen/", 0, 0, 0],
    ],
    filings: [
      {
        title: "志愿者名册",
        item: "Ⅲ-6",
        date: "2026-03-05",
        state: "已审核",
        url: "items/iii-6/#filing-2026-001",
      },
    ],
  },
  "unit-jy2": { unit: 1, items: [["Ⅲ-6", "志愿服务", "items/iii-6/"]], filings: [] },
};

/** Return the first file. */
export function newPortalFile() {
  const { config } = newFile({ kinds: KINDS, questions: [] });
  return { config, people: { C: "曾", Z: "周曾" }, docs: DOCS };
}

/** Return the index in memory, without any part. */
export function newPortal() {
  return newIndex(newPortalFile());
}
