/* A form: fields, what is wrong as one types, a draft, what will change, and sending it. */

import { aboutOf, offerReasons } from "./about.js";
import { activityBody } from "./activity.js";
import { momentOf } from "./answers.js";
import { removalOf } from "./changes.js";
import { knownLabels } from "./changes-table.js";
import { draftOf } from "./draft.js";
import { flattened, make, makeButton, moveTo } from "./elements.js";
import { handoverBody } from "./handover.js";
import { SEVERAL, saidValues } from "./mending.js";
import { tellOutcome } from "./outcome.js";
import { proposeTexts } from "./proposals.js";
import { recordBody } from "./record.js";
import { reviewOf } from "./review.js";
import { rowBody } from "./row.js";
import { downloadSlip, saveToFolder, sendToInbox } from "./send.js";
import { severalBody } from "./several.js";
import { signBody } from "./sign.js";
import { makeSlip } from "./slip.js";
import { valueBody } from "./value.js";
import { sayProblem } from "./words.js";

/** @import { Body, Change, Field, FormSpec, Placed, Problem, Published, Setting, Values } from "./types.js" */
/** @import { Mending } from "./mending.js" */
/** @import { Sender } from "./review.js" */
/** @import { Labels } from "./changes-table.js" */

/**
 * @typedef {object} Opened
 * @property {HTMLElement} place
 * @property {FormSpec} spec
 * @property {Setting} setting
 * @property {Sender} sender
 * @property {Mending | null} mending
 * @property {URLSearchParams} query what the address fills in
 * @property {Published | null} published
 * @property {Values} given
 */

/**
 * A form on its page: `touched` are the fields that one has left, whose problems are shown.
 * @typedef {object} View
 * @property {Opened} opened
 * @property {Body} body
 * @property {Labels} labels
 * @property {ReturnType<typeof draftOf>} draft
 * @property {Set<Field>} touched
 * @property {HTMLFormElement} form
 * @property {HTMLElement} summary
 * @property {HTMLElement} review
 * @property {HTMLElement} outcome
 * @property {{ isDirty: boolean, timer: number, refused: Refused[] }} state
 */

/** @typedef {Placed & { was: string }} Refused what the inbox found, and what the field said then */
/** @typedef {(spec: FormSpec, published: Published | null, setting: Setting, given: Values) => Body | Promise<Body>} NewBody */

/** @type {Record<string, NewBody>} */
const BODIES = {
  activity: activityBody,
  handover: handoverBody,
  row: rowBody,
  sign: signBody,
  value: valueBody,
};
const SENDERS = { inbox: sendToInbox, folder: saveToFolder, download: downloadSlip };
/** @type {Record<string, string>} */
const REMOVED = { filing: "份登记", evidence: "项材料", person: "人" };
/* How long after a key the checks wait, in milliseconds. */
const PAUSE_OF_TYPING = 200;

/** @param {Opened} opened */
export async function showForm(opened) {
  const { place, spec, published, setting, mending } = opened;
  const body = await bodyFor(opened);
  /** @type {View} */
  const view = {
    opened,
    body,
    labels: await knownLabels(),
    draft: draftOf(spec.id, published ? published.id : prefilled(opened)),
    touched: new Set(),
    form: make("form", { class: "edit", novalidate: true, autocomplete: "off" }),
    summary: make("div", { class: "edit__summary", role: "alert", hidden: true }),
    review: make("div", { class: "edit__place" }),
    outcome: make("div", { class: "edit__outcome", role: "status" }),
    state: { isDirty: false, timer: 0, refused: [] },
  };
  fillForm(view);
  const notice = mending ? mendNotice(mending) : draftNotice(view);
  if (published) place.append(aboutOf(spec, published, setting));
  place.append(...notice, view.form, view.review, view.outcome);
  if (spec.id === "return") offerReasons(body, setting);
  if (spec.id === "filing" && !mending) await proposeTexts(body, setting);
  listen(view);
  if (mending) showRefusal(view, mending.problems);
  else focusFirstEmpty(body);
}

