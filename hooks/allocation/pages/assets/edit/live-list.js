/* A list that follows what the inbox says: cards that did not change stay, with focus and all. */

import { inboxAnswer } from "./answers.js";
import { make, makeButton } from "./elements.js";

/**
 * Where a list gets its entries from, and how it shows them.
 * @typedef {object} ListSource
 * @property {string} file `results` or `todo`
 * @property {(data: Fields) => Fields[]} entries
 * @property {(entry: Fields) => HTMLElement} card
 * @property {(entries: Fields[], data: Fields) => Said | Promise<Said>} summary what a screen reader hears
 * @property {(entries: Fields[], data: Fields) => void} shown
 * @property {(key: string, card: HTMLElement) => boolean} keeps whether a card stays that nothing is said of anymore
 * @property {() => boolean} waits whether something is under way
 * @typedef {import("./answers.js").Fields} Fields
 * @typedef {string | Node} Said
 * @typedef {Map<string, { text: string, card: HTMLElement }>} Cards
 */

/** Milliseconds until the list is read again while something is under way, at first and at most. */
const SOONEST = 2000;
const LATEST = 15000;
/** How often in a row; then one has to press a button. */
const ROUNDS = 60;
const UNREADABLE_CARD = "这一条读不懂，请告诉网站管理员。";

/** A list that is kept up to date while something is under way. */
export class LiveList {
  /**
   * @param {HTMLElement} place where it is shown
   * @param {ListSource} source
   */
  constructor(place, source) {
    this.source = source;
    this.status = make("p", { role: "status", class: "note" }, "正在读取……");
    this.list = make("ul", { class: "drops" });
    /** @type {Cards} */
    this.cards = new Map();
    this.rounds = 0;
    this.timer = 0;
    const again = makeButton("刷新", "plain", () => this.refresh());
    place.textContent = "";
    place.append(make("div", { class: "drops__top" }, this.status, again), this.list);
  }

  /** Read it now, and again until nothing is under way. */
  refresh() {
    this.rounds = 0;
    return this.read();
  }

  async read() {
    clearTimeout(this.timer);
    const { data, problem } = await inboxAnswer(this.source.file);
    this.status.classList.toggle("note--strong", Boolean(problem));
    const said = problem || (await renewedList(this.list, this.cards, data, this.source));
    this.status.textContent = "";
    this.status.append(said);
    if (this.source.waits() && this.rounds < ROUNDS) this.readLater();
  }

  readLater() {
    const pause = Math.min(SOONEST * 1.2 ** this.rounds, LATEST);
    this.rounds += 1;
    const next = () => (document.hidden ? this.readLater() : this.read());
    this.timer = window.setTimeout(next, pause);
  }
}

/**
 * Bring the cards up to date; return what to say.
 * @param {HTMLElement} list
 * @param {Cards} cards
 * @param {Fields} data
 * @param {ListSource} source
 */
function renewedList(list, cards, data, source) {
  const entries = source.entries(data);
  const keys = new Set();
  entries.forEach((entry, place) => {
    const key = String(entry.drop || place);
    if (keys.has(key)) return;
    keys.add(key);
    placeCard(list, keys.size - 1, renewedCard(cards, key, entry, source));
  });
  for (const [key, { card }] of cards) {
    if (keys.has(key) || source.keeps(key, card)) continue;
    card.remove();
    cards.delete(key);
  }
  source.shown(entries, data);
  return source.summary(entries, data);
}

/**
 * Put a card where it belongs; one that is there already is not touched, or it would lose the focus.
 * @param {HTMLElement} list
 * @param {number} place
 * @param {HTMLElement} card
 */
function placeCard(list, place, card) {
  const there = list.children[place];
  if (there !== card) list.insertBefore(card, there || null);
}

/**
 * Return the card of an entry: the one that there is, if the entry is the same.
 * @param {Cards} cards
 * @param {string} key
 * @param {Fields} entry
 * @param {ListSource} source
 */
function renewedCard(cards, key, entry, source) {
  const text = JSON.stringify(entry);
  const before = cards.get(key);
  if (before && before.text === text) return before.card;
  const card = readableCard(entry, source);
  cards.set(key, { text, card });
  if (before) takePlace(before.card, card);
  return card;
}

/**
 * Return the card of an entry; whatever an entry says, the others are shown.
 * @param {Fields} entry
 * @param {ListSource} source
 */
function readableCard(entry, source) {
  try {
    return source.card(entry);
  } catch {
    return make("li", { class: "drop" }, UNREADABLE_CARD);
  }
}

/**
 * Put a card where another one was; if that had the focus, the heading of the new one gets it.
 * @param {HTMLElement} before
 * @param {HTMLElement} card
 */
function takePlace(before, card) {
  const hadFocus = before.contains(document.activeElement);
  before.replaceWith(card);
  const heading = card.querySelector("h2");
  if (hadFocus && heading) heading.focus();
}
