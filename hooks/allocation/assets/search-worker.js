/*
 * The search behind the theme's box. It reads the index itself, so that no page waits while a large
 * one is taken apart, and says {type: 1} when it is ready, as the theme expects it; each {type: 2,
 * data: "words"} is answered by {type: 3, data: {items: [[item], …]}}.
 *
 * Every word must match somewhere. A match in an entry's own words is strong, one in the words of
 * what it belongs to or of whom it concerns is weak; a whole name or code is exact. Results are
 * sorted by strength, then by kind, then as in the table.
 */
(function () {
  "use strict";

  /* How well an entry matches; halved, the rank of its results. An odd one comes after the even one
     of its rank, among entries of its kind. */
  var EXACT = 0;
  var STRONG = 2;
  var IN_TEXT = 3; /* not in the title; for people and departments, not at the start of the name */
  var PARTIAL = 4; /* by pinyin, in running text, the last syllable only begun */
  var WEAK = 6;
  var TYPO = 8;
  var WEAK_TYPO = 10;
  var NONE = 15;
  var LONGEST_WORD = 30;
  var MOST_WORDS = 12;
  var SHORTEST_TYPO = 5;
  var SLIPS = 30; /* other spellings that are tried for one word */
  var SLIPS_UP_TO = 5000; /* entries; in more of them that would take too long */
  var LONGEST_SYLLABLE = 6;
  var SHOWN = 200; /* results in the box; the search page shows all */
  var ROMAN = { i: 1, ii: 2, iii: 3, iv: 4, v: 5, vi: 6, vii: 7 };
  var DIGITS = "〇一二三四五六七八九";
  var DASHES = /[‐‑‒–—―−~_]/g;
  var CODE = /^第?(?:vi{0,2}|iv|i{1,3})?[-/.·、()第条\d一二三四五六七八九十]*[条项款]?$/;
  var HIDDEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
  var CIRCLED = /[①-⑳]/g;
  var FILE = /\.(?:pdf|docx?|xlsx?|jpe?g|png)$/;
  var NUMERALS = /vi{0,2}|iv|i{1,3}|\d+|[一二三四五六七八九十]+/g;
  var MARK = /^\((\d+)\)$/;

  var script = typeof document === "undefined" ? "" : document.currentScript.src;
  var config;
  var docs;
  var texts; /* the texts of all entries, and where each entry ends */
  var readings; /* character -> its syllables */
  var kinds; /* name -> positions of the kinds that it filters by */

  /* Words ------------------------------------------------------------------- */

  function plain(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  function normal(text) {
    return plain(text).replace(/[^\x00-\x7f]/g, function (char) {
      return config.variants[char] || char;
    });
  }

  function bare(text) {
    return text.replace(/[\s·•'’"“”‘’「」『』《》〈〉,，.。;；:：!！?？、\-–—_/\\()（）\[\]【】]+/g, "");
  }

  function value(digits) {
    if (/^\d+$/.test(digits)) return Number(digits);
    if (ROMAN[digits]) return ROMAN[digits];
    var tens = 0;
    var ones = 0;
    Array.from(digits).forEach(function (char) {
      if (char === "十") {
        tens += 10 * (ones || 1);
        ones = 0;
      } else {
        ones = DIGITS.indexOf(char);
      }
    });
    return tens + ones;
  }

  /* The numbers that a word spells as a code: Ⅲ-12, iii12, 三-12, 3.12(5); or nothing. */
  function codePath(word) {
    return CODE.test(word) ? (word.match(NUMERALS) || []).map(value) : [];
  }

  /* A word as it is looked for: as text, as code, as mark, as pinyin. */
  function prepared(raw) {
    var word = normal(raw.replace(CIRCLED, bracketed)).replace(DASHES, "-").replace(FILE, "");
    var mark = MARK.exec(word);
    var path = mark ? [] : codePath(word);
    var text = bare(word);
    return {
      text: text,
      path: path,
      mark: mark ? Number(mark[1]) : path.length === 1 ? path[0] : null,
      id: word.replace(/-?第(\d+)条/, "-n$1"),
      isCode: path.length > 1 || Boolean(mark),
      isNumber: /^\d+$/.test(text),
      isOrdinal: path.length === 1 && /^[一二三四五六七八九十]/.test(word),
      isRoman: path.length === 1 && /^[iv]/.test(word),
      letters: lettersOf(word),
      tables: {},
    };
  }

  function bracketed(char) {
    return "(" + (char.charCodeAt(0) - "①".charCodeAt(0) + 1) + ")";
  }

  /* What may be pinyin, alone or mixed with characters: without tones and separators. */
  function lettersOf(word) {
    var plainer = word.normalize("NFD").replace(/u\u0308/g, "v").replace(/[\u0300-\u036f]/g, "");
    var letters = plainer.replace(/['’\-.·]/g, "");
    var fits = /^[a-z\u3400-\u9fff]*[a-z][a-z\u3400-\u9fff]*$/.test(letters);
    return fits && letters.length <= LONGEST_WORD ? letters : null;
  }

  /* Pinyin -------------------------------------------------------------------- */

  /*
   * Walks a text character by character; each may take a whole syllable of the letters, the last
   * one a beginning of it and, where initials are allowed, any one its initial. `states` holds how
   * many letters have been taken, as bits; `whole` the same for the walk from the first character.
   * Returns EXACT where text and letters end together, STRONG or less where they stand somewhere.
   */
  function pinyin(text, word, initials) {
    var name = initials ? "named" : "running";
    var table = (word.tables[name] = word.tables[name] || { ids: new Int16Array(65536), steps: [null] });
    var states = 0;
    var whole = 1;
    var best = NONE;
    for (var at = 0; at < text.length; at++) {
      var code = text.charCodeAt(at);
      var id = table.ids[code] || learn(table, text[at], code, word.letters, initials);
      if (id < 0) {
        states = whole = 0;
        continue;
      }
      var steps = table.steps[id];
      states |= 1;
      var next = 0;
      var nextWhole = 0;
      for (var left = states; left; left &= left - 1) {
        var taken = 31 - Math.clz32(left & -left);
        var step = steps[taken];
        var fromStart = whole & (1 << taken);
        next |= step.states;
        if (fromStart) nextWhole |= step.states;
        if (step.ends) best = Math.min(best, !initials || fromStart ? STRONG : IN_TEXT);
        else if (step.begins) best = Math.min(best, !initials ? PARTIAL : fromStart ? STRONG : IN_TEXT);
        if (step.ends && fromStart && at === text.length - 1) best = EXACT;
      }
      states = next;
      whole = nextWhole;
    }
    return best;
  }

  /* Where a character leads from each number of letters taken: its place in `steps`, or -1. */
  function learn(table, char, code, letters, initials) {
    var spoken = readings[char] || [];
    var steps = Array.from(letters, function (_, taken) {
      return stepFrom(char, spoken, letters, taken, initials);
    });
    var leads = steps.some(function (step) {
      return step.states || step.ends || step.begins;
    });
    table.ids[code] = leads ? table.steps.push(steps) - 1 : -1;
    return table.ids[code];
  }

  function stepFrom(char, spoken, letters, taken, initials) {
    var rest = letters.slice(taken);
    var step = { states: 0, ends: false, begins: false };
    function take(length) {
      if (length === rest.length) step.ends = true;
      else step.states |= 1 << (taken + length);
    }
    if (rest[0] === char) take(1);
    spoken.forEach(function (syllable) {
      if (rest.indexOf(syllable) === 0) take(syllable.length);
      else if (syllable.indexOf(rest) === 0 && (initials || taken)) step.begins = true;
      if (initials && rest[0] === syllable[0]) take(1);
      if (initials && /^[zcs]h/.test(rest) && syllable.indexOf(rest.slice(0, 2)) === 0) take(2);
    });
    return step;
  }

  /* Whether one slip (a letter wrong, missing, too many, two swapped) makes one word the other. */
  function nearly(one, other) {
    var longer = one.length >= other.length ? one : other;
    var shorter = longer === one ? other : one;
    if (longer.length - shorter.length > 1) return false;
    var start = 0;
    while (start < shorter.length && longer[start] === shorter[start]) start += 1;
    var rest = longer.slice(start + 1);
    if (longer.length > shorter.length) return rest === shorter.slice(start);
    if (rest === shorter.slice(start + 1)) return true;
    return (
      longer[start] === shorter[start + 1] &&
      longer[start + 1] === shorter[start] &&
      longer.slice(start + 2) === shorter.slice(start + 2)
    );
  }

  function spellings(name) {
    return Array.from(name).reduce(
      function (starts, char) {
        var ends = readings[char] || [/[a-z0-9]/.test(char) ? char : ""];
        return starts.length * ends.length > 16
          ? starts
          : [].concat.apply(
              [],
              starts.map(function (start) {
                return ends.map(function (end) {
                  return start + end;
                });
              }),
            );
      },
      [""],
    );
  }

  /* Matching ------------------------------------------------------------------- */

  function byCode(doc, word) {
    var path = word.path;
    if (!path.length || doc.path.length < path.length) return NONE;
    if (path.length === 1) return byFirst(doc, word);
    for (var at = 0; at < path.length; at++) if (doc.path[at] !== path[at]) return NONE;
    return doc.path.length === path.length ? EXACT : STRONG;
  }

  /* 三 alone is a category, Ⅲ alone begins a code. */
  function byFirst(doc, word) {
    if (doc.path[0] !== word.path[0]) return NONE;
    if (word.isOrdinal) return doc.path.length === 1 ? EXACT : NONE;
    return word.isRoman && doc.path.length > 1 && config.kinds[doc.kind].short ? STRONG : NONE;
  }

  /* A number alone is the mark of clauses or the last number of a code. */
  function byMark(doc, word) {
    if (word.mark === null || word.isOrdinal || word.isRoman || doc.path[doc.path.length - 1] !== word.mark) return NONE;
    var fits = config.kinds[doc.kind].name === "条款" || (config.kinds[doc.kind].short && !word.isCode);
    return fits ? STRONG : NONE;
  }

  /* All texts in one: looking through one long text is many times faster than through many. */
  function byText(word) {
    var found = new Uint8Array(docs.length).fill(NONE);
    if (!word.text || word.isCode) return found;
    var at = 0;
    for (var hit = texts.all.indexOf(word.text); hit >= 0; hit = texts.all.indexOf(word.text, hit)) {
      while (texts.ends[at] <= hit) at += 1;
      if (cutsThrough(word, texts.all, hit)) {
        hit += 1;
        continue;
      }
      found[at] = strengthOfText(docs[at], word, hit - (at ? texts.ends[at - 1] : 0));
      hit = texts.ends[at];
    }
    return found;
  }

  /* 45 is not in 12345, nor is a Latin word in the middle of another. */
  function cutsThrough(word, all, hit) {
    var before = all[hit - 1] || "";
    var after = all[hit + word.text.length] || "";
    if (word.isNumber) return /\d/.test(before) || /\d/.test(after);
    return /^[a-z]/.test(word.text) && /[a-z]/.test(before);
  }

  function strengthOfText(doc, word, place) {
    if (word.isNumber && config.kinds[doc.kind].short) return NONE;
    if (place >= doc.titles.length + 1) return config.kinds[doc.kind].name === "手册" ? WEAK : IN_TEXT;
    if (doc.names.indexOf(word.text) >= 0) return EXACT;
    return config.kinds[doc.kind].who && place ? IN_TEXT : STRONG;
  }

  function byPinyin(doc, word) {
    if (!word.letters || word.letters.length < 2) return NONE;
    if (!config.kinds[doc.kind].short) return Math.max(STRONG, pinyin(doc.names[0], word, false));
    var best = NONE;
    for (var at = 0; at < doc.names.length; at++) {
      best = Math.min(best, pinyin(doc.names[at], word, true));
    }
    return best;
  }

  /* Each entry's own match. */
  function own(word) {
    if (word.own) return word.own;
    var found = byText(word);
    var coded = word.path.length || word.mark !== null;
    for (var at = 0; at < docs.length; at++) {
      var doc = docs[at];
      if (doc.id && doc.id === word.id) found[at] = EXACT;
      if (coded) found[at] = Math.min(found[at], byCode(doc, word), byMark(doc, word));
      if (word.letters && found[at] > STRONG) found[at] = Math.min(found[at], byPinyin(doc, word));
    }
    word.own = found;
    return found;
  }

  /*
   * Its own match, else a weak one: of the words of what it belongs to, or of those whom it
   * concerns. Duty belongs to the row: a clause concerns its own people, not all of its item's.
   */
  function strengths(word, slip) {
    var direct = own(word).slice();
    if (slip) lower(direct, slip(word));
    var found = direct.slice();
    var said = new Uint8Array(docs.length);
    var told = new Uint8Array(docs.length);
    for (var at = 0; at < docs.length; at++) {
      var doc = docs[at];
      var belowClause = doc.owner >= 0 && docs[doc.owner].owner >= 0;
      said[at] = Math.min(direct[at], doc.owner >= 0 ? said[doc.owner] : NONE);
      told[at] = belowClause ? told[doc.owner] : concerned(doc, direct);
      var near = Math.min(said[at], told[at]);
      if (near < NONE) found[at] = Math.min(found[at], near >= TYPO ? WEAK_TYPO : WEAK);
    }
    return found;
  }

  function lower(found, others) {
    for (var at = 0; at < found.length; at++) if (others[at] < found[at]) found[at] = others[at];
  }

  /* The best match of those whom an entry concerns; they stand before it. */
  function concerned(doc, found) {
    return doc.members.reduce(function (best, member) {
      return Math.min(best, found[member]);
    }, NONE);
  }

  /* People and departments, for what they are responsible for. */
  function duties(word) {
    var found = new Uint8Array(docs.length).fill(NONE);
    own(word).forEach(function (strength, at) {
      if (strength >= WEAK) return;
      var doc = docs[at];
      var belowClause = doc.owner >= 0 && docs[doc.owner].owner >= 0;
      (belowClause ? docs[doc.owner] : doc).members.forEach(function (member) {
        found[member] = WEAK;
      });
    });
    return found;
  }

  /* Names that one slip turns into the word. A given name counts only for what is no pinyin itself:
     who types yifang alone means another Yifang. */
  function typos(word) {
    var found = new Uint8Array(docs.length).fill(NONE);
    var forms = word.letters ? spellings(word.letters) : [""];
    if (forms[0].length < SHORTEST_TYPO) return found;
    var meant = word.alone && isPinyin(forms[0]);
    docs.forEach(function (doc, at) {
      if (!config.kinds[doc.kind].short) return;
      var near = doc.names.some(function (name) {
        var given = name.length === 3 && !meant ? [name.slice(1)] : [];
        return [name].concat(given).some(function (part) {
          return isNear(part, forms);
        });
      });
      if (near) found[at] = TYPO;
    });
    return found;
  }

  function isNear(name, forms) {
    var length = forms[0].length;
    if (name.length > length + 1 || name.length * LONGEST_SYLLABLE < length - 1) return false;
    return spellings(name).some(function (spelling) {
      return forms.some(function (form) {
        return nearly(spelling, form);
      });
    });
  }

  /* Whether letters fall into whole syllables. */
  function isPinyin(letters) {
    var reached = [true];
    for (var at = 0; at < letters.length; at++) {
      for (var size = 1; reached[at] && size <= LONGEST_SYLLABLE; size++) {
        if (config.readings[letters.substr(at, size)]) reached[at + size] = true;
      }
    }
    return Boolean(reached[letters.length]);
  }

  /* Texts that hold what the word would be without one slip. */
  function slips(word) {
    var found = typos(word);
    var letters = word.letters;
    if (!letters || !/^[a-z]{6,20}$/.test(letters) || isPinyin(letters) || docs.length > SLIPS_UP_TO) return found;
    repaired(letters).slice(0, SLIPS).map(prepared).forEach(function (other) {
      docs.forEach(function (doc, at) {
        var name = doc.names[config.kinds[doc.kind].short ? doc.names.length - 1 : 0];
        if (found[at] === NONE && pinyin(name, other, false) <= STRONG) found[at] = TYPO;
      });
    });
    return found;
  }

  /* The spellings one slip away that are pinyin. */
  function repaired(letters) {
    var found = Object.create(null);
    function attempt(start, middle, end) {
      var whole = start + middle + end;
      if (!found[whole] && isPinyin(whole)) found[whole] = true;
    }
    for (var at = 0; at <= letters.length; at++) {
      var start = letters.slice(0, at);
      attempt(start, "", letters.slice(at + 1));
      attempt(start, letters.slice(at, at + 2).split("").reverse().join(""), letters.slice(at + 2));
      for (var code = 97; code < 123; code++) {
        attempt(start, String.fromCharCode(code), letters.slice(at));
        attempt(start, String.fromCharCode(code), letters.slice(at + 1));
      }
    }
    return Object.keys(found);
  }

  /* Where nothing matches every word, people count for their duties, then slips are forgiven. */
  var LENIENCE = [{}, { also: duties }, { slip: typos }, { slip: slips }];

  function matched(words, wanted, lenience) {
    var total = new Uint8Array(docs.length);
    if (wanted) {
      docs.forEach(function (doc, at) {
        if (wanted.indexOf(doc.kind) < 0) total[at] = NONE;
      });
    }
    words.forEach(function (word) {
      var found = strengths(word, lenience.slip);
      if (lenience.also) lower(found, lenience.also(word));
      for (var at = 0; at < total.length; at++) if (found[at] > total[at]) total[at] = found[at];
    });
    return total;
  }

  /* Entries by rank, kind and place in the table: into drawers, since they are in order already. */
  function ranked(total) {
    var drawers = [];
    for (var at = 0; at < total.length; at++) {
      if (total[at] === NONE) continue;
      var drawer = ((total[at] >> 1) * config.kinds.length + docs[at].kind) * 2 + (total[at] & 1);
      (drawers[drawer] = drawers[drawer] || []).push({ at: at, strength: total[at] });
    }
    return [].concat.apply([], drawers.filter(Boolean));
  }

  /* A query may begin with a kind and a colon: “材料：志愿”. */
  function parsed(query) {
    var filter = /^\s*([^\s:：]+)[:：]\s*/.exec(query);
    var wanted = filter && kinds[normal(filter[1])];
    var rest = wanted ? query.slice(filter[0].length) : query;
    var words = rest.split(/[\s\u3000+,，;；]+/).filter(function (word) {
      return bare(plain(word));
    });
    var asked = { wanted: wanted, words: joined(words.slice(0, MOST_WORDS)).map(prepared) };
    if (asked.words.length === 1) asked.words[0].alone = true;
    return asked;
  }

  /* “Ⅲ 12”, “III - 12” and “3 12” are one code. */
  function joined(words) {
    var numbers = words.filter(function (word) {
      return /^[\d一二三四五六七八九十]+$/.test(word);
    });
    if (words.length === 2 && numbers.length === 2) return [words.join("-")];
    return words.reduce(function (done, word) {
      var before = done[done.length - 1];
      if (before && /^(ⅲ|ⅱ|ⅰ|i{1,3})$/i.test(before) && /^[-–—]?\d+$/.test(word)) {
        done[done.length - 1] = before + "-" + word.replace(/^[-–—]/, "");
      } else {
        done.push(word);
      }
      return done;
    }, []);
  }

  function find(query) {
    var clean = Array.from(query.replace(HIDDEN, "")).filter(isWhole).join("");
    var found = lookUp(parsed(clean));
    var split = clean.replace(/[、/|&。]+/g, " ");
    return found.hits.length || split === clean ? found : lookUp(parsed(split));
  }

  /* Half of a character outside the basic plane is no character. */
  function isWhole(char) {
    return char.length === 2 || char < "\ud800" || char > "\udfff";
  }

  function lookUp(asked) {
    var hits = [];
    if (asked.words.length || asked.wanted) {
      for (var at = 0; at < LENIENCE.length && !hits.length; at++) {
        hits = ranked(matched(asked.words, asked.wanted, LENIENCE[at]));
      }
    }
    return { hits: phraseFirst(asked, hits), words: asked.words };
  }

  /* “hui yi ji yao” may be one phrase: what holds it as such comes first. */
  function phraseFirst(asked, hits) {
    var spelt = asked.words.map(function (word) {
      return word.letters || "";
    });
    if (spelt.length < 2 || !spelt.every(/^[a-z]+$/.test.bind(/^[a-z]+$/))) return hits;
    var phrase = ranked(matched([prepared(spelt.join(""))], asked.wanted, {})).filter(function (hit) {
      return hit.strength < WEAK;
    });
    var first = new Set(phrase.map(place));
    return phrase.concat(
      hits.filter(function (hit) {
        return !first.has(hit.at);
      }),
    );
  }

  function place(hit) {
    return hit.at;
  }

  /* Showing ---------------------------------------------------------------------- */

  function escaped(text) {
    return text.replace(/[&<>"']/g, function (char) {
      return "&#" + char.charCodeAt(0) + ";";
    });
  }

  /* Marks the words where they stand letter for letter, over punctuation too. */
  function marked(text, words) {
    var folded = "";
    var places = [];
    Array.from(text).reduce(function (at, char) {
      var one = bare(normal(char));
      if (one.length === char.length) {
        folded += one;
        for (var part = 0; part < char.length; part++) places.push(at + part);
      }
      return at + char.length;
    }, 0);
    var hit = new Uint8Array(text.length + 1);
    words.forEach(function (word) {
      if (!word.text || word.isCode) return;
      for (var at = folded.indexOf(word.text); at >= 0; at = folded.indexOf(word.text, at + 1)) {
        if (!cutsThrough(word, folded, at)) hit.fill(1, places[at], places[at + word.text.length - 1] + 1);
      }
    });
    return wrapped(text, hit);
  }

  function wrapped(text, hit) {
    var shown = "";
    for (var start = 0; start < text.length; ) {
      var end = start;
      while (end < text.length && hit[end] === hit[start]) end += 1;
      var part = escaped(text.slice(start, end));
      shown += hit[start] ? "<mark>" + part + "</mark>" : part;
      start = end;
    }
    return shown;
  }

  function item(hit, words) {
    var doc = docs[hit.at];
    var note = hit.strength === TYPO ? "（读音相近）" : "";
    return shown(config.kinds[doc.kind].name, doc.location, marked(doc.title, words), context(doc) + note, hit.strength);
  }

  function shown(kind, location, title, context, strength) {
    return {
      location: config.flat ? location.replace(/(^|\/)(?=[#?]|$)/, "$1index.html") : location,
      title:
        '<span class="hit"><span class="hit__kind">' + escaped(kind) + '</span> <span class="hit__title">' + title +
        '</span> <span class="hit__context">' + escaped(context) + "</span></span>",
      text: "",
      score: 100 - strength,
      terms: {},
      kind: kind,
    };
  }

  /* Evidence and indicators are told by their item, the mark of their clause, and their facts. */
  function context(doc) {
    if (config.kinds[doc.kind].short || doc.owner < 0 || doc.context) return doc.context;
    var clause = docs[doc.owner];
    return (docs[clause.owner].title + " " + clause.mark).trim() + " · " + doc.facts.replace(/ /g, " · ");
  }

  function answer(query, limit) {
    var found = find(query);
    var items = found.hits.slice(0, limit).map(function (hit) {
      return [item(hit, found.words)];
    });
    if (found.hits.length > limit) {
      var rest = "还有 " + (found.hits.length - limit) + " 个结果";
      items.push([shown("更多", "search/?q=" + encodeURIComponent(Array.from(query).filter(isWhole).join("")), rest, "在搜索页里看全部", NONE)]);
    }
    return { items: items };
  }

  /* Setting up -------------------------------------------------------------------- */

  function readable(groups) {
    var found = Object.create(null);
    Object.keys(groups).forEach(function (syllable) {
      Array.from(groups[syllable]).forEach(function (char) {
        (found[char] = found[char] || []).push(syllable);
      });
    });
    return found;
  }

  /* Owners stand before what they own; where an entry's place begins with a hyphen, it continues
     the place and the code of its owner. */
  function entry(doc) {
    var owner = doc.owner === undefined ? null : docs[doc.owner];
    var below = doc.place[0] === "-";
    var location = below ? owner.location + doc.place : doc.place;
    var aliases = (doc.aliases || []).concat(below && owner.alias ? owner.alias + doc.place : []);
    var names = [doc.title].concat(aliases).map(plain).map(bare).filter(Boolean);
    docs.push({
      location: location,
      id: location.split("#")[1] || "",
      alias: config.kinds[doc.kind].short ? "" : aliases[0] || "",
      title: doc.title,
      mark: doc.mark || "",
      kind: doc.kind,
      context: doc.context || "",
      facts: doc.tags || "",
      path: below && owner.path.length && /^-\d/.test(doc.place)
        ? owner.path.concat(Number(doc.place.slice(1)))
        : doc.code ? doc.code.split("-").map(Number) : [],
      names: names,
      titles: names.length === 1 ? names[0] : names.join("\n"),
      words: doc.text || doc.tags ? bare(plain((doc.text || "") + "\n" + (doc.tags || ""))) : "",
      owner: owner ? doc.owner : -1,
      members: doc.members || [],
    });
  }

  function filters() {
    var found = Object.create(null);
    config.kinds.forEach(function (kind, at) {
      found[kind.name] = [at];
      if (kind.within) found[kind.within].push(at);
    });
    return found;
  }

  function joinedTexts() {
    var parts = [];
    var ends = new Int32Array(docs.length);
    var end = 0;
    docs.forEach(function (doc, at) {
      parts.push(doc.titles, doc.words);
      end += doc.titles.length + doc.words.length + 2;
      ends[at] = end;
    });
    return { all: parts.join("\n") + "\n", ends: ends };
  }

  function setup(data) {
    config = data.config;
    readings = readable(config.readings);
    kinds = filters();
    docs = [];
    data.docs.forEach(entry);
    texts = joinedTexts();
  }

  /* The first queries of a worker are slow until the browser has compiled what they run. */
  function warmUp() {
    ["zh", "照片", "1-1"].forEach(find);
  }

  /* Opened from a file share, this runs in a frame beside the page and would hold it up: it waits
     until somebody searches, and the index is a script. */
  function asked() {
    return new Promise(function (resolve) {
      var box = parent.document.getElementById("__search");
      if (!box || box.checked || parent.document.querySelector("[data-search-page]")) resolve();
      else box.addEventListener("change", resolve, { once: true });
    });
  }

  function fromScript() {
    return new Promise(function (resolve, reject) {
      var element = document.createElement("script");
      element.src = new URL("../search/search_index.js", script);
      element.onload = function () {
        resolve(__index);
      };
      element.onerror = reject;
      document.body.appendChild(element);
    });
  }

  function index() {
    if (typeof document !== "undefined") return asked().then(fromScript);
    return fetch(new URL("../search/search_index.json", location)).then(function (response) {
      return response.json();
    });
  }

  addEventListener("message", function (event) {
    var message = event.data;
    if (message.type === 2) {
      postMessage({ type: 3, data: answer(message.data, message.limit || SHOWN) });
    }
  });

  index().then(
    function (data) {
      setup(data);
      postMessage({ type: 1 });
      setTimeout(warmUp);
    },
    function (error) {
      /* A page hears of errors, not of promises. */
      setTimeout(function () {
        throw error;
      });
    },
  );
})();
