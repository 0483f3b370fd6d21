/* What lint says of one filing: its evidence, period, people, days, state and files. */

import {
  knownDepartments,
  knownEvidence,
  knownPeople,
  recordsOf,
  valuesOf,
  yearOfId,
} from "./checks-data.js";
import { repeatedTexts, unknownNames } from "./checks-names.js";
import { numberProblems } from "./checks-numbers.js";
import { slotProblem } from "./checks-slots.js";
import { filledIn, problemOf } from "./checks-text.js";

/** @typedef {import("./checks-data.js").CheckSubject} CheckSubject */
/** @typedef {import("./checks-text.js").CheckProblem} CheckProblem */

/**
 * @param {CheckSubject} subject
 * @returns {CheckProblem[]}
 */
export function filingProblems(subject) {
  const { context, values, rules } = subject;
  const known = knownEvidence(context);
  const unknown = unknownNames("evidence", "evidence", values.evidence, known, rules);
  if (!valuesOf(context.base.term).start) {
    unknown.push(problemOf("date", rules.words.not_started, {}));
  }
  const pieces = filedEvidence(subject);
  // One that proves nothing known has no place in the table: nothing else is said of it.
  if (!pieces.length) return unknown;
  return unknown.concat(
    numberProblems(withoutNewNames(subject), isFilingShown(subject)),
    slotProblems(subject, pieces),
    paperProblems(subject, pieces),
    partyProblems(subject, pieces),
    stateProblems(subject),
    dayProblems(subject),
    peopleProblems(subject),
    fileProblems(subject),
    leakProblems(subject, pieces),
  );
}

/**
 * Return the known evidence of a filing, each once.
 * @param {CheckSubject} subject
 * @returns {any[]}
 */
function filedEvidence({ context, values }) {
  const known = knownEvidence(context);
  const ids = new Set(values.evidence.map((/** @type {string} */ id) => known.get(id)));
  ids.delete(undefined);
  return Array.from(ids, (id) =>
    context.base.evidence.find((/** @type {any} */ each) => each.id === id),
  );
}

/**
 * @param {CheckSubject} subject
 * @param {any[]} pieces
 */
function slotProblems({ context, values, rules }, pieces) {
  const { start, years = 3 } = valuesOf(context.base.term);
  if (!start) return [];
  const { slot, date: day } = values;
  const written = filledIn(rules.labels[slot ? "slot" : day ? "date" : "no_slot"], { slot, day });
  const problems = [];
  for (const { id, frequency } of pieces) {
    const wrong = slotProblem({ start, years }, frequency, slot, day, rules);
    const texts = Object.assign({ id, frequency, slot: written }, wrong);
    if (wrong) problems.push(problemOf(slot ? "slot" : "date", rules.words.slot, texts));
  }
  return problems;
}

/**
 * @param {CheckSubject} subject
 * @param {any[]} pieces
 */
function paperProblems({ id: filing, rules }, pieces) {
  return pieces
    .filter((each) => each.same_as)
    .map(({ id, same_as: main }) => problemOf("evidence", rules.words.paper, { filing, id, main }));
}

/**
 * @param {CheckSubject} subject
 * @param {any[]} pieces
 */
function partyProblems(subject, pieces) {
  const { id: filing, rules, values } = subject;
  const field = values.party ? "party" : "filed_by";
  const person = values.filed_by || rules.labels.nobody;
  const written = filledIn(rules.labels[field], { party: values.party, person });
  const [expected, remedy] = rules.party;
  const problems = [];
  for (const piece of pieces) {
    const row = rowOf(subject, piece);
    const names = piece.per ? owingParties(row) : [];
    if (names.length && !isPartyKnown(values, names, row, rules)) {
      const texts = { expected: filledIn(expected, { names: names.join("、") }), remedy };
      problems.push(
        problemOf(
          field,
          rules.words.whose,
          Object.assign({ id: piece.id, filing, said: written }, texts),
        ),
      );
    }
  }
  return problems;
}

/**
 * @param {CheckSubject} subject
 * @param {any} piece
 */
function rowOf({ context }, piece) {
  const clause = context.base.clauses.find((/** @type {any} */ each) => each.id === piece.clause);
  return valuesOf(recordsOf("row", context).find((each) => clause && each.id === clause.row));
}

/**
 * Return the names of those of whom each owes its own, each once.
 * @param {Record<string, any>} row
 * @returns {string[]}
 */
function owingParties(row) {
  const names = (row.parties || []).map(
    (/** @type {any} */ each) => each.department || each.person,
  );
  return Array.from(new Set(names.filter(Boolean)));
}

/**
 * Whether a filing says whose it is, or who filed it does.
 * @param {Record<string, any>} values
 * @param {string[]} names
 * @param {Record<string, any>} row
 * @param {any} rules
 */
function isPartyKnown(values, names, row, rules) {
  if (values.party) return names.includes(values.party);
  return names.length === 1 || actingFor(values.filed_by, row, rules).size === 1;
}

/**
 * Return the parties for which a person acts in a row, or acted before.
 * @param {string | undefined} person
 * @param {Record<string, any>} row
 * @param {any} rules
 */
function actingFor(person, row, rules) {
  const past = (row.history || []).filter(
    (/** @type {any} */ each) => each.person === person && isPerson(each, rules),
  );
  const former = past.map((/** @type {any} */ each) => each.department).filter(Boolean);
  const own = row.parties.filter((/** @type {any} */ each) => {
    return (each.person && each.person === person) || former.includes(each.department);
  });
  return new Set(own.map((/** @type {any} */ each) => each.department || each.person));
}

