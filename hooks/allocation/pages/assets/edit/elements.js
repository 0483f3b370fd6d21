/* Elements of forms. Texts are set as texts, never as HTML. */

/**
 * Return a new element; an attribute that is false or empty is left out, one that is true is bare.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | boolean | undefined>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (value) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/**
 * Return a button that does something.
 * @param {string} label
 * @param {string} look its class
 * @param {() => void} action
 */
export function makeButton(label, look, action) {
  const button = make("button", { type: "button", class: look }, label);
  button.addEventListener("click", action);
  return button;
}

/**
 * Put an element before the eyes and under the keys.
 * @param {HTMLElement} element
 */
export function moveTo(element) {
  if (element.tabIndex < 0) element.tabIndex = -1;
  element.focus();
}

/**
 * Return what makes ids that no other element of the form has.
 * @returns {() => string}
 */
export function newIds() {
  let last = 0;
  return () => `edit-${++last}`;
}

/**
 * Return what several lists hold, in one list.
 * @template T
 * @param {ReadonlyArray<ReadonlyArray<T>>} lists
 * @returns {T[]}
 */
export function flattened(lists) {
  /** @type {T[]} */
  const whole = [];
  for (const each of lists) whole.push(...each);
  return whole;
}
