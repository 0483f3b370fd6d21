/* Slips that follow from another one: undo, takeover, a decision. Each is asked about, then sent. */

import { changeTables } from "./changes-table.js";
import { base, forms } from "./data.js";
import { make, makeButton, moveTo } from "./elements.js";
import { send } from "./send.js";
import { makeSlip } from "./slip.js";

/** @typedef {import("./answers.js").Fields} Fields */

/**
 * What follows: the form that its slip names, what it changes, and for a decision on what.
 * @typedef {object} FollowUp
 * @property {string} form `undo`, `takeover` or `decision`
 * @property {string} sentence
 * @property {Fields[]} changes
 * @property {string} [why]
 * @property {{ drop: string, sha256: string, answer: "approve" | "refuse", reason: string }} [decision]
 */

/** What is told once a slip left this page, by where it went. */
const SENT_TO = new Map([
  ["inbox", "已交出，正在处理，通常不到一分钟。"],
  ["folder", "已保存到收件箱文件夹，处理以后这里有结果。"],
  ["download", "服务器没有收：已存成文件，请放进收件箱文件夹，或交给统筹人。"],
]);
/** Characters that a slip's sentence may have. */
const LONGEST_SENTENCE = 2000;
const UNSENT = "没有交出去，请检查网络后再试一次。";

/**
 * Send a slip; return what to say, and its drop, or nothing if it did not leave.
 * @param {FollowUp & { by: string }} followUp
 * @returns {Promise<{ drop: string, told: string }>}
 */
export async function sendFollowUp({ form, sentence, by, changes, why = "", decision }) {
  try {
    const [known, names] = await Promise.all([forms(), base()]);
    const made = makeSlip(
      { form, by, why, changes: /** @type {any} */ (changes), decision },
      known,
      names,
    );
    const slip = { ...made, sentence: sentence.slice(0, LONGEST_SENTENCE) };
    const { sent, drop } = await send(slip, []);
    return { drop, told: SENT_TO.get(sent) || UNSENT };
  } catch (error) {
    return { drop: "", told: faultIn(error) };
  }
}

/**
 * Return what went wrong: in our words, or in general for what a browser says.
 * @param {unknown} error
 */
function faultIn(error) {
  const text = error instanceof Error ? error.message : "";
  return /[\u4e00-\u9fff]/.test(text) ? `${text}。` : UNSENT;
}

/**
 * Show what a slip would do and ask; the answer is the button that is pressed.
 * @param {HTMLElement} place where to ask
 * @param {{ question: string, followUp: FollowUp, yes: string, no: string }} asked
 * @param {import("./changes-table.js").Labels} labels
 * @returns {Promise<boolean>}
 */
export function askFirst(place, { question, followUp, yes, no }, labels) {
  const panel = make("div", { class: "ask", role: "group", "aria-label": question });
  const heading = make("p", {}, make("b", {}, question), ` ${followUp.sentence}`);
  const buttons = make("p", { class: "drop__actions" });
  panel.append(heading, changeTables(followUp.changes, labels), buttons);
  place.textContent = "";
  place.append(panel);
  moveTo(heading);
  return new Promise((resolve) => {
    const answerWith = (/** @type {boolean} */ answer) => () => {
      panel.remove();
      resolve(answer);
    };
    buttons.append(makeButton(yes, "plain main", answerWith(true)), " ");
    buttons.append(makeButton(no, "plain", answerWith(false)));
  });
}

/**
 * Say something in the place of buttons; it gets the focus, so that a screen reader says it.
 * @param {HTMLElement} place
 * @param {string} text
 */
export function sayIn(place, text) {
  const line = make("p", { class: "drop__said" }, text);
  place.textContent = "";
  place.append(line);
  moveTo(line);
}
