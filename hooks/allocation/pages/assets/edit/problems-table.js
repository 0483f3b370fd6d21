/* What the checks of the inbox found, as a table. */

import { textIn } from "./answers.js";
import { newTable } from "./changes-table.js";
import { officeWords } from "./words.js";

/** @typedef {import("./answers.js").Fields} Fields */

/**
 * Return what went wrong, a line for each problem; nothing if there is none.
 * @param {Fields[]} problems
 * @param {Fields[]} changes those that the problems name by number
 * @param {import("./changes-table.js").Labels} labels
 */
export function problemsTable(problems, changes, labels) {
  if (!problems.length) return null;
  const rows = problems.map((problem) => {
    const change = changes[Number(textIn(problem, "change"))] || {};
    const field = labels.field(textIn(change, "record"), textIn(problem, "field"));
    return [
      field,
      ...["found", "expected", "remedy"].map((name) => officeWords(textIn(problem, name))),
    ];
  });
  return newTable("请改正", ["哪一项", "写的是", "应为", "怎么改"], rows);
}
