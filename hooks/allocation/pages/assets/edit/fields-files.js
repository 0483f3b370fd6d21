/* Files of a filing: dropped or chosen; read for their digest; photographs get a caption. */

import { make, makeButton } from "./elements.js";
import { partsOf, showInEntries, valuesOf, writeParts } from "./fields-parts.js";
import { sha256Of } from "./sha256.js";

/** @import { Field, FieldSpec, Setting, SlipFile, Values, Widget } from "./types.js" */
/** @import { NewField } from "./fields-parts.js" */

/* What names of files may not have, on Windows or in addresses. */
const UNUSABLE = /[#?%"<>|*:\\/\u0000-\u001f]+/g;
const PHOTO = /\.(?:jpe?g|png|heic|webp|tiff?|bmp)$/i;
/* Of fields of an attachment: what only a photograph has. */
const CAPTION = ["event", "taken", "place", "people", "background", "photographer"];

/**
 * `file` is what was added; nothing for a file that is there already, whose values are `was`.
 * @typedef {{ element: HTMLElement, fields: Field[], was: Values, file: Blob | null, sha256: string,
 *   stop: () => void, tell: (text: string) => void }} Attached
 */

/**
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {NewField} newField
 * @returns {Widget}
 */
export function filesWidget(spec, setting, newField) {
  /** @type {Attached[]} */
  const attached = [];
  const list = make("ul", { class: "edit__files" });
  const add = (/** @type {Values} */ was, /** @type {Blob | null} */ file) => {
    const one = newAttached(spec, setting, newField, was, file, () => {
      attached.splice(attached.indexOf(one), 1);
      one.stop();
      one.element.remove();
      setting.changed();
      input.focus();
    });
    attached.push(one);
    list.append(one.element);
    if (file) digestOf(one, file, setting);
    setting.changed();
  };
  const take = (/** @type {FileList | null} */ files) => {
    for (const file of Array.from(files || [])) add({ name: freeName(file.name, attached) }, file);
  };
  const input = make("input", {
    id: setting.newId(),
    type: "file",
    multiple: true,
    class: "edit__choose",
  });
  input.addEventListener("change", () => {
    take(input.files);
    input.value = "";
  });
  return {
    element: make("div", {}, dropZone(input, take), list),
    control: input,
    read: () => {
      const all = attached.map(readAttached);
      return all.length ? all : null;
    },
    write: (value) => {
      for (const one of attached.splice(0)) one.element.remove();
      for (const each of value || []) add(each, null);
    },
    files: () => attached.filter(({ file }) => file).map(slipFileOf),
    pending: () => (attached.some(isPending) ? "还在读文件，请稍等" : ""),
    showParts: (problems) => showInEntries(attached, problems),
  };
}

/** @param {Attached} one */
function isPending({ file, sha256 }) {
  return Boolean(file) && !sha256;
}

/**
 * @param {HTMLInputElement} input
 * @param {(files: FileList | null) => void} take
 */
function dropZone(input, take) {
  const zone = make(
    "div",
    { class: "edit__drop" },
    input,
    make("span", {}, "或把文件拖到这里，可以一次几个"),
  );
  const mark = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    zone.classList.toggle("edit__drop--over", event.type === "dragover");
  };
  zone.addEventListener("dragover", mark);
  zone.addEventListener("dragleave", mark);
  zone.addEventListener("drop", (event) => {
    mark(event);
    take(event.dataTransfer && event.dataTransfer.files);
  });
  return zone;
}

/**
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {NewField} newField
 * @param {Values} was
 * @param {Blob | null} file
 * @param {() => void} remove
 * @returns {Attached}
 */
function newAttached(spec, setting, newField, was, file, remove) {
  const isPhoto = PHOTO.test(was.name) || CAPTION.some((name) => was[name]);
  const fields = isPhoto ? captionFields(spec, setting, newField) : [];
  writeParts(fields, was);
  const said = make("span", { class: "edit__said" }, file ? sizeText(file.size) : "已登记的文件");
  const button = makeButton("去掉", "plain", remove);
  button.setAttribute("aria-label", `去掉 ${was.name}`);
  const head = make(
    "div",
    { class: "edit__filehead" },
    make("b", {}, was.name),
    " ",
    said,
    " ",
    button,
  );
  const caption = make("div", { class: "edit__caption" }, ...fields.map((field) => field.element));
  return {
    element: make("li", {}, head, ...(isPhoto ? [caption] : [])),
    fields,
    was,
    file,
    sha256: "",
    stop: () => undefined,
    tell: (text) => {
      said.textContent = text;
    },
  };
}

/**
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {NewField} newField
 */
function captionFields(spec, setting, newField) {
  return partsOf(spec, setting, newField).filter(({ name }) => CAPTION.includes(name));
}

/**
 * Read a file for its digest, and say how far that is.
 * @param {Attached} one
 * @param {Blob} file
 * @param {Setting} setting
 */
async function digestOf(one, file, setting) {
  const size = sizeText(file.size);
  let isGone = false;
  one.stop = () => {
    isGone = true;
  };
  try {
    const sha256 = await sha256Of(file, (/** @type {number} */ share) => {
      one.tell(`${size}，已读 ${Math.floor(share * 100)}%`);
    });
    if (isGone) return;
    one.sha256 = sha256;
    one.tell(`${size}，SHA-256 ${sha256.slice(0, 8)}…`);
  } catch {
    one.tell(`${size}，读不出来：请关掉正在打开它的程序，去掉后重新选择`);
  }
  setting.changed();
}

/** @param {Attached} one */
function readAttached({ fields, was, file, sha256 }) {
  const own = Object.assign({}, was);
  for (const { name } of fields) delete own[name];
  if (file) own.sha256 = sha256;
  return { ...own, ...valuesOf(fields) };
}

/**
 * @param {Attached} one
 * @returns {SlipFile}
 */
function slipFileOf({ was, file, sha256 }) {
  const blob = file || new Blob();
  return { name: was.name, sha256, size: blob.size, file: blob };
}

/**
 * Return a name that can be used everywhere, and is not yet used here.
 * @param {string} name
 * @param {Attached[]} attached
 */
function freeName(name, attached) {
  const usable = name.normalize("NFC").replace(UNUSABLE, "_").trim() || "文件";
  const used = new Set(attached.map(({ was }) => was.name.toLowerCase()));
  const [, stem, suffix] = /** @type {string[]} */ (/^(.*?)(\.[^.]*)?$/.exec(usable));
  let free = usable;
  for (let at = 2; used.has(free.toLowerCase()); at++) free = `${stem}（${at}）${suffix || ""}`;
  return free;
}

/** @param {number} size in bytes */
export function sizeText(size) {
  if (size < 1024) return `${size} 字节`;
  return size < 1048576 ? `${Math.ceil(size / 1024)} KB` : `${(size / 1048576).toFixed(1)} MB`;
}
