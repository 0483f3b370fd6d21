/* Drafts: what is typed and not yet sent stays in this browser, by form and record. */

import { siteKey, storage } from "../site/memory.js";

/** @import { Values } from "./types.js" */

/**
 * What is kept of a form.
 * @param {string} form
 * @param {string} record its id; nothing for a new one
 */
export function draftOf(form, record) {
  const key = `${siteKey("draft")}:${form}:${record}`;
  return {
    /** @returns {{ at: string, values: Values } | null} */
    get: () => parsedDraft(withMemory((memory) => memory.getItem(key))),
    /** @param {Values} values */
    keep: (values) => {
      const text = JSON.stringify({ at: new Date().toISOString(), values });
      withMemory((memory) => memory.setItem(key, text));
    },
    forget: () => {
      withMemory((memory) => memory.removeItem(key));
    },
  };
}

/**
 * Do something with what the browser keeps; a browser that keeps nothing, or is full, does nothing.
 * @template T
 * @param {(memory: Storage) => T} action
 */
function withMemory(action) {
  const memory = storage();
  try {
    return memory ? action(memory) : null;
  } catch {
    return null;
  }
}

/** @param {string | null} text */
function parsedDraft(text) {
  try {
    const kept = JSON.parse(text || "null");
    return kept && typeof kept.values === "object" ? kept : null;
  } catch {
    return null;
  }
}
