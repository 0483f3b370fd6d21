/* The card on the home page: what its reader owes by the day on which he reads. */

import { all, first } from "../shared/page.js";
import { siteRoot } from "./memory.js";

/** Lines of what is late, and of what comes next. */
const SHOWN = 3;
/** Days in which something is due soon, as everywhere on the site. */
const SOON = 30;
/** Days for which a build knows what falls due: then the card says that it is old. */
const FRESH = 31;

/**
 * Show the card of a person; return whether this page has one.
 * @param {HTMLAnchorElement} person the link to his page
 */
export function showCard(person) {
  const card = first("[data-card]", HTMLElement);
  if (!card) return false;
  setText("[data-card-name]", person.textContent || "");
  for (const link of all("[data-card-link]", HTMLAnchorElement, card)) link.href = person.href;
  for (const link of all("[data-card-brief]", HTMLAnchorElement, card)) {
    link.href = person.href.replace(/(index\.html)?$/, "brief/$1");
  }
  setShown("[data-card-own], [data-card-led], [data-card-brief]", false);
  card.hidden = false;
  loadTasks(person.dataset.person || "");
  return true;
}

export function hideCard() {
  setShown("[data-card]", false);
}

/**
 * Load what a person owes: a script, since a page from a file share can load nothing else.
 * @param {string} name
 */
function loadTasks(name) {
  const script = document.createElement("script");
  script.src = new URL(`mine/${name}.js`, siteRoot()).href;
  script.addEventListener("load", () => {
    if (window.myTasks) fillCard(window.myTasks);
    script.remove();
  });
  document.head.appendChild(script);
}

/** @param {MyTasks} mine */
function fillCard(mine) {
  const today = iso(new Date());
  const tasks = mine.stated ? mine.tasks : mine.tasks.filter(([due]) => due >= today);
  setShown("[data-card-own]", mine.dated && mine.owes);
  setShown("[data-card-led]", mine.dated && mine.leads);
  setShown("[data-card-undated]", !mine.dated);
  setShown("[data-card-provisional]", mine.provisional);
  setShown("[data-card-old]", mine.dated && today > iso(later(new Date(mine.day), FRESH)));
  setText("[data-card-day]", chinese(mine.day));
  writeCounts(
    "data-own",
    tasks.map(([due, returned]) => [due, returned, 1]),
  );
  writeCounts("data-led", mine.led);
  listTasks(tasks, today);
  for (const count of all('[data-own="late"]', HTMLElement)) {
    if (count.parentElement) count.parentElement.hidden = !mine.stated;
  }
  setShown("[data-card-brief]", mine.leads);
}

/**
 * @param {string} whose
 * @param {MyTasks["led"]} dates
 */
function writeCounts(whose, dates) {
  for (const [name, number] of Object.entries(counted(dates))) {
    for (const element of all(`[${whose}="${name}"]`, HTMLElement)) {
      element.textContent = String(number);
      if (element.parentElement) markCount(element.parentElement, name, number);
    }
  }
}

/**
 * @param {HTMLElement} box
 * @param {string} name
 * @param {number} number
 */
function markCount(box, name, number) {
  if (name === "late") box.classList.toggle("figures__late", number > 0);
  if (name === "returned") box.hidden = !number;
}

/**
 * Count what was due before today, what of that was returned, and what is due from today until the
 * end of the week (Sunday), of the month, and within 30 days.
 * @param {MyTasks["led"]} dates
 */
function counted(dates) {
  const now = new Date();
  const today = iso(now);
  const sunday = iso(later(now, (7 - now.getDay()) % 7));
  const last = iso(new Date(now.getFullYear(), now.getMonth() + 1, 0));
  const monthOn = iso(later(now, SOON));
  /** @param {(due: string, returned: number) => boolean} belongs */
  const total = (belongs) =>
    dates.reduce((sum, [due, returned, count]) => sum + (belongs(due, returned) ? count : 0), 0);
  return {
    late: total((due, returned) => due < today && !returned),
    returned: total((due, returned) => due < today && Boolean(returned)),
    week: total((due) => due >= today && due <= sunday),
    month: total((due) => due >= today && due <= last),
    soon: total((due) => due >= today && due <= monthOn),
  };
}

/**
 * @param {MyTasks["tasks"]} tasks
 * @param {string} today
 */
function listTasks(tasks, today) {
  const place = first("[data-card-tasks]", HTMLElement);
  if (!place) return;
  place.textContent = "";
  const late = tasks.filter(([due]) => due < today);
  const next = tasks.slice(late.length, late.length + SHOWN);
  const shown = [...late.slice(0, SHOWN), ...next];
  for (const task of shown) place.appendChild(lineOf(task, today));
  setShown("[data-card-none]", !tasks.length);
  setShown("[data-card-more]", tasks.length > shown.length);
  setText("[data-card-rest]", String(tasks.length - shown.length));
}

/**
 * Return a line of the list, which leads to the material.
 * @param {MyTasks["tasks"][number]} task
 * @param {string} today
 */
function lineOf([due, returned, name, period, address], today) {
  const line = document.createElement("li");
  const day = document.createElement("span");
  const link = document.createElement("a");
  const small = document.createElement("small");
  const state = returned ? "returned" : due < today ? "late" : "";
  day.className = `due-list__day${state && ` state state--${state}`}`;
  day.textContent = `${{ returned: "▲退回 ", late: "▲逾期 ", "": "" }[state]}${chinese(due)}`;
  link.textContent = name;
  link.href = new URL(isFlat() ? address.replace("/#", "/index.html#") : address, siteRoot()).href;
  small.textContent = period;
  line.append(day, " ", link, " ", small);
  return line;
}

/** Return whether addresses name the files of pages, as from a file share. */
function isFlat() {
  const link = first("[data-card-link]", HTMLAnchorElement);
  return Boolean(link && link.pathname.endsWith("/index.html"));
}

/**
 * @param {string} selector
 * @param {string} text
 */
function setText(selector, text) {
  for (const element of all(selector, HTMLElement)) element.textContent = text;
}

/**
 * @param {string} selector
 * @param {boolean} shown
 */
function setShown(selector, shown) {
  for (const element of all(selector, HTMLElement)) element.hidden = !shown;
}

/**
 * Return the day of the reader's clock as the data writes days.
 * @param {Date} day
 */
function iso(day) {
  const digits = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${day.getFullYear()}-${digits(day.getMonth() + 1)}-${digits(day.getDate())}`;
}

/**
 * @param {Date} day
 * @param {number} days
 */
function later(day, days) {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);
}

/** @param {string} day */
function chinese(day) {
  const [year, month, date] = day.split("-").map(Number);
  return `${year}年${month}月${date}日`;
}