/**
 * Go to the first field that says nothing yet, if it is in sight.
 * @param {Body} body
 */
function focusFirstEmpty({ fields }) {
  const empty = fields.find(({ widget, element }) => !widget.read() && element.offsetParent);
  if (empty) empty.widget.control.focus();
}

/** @param {Opened} opened */
async function bodyFor({ spec, published, setting, given, mending }) {
  if (mending && spec.op === SEVERAL) return severalBody(mending, setting);
  const newBody = BODIES[spec.id] || recordBody;
  const said = mending ? saidValues(mending.changes[0]) : {};
  return newBody(spec, published, setting, { ...given, ...said });
}

/**
 * Return what names the draft of a new record: of each piece of evidence one has begun its own.
 * @param {Opened} opened
 */
function prefilled({ query }) {
  const names = Array.from(query.keys()).filter((name) => name !== "form");
  return names.map((name) => query.get(name)).join(" ");
}

/** @param {View} view */
function fillForm(view) {
  const { spec, published, setting } = view.opened;
  const next = make("button", { type: "submit", class: "edit__main" }, "下一步：看看会改什么");
  const buttons = make("p", { class: "edit__buttons" }, next);
  const { remove, label } = setting.forms.records[spec.record];
  if (published && remove && spec.id.endsWith("-edit")) {
    buttons.append(
      makeButton(`删去此${REMOVED[spec.record] || label}`, "plain edit__danger", () =>
        askRemoval(view, published),
      ),
    );
  }
  const { form } = view;
  form.append(view.body.element, view.summary, buttons);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    goOn(view);
  });
  form.addEventListener("focusout", ({ target }) => {
    const left = view.body.fields.filter(({ element }) =>
      element.contains(/** @type {Node} */ (target)),
    );
    for (const field of left) view.touched.add(field);
    later(view);
  });
}

/** @param {View} view */
function listen(view) {
  view.opened.setting.listeners.add(() => {
    view.state.isDirty = true;
    closeReview(view);
    later(view);
  });
  window.addEventListener("beforeunload", (event) => {
    if (!view.state.isDirty) return;
    keepDraft(view);
    event.preventDefault();
    event.returnValue = "";
  });
}

/** @param {View} view */
function later(view) {
  clearTimeout(view.state.timer);
  view.state.timer = window.setTimeout(() => {
    const found = stillRefused(view).concat(view.body.problems(view.body.changes()));
    showTouched(view, found);
    if (!view.summary.hidden) showSummary(view, found);
    if (view.state.isDirty) keepDraft(view);
  }, PAUSE_OF_TYPING);
}

/**
 * Keep what is filled in; what is put right is with the inbox, and a draft would be older than that.
 * @param {View} view
 */
function keepDraft(view) {
  if (!view.opened.mending) view.draft.keep(keptOf(view));
}

/**
 * Return what is filled in, but for files, which a browser cannot keep.
 * @param {View} view
 */
function keptOf({ body }) {
  /** @type {Values} */
  const kept = {};
  for (const { name, widget } of body.fields) {
    if (widget.files) kept.hasFiles = kept.hasFiles || widget.files().length > 0;
    else kept[name] = widget.read();
  }
  return kept;
}

/**
 * Show at each field that was left what is wrong with it.
 * @param {View} view
 * @param {Placed[]} found
 */
function showTouched({ body, touched }, found) {
  for (const field of body.fields) {
    const own = touched.has(field) ? found.filter((each) => each.field === field) : [];
    field.show(own.map(({ problem }) => problem));
  }
}

/**
 * Restore what was filled in before, and say so.
 * @param {View} view
 * @returns {HTMLElement[]}
 */
