/* 填量化数值: the number of a year, new or in the place of the one that is there. */

import { changeOf } from "./changes.js";
import { make } from "./elements.js";
import { recordBody, valueIn } from "./record.js";

/** @import { Body, FormSpec, Published, Setting, Values } from "./types.js" */

/* What the id of a value is made of: indicator, year, round. */
const IDENTITY = ["indicator", "in", "round"];

/**
 * @param {FormSpec} spec
 * @param {Published | null} published
 * @param {Setting} setting
 * @param {Values} given
 * @returns {Promise<Body>}
 */
export async function valueBody(spec, published, setting, given) {
  const known = await setting.numbers();
  const body = recordBody(spec, published, setting, given);
  const notice = make("p", {
    class: "note note--strong edit__notice",
    role: "status",
    hidden: true,
  });
  const existing = () => {
    const id = IDENTITY.map((name) => valueIn(body.fields, name))
      .filter(Boolean)
      .join(" ");
    return known.find((each) => each.id === id) || null;
  };
  const followed = { id: "" };
  const showExisting = () => {
    const found = existing();
    notice.hidden = !found;
    if (!found || found.id === followed.id) return;
    followed.id = found.id;
    notice.textContent = "这一年已经填过，下面是现在的数；改了就换成新的。";
    for (const { name, widget } of body.fields) {
      if (name !== "in" && widget.read() === null) widget.write(found.values[name]);
    }
  };
  setting.listeners.add(showExisting);
  showExisting();
  body.element.prepend(notice);
  return { ...body, changes: () => changesFrom(body, existing()) };
}

/**
 * @param {Body} body
 * @param {Published | null} existing
 */
function changesFrom(body, existing) {
  if (!existing) return body.changes();
  /** @type {Values} */
  const values = {};
  for (const { name, widget } of body.fields) if (name !== "in") values[name] = widget.read();
  const change = changeOf("value", existing, values);
  return change ? [change] : [];
}
