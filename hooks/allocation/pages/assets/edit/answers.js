/* What the inbox answers, read as it may come: any field may be missing, of another type, or hostile. */

import { siteRoot } from "../site/memory.js";

/**
 * What was answered, or in a Chinese sentence why nothing can be shown.
 * @typedef {{ data: Fields, problem: string }} Answer
 * @typedef {Record<string, unknown>} Fields
 */

/** How long an answer may take, in milliseconds. */
const PATIENCE = 20000;
/** Characters of a text and entries of a list that are shown: a card stays one that can be read. */
const LONGEST_SHOWN = 4000;
const LONGEST_LISTED = 200;
/** In the names that programs give. */
const DROP_ID = /\d{8}-\d{6}-[0-9a-f]{12}/;

const FROM_FILES =
  "这是从文件夹打开的网站，读不到收件箱。放进共享收件箱的，结果在共享收件箱里的“结果”文件夹；放进本人文件夹的，请到内网网址上登录以后看。";
const NO_INBOX =
  "这个网站没有接上收件箱，这里看不到。放进共享收件箱的，看里面的“结果”文件夹；交给人办的，请问他。";
const SLOW = "服务器很久没有回答，请稍后再试。";
const UNREACHABLE = "连不上服务器，请检查网络后再试。";
const UNREADABLE = "收到的内容读不懂，可能是登录已过期。请刷新页面，重新登录后再看。";
const BROKEN = "服务器暂时出了问题，请稍后再试；一直这样，请告诉网站管理员。";
/** What a status of HTTP means to whoever reads the page; 404 is asked about further. */
const UNANSWERED = new Map([
  [401, "还没有登录。请刷新页面，登录以后再看。"],
  [403, "这个账号无法查看这一页，请换用自己的账号登录，或告诉网站管理员。"],
]);

/**
 * Return what the inbox says: `results` or `todo`. An inbox that has written nothing yet answers
 * without any entries.
 * @param {string} name
 * @returns {Promise<Answer>}
 */
export async function inboxAnswer(name) {
  if (location.protocol === "file:") return noAnswer(FROM_FILES);
  try {
    const { status, text } = await askedServer(`inbox/${name}.json`);
    if (status === 404) return await whyNothing();
    return isGood(status) ? readAnswer(text) : noAnswer(UNANSWERED.get(status) || BROKEN);
  } catch (error) {
    return noAnswer(error instanceof DOMException ? SLOW : UNREACHABLE);
  }
}

/**
 * Ask the server; who waits too long gets an AbortError, a DOMException.
 * @param {string} path below the root of the site
 */
async function askedServer(path) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  const address = new URL(path, siteRoot()).href;
  const { signal } = patience;
  try {
    const response = await fetch(address, {
      cache: "no-store",
      credentials: "same-origin",
      signal,
    });
    return { status: response.status, text: await response.text() };
  } finally {
    clearTimeout(timer);
  }
}

/** @param {number} status */
function isGood(status) {
  return status >= 200 && status < 300;
}

/** Nothing was written yet, or there is no inbox at all. */
async function whyNothing() {
  const { status } = await askedServer("inbox/me");
  return isGood(status) ? { data: {}, problem: "" } : noAnswer(NO_INBOX);
}

/**
 * @param {string} text
 * @returns {Answer}
 */
function readAnswer(text) {
  try {
    const data = JSON.parse(text);
    if (isFields(data)) return { data, problem: "" };
  } catch {
    /* A page that asks for a password, or that says what went wrong. */
  }
  return noAnswer(UNREADABLE);
}

/**
 * @param {string} problem
 * @returns {Answer}
 */
function noAnswer(problem) {
  return { data: {}, problem };
}

/**
 * @param {unknown} value
 * @returns {value is Fields}
 */
function isFields(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Return a field's own fields; none if it is no object.
 * @param {Fields} fields
 * @param {string} name
 * @returns {Fields}
 */
export function fieldsIn(fields, name) {
  const value = ownValue(fields, name);
  return isFields(value) ? value : {};
}

/**
 * Return the text of a field; nothing if it is neither text nor number.
 * @param {Fields} fields
 * @param {string} name
 */
export function textIn(fields, name) {
  const value = ownValue(fields, name);
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return "";
  return value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}……` : value;
}

/**
 * Return the entries of a field that are objects.
 * @param {Fields} fields
 * @param {string} name
 */
export function entriesIn(fields, name) {
  return listIn(fields, name).filter(isFields);
}

/**
 * Return the texts of a field that is a list.
 * @param {Fields} fields
 * @param {string} name
 */
export function textsIn(fields, name) {
  return listIn(fields, name).map((value) => textIn({ value }, "value"));
}

/**
 * @param {Fields} fields
 * @param {string} name
 * @returns {unknown[]}
 */
function listIn(fields, name) {
  const value = ownValue(fields, name);
  return Array.isArray(value) ? value.slice(0, LONGEST_LISTED) : [];
}

/**
 * Return a field's value; what every object has, such as `constructor`, is none.
 * @param {Fields} fields
 * @param {string} name
 */
export function ownValue(fields, name) {
  const own = Object.getOwnPropertyDescriptor(fields, name);
  return own ? own.value : undefined;
}

/**
 * Return what a drop is called: what it does, or else its file.
 * @param {Fields} drop
 */
export function dropTitle(drop) {
  return textIn(drop, "sentence") || dropName(drop) || "没有写明内容的一份";
}

/**
 * Return the name that a drop came by; nothing for one that no person gave it.
 * @param {Fields} drop
 */
export function dropName(drop) {
  const name = textIn(drop, "name");
  return DROP_ID.test(name) ? "" : name;
}

/**
 * Return when something came, by the reader's clock: 11月29日 22:15; nothing if it is no time.
 * @param {string} iso
 */
export function momentOf(iso) {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return "";
  const year = time.getFullYear() === new Date().getFullYear() ? "" : `${time.getFullYear()}年`;
  const minutes = String(time.getMinutes()).padStart(2, "0");
  return `${year}${time.getMonth() + 1}月${time.getDate()}日 ${time.getHours()}:${minutes}`;
}
