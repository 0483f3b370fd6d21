/* The index in memory. */

import { filtersOf } from "./kinds.js";
import { peopleOf } from "./people.js";

import { addPosition } from "./positions.js";
import { bare, plain } from "./text.js";
import { newVocabulary } from "./vocabulary.js";

/** @import { Collation } from "./char-readings.js" */
/** @import { Kind } from "./kinds.js" */
/** @import { Occurrences } from "./occurrences.js" */
/** @import { Readings } from "./pinyin.js" */
/** @import { Sounds } from "./sounds.js" */
/** @import { Question, Vocabulary } from "./vocabulary.js" */

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
 * @property {boolean} [leads]
 * @property {string} [when]
 * @property {string} [count]
 * @property {string} [site] where the pages are to which the places of what it owns lead
 * @property {string} [part] the file with further entries of its own
 */

/**
 * @typedef {object} Config
 * @property {boolean} flat
 * @property {Kind[]} kinds
 * @property {Record<string, string>} readings
 * @property {string} variants other forms of characters, each before the simplified one
 * @property {string[][]} [synonyms]
 * @property {Question[]} [questions]
 * @property {string[]} [fillers]
 * @property {string[]} [titles]
 */

/**
 * @typedef {object} IndexFile
 * @property {Config} config
 * @property {number} [parts] how many further files the index has
 * @property {Record<string, string>} [people] the first characters of the names in each file of people
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
 * @property {boolean} leads whether somebody is a leader only
 * @property {string} when until when, in words
 * @property {string} count how many, in words
 * @property {number[]} members those whom it concerns
 * @property {string} site
 * @property {string} part
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
 * @property {Collation | null} collation the characters in the order of the browser, once needed
 * @property {Sounds | null} sounds once needed
 * @property {Map<string, number[]>} people the positions of people by their names
 * @property {Vocabulary} vocabulary
 * @property {Question[]} questions
 * @property {Map<string, string[]>} letters the files of people by the first characters of their names
 * @property {boolean} isParted whether there are files that are read when a query needs them
 * @property {Set<string>} parts the files that are there, of those that are read when they are needed
 * @property {Map<string, Occurrences>} known
 * @property {Map<string, Uint8Array>} matched the matches of the words asked for before
 * @property {Entry[]} entries
 * @property {Map<string, number[]>} ids the positions of entries by their ids
 * @property {string} text that of all entries
 * @property {Int32Array} ends where each entry ends in it
 * @property {Int32Array} owners the owner of each entry, or -1
 * @property {Int32Array} duties the duty of each entry
 * @property {Int32Array} orders the position of the kind of each entry
 */

/**
 * @param {IndexFile} file
 * @returns {Index}
 */
export function newIndex({ config, docs, people = {} }) {
  /** @type {Entry[]} */
  const entries = [];
  addEntries(entries, docs, config.kinds);
  const readings = readingsOf(config.readings);
  const variants = variantsOf(config.variants);
  return {
    flat: config.flat,
    kinds: config.kinds,
    filters: filtersOf(config.kinds),
    variants,
    syllables: config.readings,
    readings,
    collation: null,
    sounds: null,
    people: peopleOf(entries),
    vocabulary: newVocabulary(config, variants),
    questions: config.questions || [],
    ...onDemand(docs, people),
    known: new Map(),
    matched: new Map(),
    entries,
    ids: addIds(new Map(), entries, 0),
    ...joinedTexts(entries),
    ...columnsOf(entries),
  };
}

/**
 * Return the simplified character of every other form; they are written in pairs.
 * @param {string} pairs
 */
function variantsOf(pairs) {
  /** @type {Record<string, string>} */
  const variants = Object.create(null);
  const chars = Array.from(pairs);
  for (let at = 0; at < chars.length; at += 2) variants[chars[at]] = chars[at + 1];
  return variants;
}

/**
 * Return what tells which files a query needs.
 * @param {FileEntry[]} docs
 * @param {Record<string, string>} people
 */
function onDemand(docs, people) {
  const letters = surnamesOf(people);
  const isParted = letters.size > 0 || docs.some(({ part }) => part);
  return { letters, isParted, parts: /** @type {Set<string>} */ (new Set()) };
}

/**
 * Return the files of people by the first characters of their names, and by the letter itself.
 * @param {Record<string, string>} people
 */
function surnamesOf(people) {
  /** @type {Map<string, string[]>} */
  const letters = new Map();
  for (const letter of Object.keys(people)) {
    const name = letter.toLowerCase();
    for (const char of new Set([name, ...people[letter]])) {
      letters.set(char, [...(letters.get(char) || []), name === "#" ? "0" : name]);
    }
  }
  return letters;
}