function draftNotice(view) {
  const kept = view.draft.get();
  if (!kept) return [];
  for (const { name, widget } of view.body.fields) {
    if (name in kept.values && !widget.files) widget.write(kept.values[name]);
  }
  const files = kept.values.hasFiles ? "文件要重新选。" : "";
  const text = `已恢复您 ${momentOf(kept.at)} 填了还没有送出的内容。${files}`;
  const again = makeButton("不要了，重新填", "plain", () => {
    view.draft.forget();
    view.state.isDirty = false;
    location.reload();
  });
  return [make("p", { class: "note note--strong edit__notice" }, text, " ", again)];
}

/** @param {Mending} mending */
function mendNotice({ decision, decided: { by, reason }, problems, sent }) {
  const files = sent.size ? "文件要重新选。" : "";
  const wrong = problems.length ? "这是上次没有收下的内容，请改好标红的地方再送。" : "";
  const why = reason && reason.replace(/[。！]?$/, "。");
  const declined = why ? `${by || "统筹人"}退回：${why}请改好再送。` : "";
  const waiting = "这是等待批准的内容，改好送出，就按改过的批准。";
  const refused = wrong || declined || "这是上次交的内容，请改好再送。";
  const text = decision ? waiting : `${refused}${files}`;
  return [make("p", { class: "note note--strong edit__notice" }, text)];
}

/**
 * Show what is wrong, or what will change.
 * @param {View} view
 */
function goOn(view) {
  const changes = view.body.changes();
  const found = view.body.problems(changes);
  for (const field of view.body.fields) view.touched.add(field);
  showTouched(view, found);
  showSummary(view, found);
  const [wrong] = found.map(({ field }) => field).filter(Boolean);
  if (found.length) {
    closeReview(view);
    if (wrong) goTo(wrong);
  } else if (!changes.length) sayNothing(view);
  else showReview(view, changes);
}

/** @param {View} view */
function sayNothing(view) {
  view.summary.textContent = "";
  view.summary.append(make("p", {}, "还没有改动：填写的和现在网站上的一样。"));
  view.summary.hidden = false;
}

/**
 * List what is wrong, with links to the fields; a list that says the same stays, as it may be in use.
 * @param {View} view
 * @param {Placed[]} found
 */
function showSummary(view, found) {
  /** @type {Map<string, Field | null>} */
  const places = new Map();
  for (const { field, problem } of found) {
    const said = field && `${field.title}：${field.say(problem)}`;
    places.set(said || sayProblem(problem, view.opened.setting), field);
  }
  const lines = Array.from(places, ([text, field]) => summaryLine(text, field));
  const list = make("ul", {}, ...lines);
  view.summary.hidden = !lines.length;
  const before = view.summary.querySelector("ul");
  if (before && before.textContent === list.textContent) return;
  view.summary.textContent = "";
  view.summary.append(make("p", {}, `请先改好 ${lines.length} 处：`), list);
}

/**
 * @param {string} text
 * @param {Field | null} field
 */
function summaryLine(text, field) {
  return make("li", {}, field ? makeButton(text, "edit__link", () => goTo(field)) : text);
}

/** @param {Field} field */
function goTo({ element, widget }) {
  const inner = element.querySelector('[aria-invalid="true"]');
  const control = inner instanceof HTMLElement ? inner : widget.control;
  const fold = control.closest("details");
  if (fold) fold.open = true;
  moveTo(control);
}

/** @param {View} view */
function closeReview(view) {
  view.review.textContent = "";
}

/**
 * @param {View} view
 * @param {Change[]} changes
 */
function showReview(view, changes) {
  const { setting, sender } = view.opened;
  closeReview(view);
  const { element, heading } = reviewOf(changes, setting, view.labels, sender, {
    deliver: (how, by, why) => deliverSlip(view, how, { changes, by, why }),
    close: () => {
      closeReview(view);
      moveTo(view.body.fields[0].widget.control);
    },
  });
  view.outcome.textContent = "";
  view.review.append(element);
  moveTo(heading);
}

/**
 * @param {View} view
 * @param {Published} published
 */
function askRemoval(view, published) {
  showReview(view, [removalOf(view.opened.spec.record, published)]);
}

