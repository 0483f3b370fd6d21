/* Who fills in: as the server says, as this browser remembers, or as one says. */

import { siteKey, storage } from "../site/memory.js";

/**
 * Return the person whom the server or this browser knows; nothing if neither does.
 * @param {any} lists
 * @param {string} login
 * @returns {string} the key of a person
 */
export function readerOf(lists, login) {
  const name = login || remembered();
  const person = lists.people.find(
    (/** @type {any} */ { id, name: own, slug }) =>
      name && [id, own, slug, slug.replace(/-/g, "")].includes(name),
  );
  return person ? person.id : "";
}

function remembered() {
  const memory = storage();
  return (memory && memory.getItem(siteKey("me"))) || "";
}

/** Return today by the reader's clock, as data writes it. */
export function todayText() {
  const now = new Date();
  const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}
