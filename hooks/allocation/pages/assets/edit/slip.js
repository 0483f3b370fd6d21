/* A slip (改动单): what is sent. */

import { titleOf } from "./data.js";
import { decisionSentence, sentenceOf } from "./sentence.js";

/** @import { Base, Change, Decision, Forms, SlipFile } from "./types.js" */

/**
 * @typedef {{
 *   form: string, by: string, why?: string, changes: ReadonlyArray<Change>,
 *   files?: ReadonlyArray<Omit<SlipFile, "file">>, decision?: Decision,
 * }} SlipParts what somebody filled in
 */

/** What whoever opens the file by hand reads first. */
const ABOUT = "改动单：请放进收件箱，或交给统筹人。内容由表单生成，不要手工改。";

/**
 * Make a slip of what a form says.
 * @param {SlipParts} parts
 * @param {Forms} made what the forms are made of
 * @param {Base} names
 * @param {Date} [now]
 */
export function makeSlip(parts, made, names, now = new Date()) {
  const { form, by, why = "", changes, files = [], decision } = parts;
  return {
    about: ABOUT,
    slip: 1,
    id: slipId(now),
    unit: made.unit,
    form,
    by,
    at: localTime(now),
    why,
    sentence:
      decision && !changes.length
        ? decisionSentence(decision)
        : sentenceOf(changes, made, names, titleOf),
    changes,
    files: files.map(({ name, sha256, size }) => ({ name, sha256, size })),
    ...(decision ? { decision } : {}),
  };
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
  const shown = new Date(now.getTime() + minutes * 60000).toISOString().slice(0, 19);
  const zone = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) =>
    String(part).padStart(2, "0"),
  );
  return `${shown}${minutes < 0 ? "-" : "+"}${zone.join(":")}`;
}
