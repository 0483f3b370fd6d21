/* What will change, before it is sent: a sentence, old and new, why, and by whom. */

import { changeTables } from "./changes-table.js";
import { make, makeButton } from "./elements.js";
import { newField } from "./fields.js";
import { missingIn } from "./record.js";
import { canSaveToFolder } from "./send.js";
import { sentenceOf } from "./sentence.js";

/** @import { Change, Setting } from "./types.js" */
/** @import { Labels } from "./changes-table.js" */

/**
 * By whom, as the server says (`login`) or the reader; `isForced`: whatever the form would say.
 * @typedef {{ by: string, login: string }} Sender
 */

/** @typedef {"inbox" | "folder" | "download"} How */
/** @typedef {(how: How, by: string, why: string) => void} Deliver */

/* Of more changes the tables are folded away. */
const MOST_OPEN = 3;
const WHY = { label: "为什么改（可不写）", type: "lines" };
const BY = {
  label: "您是谁",
  type: "text",
  of: "person",
  hint: "写您自己的姓名，统筹人和变更记录里看得到。",
};

/**
 * @param {Change[]} changes
 * @param {Setting} setting
 * @param {Labels} labels
 * @param {Sender} sender
 * @param {{ deliver: Deliver, close: () => void }} actions
 */
export function reviewOf(changes, setting, labels, sender, { deliver, close }) {
  const heading = make("h2", { tabindex: "-1" }, "将要送出");
  const element = make("section", { class: "edit__review", "aria-label": "将要送出" }, heading);
  const said = sentenceOf(changes, setting.forms, setting.lists);
  const detail = make("details", { class: "fold fold--text", open: changes.length <= MOST_OPEN });
  detail.append(
    make("summary", {}, "逐项看：原来是什么，改成什么"),
    changeTables(changes.map(fieldsOf), labels),
  );
  const { why, by } = questions(setting, sender);
  const go = (/** @type {How} */ how) => {
    const lacking = sender.login ? [] : missingIn([by]);
    by.show(lacking.map(({ problem }) => problem));
    if (lacking.length) by.widget.control.focus();
    else
      deliver(
        how,
        sender.login ? sender.by || sender.login : by.widget.read(),
        why.widget.read() || "",
      );
  };
  element.append(make("p", { class: "edit__sentence" }, said), detail, why.element);
  const buttons = make("p", { class: "edit__buttons" }, ...sendButtons(sender, setting, go));
  buttons.append(makeButton("返回再改", "plain", close));
  element.append(sender.login ? knownSender(sender) : by.element, buttons);
  return { element, heading };
}

/**
 * Return what is asked beside the form: a change of it changes nothing there.
 * @param {Setting} setting
 * @param {Sender} sender
 */
function questions(setting, sender) {
  const apart = { ...setting, changed: () => undefined };
  const why = newField("why", WHY, apart, false);
  const by = newField("by", BY, apart, true);
  by.widget.write(sender.by);
  return { why, by };
}

/** @param {Sender} sender */
function knownSender({ by, login }) {
  const who = by ? `${by}（登录名 ${login}）` : `登录名 ${login}`;
  return make("p", { class: "edit__hint" }, `以 ${who} 送出。`);
}

/**
 * Where the office has a folder to hand in, saving there comes first.
 * @param {Sender} sender
 * @param {Setting} setting
 * @param {(how: How) => void} go
 */
function sendButtons({ login }, { forms: { share } }, go) {
  if (login) return [makeButton("送出", "edit__main", () => go("inbox"))];
  const isFirst = Boolean(share) && canSaveToFolder();
  const file = makeButton("下载改动单", isFirst ? "plain" : "edit__main", () => go("download"));
  if (!canSaveToFolder()) return [file];
  const look = isFirst ? "edit__main" : "plain";
  const folder = makeButton("保存到收件箱文件夹", look, () => go("folder"));
  return isFirst ? [folder, file] : [file, folder];
}

/**
 * @param {Change} change
 * @returns {Record<string, unknown>}
 */
function fieldsOf(change) {
  return { ...change };
}
