/* Names under which files are sent: what servers, addresses and Windows take, as `base/filenames.py` says. */

const UNUSABLE = /[#?%"<>|*:\\/\u2028\u2029]|\p{C}/gu;
const AT_ENDS = /^\s+|[\s.]+$/g;
/* What Windows keeps for itself, what is taken for a file of a program, and the slip's own name. */
const TAKEN =
  /^(?:(?:con|prn|aux|nul|(?:com|lpt)\d)(?:\.|$)|~\$|(?:thumbs\.db|desktop\.ini|slip\.json)$)/i;
const UNFINISHED = /\.(?:tmp|crdownload|part)$/i;
/* Bytes of the name without its suffix: below the limit, with room for a number. */
const LONGEST = 160;

/**
 * Return a name that says the same and can be used everywhere.
 * @param {string} name
 */
export function usableName(name) {
  const plain = name.normalize("NFC").replace(UNUSABLE, "_").replace(AT_ENDS, "");
  const [, stem, suffix] = nameParts(plain);
  const whole = `${shortName(stem.replace(AT_ENDS, "")) || "文件"}${suffix}`;
  return `${TAKEN.test(whole) ? "_" : ""}${whole}${UNFINISHED.test(whole) ? "_" : ""}`;
}

/**
 * Return a usable name that is not yet used.
 * @param {string} name
 * @param {string[]} used
 */
export function freeName(name, used) {
  const usable = usableName(name);
  const taken = new Set(used.map((each) => each.toLowerCase()));
  const [, stem, suffix] = nameParts(usable);
  let free = usable;
  for (let at = 2; taken.has(free.toLowerCase()); at++) free = `${stem}（${at}）${suffix}`;
  return free;
}

/** @param {string} name */
function nameParts(name) {
  return /** @type {string[]} */ (/^(.*?)((?:\.[^.\s]{1,12})?)$/.exec(name));
}

/** @param {string} stem */
function shortName(stem) {
  const chars = Array.from(stem);
  const encoder = new TextEncoder();
  while (encoder.encode(chars.join("")).length > LONGEST) chars.pop();
  return chars.join("").replace(AT_ENDS, "");
}
