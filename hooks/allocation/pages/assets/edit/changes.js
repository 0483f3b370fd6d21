/* Changes of a slip: what of a record differs from what is published. */

import { isEmpty } from "./sentence.js";

/** @import { Change, Published, Values } from "./types.js" */

/**
 * Return the change of a published record; null if nothing differs.
 * @param {string} kind
 * @param {Published} published
 * @param {Values} values of the fields that a form has
 * @returns {Change | null}
 */
export function changeOf(kind, published, values) {
  /** @type {Values} */
  const before = {};
  /** @type {Values} */
  const after = {};
  for (const name of Object.keys(values)) {
    const was = name in published.values ? published.values[name] : null;
    if (isEqual(was, values[name])) continue;
    before[name] = was;
    after[name] = values[name];
  }
  if (!Object.keys(after).length) return null;
  const { id, sha256 } = published;
  return { record: kind, id, op: "change", sha256, old: before, new: after };
}

/**
 * Return what adds a record.
 * @param {string} kind
 * @param {Values} values
 * @param {string} [parent] the id of what it is in
 * @returns {Change}
 */
export function additionTo(kind, values, parent = "") {
  const filled = Object.keys(values).filter((name) => !isNothing(values[name]));
  const own = Object.assign({}, ...filled.map((name) => ({ [name]: values[name] })));
  const where = parent ? { in: parent } : {};
  return { record: kind, ...where, op: "add", new: own };
}

/**
 * Return what takes a record away.
 * @param {string} kind
 * @param {Published} published
 * @returns {Change}
 */
export function removalOf(kind, { id, sha256, values }) {
  return { record: kind, id, op: "remove", sha256, old: values };
}

/** @param {unknown} value */
function isNothing(value) {
  return value === false || isEmpty(value);
}

/**
 * Whether two values are the same: what is not written is like nothing.
 * @param {any} one
 * @param {any} other
 * @returns {boolean}
 */
function isEqual(one, other) {
  if (isNothing(one) || isNothing(other)) return isNothing(one) && isNothing(other);
  if (typeof one !== "object" || typeof other !== "object") return one === other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Array.from(names).every((name) => isEqual(one[name], other[name]));
}
