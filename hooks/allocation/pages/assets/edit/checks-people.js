/* What lint says of persons and departments: their names, and other names of anything. */

import { recordsOf, valuesOf } from "./checks-data.js";
import { compacted, filledIn, lookOf, problemOf } from "./checks-text.js";

/** @typedef {import("./checks-data.js").CheckSubject} CheckSubject */
/** @typedef {import("./checks-text.js").CheckProblem} CheckProblem */

/**
 * @param {CheckSubject} subject
 * @returns {CheckProblem[]}
 */
export function personProblems(subject) {
  return nameProblems(subject).concat(homonymProblems(subject));
}

/**
 * @param {CheckSubject} subject
 * @returns {CheckProblem[]}
 */
export function departmentProblems(subject) {
  const names = nameProblems(subject);
  return names.concat(aliasProblems(subject, subject.values.name || subject.id));
}

/**
 * Return what is wrong with the name of a new person or department.
 * @param {CheckSubject} subject
 */
function nameProblems({ context, isNew, kind, rules, values }) {
  if (!isNew) return [];
  const [label, file] = rules.names[kind];
  const name = values.name;
  const key = values.id || name;
  const others = recordsOf(kind, context).map(({ id }) => id);
  const problems = [];
  if (others.includes(key)) {
    const texts = { kind: label, name: key, first: file, remedy: rules.remedies[kind] };
    problems.push(problemOf("name", rules.words.duplicate, texts));
  }
  const bare = compacted(name, rules);
  if (bare !== name) problems.push(problemOf("name", rules.words.blank, { name, compact: bare }));
  const other = others.find((each) => each !== key && lookOf(each, rules) === lookOf(key, rules));
  const texts = { name: key, other, first: file };
  return other ? problems.concat(problemOf("name", rules.words.look_alike, texts)) : problems;
}

/**
 * Return what is wrong with the persons of one name: each needs an id.
 * @param {CheckSubject} subject
 */
function homonymProblems({ kind, context, isNew, rules, values }) {
  if (!isNew) return [];
  const everybody = recordsOf(kind, context).map(valuesOf).concat(values);
  const persons = everybody.filter((each) => each.name === values.name);
  const bare = persons.length > 1 ? persons.filter((each) => !each.id) : [];
  const texts = { count: persons.length, name: values.name };
  return bare.map(() => problemOf("id", rules.words.homonym, texts));
}

/**
 * Return what is wrong with other names, which the search must tell from the name and each other.
 * @param {CheckSubject} subject
 * @param {string} name
 */
export function aliasProblems({ rules, values }, name) {
  const known = new Map([[searchedForm(name, rules), name]]);
  const problems = [];
  for (const alias of values.aliases || []) {
    const form = searchedForm(alias, rules);
    const owner = known.get(form);
    if (owner !== undefined) {
      const same = filledIn(rules.alias[owner === alias ? "twice" : "alike"], { first: owner });
      problems.push(problemOf("aliases", rules.words.alias, { name, alias, same }));
    } else {
      known.set(form, alias);
    }
  }
  return problems;
}

/**
 * Return a text as searches compare it, but for traditional characters.
 * @param {string} text
 * @param {any} rules
 */
function searchedForm(text, rules) {
  const mark = rules.searchMark;
  const plainText = text.normalize("NFKC").toLowerCase();
  const kept = plainText.replace(new RegExp(`(?<=[0-9])${mark}+(?=[0-9])`, "gu"), "\0");
  return kept.replace(new RegExp(mark, "gu"), "").replace(/\0/g, " ");
}
