/* A small index by hand, of a fictitious office, in the form in which feeds/search_index.py writes it. */

import { newIndex } from "../../hooks/allocation/pages/assets/search-worker/index.js";
import { NONE } from "../../hooks/allocation/pages/assets/search-worker/strength.js";
import { wordOf } from "../../hooks/allocation/pages/assets/search-worker/words.js";

/* KINDS of feeds/search_index.py; a test compares them. */
export const KINDS = [
  { name: "人", person: true, who: true, short: true },
  { name: "科室", who: true, short: true },
  { name: "项目", short: true },
  { name: "类别", short: true, within: "项目" },
  { name: "测评指标", short: true, within: "项目" },
  { name: "未交清单", short: true },
  { name: "条款", marked: true },
  { name: "材料" },
  { name: "量化要求", measured: true, within: "材料" },
  { name: "登记" },
  { name: "页面", short: true, weak: true },
  { name: "期间", short: true },
  { name: "盒", short: true },
  { name: "手册", weak: true },
];

/* Each syllable with its characters. */
const READINGS = bySyllable(`
  a阿 ba把 ban办班 bi比 cai材 ce册 chan单 chang常长 cheng成程 chong重 chu出除 chuang创
  ci次 da打 dan单 dao到导 de的 deng灯 di提的第 dian点 dong动 du度 duo度 e阿 er二 fen份分
  feng锋风 fu服 ge个各 gong公共工 gou构 gu古顾 gua挂 guan管 gui会 hai海 hao号 he合和核盒
  hui会回 huo和活 ji季机 jian件建见 jiang降 jiao交 jie届 jin近 jing景经 kai开 ke可科 kou口
  kuai会 kuan款 lai来 lei雷 li丽例力历立 liao料 lie列 ling领 mai买 man满 me么 mei每 mian面
  ming名 mu目 na哪 nei内 nian年 pai拍 pian片 qi其期 quan全 que缺 ren人任 ri日 ru入 shan单
  shang上 shao少 shen审 shi事使室视 shou手 shu数树 shuang霜 si四 ta他塔 ti提题 tiao条
  tong通 tui退 wang网 wen文 wu务吴 xia下 xian见 xiang降项 xiao小 xie些 xu虚 xue学 yao么要
  ye页 yi一以依已议 yin印 yong用 you有 yu逾 yuan员愿 yue月 yun员 zai再在 ze责 zen怎 zhan展站
  zhang张长 zhao照 zhe者这 zhi只志植知织职至 zhong重 zhou周 zhu注 zhuan专 zi子 zong综 zu组
  zui最 zuo作
`);

/* Other forms, each before the simplified one: characters, and dots in names. */
const VARIANTS = "領领導导責责歷历曆历發发髮发為为爲为‧·∙·⋅·・·";

const CONFIG = {
  flat: false,
  kinds: KINDS,
  readings: READINGS,
  variants: VARIANTS,
  synonyms: [["名册", "花名册", "名单"]],
  questions: [
    { words: ["怎么", "怎么打印", "什么意思"], kinds: ["手册"], page: "使用手册" },
    { words: ["在哪", "哪里"], kinds: ["页面", "手册"], page: "使用手册" },
    {
      words: ["什么时候", "截止"],
      kinds: ["材料", "登记", "期间", "量化要求"],
      answer: "when",
      page: "月历",
    },
    { words: ["多少", "几张", "比例"], kinds: ["量化要求", "材料"], answer: "count", page: "进度" },
    {
      words: ["能不能公开", "能上网"],
      kinds: ["手册", "材料"],
      answer: "facts",
      page: "哪些文件会挂出来",
    },
    { words: ["谁", "谁负责", "责任人"], kinds: ["人", "科室"], answer: "who", page: "人员" },
    { words: ["什么", "缺什么"], kinds: ["人", "科室", "项目"], page: "未交清单" },
  ],
  fillers: ["的", "了", "吗", "我", "看", "查", "搜索", "有", "要", "负责", "材料", "情况"],
  titles: ["局", "局长", "主任", "科长"],
};

