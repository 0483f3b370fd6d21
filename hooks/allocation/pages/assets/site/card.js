/* The card on the home page: what its reader owes by the day on which he reads. */

import { all, first } from "../shared/page.js";
import { siteRoot } from "./memory.js";

/** Lines of what is late, and of what comes next. */
const SHOWN = 3;
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
    tasks.map(([due]) => [due, 1]),
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
 * @param {ReadonlyArray<readonly [string, number]>} dates
 */
function writeCounts(whose, dates) {
  for (const [name, number] of Object.entries(counted(dates))) {
    for (const element of all(`[${whose}="${name}"]`, HTMLElement)) {
      element.textContent = String(number);
      const box = element.parentElement;
      if (box && name === "late") box.classList.toggle("figures__late", number > 0);
    }
  }
}

/**
 * Count what was due before today, and what is due from today until the end of the week (Sunday) and
 * of the month.
 * @param {ReadonlyArray<readonly [string, number]>} dates
 */
function counted(dates) {
  const now = new Date();
  const today = iso(now);
  const sunday = iso(later(now, (7 - now.getDay()) % 7));
  const last = iso(new Date(now.getFullYear(), now.getMonth() + 1, 0));
  /** @param {(due: string) => boolean} belongs */
  const total = (belongs) =>
    dates.reduce((before, [due, count]) => before + (belongs(due) ? count : 0), 0);
  return {
    late: total((due) => due < today),
    week: total((due) => due >= today && due <= sunday),
    month: total((due) => due >= today && due <= last),
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
  for (const [due, name, period] of [...late.slice(0, SHOWN), ...next]) {
    const line = document.createElement("li");
    const day = document.createElement("span");
    const small = document.createElement("small");
    day.className = due < today ? "due-list__day state state--late" : "due-list__day";
    day.textContent = `${due < today ? "▲逾期 " : ""}${chinese(due)}`;
    small.textContent = period;
    line.append(day, ` ${name} `, small);
    place.appendChild(line);
  }
  setShown("[data-card-none]", !tasks.length);
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