/**
 * @param {any} past
 * @param {any} rules
 */
function isPerson(past, rules) {
  return !past.duty || past.duty === rules.values.responsible;
}

/** @param {CheckSubject} subject */
function stateProblems({ id: filing, rules, values }) {
  const problems = [];
  if (values.state === rules.values.returned && !values.reason) {
    problems.push(problemOf("reason", rules.words.no_reason, { filing }));
  }
  if (values.state === rules.values.checked && !values.checked_by) {
    problems.push(problemOf("checked_by", rules.words.no_checker, { filing }));
  }
  return problems;
}

/** @param {CheckSubject} subject */
function dayProblems({ id: filing, rules, values }) {
  const fields = Object.keys(rules.days).filter((field) => values[field]);
  const problems = [];
  for (let at = 1; at < fields.length; at += 1) {
    const [before, after] = [values[fields[at - 1]], values[fields[at]]];
    const texts = {
      filing,
      before,
      after,
      first: rules.days[fields[at - 1]],
      second: rules.days[fields[at]],
    };
    if (after < before) problems.push(problemOf(fields[at], rules.words.days, texts));
  }
  return problems;
}

/** @param {CheckSubject} subject */
function peopleProblems({ context, rules, values }) {
  const people = knownPeople(context);
  const parties = new Map([...people, ...knownDepartments(context)]);
  const given = ["filed_by", "checked_by"].filter((field) => values[field]);
  /** @type {CheckProblem[]} */
  const problems = [];
  for (const field of given) {
    problems.push(...unknownNames(field, "person", [values[field]], people, rules));
  }
  const party = values.party ? [values.party] : [];
  return problems.concat(unknownNames("party", "department", party, parties, rules));
}

/** @param {CheckSubject} subject */
function fileProblems(subject) {
  const { id, rules, values } = subject;
  const files = /** @type {any[]} */ (values.files || []);
  // The files that come with a slip get their names when it is applied.
  const named = files.filter((file) => !isNewFile(subject, file)).map(({ name }) => name);
  const file = `filings/${yearOfId(id)}.yml`;
  return named
    .map((name) => fileNameProblem(name, rules))
    .concat(
      repeatedTexts(files.map(({ name }) => name)).map((name) =>
        problemOf("files", rules.words.file_twice, { name, first: file }),
      ),
    )
    .filter(Boolean)
    .map((each) => /** @type {CheckProblem} */ (each));
}

/**
 * @param {CheckSubject} subject
 * @param {any} file
 */
function isNewFile({ before }, file) {
  const known = /** @type {any[]} */ (before.files || []);
  return Boolean(file.sha256) && !known.some((each) => each.name === file.name);
}

/**
 * Return a subject without the names of files that come with the slip: these get others.
 * @param {CheckSubject} subject
 * @returns {CheckSubject}
 */
function withoutNewNames(subject) {
  const files = /** @type {any[]} */ (subject.values.files || []).map((file) => {
    return isNewFile(subject, file) ? Object.assign({}, file, { name: "" }) : file;
  });
  return Object.assign({}, subject, { values: Object.assign({}, subject.values, { files }) });
}

/**
 * @param {string} name
 * @param {any} rules
 */
function fileNameProblem(name, rules) {
  const parts = name.split("/");
  if (name.startsWith("/") || parts.includes("..") || /[\\:]/.test(name)) {
    return problemOf("files", rules.words.file_outside, { name });
  }
  const wrong = parts
    .filter((part) => part && part !== ".")
    .map((part) => nameFault(part, rules))
    .find(Boolean);
  return wrong ? problemOf("files", rules.words.file_name, { name, wrong }) : null;
}

/**
 * Return what is wrong with the name of a file; empty if it works everywhere.
 * @param {string} name
 * @param {any} rules
 */
function nameFault(name, rules) {
  const { bytes, chars, reserved, words } = rules.fileNames;
  if (reserved.includes(name.split(".")[0].toLowerCase())) return words.reserved;
  if (new TextEncoder().encode(name).length > bytes) return words.long;
  const found = chars.find((/** @type {string[]} */ [pattern]) =>
    new RegExp(pattern, "u").test(name),
  );
  return found ? filledIn(words.char, { what: found[1] }) : "";
}

/**
 * @param {CheckSubject} subject
 * @param {any[]} pieces
 */
function leakProblems({ id: filing, rules, values }, pieces) {
  const hidden = pieces.find((each) => each.visibility === rules.values.titleOnly);
  const problems = [];
  if (hidden && values.link) {
    problems.push(problemOf("link", rules.words.title_only_link, { filing, id: hidden.id }));
  }
  if (hidden && values.redacted) {
    problems.push(
      problemOf("redacted", rules.words.title_only_redacted, { filing, id: hidden.id }),
    );
  }
  return problems;
}

/**
 * Whether the site would show the files of a filing.
 * @param {CheckSubject} subject
 */
function isFilingShown(subject) {
  const { rules, values } = subject;
  const names = filedEvidence(subject).map((each) => each.visibility);
  if (values.state === rules.values.returned || names.includes(rules.values.titleOnly))
    return false;
  return !names.includes(rules.values.redacted) || Boolean(values.redacted);
}
