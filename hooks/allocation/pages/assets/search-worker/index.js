/* The index in memory. */

import { filtersOf } from "./kinds.js";
import { bare, plain } from "./text.js";

/** @import { Kind } from "./kinds.js" */
/** @import { Readings } from "./pinyin.js" */

/**
 * An entry of the file, as feeds/search_index.py writes it: without what is empty.
 * @typedef {object} FileEntry
 * @property {string} place
 * @property {string} title
 * @property {number} kind
 * @property {string} [text]
 * @property {string} [context]
 * @property {string} [mark]
 * @property {string} [code]
 * @property {string} [tags]
 * @property {number} [owner]
 * @property {number[]} [members]
 * @property {string[]} [aliases]
 */

/**
 * @typedef {object} IndexFile
 * @property {{ flat: boolean, kinds: Kind[], readings: Record<string, string>, variants: Record<string, string> }} config
 * @property {FileEntry[]} docs
 */

/**
 * @typedef {object} Entry
 * @property {string} location
 * @property {string} id
 * @property {string} alias
 * @property {string} title
 * @property {string} mark
 * @property {Kind} kind
 * @property {number} order the position of its kind
 * @property {string} context
 * @property {string} facts
 * @property {number[]} path the numbers of its code
 * @property {string[]} names title and aliases, bare
 * @property {string} titles the names, joined
 * @property {string} words what is searched after the names, bare
 * @property {number} owner its position, or -1
 * @property {number[]} members those whom it concerns
 * @property {number} duty whose members count: for what belongs to a clause, the clause, else itself
 */

/**
 * @typedef {object} Index
 * @property {boolean} flat whether pages need their file name
 * @property {Kind[]} kinds
 * @property {Map<string, number[]>} filters
 * @property {Record<string, string>} variants
 * @property {Record<string, string>} syllables each with its characters
 * @property {Readings} readings the syllables of each character
 * @property {Entry[]} entries
 * @property {string} text that of all entries
 * @property {Int32Array} ends where each entry ends in it
 */

/**
 * @param {IndexFile} file
 * @returns {Index}
 */
export function newIndex({ config, docs }) {
  const entries = entriesOf(docs, config.kinds);
  return {
    flat: config.flat,
    kinds: config.kinds,
    filters: filtersOf(config.kinds),
    variants: config.variants,
    syllables: config.readings,
    readings: readingsOf(config.readings),
    entries,
    ...joinedTexts(entries),
  };
}

/**
 * @param {Record<string, string>} syllables
 * @returns {Readings}
 */
function readingsOf(syllables) {
  /** @type {Readings} */
  const readings = Object.create(null);
  for (const syllable of Object.keys(syllables)) {
    for (const char of syllables[syllable]) {
      readings[char] = readings[char] || [];
      readings[char].push(syllable);
    }
  }
  return readings;
}

/**
 * Return the entries; owners stand before what they own.
 * @param {FileEntry[]} docs
 * @param {Kind[]} kinds
 */
function entriesOf(docs, kinds) {
  /** @type {Entry[]} */
  const entries = [];
  docs.forEach((doc, at) => {
    const owner = doc.owner === undefined ? null : entries[doc.owner];
    entries.push(newEntry(doc, at, kinds[doc.kind], owner));
  });
  return entries;
}

/**
 * @param {FileEntry} doc
 * @param {number} at
 * @param {Kind} kind
 * @param {Entry | null} owner
 * @returns {Entry}
 */
function newEntry(doc, at, kind, owner) {
  const { place, text = "", context = "", mark = "", tags = "", members = [] } = doc;
  /* Where the place begins with a hyphen, it continues the place and the code of the owner. */
  const above = place[0] === "-" ? owner : null;
  const location = above ? above.location + place : place;
  const aliases = aliasesOf(doc, above);
  const names = [doc.title, ...aliases].map((name) => bare(plain(name))).filter(Boolean);
  return {
    location,
    id: location.split("#")[1] || "",
    alias: kind.short ? "" : aliases[0] || "",
    title: doc.title,
    mark,
    kind,
    order: doc.kind,
    context,
    facts: tags,
    path: pathOf(doc, above),
    names,
    titles: names.join("\n"),
    words: bare(plain(`${text}\n${tags}`)),
    owner: doc.owner === undefined ? -1 : doc.owner,
    members,
    duty: owner && owner.owner >= 0 ? owner.duty : at,
  };
}

/**
 * @param {FileEntry} doc
 * @param {Entry | null} above
 */
function aliasesOf({ aliases = [], place }, above) {
  return above && above.alias ? [...aliases, above.alias + place] : aliases;
}

/**
 * @param {FileEntry} doc
 * @param {Entry | null} above
 */
function pathOf(doc, above) {
  if (above && above.path.length && /^-\d/.test(doc.place)) {
    return above.path.concat(Number(doc.place.slice(1)));
  }
  return doc.code ? doc.code.split("-").map(Number) : [];
}

/**
 * Join all texts: looking through one long text is many times faster than through many.
 * @param {Entry[]} entries
 */
function joinedTexts(entries) {
  const parts = entries.map((entry) => `${entry.titles}\n${entry.words}\n`);
  const ends = new Int32Array(parts.length);
  parts.reduce((end, part, at) => {
    ends[at] = end + part.length;
    return ends[at];
  }, 0);
  return { text: parts.join(""), ends };
}
