/* Personal numbers in a text: the verdicts of `privacy/personal_numbers.py`, with its patterns. */

import { isOnCalendar } from "./checks-text.js";

/** @typedef {{digits: string, start: number, end: number, gap: string}} NumberToken */
/** @typedef {{text: string, tokens: NumberToken[], first: number, last: number, groups: NumberToken[]}} NumberWindow */
/** @typedef {{kind: string, digits: string}} FoundNumber */
/** @typedef {(text: string) => FoundNumber[]} NumberFinder */
/** @typedef {{of: (name: string, flags?: string) => RegExp, digits: Record<string, string>, today: string}} NumberTables */

const LOOK_ALIKES = "OoОоＯｏlIｌＩ";
const GAP_END = "\n\n";
const CONTEXT = 40;
const HASH_REACH = 128;
const LEAST_DIGITS = 11;
const MOST_DIGITS = 20;
const LEAST_AGE = 14;
const CHECK_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/**
 * Return the function that finds personal numbers in a text, in their order.
 * @param {any} rules `rules.numbers` of the checks
 * @param {string} today
 * @returns {NumberFinder}
 */
export function newNumberFinder(rules, today) {
  /** @type {Map<string, RegExp>} */
  const compiled = new Map();
  /** @param {string} name @param {string} flags */
  const patternOf = (name, flags = "") => {
    const key = `${flags}/${name}`;
    if (!compiled.has(key)) compiled.set(key, new RegExp(rules.patterns[name], `u${flags}`));
    return /** @type {RegExp} */ (compiled.get(key));
  };
  const tables = { of: patternOf, digits: rules.digits, today };
  return (text) =>
    numbersIn(text, tables).map(({ isCard, digits }) => {
      return { kind: isCard ? rules.kinds.card : rules.kinds.phone, digits };
    });
}

/**
 * @param {string} text
 * @param {NumberTables} tables
 */
function numbersIn(text, tables) {
  /** @type {{isCard: boolean, digits: string}[]} */
  const found = [];
  let candidate = execFrom(tables.of("candidate", "g"), text, 0);
  while (candidate) {
    const run = execFrom(tables.of("run", "y"), text, runStart(text, candidate.index));
    if (run) found.push(...numbersOf(text, tokensOf(text, run, tables), tables));
    candidate = execFrom(tables.of("candidate", "g"), text, endOf(run || candidate));
  }
  return found;
}

/**
 * @param {RegExp} pattern global or sticky
 * @param {string} text
 * @param {number} start
 */
function execFrom(pattern, text, start) {
  pattern.lastIndex = start;
  return pattern.exec(text);
}

/** @param {RegExpExecArray} match */
function endOf(match) {
  return match.index + match[0].length;
}

/**
 * Return the matches between two places of a text, which sees what is before the first.
 * @param {RegExp} pattern global
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
function matchesBetween(pattern, text, start, end) {
  const part = text.slice(0, end);
  const found = [];
  let match = execFrom(pattern, part, start);
  while (match) {
    found.push(match);
    match = execFrom(pattern, part, endOf(match));
  }
  return found;
}

/**
 * Return the start of the letters that look like digits directly before a digit.
 * @param {string} text
 * @param {number} start
 */
function runStart(text, start) {
  let place = start;
  while (place && LOOK_ALIKES.includes(text[place - 1])) place -= 1;
  return place && /[A-Za-z]/.test(text[place - 1]) ? start : place;
}

/**
 * @param {string} text
 * @param {RegExpExecArray} run
 * @param {NumberTables} tables
 */
function tokensOf(text, run, tables) {
  /** @type {NumberToken[]} */
  const tokens = [];
  let end = run.index;
  let gap = "";
  for (const group of matchesBetween(tables.of("group", "g"), text, run.index, endOf(run))) {
    gap += text.slice(end, group.index);
    end = endOf(group);
    const digits = digitsOf(group[0], tables);
    if (digits === "X" || tables.of("digit").test(group[0])) {
      for (const part of matchesBetween(tables.of("uniform", "g"), text, group.index, end)) {
        const own = digitsOf(part[0], tables);
        tokens.push({ digits: own, start: part.index, end: endOf(part), gap });
        gap = "";
      }
    } else if (digits) {
      gap += GAP_END;
    }
  }
  return tokens;
}

