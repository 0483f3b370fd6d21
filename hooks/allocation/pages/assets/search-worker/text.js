/* Texts as they are compared. */

const MARKS =
  "\\s·•'’\"“”‘’「」『』《》〈〉,，.。;；:：!！?？、\\-–—_/\\\\()（）[\\]【】〔〕〖〗{}";
const PUNCTUATION = new RegExp(`[${MARKS}]+`, "g");
const BETWEEN_NUMBERS = new RegExp(`\\d[${MARKS}]+\\d`);
const BEHIND_NUMBER = new RegExp(`(\\d)[${MARKS}]+(?=\\d)`, "g");

/**
 * Return a text in small letters and in the common form of each character.
 * @param {string} text
 */
export function plain(text) {
  return text.normalize("NFKC").toLowerCase();
}

/**
 * Return a plain text in simplified characters.
 * @param {string} text
 * @param {Record<string, string>} variants
 */
export function simplified(text, variants) {
  return plain(text).replace(/[^\0-\x7f]/g, (char) => variants[char] || char);
}

/**
 * Return a text without white space and punctuation, but for a space between two numbers.
 * @param {string} text
 */
export function bare(text) {
  if (!BETWEEN_NUMBERS.test(text)) return text.replace(PUNCTUATION, "");
  const kept = text.replace(BEHIND_NUMBER, "$1\0");
  return kept.replace(PUNCTUATION, "").replace(/\0/g, " ");
}

/**
 * Return a text without halves of characters outside the basic plane.
 * @param {string} text
 */
export function wellFormed(text) {
  return Array.from(text).filter(isWhole).join("");
}

/** @param {string} char */
function isWhole(char) {
  return char.length === 2 || char < "\ud800" || char > "\udfff";
}

/**
 * Return a text for HTML.
 * @param {string} text
 */
export function escaped(text) {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
