/* Texts as they are compared. */

const PUNCTUATION =
  /[\s·•'’"“”‘’「」『』《》〈〉,，.。;；:：!！?？、\-–—_/\\()（）[\]【】〔〕〖〗{}]+/g;

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
  return text.replace(PUNCTUATION, (gap, at, whole) => {
    return /\d/.test(whole[at - 1] || "") && /\d/.test(whole[at + gap.length] || "") ? " " : "";
  });
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