/**
 * Return the digits that a text denotes; ⑩ are two.
 * @param {string} text
 * @param {NumberTables} tables
 * @returns {string}
 */
function digitsOf(text, tables) {
  return Array.from(text, (char) => digitsOfChar(char, tables)).join("");
}

/**
 * @param {string} char
 * @param {NumberTables} tables
 * @returns {string}
 */
function digitsOfChar(char, tables) {
  if (/[0-9]/.test(char)) return char;
  if (char in tables.digits) return tables.digits[char];
  const plainText = char.normalize("NFKC");
  if (plainText !== char) return digitsOf(plainText.replace(/[^\p{L}\p{N}]/gu, ""), tables);
  return /\p{Nd}/u.test(char) ? String(decimalOf(Number(char.codePointAt(0)))) : "";
}

/**
 * Return the value of a decimal digit: scripts have theirs in tens that begin at …0 or …6.
 * @param {number} point
 */
function decimalOf(point) {
  const low = point % 16;
  const isFromZero = low < 6 || /\p{Nd}/u.test(String.fromCodePoint(point - low));
  return isFromZero && low < 10 ? low : low - 6;
}

/**
 * Return the numbers that consist of groups of a run, the longest from every first group.
 * @param {string} text
 * @param {NumberToken[]} tokens
 * @param {NumberTables} tables
 */
function numbersOf(text, tokens, tables) {
  const found = [];
  for (let start = 0; start < tokens.length; start += 1) {
    const ends = lastGroups(tokens, start, tables).reverse();
    for (const last of ends) {
      const groups = tokens.slice(start, last + 1);
      const match = numberIn({ text, tokens, first: start, last, groups }, tables);
      if (match) {
        found.push(match);
        start = last;
        break;
      }
    }
  }
  return found;
}

/**
 * Return the indices of possible last groups of a number, by its first group.
 * @param {NumberToken[]} tokens
 * @param {number} start
 * @param {NumberTables} tables
 */
function lastGroups(tokens, start, tables) {
  const found = [];
  let size = 0;
  for (let last = start; last < tokens.length; last += 1) {
    size += tokens[last].digits.length;
    const isEnded = last > start && tables.of("paragraph").test(tokens[last].gap);
    if (size > MOST_DIGITS || isEnded) return found;
    if (size >= LEAST_DIGITS) found.push(last);
  }
  return found;
}

/**
 * @param {NumberWindow} seen
 * @param {NumberTables} tables
 */
function numberIn(seen, tables) {
  const digits = seen.groups.map((group) => group.digits).join("");
  if (isCardNumber(seen, digits, tables)) return { isCard: true, digits };
  if (!isPhoneNumber(seen, digits, tables)) return null;
  return { isCard: false, digits: digits.replace(/X+$/, "").slice(-11) };
}

/**
 * Whether it is a number of GB 11643: region, day of birth, sequence, check character.
 * @param {NumberWindow} seen
 * @param {string} digits
 * @param {NumberTables} tables
 */
function isCardNumber(seen, digits, tables) {
  if (/^[0-9]{15}$/.test(digits)) {
    return isBirth(digits, `19${digits.slice(6, 12)}`, tables) && isOneNumber(seen, 0, tables);
  }
  const day = digits.slice(6, 14);
  if (!/^[0-9]{17}[0-9X]$/.test(digits) || !isBirth(digits, day, tables)) return false;
  const isGrown = Number(day.slice(0, 4)) <= Number(tables.today.slice(0, 4)) - LEAST_AGE;
  if (checkCharacter(digits) !== digits[17]) return isGrown && isOneNumber(seen, 0, tables);
  const isJoined = !tables.of("separator").test(gapsOf(seen));
  return (isGrown && isJoined && !isInHash(seen, tables)) || isOneNumber(seen, 0, tables);
}

