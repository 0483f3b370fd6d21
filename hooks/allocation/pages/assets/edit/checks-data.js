/* What is published of the records that a change concerns: lookups for the checks. */

/** @typedef {import("./checks-text.js").Rules} Rules */
/**
 * One change of a slip.
 * @typedef {object} SlipChange
 * @property {string} record its kind
 * @property {string} op change, add or remove
 * @property {string} [id]
 * @property {string} [in] what an added record belongs to
 * @property {Record<string, any>} [new]
 */
/**
 * What the checks look things up in: the contents of `forms.js`, `records/base.js` and, as far as they
 * are loaded, of the files of items and of years; and the day of today, as 2026-11-29.
 * @typedef {object} CheckContext
 * @property {any} forms
 * @property {any} base
 * @property {any[]} items
 * @property {any[]} filings
 * @property {string} today
 */
/**
 * A change with what is known of its record: `values` as they would be, `before` as published.
 * @typedef {object} CheckSubject
 * @property {string} kind
 * @property {string} id
 * @property {boolean} isNew
 * @property {Record<string, any>} values
 * @property {Record<string, any>} before
 * @property {Record<string, any>} given
 * @property {CheckContext} context
 * @property {Rules} rules
 */

/** @type {Record<string, (context: CheckContext) => any[]>} */
const LISTS = {
  person: (context) => context.base.people,
  department: (context) => context.base.departments,
  row: (context) => context.base.rows,
  term: (context) => [context.base.term],
  unit: (context) => [context.base.unit],
  item: (context) => context.items.map((each) => each.item),
  clause: (context) => joined(context.items, "clauses"),
  evidence: (context) => joined(context.items, "evidence"),
  indicator: (context) => joined(context.items, "indicators"),
  filing: (context) => joined(context.filings, "filings"),
  value: (context) => joined(context.filings, "values"),
};
/* How many digits the numbers of added records have, by kind. */
/** @type {Record<string, number>} */
const NUMBER_LENGTHS = { filing: 3, evidence: 2 };

/**
 * Return a change with what is known of its record.
 * @param {SlipChange} change
 * @param {CheckContext} context
 * @returns {CheckSubject}
 */
export function subjectOf(change, context) {
  const kind = change.record;
  const isNew = change.op === "add";
  const before = isNew ? {} : valuesOf(publishedRecord(change, context));
  const given = change.new || {};
  const values = Object.assign({}, before, given);
  for (const key of Object.keys(values)) if (values[key] === null) delete values[key];
  const id = isNew ? addedId(change, context) : change.id || kind;
  return { kind, id, isNew, values, before, given, context, rules: context.forms.rules };
}

/**
 * @param {SlipChange} change
 * @param {CheckContext} context
 */
function publishedRecord(change, context) {
  return recordsOf(change.record, context).find(({ id }) => id === (change.id || change.record));
}

/**
 * Return the published records of a kind, as far as they are loaded.
 * @param {string} kind
 * @param {CheckContext} context
 * @returns {any[]}
 */
export function recordsOf(kind, context) {
  return LISTS[kind](context).filter(Boolean);
}

/**
 * Return the values of a published record.
 * @param {any} record
 * @returns {Record<string, any>}
 */
export function valuesOf(record) {
  return record ? record.values || record : {};
}

/**
 * Return the persons' names by their keys.
 * @param {CheckContext} context
 * @returns {Map<string, string>}
 */
export function knownPeople(context) {
  return new Map(recordsOf("person", context).map((each) => [each.id, valuesOf(each).name]));
}

/**
 * Return the departments' names.
 * @param {CheckContext} context
 * @returns {Map<string, string>}
 */
export function knownDepartments(context) {
  return new Map(recordsOf("department", context).map(({ id }) => [id, id]));
}

/**
 * Return the ids of all evidence by their spellings.
 * @param {CheckContext} context
 * @returns {Map<string, string>}
 */
export function knownEvidence(context) {
  const known = new Map();
  for (const each of context.base.evidence) {
    for (const id of [each.id, each.slug]) if (id) known.set(id, each.id);
  }
  return known;
}

/**
 * Return the year of a filing or value, which is that of its file.
 * @param {string} id
 */
export function yearOfId(id) {
  const year = /(?:^| )([0-9]{4})(?:-| |$)/.exec(id);
  return year ? year[1] : "";
}

/**
 * @param {any[]} files
 * @param {string} list
 */
function joined(files, list) {
  /** @type {any[]} */
  const none = [];
  return none.concat(...files.map((each) => each[list] || []));
}

/**
 * Return the id that an added record would get.
 * @param {SlipChange} change
 * @param {CheckContext} context
 */
function addedId(change, context) {
  const { record: kind, in: within = "", new: values = {} } = change;
  if (kind === "value") return `${values.indicator} ${within}`;
  if (!(kind in NUMBER_LENGTHS)) return values.id || values.name || "";
  const ids = recordsOf(kind, context).map(({ id }) => id);
  return `${within}-${nextNumber(ids, `${within}-`).padStart(NUMBER_LENGTHS[kind], "0")}`;
}

/**
 * @param {string[]} ids
 * @param {string} prefix of those that are counted
 */
function nextNumber(ids, prefix) {
  const rests = ids.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length));
  const numbers = rests.filter((rest) => /^[0-9]+$/.test(rest)).map(Number);
  return String(Math.max(0, ...numbers) + 1);
}