/**
 * Add the entries of a further file.
 * @param {Index} index
 * @param {FileEntry[]} docs
 */
export function addDocs(index, docs) {
  const before = index.entries.length;
  addEntries(index.entries, docs, index.kinds);
  const added = index.entries.slice(before);
  const { text, ends } = joinedTexts(added, index.text.length);
  const { owners, duties, orders } = columnsOf(added);
  index.text += text;
  index.ends = extended(index.ends, ends);
  index.owners = extended(index.owners, owners);
  index.duties = extended(index.duties, duties);
  index.orders = extended(index.orders, orders);
  addIds(index.ids, added, before);
  index.known.clear();
  index.matched.clear();
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
 * Add entries; owners stand before what they own.
 * @param {Entry[]} entries
 * @param {FileEntry[]} docs
 * @param {Kind[]} kinds
 */
function addEntries(entries, docs, kinds) {
  for (const doc of docs) {
    const owner = doc.owner === undefined ? null : entries[doc.owner];
    entries.push(newEntry(doc, entries.length, kinds[doc.kind], owner));
  }
}

/**
 * @param {FileEntry} doc
 * @param {number} at
 * @param {Kind} kind
 * @param {Entry | null} owner
 * @returns {Entry}
 */
function newEntry(doc, at, kind, owner) {
  const { title, text = "", context = "", mark = "", tags = "", members = [] } = doc;
  const above = isSuffix(doc) ? owner : null;
  const location = locationOf(doc, owner);
  const shown = { location, id: location.split("#")[1] || "", title, mark, context, facts: tags };
  const aliases = aliasesOf(doc, above);
  const names = [title, ...aliases].map((name) => bare(plain(name))).filter(Boolean);
  const words = bare(plain(`${text}\n${tags}`));
  const duty = owner && owner.owner >= 0 ? owner.duty : at;
  return Object.assign(shown, answersOfDoc(doc), {
    alias: kind.short ? "" : aliases[0] || "",
    kind,
    order: doc.kind,
    path: pathOf(doc, above),
    names,
    titles: names.join("\n"),
    words,
    owner: doc.owner === undefined ? -1 : doc.owner,
    members,
    site: doc.site || "",
    part: doc.part || "",
    duty,
  });
}

/**
 * Say whether the place of an entry continues the place and the code of its owner.
 * @param {FileEntry} doc
 */
function isSuffix({ place }) {
  return place[0] === "-";
}

/**
 * Return where an entry is found; one on the site of its owner is found at the owner, if the address
 * of that site is not known.
 * @param {FileEntry} doc
 * @param {Entry | null} owner
 */
function locationOf(doc, owner) {
  if (owner && isSuffix(doc)) return owner.location + doc.place;
  if (!owner || doc.place[0] !== "~") return doc.place;
  return owner.site ? owner.site + doc.place.slice(1) : owner.location;
}

/** @param {FileEntry} doc */
function answersOfDoc({ leads = false, when = "", count = "" }) {
  return { leads, when, count };
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
 * @param {Int32Array} column
 * @param {Int32Array} more
 */
function extended(column, more) {
  const both = new Int32Array(column.length + more.length);
  both.set(column);
  both.set(more, column.length);
  return both;
}

/**
 * @param {Map<string, number[]>} ids
 * @param {Entry[]} entries
 * @param {number} before the position of the first of them
 */
function addIds(ids, entries, before) {
  entries.forEach(({ id }, at) => {
    if (id) addPosition(ids, id, before + at);
  });
  return ids;
}

/**
 * Return what is walked through for every query: numbers in a row are read faster than entries.
 * @param {Entry[]} entries
 */
function columnsOf(entries) {
  return {
    owners: Int32Array.from(entries, ({ owner }) => owner),
    duties: Int32Array.from(entries, ({ duty }) => duty),
    orders: Int32Array.from(entries, ({ order }) => order),
  };
}

/**
 * Join all texts: looking through one long text is many times faster than through many.
 * @param {Entry[]} entries
 * @param {number} [start] the length of the text before
 */
function joinedTexts(entries, start = 0) {
  const parts = entries.map((entry) => `${entry.titles}\n${entry.words}\n`);
  const ends = new Int32Array(parts.length);
  parts.reduce((end, part, at) => {
    ends[at] = end + part.length;
    return ends[at];
  }, start);
  return { text: parts.join(""), ends };
}