/**
 * @param {string} digits that begin with a region
 * @param {string} day as eight digits
 * @param {NumberTables} tables
 */
function isBirth(digits, day, tables) {
  const [year, month, date] = [day.slice(0, 4), day.slice(4, 6), day.slice(6)];
  if (!isOnCalendar(Number(year), Number(month), Number(date)) || year < "1900") return false;
  const isRegion = new RegExp(`^(?:${tables.of("regions").source})$`, "u").test(digits.slice(0, 2));
  return isRegion && `${year}-${month}-${date}` <= tables.today;
}

/**
 * Return the check character of ISO 7064, MOD 11-2.
 * @param {string} digits
 */
function checkCharacter(digits) {
  const total = CHECK_WEIGHTS.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0);
  return "10X98765432"[total % 11];
}

/**
 * @param {NumberWindow} seen
 * @param {string} digits
 * @param {NumberTables} tables
 */
function isPhoneNumber(seen, digits, tables) {
  const bare = digits.replace(/X+$/, "");
  const match = new RegExp(`^(?:${tables.of("mobile").source})$`, "u").exec(bare);
  if (!match || hasDay(seen.groups)) return false;
  const prefix = bare.length - match[1].length;
  // The former trunk prefix 0 is in one group with the number.
  const isApart = seen.groups[0].digits === "0" || tables.of("separator").test(gapsOf(seen));
  return !(bare.slice(0, prefix) === "0" && isApart) && isOneNumber(seen, prefix, tables);
}

/**
 * Whether the groups are those of one number, not several adjacent numbers.
 * @param {NumberWindow} seen
 * @param {number} prefix how many digits before the number proper
 * @param {NumberTables} tables
 */
function isOneNumber(seen, prefix, tables) {
  if (isInHash(seen, tables) || isAddress(seen.groups)) return false;
  const preceding = precedingOf(seen);
  if (tables.of("decimal").test(preceding)) return false;
  if (tables.of("label").test(preceding)) return true;
  return !isQuantity(seen, tables) && isGroupedAsOne(seen, sizesOf(seen, prefix), tables);
}

/**
 * @param {NumberWindow} seen
 * @param {number[]} sizes
 * @param {NumberTables} tables
 */
function isGroupedAsOne(seen, sizes, tables) {
  const gaps = gapsOf(seen);
  const years = seen.groups.filter((group) => /^(?:19|20)..$/.test(group.digits)).length;
  const written = sizes.map((size) => `${size} `).join("");
  if (new RegExp(`^(?:${tables.of("groupings").source})$`, "u").test(written)) {
    const isDecimal = sizes.length === 2 && gaps === ".";
    return years < 2 && (isAlone(seen, tables) || !(years || isDecimal));
  }
  if (gaps.includes(".") && tables.of("space").test(gaps)) return false;
  if (sizes.every((size) => size === 1)) {
    return !neighbourSizes(seen).includes(1) || isAlone(seen, tables);
  }
  return !years && isAlone(seen, tables) && isEvenlySeparated(sizes, gaps, tables);
}

/**
 * @param {number[]} sizes
 * @param {string} gaps
 * @param {NumberTables} tables
 */
function isEvenlySeparated(sizes, gaps, tables) {
  if (tables.of("separator").test(gaps) || (sizes.length === 2 && gaps === ".")) return false;
  const last = sizes[sizes.length - 1];
  const isSame = new Set(sizes.slice(0, -1)).size === 1;
  // White space also separates the columns of tables.
  return (
    (isSame && last <= sizes[0] + (sizes.length === 2 ? 1 : 0)) || !tables.of("space").test(gaps)
  );
}

/**
 * The text between the groups without line wraps.
 * @param {NumberWindow} seen
 */
function gapsOf(seen) {
  const further = seen.groups.slice(1).filter((group) => !isWrapped(seen, group));
  return further.map((group) => group.gap).join("");
}

/**
 * The text directly before the number on its line.
 * @param {NumberWindow} seen
 */
function precedingOf(seen) {
  const start = seen.groups[0].start;
  const before = seen.text.slice(Math.max(0, start - CONTEXT), start);
  return before.slice(before.lastIndexOf("\n") + 1);
}

