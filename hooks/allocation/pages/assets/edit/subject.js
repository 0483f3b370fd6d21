/* Which record a form is about: named by the address, or chosen. */

import { candidatesOf } from "./candidates.js";
import { recordOf } from "./data.js";
import { make } from "./elements.js";
import { namedCandidate } from "./matching.js";
import { newCombobox } from "./pickers.js";

/** @import { Candidate, FormSpec, Published, Setting } from "./types.js" */

/* Kinds of which there is only one record. */
const SINGLE = new Set(["term", "unit"]);
/* Forms for filings that nobody has checked yet. */
const UNCHECKED = new Set(["check", "return"]);

/**
 * Whether a form is about a record that is published.
 * @param {FormSpec} spec
 */
export function hasSubject(spec) {
  return spec.op === "change" && spec.id !== "handover";
}

/**
 * Return the record that is named, in any spelling; null if none is.
 * @param {FormSpec} spec
 * @param {string} typed
 * @param {Setting} setting
 * @returns {Promise<Published | null>}
 */
export async function publishedOf(spec, typed, setting) {
  if (SINGLE.has(spec.record)) return setting.lists[spec.record];
  if (!typed) return null;
  const known = namedCandidate(await candidatesOf(spec.record, setting), typed);
  return known ? recordOf(spec.record, known.value) : null;
}

/**
 * Ask which record is meant.
 * @param {FormSpec} spec
 * @param {string} typed what named none
 * @param {Setting} setting
 * @param {(id: string) => void} open
 */
export function subjectChooser(spec, typed, setting, open) {
  const { label } = setting.forms.records[spec.record];
  const text = `先选：哪一${MEASURES[spec.record] || "个"}${label}？`;
  const box = newCombobox(
    { label, type: "text", of: UNCHECKED.has(spec.id) ? "unchecked" : spec.record },
    setting,
    (/** @type {Candidate} */ { value }) => open(value),
  );
  box.input.value = typed;
  /* Once the page has it, the first ones can be seen. */
  box.loaded.then(() => {
    box.input.focus();
    box.open();
  });
  const found = typed ? [make("p", { class: "edit__error" }, `没有“${typed}”，请重新选。`)] : [];
  return make(
    "div",
    { class: "edit edit__field" },
    make("label", { class: "edit__label", for: box.input.id }, text),
    box.element,
    ...found,
  );
}

const MEASURES = /** @type {Record<string, string>} */ ({
  filing: "份",
  row: "行",
  clause: "条",
  evidence: "项",
  indicator: "项",
});
