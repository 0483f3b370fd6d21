/* Addresses on this site: none that an answer names may lead elsewhere. */

import { siteRoot } from "../site/memory.js";

/**
 * Return an address below the site; nothing for one that leads elsewhere, or runs a script.
 * @param {string} address
 */
export function siteAddress(address) {
  const root = siteRoot().href;
  try {
    const { href } = new URL(address, root);
    return address && href.startsWith(root) ? href : "";
  } catch {
    return "";
  }
}

/**
 * Return the address of a form, filled in with what a query names: a drop to mend or to approve.
 * @param {Record<string, string>} query
 */
export function formAddress(query) {
  const file = location.pathname.endsWith(".html") ? "index.html" : "";
  const parts = Object.keys(query).map((name) => `${name}=${encodeURIComponent(query[name])}`);
  const address = parts.length ? `edit/${file}?${parts.join("&")}` : `edit/${file}`;
  return new URL(address, siteRoot()).href;
}
