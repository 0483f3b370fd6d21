/* Elements that are made, not written in the page. */

/* What stands above results that match only in part. */
export const NEAREST = "没有完全符合的，最接近的是：";

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {string} [text]
 */
export function newElement(tag, attributes, text = "") {
  const element = document.createElement(tag);
  for (const name of Object.keys(attributes)) element.setAttribute(name, attributes[name]);
  element.textContent = text;
  return element;
}

/**
 * Return what to do where nothing is found.
 * @param {string} query
 */
export function newAdvice(query) {
  const template = document.querySelector("[data-no-result]");
  if (!(template instanceof HTMLTemplateElement)) return document.createDocumentFragment();
  const panel = template.content.cloneNode(true);
  if (!(panel instanceof DocumentFragment)) return document.createDocumentFragment();
  for (const element of panel.querySelectorAll("[data-query]")) element.textContent = query;
  return panel;
}
