/* Chips that show the cards of one state alone, once there are many. */

import { all } from "../shared/page.js";
import { textIn } from "./answers.js";
import { make, makeButton } from "./elements.js";

/** @typedef {import("./answers.js").Fields} Fields */

/** With more cards than these there are chips. */
const FEW_CARDS = 10;

/** A bar of chips, of which one is pressed. */
export class StateBar {
  /**
   * @param {Map<string, { word: string }>} states in the order of their chips
   * @param {HTMLElement} list the cards, which say their state
   */
  constructor(states, list) {
    this.states = states;
    this.list = list;
    this.chosen = "";
    this.element = make("div", { class: "chipbar", role: "group", "aria-label": "按状态看" });
    this.element.hidden = true;
  }

  /**
   * Bring it up to date.
   * @param {Fields[]} entries
   */
  show(entries) {
    const counts = countsOf(entries, this.states);
    this.element.hidden = entries.length <= FEW_CARDS;
    if (this.element.hidden || !counts.has(this.chosen)) this.chosen = "";
    const hadFocus = this.element.contains(document.activeElement);
    const chips = Array.from(counts, ([state, text]) => this.newChip(state, text));
    this.element.textContent = "";
    this.element.append(make("span", { class: "chipbar__group" }, ...chips));
    if (hadFocus) for (const chip of chips) if (chip.dataset.chip === this.chosen) chip.focus();
    this.showChosen();
  }

  /**
   * @param {string} state
   * @param {string} text
   */
  newChip(state, text) {
    const chip = makeButton(text, "", () => {
      this.chosen = state;
      this.showChosen();
    });
    chip.dataset.chip = state;
    return chip;
  }

  showChosen() {
    for (const chip of all("[data-chip]", HTMLElement, this.element)) {
      chip.setAttribute("aria-pressed", String(chip.dataset.chip === this.chosen));
    }
    for (const card of all("[data-state]", HTMLElement, this.list)) {
      card.hidden = Boolean(this.chosen) && card.dataset.state !== this.chosen;
    }
  }
}

/**
 * Return the text of each chip: how many there are of a state, if any.
 * @param {Fields[]} entries
 * @param {Map<string, { word: string }>} states
 * @returns {Map<string, string>}
 */
function countsOf(entries, states) {
  const texts = new Map([["", `全部 ${entries.length}`]]);
  for (const [state, { word }] of states) {
    const count = entries.filter((entry) => textIn(entry, "state") === state).length;
    if (count) texts.set(state, `${word} ${count}`);
  }
  return texts;
}
