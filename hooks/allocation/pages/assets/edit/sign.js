/* 签收: one signs for the duties as they are now; the version is that of the page. */

import { changeOf } from "./changes.js";
import { make } from "./elements.js";
import { newField } from "./fields.js";
import { missingIn } from "./record.js";
import { todayText } from "./reader.js";
import { siteAddress } from "./places.js";

/** @import { Body, FormSpec, Published, Setting } from "./types.js" */

const DAY = { label: "哪天签收", type: "day", example: "2026-11-24" };
const READ = { label: "我已看过本人职责，现在签收", type: "choice", choices: ["是"] };

/**
 * @param {FormSpec} _spec
 * @param {Published | null} published
 * @param {Setting} setting
 * @returns {Body}
 */
export function signBody(_spec, published, setting) {
  const person = setting.lists.people.find(
    (/** @type {any} */ { id }) => published && id === published.id,
  );
  const day = newField("on", DAY, { ...setting, kind: "signed" }, true);
  const isRead = newField("read", READ, setting, true);
  day.widget.write(todayText());
  const { version, slug } = person;
  const link = make("a", { href: siteAddress(`people/${slug}/`), target: "_blank" }, `${person.id}的职责`);
  const said = version
    ? ["现在的职责版本是 ", make("b", {}, version), "。请先看 ", link, "（另开一页）。"]
    : ["分工表没有分给这个人任何任务，不用签收。"];
  const fields = version ? [isRead, day] : [];
  const element = make("div", {}, make("p", { class: "edit__version" }, ...said));
  element.append(...fields.map((field) => field.element));
  const signed = () => ({ signed: { version, on: day.widget.read() } });
  const change = () => (version && published ? changeOf("person", published, signed()) : null);
  return {
    element,
    fields,
    changes: () => [change()].flatMap((each) => each || []),
    problems: () => missingIn(fields),
    fieldOf: () => fields[0] || null,
  };
}
