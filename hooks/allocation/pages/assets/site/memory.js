/* What this browser keeps for this site: two units on one server have sites of their own. */

import { settings } from "../shared/page.js";

/** Return the storage of the browser, which may be switched off. */
export function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** Return the address of the site's home page. */
export function siteRoot() {
  return new URL(`${settings().base.replace(/\/$/, "")}/`, location.href);
}

/**
 * Return the key under which this site keeps something.
 * @param {string} name
 */
export function siteKey(name) {
  return `${name}:${siteRoot().pathname}`;
}
