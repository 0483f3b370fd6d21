/* Sending a slip: into the inbox of the server; without one, into a folder, or as a file. */

import { siteRoot } from "../site/memory.js";
import { zipOf } from "./zip.js";

/** @import { SlipFile } from "./types.js" */

/** @typedef {{ sent: "inbox" | "folder" | "download", drop: string }} Sent */

const SLIP = "slip.json";
/* What servers answer, in the words of the office. */
const REFUSALS = /** @type {Record<number, string>} */ ({
  401: "登录已过期，请刷新页面重新登录",
  403: "服务器不允许您送出改动，请找网站管理员",
  413: "文件太大，服务器不收，一个文件不超过 100 MB；请压缩后再送",
  429: "一下子送得太多，服务器请您慢一点；请过两分钟再送，填的内容都还在",
  500: "服务器没有写成，可能是磁盘满了，请找网站管理员",
  507: "服务器的磁盘满了，请找网站管理员",
});

/**
 * Send a slip with its files: into the inbox if there is one, or else let the reader save it.
 * @param {any} slip
 * @param {SlipFile[]} files
 * @param {(done: string) => void} [tell] how far it is
 * @returns {Promise<Sent>}
 */
export async function send(slip, files, tell = () => undefined) {
  const login = await inboxLogin();
  if (login) return sendToInbox(slip, files, tell);
  return canSaveToFolder() ? saveToFolder(slip, files, tell) : downloadSlip(slip, files);
}

/**
 * Return the login by which the server knows the reader; nothing where it has no inbox.
 * @returns {Promise<string>}
 */
export async function inboxLogin() {
  if (!location.protocol.startsWith("http")) return "";
  try {
    const answer = await fetch(inboxAddress("me"), {
      credentials: "same-origin",
      cache: "no-store",
    });
    const { login } = answer.ok ? await answer.json() : { login: "" };
    return String(login || "");
  } catch {
    return "";
  }
}

/** @param {string} path */
function inboxAddress(path) {
  return new URL(`inbox/${path}`, siteRoot()).href;
}

/**
 * @param {any} slip
 * @param {SlipFile[]} files
 * @param {(done: string) => void} tell
 * @returns {Promise<Sent>}
 */
export async function sendToInbox(slip, files, tell) {
  const folder = `in/${slip.id}/`;
  for (const [at, { name, file }] of files.entries()) {
    tell(`正在送出文件 ${at + 1} / ${files.length}：${name}`);
    await putFile(folder + encodeURIComponent(name), file);
  }
  tell("正在送出改动单");
  /* The slip comes after its files, and the bell last: only what is whole is taken. */
  await putFile(folder + SLIP, jsonOf(slip));
  await putFile("bell", new Blob([]));
  return { sent: "inbox", drop: slip.id };
}

/**
 * @param {string} path
 * @param {Blob} content
 */
async function putFile(path, content) {
  const answer = await answerOf(path, content);
  if (answer.ok) return;
  throw new Error(REFUSALS[answer.status] || `服务器没有收下（${answer.status}），请稍后再送`);
}

/**
 * @param {string} path
 * @param {Blob} content
 */
async function answerOf(path, content) {
  try {
    return await fetch(inboxAddress(path), {
      method: "PUT",
      body: content,
      credentials: "same-origin",
    });
  } catch {
    throw new Error("没有连上服务器，请检查网络后再送一次；填的内容都还在");
  }
}

export function canSaveToFolder() {
  return typeof window.showDirectoryPicker === "function";
}

/**
 * Write a slip and its files into a folder of its own in the folder that the reader chooses.
 * @param {any} slip
 * @param {SlipFile[]} files
 * @param {(done: string) => void} tell
 * @returns {Promise<Sent>}
 */
export async function saveToFolder(slip, files, tell) {
  if (!window.showDirectoryPicker) throw new Error("这个浏览器不能直接存到文件夹，请下载改动单");
  const inbox = await window.showDirectoryPicker({ id: "inbox", mode: "readwrite" });
  const folder = await inbox.getDirectoryHandle(slip.id, { create: true });
  for (const { name, file } of files.concat([slipEntry(slip)])) {
    tell(`正在保存：${name}`);
    const handle = await folder.getFileHandle(name, { create: true });
    const target = await handle.createWritable();
    await target.write(file);
    await target.close();
  }
  return { sent: "folder", drop: slip.id };
}

/**
 * Download a slip as one file, which with further files is a zip.
 * @param {any} slip
 * @param {SlipFile[]} files
 * @returns {Promise<Sent>}
 */
export async function downloadSlip(slip, files) {
  const whole = files.length ? await zipOf([slipEntry(slip), ...files]) : jsonOf(slip);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(whole);
  link.download = downloadName(slip.id, files.length > 0);
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  return { sent: "download", drop: slip.id };
}

/**
 * @param {string} id
 * @param {boolean} hasFiles
 */
export function downloadName(id, hasFiles) {
  return `改动单-${id}.${hasFiles ? "zip" : "json"}`;
}

/** @param {any} slip */
function slipEntry(slip) {
  const file = jsonOf(slip);
  return { name: SLIP, file, sha256: "", size: file.size };
}

/** @param {any} slip */
function jsonOf(slip) {
  return new Blob([`${JSON.stringify(slip, null, 1)}\n`], { type: "application/json" });
}
