/* What a form has from the start: by its address, by who reads, by the day. */

import { candidatesOf } from "./candidates.js";
import { namedCandidate } from "./matching.js";
import { todayText } from "./reader.js";
import { hasSubject } from "./subject.js";

/** @import { FormSpec, Published, Setting, Values } from "./types.js" */

/**
 * Where a value of an indicator is written: its id is indicator, year, and perhaps the round.
 */
const VALUE_ID = /^(\S+) (\d{4})(?: (.+))?$/;

/**
 * What the address may name: the parameter, the kind of record, and the field that it fills in.
 * @type {[string, string, string][]}
 */
const NAMED = [
  ["evidence", "evidence", "evidence"],
  ["indicator", "indicator", "indicator"],
  ["clause", "clause", "in"],
];

/** What a filing that was sent back no longer says once it is handed in again. */
const AGAIN = { state: "已交", reason: null, checked_by: null, checked_on: null };

/** @type {Record<string, (reader: string, published: Published | null, unit: string) => Values>} */
const OWN = {
  filing: (reader) => ({ filed_by: reader, filed_on: todayText() }),
  activity: (reader, _, unit) => ({
    filed_by: reader,
    filed_on: todayText(),
    author_body: unit,
  }),
  check: (reader) => ({ checked_by: reader, checked_on: todayText() }),
  return: (reader) => ({ checked_by: reader, checked_on: todayText() }),
  value: () => ({ in: Number(todayText().slice(0, 4)) }),
  /* A paper that was sent back and is put right is handed in again. */
  "filing-edit": (_, published) =>
    published && published.values.state === "退回" ? { ...AGAIN, filed_on: todayText() } : {},
  handover: () => ({ until: todayText() }),
};

/**
 * @param {FormSpec} spec
 * @param {URLSearchParams} query
 * @param {Setting} setting
 * @param {string} reader
 * @param {Published | null} published
 * @returns {Promise<Values>}
 */
export async function givenValues(spec, query, setting, reader, published) {
  const own = (OWN[spec.id] || (() => ({})))(reader, published, setting.forms.unit);
  if (hasSubject(spec)) return own;
  const plainNames = spec.fields.filter((name) => query.get(name) && !(name in FILLED));
  const typed = plainNames.map((name) => ({ [name]: query.get(name) }));
  const named = await Promise.all(
    NAMED.map(([parameter, kind, name]) => namedValue(query.get(parameter), kind, name, setting)),
  );
  return Object.assign(
    own,
    ...typed,
    ...named,
    valueParts(query.get("value")),
    personOf(spec, query),
  );
}

/** Fields that the address fills in by the names of records. */
const FILLED = { evidence: true, indicator: true, value: true };

/**
 * @param {string | null} typed
 * @param {string} kind
 * @param {string} name
 * @param {Setting} setting
 * @returns {Promise<Values>}
 */
async function namedValue(typed, kind, name, setting) {
  if (!typed) return {};
  const candidates = await candidatesOf(kind, setting);
  const found = typed.split(/[,，、]/).map((each) => {
    const known = namedCandidate(candidates, each);
    return known ? known.value : each;
  });
  return { [name]: kind === "evidence" ? found : found[0] };
}

/**
 * @param {string | null} id
 * @returns {Values}
 */
function valueParts(id) {
  const parts = VALUE_ID.exec(id || "");
  return parts ? { indicator: parts[1], in: Number(parts[2]), round: parts[3] || null } : {};
}

/**
 * @param {FormSpec} spec
 * @param {URLSearchParams} query
 * @returns {Values}
 */
function personOf({ id }, query) {
  return id === "handover" ? { giver: query.get("person"), taker: query.get("taker") } : {};
}
