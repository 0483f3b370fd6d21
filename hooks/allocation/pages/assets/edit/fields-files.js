/* Files of a filing: dropped or chosen; read for their digest; photographs get a caption, and of PDFs one
   may say how their copies are shown. */

import { make, makeButton } from "./elements.js";
import { partFields, partValues, showInEntries, showInParts, writeParts } from "./fields-parts.js";
import { freeName, usableName } from "./file-names.js";
import { sha256Of } from "./sha256.js";

/** @import { Field, FieldSpec, Problem, Setting, SlipFile, Values, Widget } from "./types.js" */
/** @import { NewField } from "./fields-parts.js" */

const PHOTO = /\.(?:jpe?g|png|heic|webp|tiff?|bmp)$/i;
const FILES_STAY = "文件照送来的；要换的，请退回，写明换哪一个。";
/* Of fields of an attachment: what only a photograph has. */
const CAPTION = ["event", "taken", "place", "people", "background", "photographer"];
const PDF = /\.pdf$/i;
/* What only the copy of a PDF has that is shown. */
const COPY = ["reprint", "covered"];

/**
 * `file` is what was added; nothing for a file that is there already, whose values are `was`, or that
 * has to be chosen again.
 * @typedef {{ element: HTMLElement, fields: Field[], was: Values, file: Blob | null, sha256: string,
 *   isLost: boolean, stop: () => void, tell: (text: string, more?: string) => void }} Attached
 */

/**
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {NewField} makeField
 * @returns {Widget}
 */
export function filesWidget(spec, setting, makeField) {
  /** @type {Attached[]} */
  const attached = [];
  const list = make("ul", { class: "edit__files" });
  const shared = sharedCaption(spec, setting, makeField, attached);
  const input = newFileInput(setting);
  const add = (/** @type {Values} */ was, /** @type {Blob | null} */ file) => {
    const one = newAttached(spec, setting, makeField, was, file, () => {
      attached.splice(attached.indexOf(one), 1);
      setting.fileNames.delete(was.name);
      discard(one);
      setting.changed();
      input.focus();
    });
    attached.push(one);
    setting.fileNames.add(was.name);
    list.append(one.element);
    if (file) readDigest(one, file, setting);
    setting.changed();
  };
  const zone = dropZone(input, (file) => add(valuesFor(file, attached, setting), file));
  const write = (/** @type {Values[] | null} */ value) => {
    for (const one of attached.splice(0)) discard(one);
    for (const each of value || []) add(each, null);
  };
  const [top, control] = setting.keepsFiles ? keptNote() : [zone, input];
  const element = make("div", {}, top, shared.element, list);
  return { element, control, write, ...readingOf(attached, shared) };
}

function keptNote() {
  const kept = make("p", { class: "edit__hint" }, FILES_STAY);
  return [kept, kept];
}

/** @param {Setting} setting */
function newFileInput(setting) {
  const id = setting.newId();
  return make("input", { id, type: "file", multiple: true, class: "edit__choose" });
}

/** @param {Attached} one */
function discard(one) {
  one.stop();
  one.element.remove();
}

/**
 * Return what is known of a file that is chosen: what was said of it if it is one that was chosen before.
 * @param {File} file
 * @param {Attached[]} attached
 * @param {Setting} setting
 * @returns {Values}
 */
function valuesFor(file, attached, { fileNames }) {
  const lost = attached.filter(({ isLost }) => isLost);
  const own = lost.find(({ was }) => was.name === usableName(file.name)) || lost[0];
  if (own && (lost.length === 1 || own.was.name === usableName(file.name))) {
    attached.splice(attached.indexOf(own), 1);
    discard(own);
    return own.was;
  }
  return { name: freeName(file.name, Array.from(fileNames)) };
}

/**
 * Return what photographs have in common, asked once: what one has of its own stands there.
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {NewField} makeField
 * @param {Attached[]} attached
 */
function sharedCaption(spec, setting, makeField, attached) {
  const fields = setting.caption ? [] : namedParts(CAPTION, spec, setting, makeField);
  const head = make("p", { class: "edit__label" }, "照片说明（各张一样的，写一次）");
  const parts = make("div", { class: "edit__caption" }, ...fields.map(({ element }) => element));
  const element = make("div", { class: "edit__entry", hidden: true }, head, parts);
  setting.listeners.add(() => {
    element.hidden = !fields.length || !attached.some(isNewPhoto);
  });
  return { element, fields, values: setting.caption || (() => partValues(fields) || {}) };
}

/** @param {Attached} one */
function isNewPhoto({ fields, file }) {
  return Boolean(file) && fields.some(({ name }) => CAPTION.includes(name));
}

/**
 * @param {Attached[]} attached
 * @param {ReturnType<typeof sharedCaption>} shared
 */
function readingOf(attached, shared) {
  const showParts = (/** @type {Problem[]} */ problems) => {
    showInParts(shared.fields, problems);
    return showInEntries(attached, problems);
  };
  return {
    read: () => {
      const values = attached.filter(({ isLost }) => !isLost);
      return values.length ? values.map((one) => readAttached(one, shared.values)) : null;
    },
    files: () => attached.filter(({ file }) => file).map(slipFileOf),
    pending: () => pendingIn(attached),
    showParts,
  };
}

/** @param {Attached[]} attached */
function pendingIn(attached) {
  if (attached.some(({ file, sha256 }) => file && !sha256)) return "还在读文件，请稍等";
  const names = attached.filter(({ isLost }) => isLost).map(({ was }) => was.name);
  return names.length ? `请重新选 ${names.join("、")}；不要的点“去掉”` : "";
}

