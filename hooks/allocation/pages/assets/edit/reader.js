/* Who fills in: as the server says, as this browser remembers, or as one says. */

import { siteKey, storage } from "../site/memory.js";
import { inboxAnswer, textIn } from "./answers.js";
import { localTime } from "./slip.js";

/**
 * Return by which name the inbox knows whoever logged in: that of a person, or else the login.
 * @param {string} login
 * @returns {Promise<string>}
 */
export async function senderName(login) {
  if (!login) return "";
  const { data } = await inboxAnswer("results");
  return textIn(data, "person") || login;
}

/**
 * Return the person whom the server or this browser knows; nothing if neither does.
 * @param {any} lists
 * @param {string} sender by the server
 * @returns {string} the key of a person
 */
export function readerOf(lists, sender) {
  const name = sender || remembered();
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
  return localTime(new Date()).slice(0, 10);
}
