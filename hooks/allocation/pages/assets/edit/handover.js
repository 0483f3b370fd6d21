/* 交接: the rows of one person, all or some, go to another from a day on. */

import { itemLabel } from "./about.js";
import { partyText } from "./candidates.js";
import { changeOf } from "./changes.js";
import { flattened, make } from "./elements.js";
import { framedField, newField } from "./fields.js";
import { problemAt, withMissing } from "./record.js";

/** @import { Body, Change, Field, FormSpec, Placed, Published, Setting, Values } from "./types.js" */

const LEADER = "分管领导";
const FIELDS = {
  giver: { label: "谁移交", type: "text", of: "person" },
  taker: { label: "交给谁", type: "text", of: "person", hint: "新来的人先用“加一个人”加进名单。" },
  until: {
    label: "到哪天交出",
    type: "day",
    example: "2026-11-24",
    hint: "记在变更里：原来的人到这一天为止。",
  },
};

/**
 * @param {FormSpec} _spec
 * @param {Published | null} _published
 * @param {Setting} setting
 * @param {Values} given
 * @returns {Promise<Body>}
 */
export async function handoverBody(_spec, _published, setting, given) {
  const papers = await setting.papers();
  const [giver, taker, until] = Object.entries(FIELDS).map(([name, made]) =>
    newField(name, made, { ...setting, kind: "handover" }, true),
  );
  const rows = newRows(setting, () => giver.widget.read());
  const fields = [giver, taker, until, rows.field];
  for (const { name, widget } of fields) if (name in given) widget.write(given[name]);
  setting.listeners.add(rows.listRowsOfGiver);
  rows.listRowsOfGiver();
  const plan = () => ({
    giver: giver.widget.read(),
    taker: taker.widget.read(),
    until: until.widget.read(),
  });
  return {
    element: make("div", {}, ...fields.map(({ element }) => element)),
    fields,
    changes: () => handedChanges(plan(), rows.chosen(), papers, setting),
    problems: () => withMissing(fields, wrongPeople(plan(), giver, taker, setting)),
    fieldOf: ({ field }) => fields.find(({ name }) => name === field) || rows.field,
  };
}

/**
 * Boxes to tick, one for each row of the giver, and one for all.
 * @param {Setting} setting
 * @param {() => string | null} giverOf
 */
function newRows(setting, giverOf) {
  const table = make("div", { class: "edit__rows" });
  const boxes = () => Array.from(table.querySelectorAll("input"));
  const ids = () =>
    boxes()
      .filter(isTicked)
      .map(({ value }) => value);
  const listed = { giver: "" };
  const listRowsOfGiver = () => {
    const giver = giverOf() || "";
    if (giver === listed.giver) return;
    listed.giver = giver;
    listRows(table, boxes, giver, setting);
  };
  const write = (/** @type {string[] | null} */ value) => {
    listRowsOfGiver();
    for (const box of boxes()) box.checked = !value || value.includes(box.value);
  };
  const read = () => (ids().length ? ids() : null);
  const field = newRowsField(
    { element: table, control: table, isGroup: true, read, write },
    setting,
  );
  const chosen = () => setting.lists.rows.filter((/** @type {any} */ { id }) => ids().includes(id));
  return { field, listRowsOfGiver, chosen };
}

/** @param {HTMLInputElement} box */
function isTicked({ checked, value }) {
  return checked && value !== "";
}

/**
 * @param {HTMLElement} table
 * @param {() => HTMLInputElement[]} boxes
 * @param {string} giver
 * @param {Setting} setting
 */
function listRows(table, boxes, giver, setting) {
  const own = rowsOf(giver, setting.lists);
  table.textContent = "";
  if (own.length > 1) table.append(allBox(boxes, setting));
  table.append(...own.map((row) => rowBox(row, giver, setting)));
  if (own.length || !giver) return;
  table.append(make("p", { class: "edit__hint" }, `${giver}不是任何一行的分管领导或责任人。`));
}

/**
 * @param {import("./types.js").Widget} widget
 * @param {Setting} setting
 */
function newRowsField(widget, setting) {
  const spec = {
    label: "交哪几行",
    type: "rows",
    hint: "选好移交人，他的各行就列在这里；不交的，去掉前面的勾。",
  };
  return framedField("rows", spec, setting, true, widget);
}

/**
 * @param {string} giver
 * @param {any} lists
 * @returns {any[]}
 */
function rowsOf(giver, lists) {
  return lists.rows.filter((/** @type {any} */ row) => giver && dutiesIn(row, giver).length);
}

/**
 * Return what somebody is in a row.
 * @param {any} row
 * @param {string} person
 */
