/* Who reads: the name of a person's page, kept in this browser for this site. */

import { all, first } from "../shared/page.js";
import { hideCard, showCard } from "./card.js";
import { siteKey, storage } from "./memory.js";

const NAME = /^[a-z0-9][a-z0-9-]*$/;

/**
 * @typedef {object} Reader
 * @property {() => string} get The name of the reader's page; nothing if it is not known.
 * @property {(name: string) => void} set
 */

export function setUpMe() {
  setUpPersonFilter();
  const reader = remembered();
  if (!reader) return;
  setUpButtons(reader);
  const known = linkOf(reader.get());
  if (known && goOn(known)) return;
  if (known) showCard(known);
  setUpFinder(reader);
  for (const button of all("[data-not-me]", HTMLElement)) {
    button.addEventListener("click", () => {
      reader.set("");
      hideCard();
    });
  }
}

/**
 * Return what this browser knows of its reader; nothing where it cannot keep anything.
 * @returns {Reader | null}
 */
function remembered() {
  const memory = storage();
  if (!memory) return null;
  const key = siteKey("me");
  return {
    get: () => {
      const name = memory.getItem(key) || "";
      return NAME.test(name) ? name : "";
    },
    set: (name) => {
      try {
        if (name) memory.setItem(key, name);
        else memory.removeItem(key);
      } catch {
        /* A full storage keeps nothing: the page works as before. */
      }
    },
  };
}

/**
 * Return the link to a person in the finder of this page: who has left is in none.
 * @param {string} name
 */
function linkOf(name) {
  return name ? first(`[data-finder] [data-person="${name}"]`, HTMLAnchorElement) : null;
}

/**
 * Go from 我的任务 to the reader's own page, unless the address asks for the list: mine/?all.
 * @param {HTMLAnchorElement} link
 */
function goOn(link) {
  const leads = Boolean(first("[data-mine]", HTMLElement)) && !location.search;
  if (leads) location.replace(link.href);
  return leads;
}

/**
 * Show 设为我 or 不是我 on the page of a person.
 * @param {Reader} reader
 */
function setUpButtons(reader) {
  for (const button of all("[data-me]", HTMLElement)) {
    const name = button.dataset.me || "";
    const show = () => {
      button.textContent = reader.get() === name ? "不是我" : "设为我";
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      reader.set(reader.get() === name ? "" : name);
      show();
    });
    show();
  }
}

/**
 * Give each name of the finder a button by which its owner says so.
 * @param {Reader} reader
 */
function setUpFinder(reader) {
  for (const link of all("[data-finder] [data-person]", HTMLAnchorElement)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "finder__me";
    button.textContent = "我";
    button.setAttribute("aria-label", `我是${link.textContent}`);
    button.addEventListener("click", () => {
      reader.set(link.dataset.person || "");
      if (!showCard(link)) location.assign(link.href);
    });
    link.insertAdjacentElement("afterend", button);
  }
  for (const hint of all("[data-finder-hint]", HTMLElement)) hint.hidden = false;
}

/**
 * Filter the names of 我的任务 by what is typed: a part of the name, of its pinyin, or of the initials
 * of that; Enter opens the page of the only one.
 */
function setUpPersonFilter() {
  const form = first("[data-person-filter]", HTMLElement);
  const input = form && first("input", HTMLInputElement, form);
  if (!form || !input) return;
  form.hidden = false;
  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase().replace(/[\s'’-]/g, "");
    let found = false;
    for (const unit of all(".finder__unit", HTMLElement)) {
      unit.hidden = !showFitting(unit, wanted);
      found = found || !unit.hidden;
    }
    for (const nobody of all("[data-nobody]", HTMLElement)) nobody.hidden = found;
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !input.value.trim()) return;
    const shown = all("[data-finder] [data-person]", HTMLAnchorElement).filter(isShown);
    const [only, ...others] = new Set(shown.map((link) => link.href));
    if (only && !others.length) location.assign(only);
  });
}

/**
 * Show the people of a department whose name fits; return whether any does.
 * @param {HTMLElement} unit
 * @param {string} wanted
 */
function showFitting(unit, wanted) {
  let any = !wanted;
  for (const link of all("[data-person]", HTMLAnchorElement, unit)) {
    const spelt = (link.dataset.person || "").replace(/-/g, "");
    const fits = `${link.textContent} ${spelt} ${link.dataset.initials || ""}`.includes(wanted);
    if (link.parentElement) link.parentElement.hidden = !fits;
    any = any || fits;
  }
  return any;
}

/** @param {HTMLElement} element */
function isShown(element) {
  return element.getClientRects().length > 0;
}
