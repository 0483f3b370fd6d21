/*
 * Buttons that copy the text of an element, and one that copies the address of a row. An intranet
 * without https has no clipboard API, so the old command comes first: it works everywhere.
 */

import { all } from "../shared/page.js";

const SAY_COPIED = "已复制";
const SAY_REFUSED = "没能复制，请选中文字，按 Ctrl+C";
const COPY_ADDRESS = "复制链接";
/* What is before the address of a page in a message. */
const SAY_MORE = "详见：";
/* How long a button says what became of it, in milliseconds. */
const SAID_FOR = 2500;
/* Rows that can be linked to: clauses, evidence, filings. */
const LINKED = "tbody.clause[id], .assess__clause[id], .checklist tr[id], .filings tr[id]";

export function setUpCopying() {
  const buttons = all("[data-copy]", HTMLElement);
  const rows = all(LINKED, HTMLElement);
  if (!buttons.length && !rows.length) return;
  const status = liveRegion();
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => sayWhether(button, status, copyOf(button)));
  }
  if (rows.length) offerAddresses(status);
}

/**
 * Offer the address of the row that one is at: one button goes from row to row, since one in each
 * would be hundreds of stops for the Tab key.
 * @param {HTMLElement} status
 */
function offerAddresses(status) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain copy-link";
  button.textContent = COPY_ADDRESS;
  document.addEventListener("mouseover", mouseFollower(button));
  document.addEventListener("focusin", ({ target }) => moveButton(button, target));
  const arrive = () => moveButton(button, document.getElementById(targetId(location.hash)));
  window.addEventListener("hashchange", arrive);
  button.addEventListener("click", ({ detail }) => {
    const row = button.closest(LINKED);
    sayWhether(button, status, Boolean(row) && copyText(addressOf(row)));
    /* Whoever clicks goes on with the mouse: the button must not stay behind. */
    if (detail) button.blur();
  });
  arrive();
}

/**
 * Return what follows the mouse: not where the page moves below it, as it does for keys.
 * @param {HTMLButtonElement} button
 */
function mouseFollower(button) {
  let before = "";
  return (/** @type {MouseEvent} */ { screenX, screenY, target }) => {
    const place = `${screenX} ${screenY}`;
    if (place !== before) moveButton(button, target);
    before = place;
  };
}

/**
 * @param {HTMLButtonElement} button
 * @param {EventTarget | null} target
 */
function moveButton(button, target) {
  if (!(target instanceof Element) || button.contains(target)) return;
  const row = target.closest(LINKED);
  const cell = row && row.querySelector("th, .what");
  const isUsed = document.activeElement === button;
  if (cell && !isUsed && button.parentNode !== cell) cell.appendChild(button);
}

/** @param {Element | null} row */
function addressOf(row) {
  return `${location.href.replace(/[?#].*$/, "")}#${row ? row.id : ""}`;
}

/** @param {string} hash */
function targetId(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}

/** @param {HTMLElement} button */
function copyOf(button) {
  const source = document.getElementById(button.dataset.copy || "");
  return source !== null && copyText(textOf(source) + moreOf(source));
}

/**
 * Return the line that says where more is, of a message that names a page (`data-link`) and does not
 * yet say its address: who built the site need not know it. A file on a disk is no address.
 * @param {HTMLElement} source
 */
function moreOf({ dataset, textContent }) {
  const { link } = dataset;
  if (!link || !location.protocol.startsWith("http")) return "";
  if ((textContent || "").includes(SAY_MORE)) return "";
  return `\n${SAY_MORE}${new URL(link, location.href).href}`;
}

/**
 * Return the text of an element, a line for each of its paragraphs; also of one that is folded away.
 * @param {HTMLElement} source
 */
function textOf(source) {
  if (source instanceof HTMLTextAreaElement) return source.value;
  const paragraphs = all("p, li", HTMLElement, source);
  const texts = (paragraphs.length ? paragraphs : [source]).map(({ textContent }) => textContent);
  return texts
    .join("\n")
    .replace(/^[ \t]+|[ \t]+$/gm, "")
    .trim();
}

/**
 * Copy a text; say whether that worked.
 * @param {string} text
 */
function copyText(text) {
  const area = document.createElement("textarea");
  area.className = "copy-source";
  area.readOnly = true;
  area.value = text;
  const focused = document.activeElement;
  document.body.appendChild(area);
  area.select();
  let isCopied = false;
  try {
    isCopied = document.execCommand("copy");
  } catch {
    /* Forbidden by the office's policy. */
  }
  area.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return isCopied;
}

/**
 * Say what became of it, on the button and to a screen reader.
 * @param {HTMLElement} button
 * @param {HTMLElement} status
 * @param {boolean} isCopied
 */
function sayWhether(button, status, isCopied) {
  const label = button.dataset.label || button.textContent || "";
  button.dataset.label = label;
  button.textContent = isCopied ? SAY_COPIED : SAY_REFUSED;
  status.textContent = button.textContent;
  setTimeout(() => {
    button.textContent = label;
    status.textContent = "";
  }, SAID_FOR);
}

/** Add an element whose changes are read out. */
function liveRegion() {
  const region = document.createElement("div");
  region.className = "reading";
  region.setAttribute("role", "status");
  document.body.appendChild(region);
  return region;
}
