/* The results on the search page, by kind. */

import { newElement } from "./elements.js";

/**
 * A result of the worker; its title is HTML.
 * @typedef {{ kind: string, location: string, title: string }} Item
 */

/**
 * Return a section for each kind of results.
 * @param {Item[]} items
 * @param {string} base the address of the root of the site
 */
export function newSections(items, base) {
  return Array.from(grouped(items), ([kind, members]) => newSection(kind, members, base));
}

/** @param {Item[]} items */
function grouped(items) {
  /** @type {Map<string, Item[]>} */
  const groups = new Map();
  for (const item of items) {
    const group = groups.get(item.kind);
    if (group) group.push(item);
    else groups.set(item.kind, [item]);
  }
  return groups;
}

/**
 * @param {string} kind
 * @param {Item[]} items
 * @param {string} base
 */
function newSection(kind, items, base) {
  const section = newElement("section", { class: "block" });
  const heading = newElement("h2", {}, `${kind} `);
  heading.appendChild(newElement("small", {}, `${items.length} 个`));
  const list = newElement("ul", { class: "hits" });
  list.append(...items.map((item) => newHit(item, base)));
  section.append(heading, list);
  return section;
}

/**
 * @param {Item} item
 * @param {string} base
 */
function newHit(item, base) {
  /* An index over many sites has results on each of them. */
  const isElsewhere = /^https?:/.test(item.location);
  const link = newElement("a", { href: isElsewhere ? item.location : `${base}/${item.location}` });
  /* Escaped by the worker. */
  link.innerHTML = item.title;
  const hit = newElement("li", {});
  hit.appendChild(link);
  return hit;
}
