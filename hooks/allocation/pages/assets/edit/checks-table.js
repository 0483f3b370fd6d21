/* What lint says of a row, of what clauses require, and of an item. */

import {
  knownDepartments,
  knownEvidence,
  knownPeople,
  recordsOf,
  valuesOf,
} from "./checks-data.js";
import { repeatedTexts, unknownNames } from "./checks-names.js";
import { aliasProblems } from "./checks-people.js";
import { problemOf } from "./checks-text.js";

/** @typedef {import("./checks-data.js").CheckSubject} CheckSubject */
/** @typedef {import("./checks-text.js").CheckProblem} CheckProblem */

/**
 * @param {CheckSubject} subject
 * @returns {CheckProblem[]}
 */
export function rowProblems(subject) {
  const { context, rules, values } = subject;
  const parties = /** @type {any[]} */ (values.parties || []);
  const leaders = values.leaders || [];
  const people = knownPeople(context);
  const persons = parties.map((each) => each.person).filter(Boolean);
  const departments = parties.map((each) => each.department).filter(Boolean);
  return unknownNames("leaders", "leader", leaders, people, rules).concat(
    unknownNames("parties", "responsible", persons, people, rules),
    unknownNames(
      "parties",
      "responsible_department",
      departments,
      knownDepartments(context),
      rules,
    ),
    columnProblems(subject, { leader: leaders, department: departments, person: persons }),
    repeatedTexts(leaders).map((name) => problemOf("leaders", rules.words.leader_twice, { name })),
    partyProblemsOf(parties, rules),
  );
}

/**
 * @param {any[]} parties
 * @param {any} rules
 */
function partyProblemsOf(parties, rules) {
  const pairs = parties.map((each) => `${each.department || "None"}／${each.person || "None"}`);
  const twice = repeatedTexts(pairs).map((name) =>
    problemOf("parties", rules.words.party_twice, { name }),
  );
  const empty = parties.filter((each) => !each.department && !each.person);
  return twice.concat(empty.map(() => problemOf("parties", rules.words.party_empty, {})));
}

/**
 * @param {CheckSubject} subject
 * @param {Record<string, string[]>} filled
 */
function columnProblems({ context, rules }, filled) {
  return Object.keys(filled)
    .filter(
      (name) => filled[name].length && !context.base.facts.columns.includes(rules.values[name]),
    )
    .map((name) => {
      const field = name === "leader" ? "leaders" : "parties";
      return problemOf(field, rules.words.column, { column: rules.values[name] });
    });
}

/**
 * @param {CheckSubject} subject
 * @returns {CheckProblem[]}
 */
export function itemProblems(subject) {
  const title = subject.values.title || subject.before.title;
  return title ? aliasProblems(subject, title) : [];
}

/**
 * @param {CheckSubject} subject
 * @returns {CheckProblem[]}
 */
export function evidenceProblems(subject) {
  const { context, rules, values } = subject;
  const known = context.base.facts.references;
  const unknown = (values.refs || []).filter((/** @type {string} */ id) => !known.includes(id));
  return aliasProblems(subject, values.name).concat(
    unknown.map((/** @type {string} */ id) => problemOf("refs", rules.words.reference, { id })),
    samePaperProblems(subject),
    mainOfOthersProblems(subject),
  );
}

/** @param {CheckSubject} subject */
function samePaperProblems(subject) {
  const { context, id, rules, values } = subject;
  const known = knownEvidence(context);
  const name = values.same_as;
  if (!name) return [];
  if (known.get(name) === id)
    return [problemOf("same_as", rules.words.same_as_itself, { id: name })];
  if (!known.has(name)) return unknownNames("same_as", "evidence", [name], known, rules);
  const main = context.base.evidence.find((/** @type {any} */ each) => each.id === known.get(name));
  if (main.same_as) {
    return [problemOf("same_as", rules.words.same_as_further, { id: name, first: main.same_as })];
  }
  const loaded = recordsOf("evidence", context).find((each) => each.id === main.id);
  if (!loaded) return [];
  return unequalPapers(subject, { id, values }, { id: main.id, values: valuesOf(loaded) });
}

/**
 * Return what is wrong with the pieces that are the same paper as this one.
 * @param {CheckSubject} subject
 * @returns {CheckProblem[]}
 */
function mainOfOthersProblems(subject) {
  const { context, id, rules, values } = subject;
  const known = knownEvidence(context);
  /** @type {CheckProblem[]} */
  const problems = [];
  for (const other of recordsOf("evidence", context)) {
    const name = valuesOf(other).same_as;
    if (name && other.id !== id && known.get(name) === id) {
      if (values.same_as) {
        const texts = { id: name, first: values.same_as };
        problems.push(problemOf("same_as", rules.words.same_as_further, texts));
      } else {
        const own = { id: other.id, values: valuesOf(other) };
        problems.push(...unequalPapers(subject, own, { id, values }));
      }
    }
  }
  return problems;
}

/**
 * @param {CheckSubject} subject
 * @param {{id: string, values: Record<string, any>}} own
 * @param {{id: string, values: Record<string, any>}} main
 * @returns {CheckProblem[]}
 */
function unequalPapers(subject, own, main) {
  const { rules } = subject;
  const ids = { id: own.id, main: main.id };
  const problems = [];
  if (isLeftOut(subject, main) && !isLeftOut(subject, own)) {
    problems.push(problemOf("same_as", rules.words.same_as_not_applicable, ids));
  }
  for (const field of Object.keys(rules.paper)) {
    const [one, other] = [own.values[field], main.values[field]].map(
      (each) => each || rules.labels.nobody,
    );
    const texts = { field, label: rules.paper[field], own: one, other };
    if (String(one) !== String(other)) {
      problems.push(problemOf(field, rules.words.same_as_unequal, Object.assign(texts, ids)));
    }
  }
  return problems;
}

/**
 * Whether a piece of evidence does not apply to the unit, or its clause does not.
 * @param {CheckSubject} subject
 * @param {{id: string, values: Record<string, any>}} piece
 */
function isLeftOut({ context }, piece) {
  const clause = recordsOf("clause", context).find((each) => piece.id.startsWith(`${each.id}-`));
  return Boolean(piece.values.not_applicable || valuesOf(clause).not_applicable);
}