/**
 * @param {HTMLInputElement} input
 * @param {(file: File) => void} take
 */
function dropZone(input, take) {
  const button = make("label", { class: "plain", for: input.id }, "选择文件");
  const hint = make("span", {}, "或把文件拖到这里，可以一次几个");
  const zone = make("div", { class: "edit__drop" }, input, button, hint);
  const mark = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    zone.classList.toggle("edit__drop--over", event.type === "dragover");
  };
  const takeAll = (/** @type {FileList | null} */ files) => Array.from(files || []).forEach(take);
  input.addEventListener("change", () => {
    takeAll(input.files);
    input.value = "";
  });
  zone.addEventListener("dragover", mark);
  zone.addEventListener("dragleave", mark);
  zone.addEventListener("drop", (event) => {
    mark(event);
    takeAll(event.dataTransfer && event.dataTransfer.files);
  });
  return zone;
}

/**
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {NewField} makeField
 * @param {Values} was
 * @param {Blob | null} file
 * @param {() => void} remove
 * @returns {Attached}
 */
function newAttached(spec, setting, makeField, was, file, remove) {
  const isPhoto = PHOTO.test(was.name) || CAPTION.some((name) => was[name]);
  const names = isPhoto ? CAPTION : PDF.test(was.name) ? COPY : [];
  const fields = namedParts(names, spec, setting, makeField);
  writeParts(fields, was);
  const isLost = !file && Boolean(setting.lostFiles && setting.lostFiles.has(was.sha256));
  const said = make("span", { class: "edit__said" }, whatFile(file, isLost, setting));
  const head = fileHead(was.name, said, remove);
  const renamed = renamedNote(was.name, file);
  const parts = fields.map((field) => field.element);
  const detail = isPhoto ? ownCaption(parts, file) : copyFold(parts, was);
  return {
    element: make("li", {}, head, ...renamed, detail),
    fields,
    was,
    file,
    sha256: "",
    isLost,
    stop: () => undefined,
    tell: (text, more = "") => {
      said.textContent = text;
      said.title = more;
    },
  };
}

/**
 * Return the caption of a photograph; of one that is added what is not as with the others.
 * @param {HTMLElement[]} parts
 * @param {Blob | null} file
 */
function ownCaption(parts, file) {
  const caption = make("div", { class: "edit__caption" }, ...parts);
  if (!file) return caption;
  return make("details", { class: "bare" }, make("summary", {}, "这一张不同的"), caption);
}

/**
 * @param {string[]} names
 * @param {FieldSpec} spec
 * @param {Setting} setting
 * @param {NewField} makeField
 */
function namedParts(names, spec, setting, makeField) {
  return partFields(spec, setting, makeField).filter(({ name }) => names.includes(name));
}

/**
 * @param {Blob | null} file
 * @param {boolean} isLost
 * @param {Setting} setting
 */
function whatFile(file, isLost, { keepsFiles }) {
  if (file) return sizeText(file.size);
  if (isLost) return "请重新选这个文件：上次选的，网页里没有了";
  return keepsFiles ? "" : "已登记的文件";
}

/**
 * Say that a file is sent under another name; nothing if it is not.
 * @param {string} name
 * @param {Blob | null} file
 */
function renamedNote(name, file) {
  if (!(file instanceof File) || file.name === name) return [];
  const said = `原来叫“${file.name}”，有不能用的字，或和别的文件重名，改了名再送。`;
  return [make("p", { class: "edit__said" }, said)];
}

/**
 * @param {string} name
 * @param {HTMLElement} said
 * @param {() => void} remove
 */
function fileHead(name, said, remove) {
  const button = makeButton("去掉", "plain", remove);
  button.setAttribute("aria-label", `去掉 ${name}`);
  const parts = [make("b", {}, name), " ", said, " ", button];
  return make("div", { class: "edit__filehead" }, ...parts);
}

/**
 * @param {HTMLElement[]} parts none for what is no PDF
 * @param {Values} was
 */
function copyFold(parts, was) {
  const isFilled = COPY.some((name) => was[name]);
  const fold = make("details", { class: "fold fold--text", open: isFilled, hidden: !parts.length });
  fold.append(make("summary", {}, "有涂黑、盖住的内容？"), ...parts);
  return fold;
}

/**
 * Read a file for its digest, and say how far that is.
 * @param {Attached} one
 * @param {Blob} file
 * @param {Setting} setting
 */
async function readDigest(one, file, setting) {
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
    one.tell(size, `SHA-256 ${sha256}`);
  } catch {
    one.tell(`${size}，读不出来：请关掉正在打开它的程序，去掉后重新选择`);
  }
  setting.changed();
}

/**
 * @param {Attached} one
 * @param {() => Values} caption what photographs have in common
 */
function readAttached(one, caption) {
  const { fields, was, file, sha256 } = one;
  const own = Object.assign({}, was);
  const common = isNewPhoto(one) ? caption() : {};
  for (const { name } of fields) {
    if (common[name]) own[name] = common[name];
    else delete own[name];
  }
  if (file) own.sha256 = sha256;
  return { ...own, ...partValues(fields) };
}

/**
 * @param {Attached} one
 * @returns {SlipFile}
 */
function slipFileOf({ was, file, sha256 }) {
  const blob = file || new Blob();
  return { name: was.name, sha256, size: blob.size, file: blob };
}

/** @param {number} size in bytes */
export function sizeText(size) {
  if (size < 1024) return `${size} 字节`;
  return size < 1048576 ? `${Math.ceil(size / 1024)} KB` : `${(size / 1048576).toFixed(1)} MB`;
}