/**
 * Whether a line wrap of running text is before the group.
 * @param {NumberWindow} seen
 * @param {NumberToken} token
 */
function isWrapped(seen, token) {
  if (!token.gap.includes("\n")) return false;
  const rest = token.gap.replace(/^[ \r\n\t]+|[ \r\n\t]+$/g, "");
  return (rest === "" || rest === "-") && precedingOf(seen).trim() !== "";
}

/**
 * Return the sizes of the groups without a prefix of so many digits.
 * @param {NumberWindow} seen
 * @param {number} prefix
 */
function sizesOf(seen, prefix) {
  /** @type {number[]} */
  const sizes = [];
  for (const group of seen.groups) {
    const isJoined = sizes.length && (!group.gap || isWrapped(seen, group));
    if (isJoined) sizes[sizes.length - 1] += group.digits.length;
    else sizes.push(group.digits.length);
  }
  let rest = prefix;
  while (rest) {
    const removed = Math.min(rest, sizes[0]);
    rest -= removed;
    sizes[0] -= removed;
    if (!sizes[0]) sizes.shift();
  }
  return sizes;
}

/**
 * Whether separators are before and after the groups.
 * @param {NumberWindow} seen
 * @param {NumberTables} tables
 */
function isAlone(seen, tables) {
  const next = seen.tokens[seen.last + 1];
  const around = [seen.first ? seen.tokens[seen.first].gap : GAP_END, next ? next.gap : GAP_END];
  return around.every((gap) => !gap || tables.of("separator").test(gap));
}

/** @param {NumberWindow} seen */
function neighbourSizes(seen) {
  const around = [seen.tokens[seen.first - 1], seen.tokens[seen.last + 1]];
  return around.map((token) => (token ? token.digits.length : 0));
}

/**
 * Whether the groups are quantities: one with a unit, or several cells of a table.
 * @param {NumberWindow} seen
 * @param {NumberTables} tables
 */
function isQuantity(seen, tables) {
  const gaps = gapsOf(seen);
  const end = seen.groups[seen.groups.length - 1].end;
  if (execFrom(tables.of("unit", "y"), seen.text, end) || tables.of("degrees").test(gaps))
    return true;
  if (seen.groups.length === 1) return false;
  if (seen.groups.slice(1).some((group) => /^0./.test(group.digits))) return false;
  return (
    tables.of("cells").test(gaps) || (gaps !== "" && tables.of("total").test(precedingOf(seen)))
  );
}

/**
 * Whether the groups are a part of a check sum.
 * @param {NumberWindow} seen
 * @param {NumberTables} tables
 */
function isInHash(seen, tables) {
  const start = seen.groups[0].start;
  const end = seen.groups[seen.groups.length - 1].end;
  const offset = Math.max(0, start - HASH_REACH);
  const around = seen.text.slice(offset, end + HASH_REACH);
  const sums = matchesBetween(tables.of("hash", "g"), around, 0, around.length);
  return sums.some((sum) => sum.index <= start - offset && end - offset <= endOf(sum));
}

/**
 * Whether the groups contain a day: 2026-01-20, or 20260120.
 * @param {NumberToken[]} groups
 */
function hasDay(groups) {
  const texts = groups.map((group) => group.digits);
  const days = texts.slice(2).map((day, at) => {
    return texts[at] + texts[at + 1].padStart(2, "0") + day.padStart(2, "0");
  });
  return days
    .concat(texts)
    .some((each) => /^(?:19|20)..(?:0[1-9]|1[0-2])(?:0[1-9]|[12].|3[01])$/.test(each));
}

/**
 * Whether the groups are an IPv4 address.
 * @param {NumberToken[]} groups
 */
function isAddress(groups) {
  const isDotted = groups.length === 4 && groups.slice(1).every((group) => group.gap === ".");
  return (
    isDotted &&
    groups.every(({ digits }) => /^(?:0|[1-9][0-9]*)$/.test(digits) && Number(digits) < 256)
  );
}
