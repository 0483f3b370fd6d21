/* The answers that a coordinator gives: 同意, 改了再同意, 退回, each as a slip of its own. */

import { first } from "../shared/page.js";
import { dropTitle, entriesIn, fieldsIn, textIn } from "./answers.js";
import { make, makeButton, moveTo } from "./elements.js";
import { formAddress } from "./places.js";
import { sayIn, sendFollowUp } from "./undo.js";

/**
 * What the page of 待办 knows: what fields are called, what can be chosen, who
 * decides, what was decided here and is under
 * way, by the drop that it is about, and how to look again.
 * @typedef {object} Desk
 * @property {import("./changes-table.js").Labels} labels
 * @property {import("./types.js").Setting} setting
 * @property {string} person
 * @property {Map<string, Pending>} pending
 * @property {() => void} look
 *
 * A decision under way: its own drop, where its buttons were, and they.
 * @typedef {object} Pending
 * @property {string} drop
 * @property {HTMLElement} place
 * @property {Node[]} offered
 *
 * @typedef {import("./answers.js").Fields} Fields
 * @typedef {{ changes: () => Fields[] | null }} Corrections what is approved instead; nothing if it is not ready
 * @typedef {{ answer: "approve" | "refuse", reason: string, changes: Fields[] }} Decided
 */

/** What is wrong most often. */
const USUAL_REASONS = [
  "材料不全，请补齐后再交。",
  "与文件内容不符，请核对后再交。",
  "不是本人负责的，请由责任人交。",
];
const NO_REASON = "请写退回的理由：缺什么、怎么改，对方看得到。";
/** How the sentence of a decision begins. */
const ANSWER_WORDS = new Map([
  ["approve", "同意"],
  ["refuse", "退回"],
]);

/**
 * Return the buttons of what waits, and how to approve it as one of many.
 * @param {Fields} entry
 * @param {Desk} desk
 * @param {Corrections | null} corrections
 */
export function newAnswers(entry, desk, corrections) {
  const place = make("div", { class: "drop__place screen-only" });
  const decide = (/** @type {Decided} */ decided) => sendDecision(entry, decided, desk, place);
  const approve = async () => {
    const changes = corrections ? corrections.changes() : [];
    if (changes) await decide({ answer: "approve", reason: "", changes });
  };
  const line = make("p", { class: "drop__actions" });
  line.append(makeButton(corrections ? "登记并同意" : "同意", "plain main", approve), " ");
  const mend = mendingLink(entry);
  if (mend) line.append(mend, " ");
  line.append(makeButton("退回", "plain", () => askReason(place, line, decide)));
  place.append(line);
  return { element: place, approve };
}

/**
 * Return a link to the form of a slip, filled in; a file or workbook has none.
 * @param {Fields} entry
 */
function mendingLink(entry) {
  const slip = fieldsIn(entry, "slip");
  const form = textIn(slip, "form");
  if (!form || !entriesIn(slip, "changes").length) return null;
  const href = formAddress({ form, approve: textIn(entry, "drop") });
  return make("a", { class: "plain", href }, "改了再同意");
}

/**
 * @param {Fields} entry
 * @param {Decided} decided
 * @param {Desk} desk
 * @param {HTMLElement} place
 */
async function sendDecision(entry, { answer, reason, changes }, desk, place) {
  const offered = Array.from(place.childNodes);
  const about = textIn(entry, "drop");
  const word = ANSWER_WORDS.get(answer) || "";
  takeOut(place);
  sayIn(place, "正在交出……");
  const { drop, told } = await sendFollowUp({
    form: "decision",
    sentence: `${word}：${dropTitle(entry)}`,
    by: desk.person,
    changes,
    decision: { drop: about, sha256: textIn(entry, "sha256"), answer, reason },
  });
  if (!drop) return giveBack({ drop, place, offered }, told);
  desk.pending.set(about, { drop, place, offered });
  sayIn(place, `${word}，${told}`);
  desk.look();
}

/**
 * Take away the box by which what is decided could be decided once more.
 * @param {HTMLElement} place
 */
function takeOut(place) {
  const card = place.closest(".drop");
  const box = card && first(".drop__pick", HTMLElement, card);
  if (box) box.remove();
}

/**
 * Say why a decision came to nothing, and offer the buttons again.
 * @param {Pending} pending
 * @param {string} text
 */
export function giveBack({ place, offered }, text) {
  sayIn(place, text);
  place.append(...offered);
}

/**
 * Ask for the reason of a refusal; the sender reads it.
 * @param {HTMLElement} place
 * @param {HTMLElement} line the buttons, which come back if nothing is refused
 * @param {(decided: Decided) => void} decide
 */
function askReason(place, line, decide) {
  const input = make("textarea", { rows: "2", maxlength: "1000" });
  const label = make("label", {}, "退回的理由", input);
  const fault = make("p", { class: "ask__fault", role: "alert" });
  const usual = USUAL_REASONS.map((reason) =>
    makeButton(reason, "plain", () => {
      input.value = reason;
      input.focus();
    }),
  );
  const refuse = () => {
    const reason = input.value.trim();
    fault.textContent = reason ? "" : NO_REASON;
    if (reason) decide({ answer: "refuse", reason, changes: [] });
    else input.focus();
  };
  const giveUp = () => place.replaceChild(line, panel);
  const buttons = make("p", { class: "drop__actions" });
  buttons.append(
    makeButton("确定退回", "plain main", refuse),
    " ",
    makeButton("不退回", "plain", giveUp),
  );
  const panel = make("div", { class: "ask", role: "group", "aria-label": "退回" }, label);
  panel.append(make("p", { class: "ask__usual" }, ...usual), fault, buttons);
  place.replaceChild(panel, line);
  moveTo(input);
}