/* Owners and members are positions in this list. */
// biome-ignore format: an entry a line
const DOCS = [
  /* 0 */ { kind: "科室", place: "departments/bangong-shi/", title: "办公室", context: "周小满", aliases: ["综合办"], count: "条款 1 条、材料 1 项" },
  /* 1 */ { kind: "科室", place: "departments/dengta-ke/", title: "灯塔科", context: "吴霜降" },
  /* 2 */ { kind: "科室", place: "departments/gonghui/", title: "工会", context: "阿依古丽·买买提" },
  /* 3 */ { kind: "人", place: "people/gu-changfeng/", title: "顾长风", context: "分管领导", leads: true, text: "任务单 日历", count: "分管条款 2 条、材料 3 项" },
  /* 4 */ { kind: "人", place: "people/zhou-xiaoman/", title: "周小满", context: "办公室", members: [0], text: "任务单 日历", count: "条款 1 条、材料 1 项" },
  /* 5 */ { kind: "人", place: "people/wu-shuangjiang/", title: "吴霜降", context: "灯塔科", members: [1], text: "任务单 日历", count: "条款 1 条、材料 2 项" },
  /* 6 */ { kind: "人", place: "people/ayiguli-maimaiti/", title: "阿依古丽·买买提", context: "工会", members: [2], aliases: ["阿依古丽买买提", "阿买买提"], text: "任务单 日历" },
  /* 7 */ { kind: "类别", place: "categories/1/", title: "一、组织有力", context: "项目 2 个", code: "1", aliases: ["组织有力"] },
  /* 8 */ { kind: "项目", place: "items/iii-1/", title: "Ⅲ-1 领导重视", context: "一、组织有力", code: "3-1", members: [4, 3, 0], aliases: ["领导重视"] },
  /* 9 */ { kind: "项目", place: "items/iii-6/", title: "Ⅲ-6 志愿服务", context: "一、组织有力", code: "3-6", members: [5, 3, 1], aliases: ["志愿服务"] },
  /* 10 */ { kind: "页面", place: "months/", title: "月历", text: "各月到期的材料" },
  /* 11 */ { kind: "页面", place: "manual/", title: "使用手册", text: "怎么用这个网站" },
  /* 12 */ { kind: "页面", place: "people/", title: "人员", text: "每个人的职责" },
  /* 13 */ { kind: "页面", place: "gaps/", title: "未交清单", text: "逾期和退回的材料" },
  /* 14 */ { kind: "期间", place: "months/2026-06/", title: "2026年6月", text: "2026年6月到期的材料", context: "月历", aliases: ["2026-06", "26年6月"], count: "共 3 项次，已交 1" },
  /* 15 */ { kind: "期间", place: "months/2026-12/", title: "2026年第四季度", text: "2026年第四季度要交的季度材料", context: "月历", aliases: ["2026年四季度", "2026年Q4", "2026-Q4"], when: "12月31日到期" },
  /* 16 */ { kind: "盒", place: "dossiers/iii-6/", title: "第3盒", context: "Ⅲ-6 志愿服务", aliases: ["盒号3", "3号盒"], count: "1 件" },
  /* 17 */ { kind: "手册", place: "manual/#tasks", title: "打印任务单", text: "点页面最下面的任务单，用 Word 打开再打印", context: "使用手册", aliases: ["怎么打印任务单"] },
  /* 18 */ { kind: "手册", place: "manual/#visibility", title: "哪些文件会挂出来", text: "内网可见的挂出，其他的仅列目录", context: "使用手册" },
  /* 19 */ { kind: "条款", place: "items/iii-1/#iii-1-1", title: "⑴领导班子把创建工作列入议事日程，有机构、有专人；", context: "Ⅲ-1 领导重视 · 周小满", mark: "⑴", code: "3-1-1", owner: 8, members: [4, 3, 0] },
  /* 20 */ { kind: "条款", place: "items/iii-6/#iii-6-2", title: "⑵经常开展学雷锋活动；", context: "Ⅲ-6 志愿服务 · 吴霜降", mark: "⑵", code: "3-6-2", owner: 9, members: [5, 3, 1] },
  /* 21 */ { kind: "材料", place: "-01", title: "成立创建工作领导小组的通知", tags: "文件 届期一次 内网可见", owner: 19, when: "下一次 2026-12-31", count: "至少 1 份" },
  /* 22 */ { kind: "材料", place: "-01", title: "学雷锋活动照片", text: "拍全景和近景", tags: "照片 每季度 内网可见", owner: 20, when: "下一次 2026-06-30", count: "至少 4 张" },
  /* 23 */ { kind: "材料", place: "-02", title: "志愿者名册", tags: "名册 年度 仅列目录", owner: 20, count: "至少 1 份" },
  /* 24 */ { kind: "量化要求", place: "-i01", title: "注册志愿者比例", text: "注册人数除以在职人数", tags: "≥45% 年度", owner: 20, count: "45% 以上" },
  /* 25 */ { kind: "登记", place: "items/iii-6/#filing-2026-001", title: "植树活动照片", text: "虚海〔2026〕7号", code: "2026-1", tags: "已审核 2026-001 2026-06-20 第3盒 2026年第二季度 吴霜降", owner: 20, when: "2026年6月20日 交" },
];

/** Return the position of the kind with a name. */
export function positionOf(name) {
  return KINDS.findIndex((kind) => kind.name === name);
}

/** Return entries as a file has them: with the positions of their kinds. */
export function docsOf(docs) {
  return docs.map((doc) => ({ ...doc, kind: positionOf(doc.kind) }));
}

/** Return the file of the index, with changes in its configuration. */
export function newFile(changes = {}) {
  return { config: { ...CONFIG, ...changes }, docs: docsOf(DOCS) };
}

/** Return the index in memory. */
export function newFixture(changes = {}) {
  return newIndex(newFile(changes));
}

/** Return an index of other entries. */
export function indexOf(docs, changes = {}) {
  return newIndex({ ...newFile(changes), docs: docsOf(docs) });
}

/** Return the position of the entry with a title. */
export function at(index, title) {
  const place = index.entries.findIndex((entry) => entry.title === title);
  if (place < 0) throw new Error(`no entry ${title}`);
  return place;
}

/** Return the titles of entries by their positions. */
export function titlesAt(index, places) {
  return Array.from(places, (place) => index.entries[place].title);
}

/** Return a word as a query of one word has it. */
export function word(index, typed) {
  return { ...wordOf(typed, index.variants), alone: true };
}

/** Return the entries that match in some strength: title and strength. */
export function strengthsByTitle(index, strengths) {
  const found = {};
  strengths.forEach((strength, place) => {
    if (strength !== NONE) found[index.entries[place].title] = strength;
  });
  return found;
}

function bySyllable(text) {
  const pairs = text
    .trim()
    .split(/\s+/)
    .map((part) => [part.match(/^[a-z]+/)[0], part]);
  return Object.fromEntries(
    pairs.map(([syllable, part]) => [syllable, part.slice(syllable.length)]),
  );
}
