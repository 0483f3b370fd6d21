/* What lint says after a record is gone: of the records that name it, as far as they are loaded. */

import { knownDepartments, knownPeople, recordsOf, valuesOf } from "./checks-data.js";
import { unknownNames } from "./checks-names.js";

/** @typedef {import("./checks-data.js").CheckContext} CheckContext */
/** @typedef {import("./checks-data.js").SlipChange} SlipChange */
/** @typedef {import("./checks-text.js").CheckProblem} CheckProblem */

/**
 * Who names records of a kind: as what, in which kind, in which texts, and who else is known there.
 * @typedef {[string, string, (values: any) => any[], (context: CheckContext) => Map<string, string>]} Naming
 */
/** @type {(values: any) => any[]} */
const partiesIn = (values) => values.parties || [];
/** @type {(context: CheckContext) => Map<string, string>} */
const knownParties = (context) => new Map([...knownPeople(context), ...knownDepartments(context)]);
/** @type {(context: CheckContext) => Map<string, string>} */
const knownFilings = (context) => new Map(recordsOf("filing", context).map(({ id }) => [id, id]));
/** @type {Naming} */
const PARTY = ["department", "filing", (values) => [values.party], knownParties];
/** @type {Record<string, Naming[]>} */
const NAMINGS = {
  person: [
    ["leader", "row", (values) => values.leaders || [], knownPeople],
    ["responsible", "row", (values) => partiesIn(values).map((each) => each.person), knownPeople],
    ["person", "filing", (values) => [values.filed_by, values.checked_by], knownPeople],
    PARTY,
  ],
  department: [
    [
      "responsible_department",
      "row",
      (values) => partiesIn(values).map((each) => each.department),
      knownDepartments,
    ],
    PARTY,
  ],
  filing: [["filing", "value", (values) => values.proof || [], knownFilings]],
};

/**
 * Return what would be wrong with the records that name one that is removed.
 * @param {SlipChange} change
 * @param {CheckContext} context
 * @returns {CheckProblem[]}
 */
export function removalProblems(change, context) {
  const id = change.id || "";
  /** @type {CheckProblem[]} */
  const problems = [];
  for (const [what, kind, namesIn, knownIn] of NAMINGS[change.record] || []) {
    const names = recordsOf(kind, context).map((each) => namesIn(valuesOf(each)));
    const known = knownIn(context);
    known.delete(id);
    if (names.some((each) => each.includes(id))) {
      problems.push(...unknownNames("", what, [id], known, context.forms.rules));
    }
  }
  return problems;
}
