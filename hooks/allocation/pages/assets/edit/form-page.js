/* The page of a form: from its address to what becomes of it. */

import { first, setAddress } from "../shared/page.js";
import { emptyContext, fillContext } from "./check-context.js";
import { base, filings, forms } from "./data.js";
import { flattened, make, newIds } from "./elements.js";
import { showForm } from "./form.js";
import { givenValues } from "./given.js";
import { approvable, mended, mendingForm, severalForm } from "./mending.js";
import { formAddress } from "./places.js";
import { readerOf, senderName } from "./reader.js";
import { inboxLogin } from "./send.js";
import { hasSubject, publishedOf, subjectChooser } from "./subject.js";

/** @import { FormSpec, Forms, Published, Setting } from "./types.js" */
/** @import { Opened } from "./form.js" */
/** @import { Mending } from "./mending.js" */

const UNOPENED = "表单没有打开：数据没有读到。请刷新页面再试；还不行，请告诉网站管理员。";

/** Show the form that the address asks for; without one the page stays the list of forms. */
export async function setUpForms() {
  const place = first("[data-edit]", HTMLElement);
  const query = new URLSearchParams(location.search);
  if (!place || !["form", "drop", "approve"].some((name) => query.get(name))) return;
  showList(false);
  const status = make("p", { class: "note", role: "status" }, "正在打开表单……");
  place.append(status);
  try {
    await openForm(place, query);
  } catch (error) {
    showList(true);
    status.textContent = UNOPENED;
    place.append(status);
    throw error;
  }
}

/**
 * @param {HTMLElement} place
 * @param {URLSearchParams} query
 */
async function openForm(place, query) {
  const [known, lists, login] = await Promise.all([forms(), base(), inboxLogin()]);
  const mending = await askedMending(query);
  const spec = mending ? mendingForm(mending, known) : askedForm(query, known);
  place.textContent = "";
  if (!spec) {
    showList(true);
    place.append(make("p", { class: "note note--strong" }, whyNone(query)));
    return;
  }
  const setting = { ...settingOf(spec, known, lists), ...filesWith(mending) };
  const sender = { by: readerOf(lists, await senderName(login)), login };
  showTitle(spec, place);
  await openSubject({ place, spec, setting, sender, mending, query });
}

/**
 * Show the list of forms, or a form in its place.
 * @param {boolean} isShown
 */
function showList(isShown) {
  const list = first("[data-edit-list]", HTMLElement);
  if (list) list.hidden = !isShown;
}

/**
 * Return the form that the address names; none for a slip that was not found.
 * @param {URLSearchParams} query
 * @param {Forms} known
 */
function askedForm(query, known) {
  const wanted = ["drop", "approve"].some((name) => query.get(name)) ? "" : query.get("form");
  return known.forms.find(({ id }) => id === wanted);
}

/**
 * Return the slip that the address names, to be put right.
 * @param {URLSearchParams} query
 */
async function askedMending(query) {
  const [drop, approve] = [query.get("drop"), query.get("approve")];
  if (drop) return mended(drop);
  return approve ? approvable(approve) : null;
}

/** @param {URLSearchParams} query */
function whyNone(query) {
  if (query.has("approve")) return "没有找到要批准的那一份，可能已经办了，请到“待办”里看。";
  if (query.get("drop")) return "没有找到要改的那一份，请到“结果”里看，或从下面选一张表单重填。";
  return `没有“${query.get("form")}”这张表单，请从下面选。`;
}

/**
 * @param {FormSpec} spec
 * @param {Forms} known
 * @param {any} lists
 * @returns {Setting}
 */
function settingOf(spec, known, lists) {
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const years = () => Promise.all((lists.years || []).map(filings));
  return {
    kind: spec.record,
    forms: known,
    lists,
    context: emptyContext(known, lists),
    papers: async () => flattened((await years()).map((year) => year.filings)),
    numbers: async () => flattened((await years()).map((year) => year.values)),
    listeners,
    changed: () => {
      for (const listener of listeners) listener();
    },
    newId: newIds(),
    fileNames: new Set(),
  };
}

/**
 * @param {FormSpec} spec
 * @param {HTMLElement} place
 */
function showTitle(spec, place) {
  const heading = first("h1", HTMLElement);
  if (heading) heading.textContent = spec.title;
  const crumbs = first(".crumbs", HTMLElement);
  if (crumbs) crumbs.append(make("a", { href: formAddress({}) }, "改数据"));
  document.title = `${spec.title} - ${document.title}`;
  place.append(make("p", { class: "edit__help" }, spec.help));
}

/**
 * Show the form of the record that the address names, or ask for one.
 * @param {Omit<Opened, "published" | "given">} opening
 */
async function openSubject(opening) {
  const { place, spec, setting, sender, mending, query } = opening;
  const named = query.get(spec.record) || (spec.record === "person" ? sender.by : "");
  const id = mending ? mending.changes[0].id || "" : named;
  const published = hasSubject(spec) ? await publishedOf(spec, id, setting) : null;
  if (published || !hasSubject(spec)) await openFilled(opening, published);
  else if (mending) {
    /* What it changed is gone. */
    await openFilled({ ...opening, spec: severalForm(mending) }, null);
  } else {
    const chooser = subjectChooser(spec, named, setting, (chosen) => {
      query.set(spec.record, chosen);
      setAddress(`?${query}`);
      chooser.remove();
      openSubject(opening);
    });
    place.append(chooser);
  }
}

/**
 * @param {Omit<Opened, "published" | "given">} opening
 * @param {Published | null} published
 */
async function openFilled(opening, published) {
  const { spec, setting, sender, mending, query } = opening;
  const own = [{ record: spec.record, id: published && published.id }];
  if (setting.context) await fillContext(setting.context, mending ? mending.changes : own);
  const given = isApproval(opening)
    ? {}
    : await givenValues(spec, query, setting, sender.by, published);
  await showForm({ ...opening, published, given });
}

/**
 * Return what becomes of the files of a slip: those that wait for approval lie where they are.
 * @param {Mending | null} mending
 */
function filesWith(mending) {
  if (!mending) return {};
  return isApproval({ mending }) ? { keepsFiles: true } : { lostFiles: mending.sent };
}

/**
 * Whether somebody else's slip is filled in: who reads, and the day, say nothing of it.
 * @param {Pick<Opened, "mending">} opening
 */
function isApproval({ mending }) {
  return Boolean(mending && mending.decision);
}
