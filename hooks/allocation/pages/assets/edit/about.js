/* What a form is about, in a few lines above its fields, and usual words to click. */

import { partyText } from "./candidates.js";
import { make, makeButton } from "./elements.js";

/** @import { Body, FormSpec, Published, Setting, Values } from "./types.js" */

const REASONS = ["缺领导签字或盖章", "照片没有写明时间、地点、人物", "日期或题名与文件不一致"];

/**
 * Return lines about a record for a form that does not show it in fields.
 * @param {FormSpec} spec
 * @param {Published} published
 * @param {Setting} setting
 */
export function aboutOf(spec, published, setting) {
  const lines = (ABOUT_LINES[spec.record] || (() => []))(published, setting);
  const own = lines.filter(([name, , text]) => text && !spec.fields.includes(name));
  const list = make("dl", { class: "edit__about", hidden: !own.length });
  for (const [, label, text] of own) list.append(make("dt", {}, label), make("dd", {}, text));
  return list;
}

/**
 * What is said of a record: the field that says it, its label, its text. What the form has as a field
 * is not said again.
 * @type {Record<string, (published: Published, setting: Setting) => [string, string, string][]>}
 */
const ABOUT_LINES = {
  filing: ({ id, values }, { lists }) => [
    ["", "登记号", id],
    ["title", "题名", values.title],
    ["evidence", "证明", provesText(values.evidence || [], lists)],
    ["date", "日期", values.date],
    [
      "files",
      "文件",
      (values.files || []).map((/** @type {Values} */ { name }) => name).join("\n"),
    ],
    ["filed_by", "谁交的", [values.filed_by, values.filed_on].filter(Boolean).join("，")],
    ["", "现在", values.state === "退回" ? `退回：${values.reason || ""}` : values.state || "已交"],
  ],
  row: ({ id, values }, { lists }) => [
    ["", "哪一行", id],
    ["", "条款", clausesOf(id, lists)],
    ["", "现在的分管领导", (values.leaders || []).join("、")],
    ["", "现在的责任人", (values.parties || []).map(partyText).join("\n")],
  ],
  clause: ({ id, values }) => [
    ["", "条款", id],
    ["text", "原文", values.text],
  ],
  evidence: ({ id, values }) => [["", "材料", `${id} ${values.name}`]],
  indicator: ({ id, values }) => [["", "量化要求", `${id} ${values.name}`]],
  person: ({ id }) => [["", "姓名", id]],
  department: ({ id }) => [["", "科室", id]],
  item: ({ id }, { lists }) => [["", "项目", itemLabel(id, lists)]],
};

/**
 * @param {string[]} ids
 * @param {any} lists
 */
function provesText(ids, lists) {
  return ids.map((id) => evidenceText(id, lists)).join("\n");
}

/**
 * @param {string} id
 * @param {any} lists
 */
function evidenceText(id, lists) {
  const known = lists.evidence.find((/** @type {any} */ each) => each.id === id);
  return known ? `${id} ${known.name}` : id;
}

/**
 * @param {string} row
 * @param {any} lists
 */
function clausesOf(row, lists) {
  const own = lists.clauses.filter((/** @type {any} */ clause) => clause.row === row);
  return own.map((/** @type {any} */ { id, text }) => `${id} ${text}`).join("\n");
}

/**
 * @param {string} id
 * @param {any} lists
 */
export function itemLabel(id, lists) {
  return (lists.items.find((/** @type {any} */ each) => each.id === id) || { label: id }).label;
}

/**
 * Offer usual reasons below the field for them.
 * @param {Body} body
 * @param {Setting} setting
 */
export function offerReasons(body, setting) {
  const field = body.fields.find(({ name }) => name === "reason");
  if (!field) return;
  const buttons = REASONS.map((reason) =>
    makeButton(reason, "plain", () => {
      field.widget.write(reason);
      setting.changed();
      field.widget.control.focus();
    }),
  );
  const usual = make("div", { class: "edit__usual" }, "常用：", ...buttons);
  field.widget.element.insertAdjacentElement("afterend", usual);
}
