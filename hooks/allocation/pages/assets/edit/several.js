/* Several changes of one slip, put right one below the other: each in a section of its own. */

import { aboutOf } from "./about.js";
import { removalOf } from "./changes.js";
import { recordOf, titleOf } from "./data.js";
import { flattened, make, makeButton } from "./elements.js";
import { framedField } from "./fields.js";
import { saidValues } from "./mending.js";
import { checkedChange, recordBody } from "./record.js";
import { sentenceOf } from "./sentence.js";

/** @import { Body, Change, Field, FormSpec, Placed, Problem, Published, Setting, Values } from "./types.js" */
/** @import { Mending } from "./mending.js" */

/**
 * `head` takes what is wrong with the change as a whole.
 * @typedef {{ element: HTMLElement, head: Field, body: Body, state: { isOut: boolean } }} Section
 */

/**
 * @param {Mending} mending
 * @param {Setting} setting
 * @returns {Promise<Body>}
 */
export async function severalBody(mending, setting) {
  const sections = await Promise.all(
    mending.changes.map((change, at) => newSection(change, at, mending, setting)),
  );
  const left = () => sections.filter(({ state: { isOut } }) => !isOut);
  const filled = () => left().filter(({ body }) => body.changes().length);
  /* By their places in the slip, which are not those here once one is left out. */
  const state = { sent: sections };
  return {
    element: make("div", {}, ...sections.map(({ element }) => element)),
    get fields() {
      return flattened(left().map(({ head, body }) => [head, ...body.fields]));
    },
    changes: () => {
      state.sent = filled();
      return flattened(state.sent.map(({ body }) => body.changes()));
    },
    problems: () => (left().length ? flattened(left().map(problemsIn)) : [allLeftOut(mending)]),
    fieldOf: (problem) => {
      const section = state.sent[problem.change || 0];
      return section ? section.body.fieldOf(problem) || section.head : null;
    },
  };
}

/**
 * @param {Mending} mending
 * @returns {Placed}
 */
function allLeftOut({ decision }) {
  const remedy = decision ? "都不要的，请到“待办”里退回" : "请至少留一处";
  return { field: null, problem: { field: "", found: "每一处都去掉了", expected: "", remedy } };
}

/**
 * @param {Section} section
 * @returns {Placed[]}
 */
function problemsIn({ head, body }) {
  const found = body.problems(body.changes());
  return found.map(({ field, problem }) => ({ field: field || head, problem }));
}

/**
 * @param {Change} change
 * @param {number} at
 * @param {Mending} mending
 * @param {Setting} setting
 * @returns {Promise<Section>}
 */
async function newSection(change, at, mending, setting) {
  const own = { ...setting, kind: change.record, title: `第 ${at + 1} 处` };
  const published = change.id ? await recordOf(change.record, change.id) : null;
  const wrong = mending.problems.filter((problem) => problem.change === at);
  const spec = specOf(change, own, wrong);
  const body = bodyOf(spec, published, own, saidValues(change));
  const said = sentenceOf([change], setting.forms, setting.lists, titleOf);
  const shown = make(
    "div",
    {},
    ...(published ? [aboutOf(spec, published, own)] : []),
    body.element,
  );
  const element = make("section", { class: "edit__part", "aria-label": own.title });
  const state = { isOut: false };
  const head = newHead(own, (isOut) => {
    state.isOut = isOut;
    shown.hidden = isOut;
    element.classList.toggle("edit__part--out", isOut);
  });
  element.append(make("h2", {}, `${own.title}：${said}`), head.element, shown);
  return { element, head, body, state };
}

/**
 * Return what leaves a change out, or takes it back; it also shows what is wrong with the whole.
 * @param {Setting} setting
 * @param {(isOut: boolean) => void} leaveOut
 * @returns {Field}
 */
function newHead(setting, leaveOut) {
  const button = makeButton("去掉这一处", "plain", () => {
    const isOut = button.textContent === "去掉这一处";
    button.textContent = isOut ? "还是要这一处" : "去掉这一处";
    leaveOut(isOut);
    setting.changed();
  });
  const element = make("p", {}, button);
  const nothing = { read: () => null, write: () => undefined };
  const spec = { label: "", type: "flag" };
  return framedField("", spec, setting, false, { element, control: button, ...nothing });
}

/**
 * Return the fields of a change; what is taken away, or gone already, has none.
 * @param {FormSpec} spec
 * @param {Published | null} published
 * @param {Setting} setting
 * @param {Values} values
 * @returns {Body}
 */
function bodyOf(spec, published, setting, values) {
  if (spec.op === "add") return recordBody(spec, null, setting, values);
  if (!published) return fixedBody("网站上已经没有这一条。", [], () => [GONE]);
  if (spec.op !== "remove") return recordBody(spec, published, setting, values);
  const removal = removalOf(spec.record, published);
  return fixedBody("送出以后，网站上就没有这一条了。", [removal], () =>
    checkedChange(removal, setting, () => null),
  );
}

/** @type {Placed} */
const GONE = {
  field: null,
  problem: { field: "", found: "网站上已经没有这一条", expected: "", remedy: "请去掉这一处" },
};

/**
 * @param {string} text
 * @param {Change[]} changes
 * @param {() => Placed[]} problems
 * @returns {Body}
 */
function fixedBody(text, changes, problems) {
  const element = make("p", {}, text);
  return { element, fields: [], changes: () => changes, problems, fieldOf: () => null };
}

/**
 * Return the form of one change: of a new record all fields, else those that it changes, and those with
 * which something is wrong.
 * @param {Change} change
 * @param {Setting} setting
 * @param {Problem[]} problems
 * @returns {FormSpec}
 */
function specOf({ record, op, new: values = {} }, { forms: known }, problems) {
  const own = known.forms.find((each) => op === "add" && each.id === record);
  const wrong = problems.map(({ field }) => String(field).split(/[.[]/)[0]);
  const wanted = new Set([...(own ? own.fields : []), ...Object.keys(values), ...wrong]);
  const nothing = { id: "", title: "", help: "", topic: "", group: "", required: [] };
  return { ...nothing, ...own, record, op, fields: Array.from(wanted) };
}
