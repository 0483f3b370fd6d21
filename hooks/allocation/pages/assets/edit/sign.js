/* 签收: one signs for the duties as they are now; the version is that of the page. */

import { changeOf } from "./changes.js";
import { make } from "./elements.js";
import { framedField, newField } from "./fields.js";
import { flagWidget } from "./fields-choice.js";
import { siteAddress } from "./places.js";
import { todayText } from "./reader.js";
import { missingIn } from "./record.js";

/** @import { Body, Change, FormSpec, Published, Setting } from "./types.js" */

const SIGNED_DAY = { label: "哪天签收", type: "day", example: "2026-11-24" };
const HAS_READ = { label: "我已看过本人职责，现在签收（须打勾）", type: "flag" };

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
  const day = newField("on", SIGNED_DAY, { ...setting, kind: "signed" }, true);
  const box = flagWidget("read", HAS_READ, setting);
  const ticked = { ...box, read: () => box.read() || null };
  const isRead = framedField("read", HAS_READ, setting, true, ticked);
  day.widget.write(todayText());
  const fields = person.version ? [isRead, day] : [];
  const change = () =>
    published &&
    changeOf("person", published, { signed: { version: person.version, on: day.widget.read() } });
  const changes = () => [change()].filter(Boolean);
  return {
    element: make("div", {}, versionLine(person), ...fields.map(({ element }) => element)),
    fields,
    changes: () => (fields.length ? /** @type {Change[]} */ (changes()) : []),
    problems: () => missingIn(fields),
    fieldOf: () => fields[0] || null,
  };
}

/** @param {any} person */
function versionLine({ id, slug, version }) {
  const line = make("p", { class: "edit__version" });
  if (!version) line.append(`分工表没有分给${id}任何任务，不用签收。`);
  else {
    const link = make(
      "a",
      { href: siteAddress(`people/${slug}/`), target: "_blank" },
      `${id}的职责`,
    );
    line.append("现在的职责版本是 ", make("b", {}, version), "。请先看 ", link, "（另开一页）。");
  }
  return line;
}
