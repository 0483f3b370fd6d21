/* 登记一次活动: one activity, up to four papers that prove it; each becomes a filing. */

import { additionTo } from "./changes.js";
import { flattened, make } from "./elements.js";
import { newField } from "./fields.js";
import { writeParts } from "./fields-parts.js";
import { checkedChange, problemAt, withMissing } from "./record.js";

/** @import { Body, Change, Field, FieldSpec, FormSpec, Placed, Published, Setting, Values } from "./types.js" */

/**
 * The papers of an activity: their names, and what is added to its name for their titles.
 * @type {[string, string, string][]}
 */
const PAPERS = [
  ["plan", "方案", "活动方案"],
  ["attendance", "签到", "签到表"],
  ["photos", "照片", "活动照片"],
  ["summary", "总结", "活动总结"],
];

/** @typedef {{ title: string, proves: Field, files: Field, element: HTMLElement }} Paper */

/**
 * @param {FormSpec} spec
 * @param {Published | null} _published
 * @param {Setting} setting
 * @param {Values} given
 * @returns {Body}
 */
export function activityBody(spec, _published, setting, given) {
  const known = setting.forms.records[spec.record].fields;
  const common = Object.keys(COMMON).map((name) =>
    newField(name, { ...known[name], ...COMMON[name] }, setting, !FOR_CAPTIONS.includes(name)),
  );
  const rest = REST.map((name) => newField(name, known[name], setting, false));
  const shared = common.concat(rest);
  writeParts(shared, given);
  const values = () => readAll(shared);
  const pictured = { ...setting, caption: () => captionOf(values()) };
  const papers = PAPERS.map((paper) => newPaper(paper, known, pictured));
  const fields = [...common, ...flattened(papers.map(fieldsOfPaper)), ...rest];
  return {
    element: make("div", {}, ...elementsOf([...common, ...papers, ...rest])),
    fields,
    changes: () => filedPapers(papers).map((paper) => paperFiling(paper, values())),
    problems: (changes) => withMissing(fields, checkedPapers(papers, changes, shared, setting)),
    fieldOf: ({ change, field }) => fieldFor(filedPapers(papers)[change || 0], field, shared),
  };
}

/** Of what is asked of an activity: what only captions of photographs need. */
const FOR_CAPTIONS = ["place", "people"];
const REST = ["author_body", "filed_by", "filed_on", "party"];

/** @param {Values} values */
function captionOf({ title, date, place, people }) {
  return { event: title, taken: date, place, people };
}

/** @type {Record<string, FieldSpec>} */
const COMMON = {
  title: {
    label: "什么活动",
    type: "text",
    example: "学雷锋志愿服务",
    hint: "活动的名称，几样材料的题名由它组成。",
  },
  date: {
    label: "哪一天",
    type: "day",
    example: "2026-03-05",
    hint: "2026.3.5、2026年3月5日都行。",
  },
  place: { label: "在哪里", type: "text", example: "丰泽社区", hint: "写进照片说明。" },
  people: { label: "哪些人", type: "text", example: "办公室全体", hint: "写进照片说明。" },
  evidence: {
    label: "证明哪些材料",
    type: "codes",
    of: "evidence",
    hint: "下面每一样都证明它们；哪一样不同，在那里另选。",
  },
};

/** @param {Paper} paper */
function fieldsOfPaper({ proves, files }) {
  return [files, proves];
}

/** @param {{ element: HTMLElement }[]} parts */
function elementsOf(parts) {
  return parts.map(({ element }) => element);
}

/** @param {Field[]} fields */
function readAll(fields) {
  return Object.assign({}, ...fields.map(({ name, widget }) => ({ [name]: widget.read() })));
}

/**
 * @param {[string, string, string]} paper
 * @param {Record<string, FieldSpec>} known
 * @param {Setting} setting
 * @returns {Paper}
 */
function newPaper([name, label, title], known, setting) {
  const files = newField(
    `${name}.files`,
    { ...known.files, label: `${label}的文件`, hint: "" },
    setting,
    false,
  );
  const other = {
    ...known.evidence,
    label: `${label}证明别的材料`,
    hint: "和上面一样的，不用选。",
  };
  const proves = newField(`${name}.evidence`, other, setting, false);
  const detail = make(
    "details",
    { class: "fold fold--text" },
    make("summary", {}, `${label}证明的不一样？`),
  );
  detail.append(proves.element);
  const element = make(
    "section",
    { class: "edit__part" },
    make("h2", {}, label),
    files.element,
    detail,
  );
  return { title, proves, files, element };
}

/**
 * Return the papers of which there is a file.
 * @param {Paper[]} papers
 */
function filedPapers(papers) {
  return papers.filter(({ files }) => files.widget.read());
}

/**
 * @param {Paper} paper
 * @param {Values} values
 * @returns {Change}
 */
function paperFiling({ title, proves, files }, values) {
  const { place: _place, people: _people, ...own } = values;
  const named = { ...own, title: `${own.title || ""}${title}`, files: files.widget.read() };
  const year = String(own.filed_on || own.date || "").slice(0, 4);
  return additionTo("filing", { ...named, evidence: proves.widget.read() || own.evidence }, year);
}

/**
 * @param {Paper[]} papers
 * @param {Change[]} changes
 * @param {Field[]} shared
 * @param {Setting} setting
 * @returns {Placed[]}
 */
function checkedPapers(papers, changes, shared, setting) {
  const own = filedPapers(papers);
  if (!own.length) {
    return [problemAt(papers[0].files, "四样材料一个文件也没有", "请至少选一样的文件")];
  }
  const found = flattened(
    changes.map((change, at) =>
      checkedChange(change, setting, ({ field }) => fieldFor(own[at], field, shared)),
    ),
  );
  /* What is wrong with the day is wrong in each paper, and said once. */
  const said = (/** @type {Placed} */ { field, problem }) =>
    `${field ? field.name : ""} ${problem.found}`;
  return found.filter((one, at) => found.findIndex((other) => said(other) === said(one)) === at);
}

/**
 * @param {Paper | undefined} paper
 * @param {string} path
 * @param {Field[]} shared
 */
function fieldFor(paper, path, shared) {
  const [name] = path.split(/[.[]/);
  if (paper && name === "files") return paper.files;
  if (paper && name === "evidence" && paper.proves.widget.read()) return paper.proves;
  return shared.find((field) => field.name === name) || null;
}
