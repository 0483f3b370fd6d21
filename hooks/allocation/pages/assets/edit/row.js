/* 换一行的人: who answers for a row; who did so before is remembered with the day. */

import { changeOf } from "./changes.js";
import { make } from "./elements.js";
import { newField } from "./fields.js";
import { todayText } from "./reader.js";
import { recordBody, valueIn } from "./record.js";

/** @import { Body, Change, FormSpec, Published, Setting, Values } from "./types.js" */

const LEADS = "分管领导";
const UNTIL = {
  label: "原来的人到哪天为止",
  type: "day",
  hint: "记进这一行的历史；只是更正写错的，留空就不记。",
};

/**
 * @param {FormSpec} spec
 * @param {Published | null} published
 * @param {Setting} setting
 * @param {Values} given
 * @returns {Body}
 */
export function rowBody(spec, published, setting, given) {
  const named = { ...spec, fields: spec.fields.filter((name) => name !== "history") };
  const body = recordBody(named, published, setting, given);
  const until = newField("until", UNTIL, { ...setting, kind: "history" }, false);
  until.widget.write("until" in given ? given.until : todayText());
  const fields = body.fields.concat(until);
  return {
    ...body,
    element: make("div", {}, body.element, until.element),
    fields,
    changes: () => rowChanges(published, body, until.widget.read()),
    problems: (changes) =>
      body.problems(changes).map(({ field, problem }) => ({ field: field || until, problem })),
    fieldOf: (problem) => body.fieldOf(problem) || until,
  };
}

/**
 * @param {Published | null} published
 * @param {Body} body
 * @param {string | null} until
 * @returns {Change[]}
 */
function rowChanges(published, { fields }, until) {
  if (!published) return [];
  const [leaders, parties] = ["leaders", "parties"].map((name) => valueIn(fields, name) || []);
  const left = until ? whoLeft(published.values, leaders, parties, until) : [];
  const history = [...(published.values.history || []), ...left];
  const change = changeOf("row", published, { leaders, parties, history });
  return change ? [change] : [];
}

/**
 * Return what the history gets: whoever answered for the row before, and does so no more.
 * @param {Values} before
 * @param {string[]} leaders
 * @param {Values[]} parties
 * @param {string} until
 * @returns {Values[]}
 */
function whoLeft(before, leaders, parties, until) {
  const oldLeaders = /** @type {string[]} */ (before.leaders || []);
  const oldParties = /** @type {Values[]} */ (before.parties || []);
  const led = oldLeaders.filter((person) => !leaders.includes(person));
  const own = oldParties.filter(
    ({ person, department }) =>
      person &&
      !parties.some((party) => party.person === person && party.department === department),
  );
  return [
    ...led.map((person) => ({ duty: LEADS, person, until })),
    ...own.map(({ person, department }) => ({
      ...(department ? { department } : {}),
      person,
      until,
    })),
  ];
}
