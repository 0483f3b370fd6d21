/* The page that a script is in. */

/**
 * Run an action once the whole page is there.
 * @param {() => void} action
 */
export function whenReady(action) {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", action);
  else action();
}

/**
 * Return the elements of a kind.
 * @template {HTMLElement} T
 * @param {string} selector
 * @param {new () => T} kind
 * @param {ParentNode} [within]
 */
export function all(selector, kind, within = document) {
  return Array.from(within.querySelectorAll(selector)).filter(
    /** @returns {element is T} */ (element) => element instanceof kind,
  );
}

/**
 * Return the first element of a kind, if there is one.
 * @template {HTMLElement} T
 * @param {string} selector
 * @param {new () => T} kind
 * @param {ParentNode} [within]
 */
export function first(selector, kind, within = document) {
  const element = within.querySelector(selector);
  return element instanceof kind ? element : null;
}

/**
 * Return what the theme tells scripts: where the root of the site is, and the search worker.
 * @returns {{ base: string, search: string }}
 */
export function settings() {
  const element = document.getElementById("__config");
  return JSON.parse((element && element.textContent) || "{}");
}

/**
 * Put a query into the address of the page.
 * @param {string} address
 */
export function setAddress(address) {
  try {
    history.replaceState(null, "", address);
  } catch {
    /* A page opened from a file share may not change its address. */
  }
}