/**
 * Make the slip, send it, and tell what becomes of it.
 * @param {View} view
 * @param {"inbox" | "folder" | "download"} how
 * @param {{ changes: Change[], by: string, why: string }} said
 */
async function deliverSlip(view, how, said) {
  const { spec, setting, mending } = view.opened;
  const own = filesFor(view.body, said.changes);
  const tell = (/** @type {string} */ text) => {
    view.outcome.textContent = text;
  };
  lock(view, true);
  try {
    const decision = mending ? mending.decision : undefined;
    const form = decision ? "decision" : spec.id;
    /* Whoever approves did not hand in. */
    const by = decision ? "" : said.by;
    const changes = said.changes.map((change) => filedBy(by, change, setting));
    const parts = { ...said, changes, form, files: own, decision };
    const slip = makeSlip(parts, setting.forms, setting.lists);
    const sent = await SENDERS[how](slip, own, tell);
    arrived(view);
    await tellOutcome(view.outcome, sent, own.length > 0, followOf(view, said));
  } catch (error) {
    lock(view, false);
    tell(reasonOf(error));
  }
}

/**
 * Return a change that says who handed in: where nobody is named, whoever sends it.
 * @param {string} by
 * @param {Change} change
 * @param {Setting} setting
 * @returns {Change}
 */
function filedBy(by, change, { lists }) {
  const isOpen = change.record === "filing" && change.op === "add" && change.new;
  const isKnown = lists.people.some((/** @type {any} */ { id }) => id === by);
  return isOpen && isKnown ? { ...change, new: { filed_by: by, ...change.new } } : change;
}

/**
 * Return the files that go with changes: all that were added, none if something is taken away.
 * @param {Body} body
 * @param {Change[]} changes
 */
function filesFor({ fields }, changes) {
  if (changes.some(({ op }) => op === "remove")) return [];
  return flattened(fields.map(({ widget }) => (widget.files ? widget.files() : [])));
}

/** @param {unknown} error */
function reasonOf(error) {
  const isOurs = error instanceof Error && error.name !== "AbortError";
  return isOurs ? error.message : "没有送出，填的内容都还在。";
}

/**
 * @param {View} view
 * @param {boolean} isLocked
 */
function lock({ review }, isLocked) {
  for (const button of review.querySelectorAll("button")) button.disabled = isLocked;
}

/** @param {View} view */
function arrived(view) {
  view.draft.forget();
  view.state.isDirty = false;
  closeReview(view);
  view.form.hidden = true;
  moveTo(view.outcome);
}

/**
 * @param {View} view
 * @param {{ changes: Change[], by: string, why: string }} said
 */
function followOf(view, said) {
  const [{ record, op, new: values = {} }] = said.changes;
  return {
    form: view.opened.spec.id,
    added: record === "person" && op === "add" ? values.id || values.name : "",
    setting: view.opened.setting,
    refuse: (/** @type {Problem[]} */ problems) => showRefusal(view, problems),
    takeOver: (/** @type {Change[]} */ changes) => deliverSlip(view, "inbox", { ...said, changes }),
  };
}

/**
 * Show at the fields what the inbox found, until they say something else.
 * @param {View} view
 * @param {Problem[]} problems
 */
function showRefusal(view, problems) {
  const { body, state, touched, form } = view;
  state.isDirty = true;
  form.hidden = false;
  state.refused = problems.map((problem) => {
    const field = body.fieldOf(problem);
    return { field, problem, was: saidIn(field) };
  });
  for (const { field } of state.refused) if (field) touched.add(field);
  showTouched(view, state.refused);
  showSummary(view, state.refused);
}

/**
 * Return what the inbox found, of fields that say the same as then.
 * @param {View} view
 * @returns {Placed[]}
 */
function stillRefused({ state }) {
  return state.refused.filter(({ field, was }) => field && saidIn(field) === was);
}

/** @param {Field | null} field */
function saidIn(field) {
  return field ? JSON.stringify(field.widget.read()) : "";
}