function dutiesIn({ values }, person) {
  const leads = (values.leaders || []).includes(person) ? [LEADER] : [];
  const own = (values.parties || []).filter(
    (/** @type {Values} */ party) => party.person === person,
  );
  return leads.concat(own.map(partyText));
}

/**
 * @param {any} row
 * @param {string} giver
 * @param {Setting} setting
 */
function rowBox(row, giver, setting) {
  const box = make("input", { type: "checkbox", id: setting.newId() });
  box.value = row.id;
  box.checked = true;
  box.addEventListener("change", setting.changed);
  const name = itemLabel(row.item, setting.lists);
  const note = make("small", {}, `原表第 ${row.number} 行，${dutiesIn(row, giver).join("、")}`);
  return make(
    "label",
    { class: "edit__flag", for: box.id },
    box,
    make("span", {}, name, " ", note),
  );
}

/**
 * @param {() => HTMLInputElement[]} boxes
 * @param {Setting} setting
 */
function allBox(boxes, setting) {
  const box = make("input", { type: "checkbox", id: setting.newId() });
  box.value = "";
  box.checked = true;
  box.addEventListener("change", () => {
    for (const each of boxes()) each.checked = box.checked;
    setting.changed();
  });
  return make("label", { class: "edit__flag edit__flag--all", for: box.id }, box, "全部");
}

/**
 * @typedef {{ giver: string, taker: string, until: string }} Plan
 */

/**
 * @param {Plan} plan
 * @param {any[]} rows
 * @param {ReadonlyArray<Published>} papers
 * @param {Setting} setting
 * @returns {Change[]}
 */
function handedChanges(plan, rows, papers, { lists }) {
  if (!plan.taker || !plan.giver) return [];
  const apart = rows.filter((row) => standsApart(row, plan.giver)).map(({ id }) => id);
  const clauses = new Set(
    lists.clauses
      .filter((/** @type {any} */ { row }) => apart.includes(row))
      .map((/** @type {any} */ { id }) => id),
  );
  const evidence = new Set(
    lists.evidence
      .filter((/** @type {any} */ { clause, per }) => per && clauses.has(clause))
      .map((/** @type {any} */ { id }) => id),
  );
  const own = papers.filter(
    ({ values }) =>
      isOwn(values, plan.giver) &&
      values.evidence.some((/** @type {string} */ id) => evidence.has(id)),
  );
  const found = [
    ...rows.map((row) => changeOf("row", row, handedRow(row.values, plan))),
    ...own.map((paper) => changeOf("filing", paper, { party: plan.taker })),
  ];
  return flattened(found.map((change) => (change ? [change] : [])));
}

/**
 * Whether somebody answers for a row without a department: what they hand in is theirs.
 * @param {any} row
 * @param {string} person
 */
function standsApart({ values }, person) {
  return (values.parties || []).some(
    (/** @type {Values} */ party) => party.person === person && !party.department,
  );
}

/**
 * @param {Values} values of a filing
 * @param {string} person
 */
function isOwn({ party, filed_by }, person) {
  return party ? party === person : filed_by === person;
}

/**
 * Return what a row says once it is handed over: the new person, and the old one in its history.
 * @param {Values} values
 * @param {Plan} plan
 * @returns {Values}
 */
function handedRow(values, { giver, taker, until }) {
  const leaders = values.leaders || [];
  const parties = /** @type {Values[]} */ (values.parties || []);
  const own = parties.filter(({ person }) => person === giver);
  const past = own.map(({ department }) => ({
    ...(department ? { department } : {}),
    person: giver,
    until,
  }));
  const led = leaders.includes(giver) ? [{ duty: LEADER, person: giver, until }] : [];
  const change = (/** @type {string} */ person) => (person === giver ? taker : person);
  return {
    /* Whoever takes over may supervise the row already. */
    leaders: Array.from(new Set(leaders.map(change))),
    parties: parties.map((party) => (party.person === giver ? { ...party, person: taker } : party)),
    history: [...(values.history || []), ...led, ...past],
  };
}

/**
 * @param {Plan} plan
 * @param {Field} giver
 * @param {Field} taker
 * @param {Setting} setting
 * @returns {Placed[]}
 */
function wrongPeople(plan, giver, taker, { lists }) {
  const keys = new Set(lists.people.map((/** @type {any} */ { id }) => id));
  const unknown = [giver, taker].filter(({ widget }) => widget.read() && !keys.has(widget.read()));
  const found = unknown.map((field) =>
    problemAt(field, `名单里没有“${field.widget.read()}”`, "请从列出的人里选；新来的人先加进名单"),
  );
  if (!plan.giver || plan.giver !== plan.taker) return found;
  return found.concat(problemAt(taker, "移交人和接收人是同一个人", "请另选接收的人"));
}
