/* The entries of what a unit has of its own: how its items stand, and what it filed. */

import { codePath, uncircled } from "./codes.js";
import { simplified } from "./text.js";

/** @import { FileEntry, Index } from "./index.js" */

/**
 * Id, title and address of an item, with the slots that are done, due and late, if these are known.
 * @typedef {[string, string, string, number?, number?, number?]} UnitItem
 */

/** @typedef {{ title: string, item: string, date: string | null, state: string, url: string }} UnitFiling */

/**
 * The file of a unit, as portal/search.py writes it; `unit` is its position.
 * @typedef {{ unit: number, items: UnitItem[], filings: UnitFiling[] }} UnitFile
 */

/**
 * Return the entries of a unit's file, as other files have them.
 * @param {Index} index
 * @param {Partial<UnitFile>} file
 * @returns {FileEntry[]}
 */
export function docsOfUnit(index, { unit, items = [], filings = [] }) {
  const standing = kindNamed(index, "进度");
  const filed = kindNamed(index, "登记");
  const labels = new Map(items.map((item) => [item[0], labelOf(item)]));
  return [
    ...items.map((item) => ({
      kind: standing,
      owner: unit,
      title: labelOf(item),
      place: `~${item[2]}`,
      code: codeOf(index, item),
      context: standingOf(item),
    })),
    ...filings.map(({ title, item, date, state, url }) => ({
      kind: filed,
      owner: unit,
      title,
      place: `~${url}`,
      context: labels.get(item) || item,
      tags: [state, date].filter(Boolean).join(" "),
    })),
  ];
}

/**
 * @param {Index} index
 * @param {string} name
 */
function kindNamed({ kinds }, name) {
  return kinds.findIndex((kind) => kind.name === name);
}

/** @param {UnitItem} item */
function labelOf([id, title]) {
  return id === title ? title : `${id} ${title}`;
}

/**
 * Return the path of an item's code; an item without one has its title as its id.
 * @param {Index} index
 * @param {UnitItem} item
 */
function codeOf({ variants }, [id, title]) {
  return id === title ? "" : codePath(simplified(uncircled(id), variants)).join("-");
}

/** @param {UnitItem} item */
function standingOf([, , , done, due, late]) {
  if (due === undefined) return "届期没有核定";
  return `${due ? `已交 ${done}/${due}` : "尚无到期"}${late ? `，逾期 ${late}` : ""}`;
}
