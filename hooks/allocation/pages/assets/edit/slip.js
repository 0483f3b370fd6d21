/* A slip (改动单): what is sent. */

/** What whoever opens the file by hand reads first. */
const ABOUT = "改动单：请放进收件箱，或交给统筹人。内容由表单生成，不要手工改。";

/**
 * Make a slip of the changes of a form.
 * @param {SlipParts} parts
 * @param {Date} [now]
 * @returns {Slip}
 */
export function makeSlip(parts, now = new Date()) {
  const { form, unit, by, why = "", sentence = "", changes, files = [], decision } = parts;
  const told = files.map(({ name, sha256, size }) => ({ name, sha256, size }));
  const at = localTime(now);
  const id = slipId(now);
  const slip = { about: ABOUT, slip: 1, id, unit, form, by, at, why, sentence, changes, files: told };
  return decision ? { ...slip, decision } : slip;
}

/**
 * Return a new id: the time of the clock on the wall, and 12 random digits.
 * @param {Date} now
 */
export function slipId(now) {
  const random = Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  );
  const [day, time] = localTime(now).slice(0, 19).split("T");
  return `${day.replace(/-/g, "")}-${time.replace(/:/g, "")}-${random.join("")}`;
}

/**
 * Return the time of the clock on the wall, with its distance from UTC: 2026-11-29T22:15:30+08:00.
 * @param {Date} now
 */
export function localTime(now) {
  const minutes = -now.getTimezoneOffset();
  const sign = minutes < 0 ? "-" : "+";
  const zone = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map(twoDigits).join(":");
  const day = [now.getFullYear(), twoDigits(now.getMonth() + 1), twoDigits(now.getDate())].join("-");
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(twoDigits).join(":");
  return `${day}T${time}${sign}${zone}`;
}

/** @param {number} number */
function twoDigits(number) {
  return String(number).padStart(2, "0");
}

/**
 * Return the canonical JSON of a value, of which digests are made: keys in the order of their
 * characters, no blanks.
 * @param {unknown} value
 * @returns {string}
 */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(/** @type {object} */ (value)).sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const parts = entries.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`);
  return `{${parts.join(",")}}`;
}

/**
 * Return what a change of a record says: of the fields that differ, what stands there and what is to.
 * None if nothing differs. Empty texts and lists, and a flag that is not set, are the same as nothing.
 * @param {string} kind
 * @param {EditRecord} record as it was published when the form was filled in
 * @param {Readonly<Record<string, unknown>>} values what the form says of its fields
 * @returns {SlipChange | null}
 */
export function changeOf(kind, record, values) {
  /** @type {Record<string, unknown>} */
  const before = {};
  /** @type {Record<string, unknown>} */
  const after = {};
  for (const [name, value] of Object.entries(values)) {
    const was = nothingAsNull(record.values[name]);
    const is = nothingAsNull(value);
    if (canonical(was) === canonical(is)) continue;
    before[name] = was;
    after[name] = is;
  }
  if (!Object.keys(after).length) return null;
  return { record: kind, id: record.id, op: "change", sha256: record.sha256, old: before, new: after };
}

/** @param {unknown} value */
function nothingAsNull(value) {
  const isNothing = value === undefined || value === "" || value === false;
  return isNothing || (Array.isArray(value) && !value.length) ? null : value;
}
