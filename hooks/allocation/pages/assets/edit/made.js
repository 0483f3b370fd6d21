/* What else came of a change: what its sender should know, and files such as the sheet that both sign
   who hand over. */

import { entriesIn, textIn, textsIn } from "./answers.js";
import { make } from "./elements.js";
import { siteAddress } from "./places.js";

/** @typedef {import("./answers.js").Fields} Fields */

/**
 * Return the lines that say what the sender should know.
 * @param {Fields} entry a drop, as the results have it
 */
export function noteLines(entry) {
  return textsIn(entry, "notes").map((note) => make("p", { class: "drop__said" }, `注意：${note}`));
}

/**
 * Return links to the files that were made; null if there are none.
 * @param {Fields} entry
 */
export function madeLinks(entry) {
  const links = make("span", {});
  for (const file of entriesIn(entry, "files")) {
    const [name, href] = [textIn(file, "name"), siteAddress(textIn(file, "href"))];
    if (href) links.append(make("a", { class: "plain", href, download: name }, `下载${name}`));
  }
  return links.childElementCount ? links : null;
}
