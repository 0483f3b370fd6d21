/* The page with all results. */

import { all, first, setAddress, settings } from "../shared/page.js";
import { NEAREST, newAdvice } from "./elements.js";
import { newKindButtons } from "./kind-buttons.js";
import { newSections } from "./results.js";

/** @import { Item } from "./results.js" */

/* More than any site has. */
const MOST = 5000;

export function setUpSearchPage() {
  const form = first("[data-search-page]", HTMLFormElement);
  const input = form && first("input", HTMLInputElement, form);
  if (!form || !input) return;
  const worker = new Worker(settings().search);
  input.value = new URLSearchParams(location.search).get("q") || "";
  const ask = askingWhenReady(worker, input);
  const changed = () => {
    ask();
    remember(input);
  };
  form.appendChild(newKindButtons(input, changed));
  listen(form, input, changed);
}

/**
 * Return what asks the worker for the results of the query, and is called once it is ready.
 * @param {Worker} worker
 * @param {HTMLInputElement} input
 */
function askingWhenReady(worker, input) {
  let isReady = false;
  const ask = () => {
    if (isReady) worker.postMessage({ type: 2, data: input.value, limit: MOST });
  };
  worker.onerror = () => showStatus("搜索没有准备好，请刷新页面；还不行，请从下面按科室找人。");
  worker.onmessage = ({ data: message }) => {
    if (message.type === 3) showResults(input.value.trim(), message.data);
    if (message.type !== 1) return;
    isReady = true;
    ask();
  };
  return ask;
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} input
 * @param {() => void} changed
 */
function listen(form, input, changed) {
  for (const name of ["input", "compositionend", "change"]) input.addEventListener(name, changed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    changed();
  });
}

/** @param {HTMLInputElement} input */
function remember(input) {
  setAddress(input.value ? `?q=${encodeURIComponent(input.value)}` : "?");
}

/**
 * @param {string} query
 * @param {{ items: [Item][], isNear: boolean }} answer
 */
function showResults(query, { items, isNear }) {
  const status = isNear && items.length ? NEAREST : `找到 ${items.length} 个结果`;
  showStatus(query ? status : "输入姓名、编码、字句、问题或拼音");
  const found = items.map(([item]) => item);
  for (const results of all("[data-results]", HTMLElement)) {
    results.textContent = "";
    results.append(...newSections(found, settings().base));
    if (query && !items.length) results.appendChild(newAdvice(query));
  }
}

/** @param {string} text */
function showStatus(text) {
  for (const status of all("[data-status]", HTMLElement)) status.textContent = text;
}
