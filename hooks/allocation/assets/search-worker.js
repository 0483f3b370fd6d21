/*
 * The search behind the theme's box. The theme sends {type: 0, data: {config, docs}} once and waits
 * for {type: 1}; each {type: 2, data: "words"} is answered by {type: 3, data: {items: [[item], …]}}.
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
  var IN_TEXT = 3; /* not in the title */
  var PARTIAL = 4; /* by pinyin, in running text, the last syllable only begun */
  var WEAK = 6;
  var TYPO = 8;
  var NONE = 15;
  var LONGEST_WORD = 30;
  var SHORTEST_TYPO = 5;
  var LONGEST_SYLLABLE = 6;
  var SHOWN = 200; /* results in the box; the search page shows all */
  var NAMES = 5; /* kinds below this one (people … groups) are short names: initials are looked for */
  var ROMAN = { i: 1, ii: 2, iii: 3, iv: 4, v: 5, vi: 6, vii: 7 };
  var DIGITS = "〇一二三四五六七八九";
  var CODE = /^第?(?:vi{0,2}|iv|i{1,3})?[-–—.·、()\d一二三四五六七八九十]*[条项款]?$/;
  var NUMERALS = /vi{0,2}|iv|i{1,3}|\d+|[一二三四五六七八九十]+/g;
  var MARK = /^\((\d+)\)$/;

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
    var word = normal(raw);
    var mark = MARK.exec(word);
    var path = mark ? [] : codePath(word);
    var letters = word.replace(/['’\-]/g, "").replace(/ü/g, "v");
    return {
      text: bare(word),
      path: path,
      mark: mark ? Number(mark[1]) : path.length === 1 ? path[0] : null,
      isCode: path.length > 1 || Boolean(mark),
      isNumber: /^\d+$/.test(word),
      isOrdinal: path.length === 1 && !/^\d/.test(word),
      letters: /^[a-z\u3400-\u9fff]*[a-z][a-z\u3400-\u9fff]*$/.test(letters) ? letters : null,
      named: { ids: new Int16Array(65536), steps: [null] },
      running: { ids: new Int16Array(65536), steps: [null] },
    };
  }

  /* Pinyin -------------------------------------------------------------------- */

  /*
   * Walks a text character by character; each may take a whole syllable of the letters, the last
   * one a beginning of it and, where initials are allowed, any one its initial. `states` holds how
   * many letters have been taken, as bits; `whole` the same for the walk from the first character.
   * Returns EXACT where text and letters end together, STRONG where the letters stand somewhere.
   */
  function pinyin(text, word, initials) {
    var table = initials ? word.named : word.running;
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
        next |= step.states;
        if (step.ends && best > STRONG) best = STRONG;
        else if (step.begins && best > PARTIAL) best = initials ? STRONG : PARTIAL;
        if (!(whole & (1 << taken))) continue;
        nextWhole |= step.states;
        if (step.ends && at === text.length - 1) best = EXACT;
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
    if (path.length === 1 && !(word.isOrdinal && doc.path.length === 1)) return NONE;
    if (!path.length || doc.path.length < path.length) return NONE;
    for (var at = 0; at < path.length; at++) if (doc.path[at] !== path[at]) return NONE;
    return doc.path.length === path.length ? EXACT : STRONG;
  }

  /* A number alone is the mark of clauses or the last number of a code. */
  function byMark(doc, word) {
    if (word.mark === null || doc.path[doc.path.length - 1] !== word.mark) return NONE;
    var fits = config.kinds[doc.kind] === "条款" || (doc.kind < NAMES && !word.isCode);
    return fits ? STRONG : NONE;
  }

  /* All texts in one: looking through one long text is many times faster than through many. */
  function byText(word) {
    var found = new Uint8Array(docs.length).fill(NONE);
    if (!word.text || word.isCode) return found;
    var at = 0;
    for (var hit = texts.all.indexOf(word.text); hit >= 0; hit = texts.all.indexOf(word.text, hit)) {
      while (texts.ends[at] <= hit) at += 1;
      var doc = docs[at];
      if (!word.isNumber || doc.kind >= NAMES) {
        var inTitle = hit < texts.ends[at] - doc.words.length - 1;
        found[at] = !inTitle ? IN_TEXT : doc.names.indexOf(word.text) >= 0 ? EXACT : STRONG;
      }
      hit = texts.ends[at];
    }
    return found;
  }

  function byPinyin(doc, word) {
    if (!word.letters || word.letters.length < 2) return NONE;
    if (doc.kind >= NAMES) return Math.max(STRONG, pinyin(doc.names[0], word, false));
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
      if (coded) found[at] = Math.min(found[at], byCode(doc, word), byMark(doc, word));
      if (word.letters && found[at] > STRONG) found[at] = Math.min(found[at], byPinyin(doc, word));
    }
    word.own = found;
    return found;
  }

  /* Its own match, else a weak one of what it belongs to or of whom it concerns. */
  function strengths(word) {
    var found = own(word).slice();
    var near = new Uint8Array(docs.length);
    for (var at = 0; at < docs.length; at++) {
      var doc = docs[at];
      near[at] = found[at] < WEAK || (doc.owner >= 0 && near[doc.owner]) || concerns(doc, found) ? 1 : 0;
      if (near[at] && found[at] > WEAK) found[at] = WEAK;
    }
    return found;
  }

  /* Members stand before those that they are members of. */
  function concerns(doc, found) {
    for (var at = 0; at < doc.members.length; at++) if (found[doc.members[at]] < WEAK) return true;
    return false;
  }

  /* People and departments, for what they are responsible for. */
  function duties(word) {
    var found = new Uint8Array(docs.length).fill(NONE);
    own(word).forEach(function (strength, at) {
      if (strength >= WEAK) return;
      for (var up = at; up >= 0; up = docs[up].owner) {
        docs[up].members.forEach(function (member) {
          found[member] = WEAK;
        });
      }
    });
    return found;
  }

  function typos(word) {
    var found = new Uint8Array(docs.length).fill(NONE);
    var letters = word.letters;
    if (!letters || letters.length < SHORTEST_TYPO) return found;
    docs.forEach(function (doc, at) {
      if (doc.kind >= NAMES) return;
      var near = doc.names.some(function (name) {
        return parts(name, letters).some(function (part) {
          return spellings(part).some(function (spelling) {
            return nearly(spelling, letters);
          });
        });
      });
      if (near) found[at] = TYPO;
    });
    return found;
  }

  /* What of a name may be meant by the letters: all of it or, of three characters, the last two. */
  function parts(name, letters) {
    return [name, name.length === 3 ? name.slice(1) : ""].filter(function (part) {
      return (
        part.length <= letters.length + 1 &&
        part.length * LONGEST_SYLLABLE >= letters.length - 1 &&
        (readings[part[0]] || []).some(function (syllable) {
          return syllable[0] === letters[0] || syllable[0] === letters[1];
        })
      );
    });
  }

  /* Where nothing matches every word, people count for their duties, then slips are forgiven. */
  var LENIENCE = [[], [duties], [typos]];

  function matched(words, wanted, lenience) {
    var total = new Uint8Array(docs.length);
    if (wanted) {
      docs.forEach(function (doc, at) {
        if (wanted.indexOf(doc.kind) < 0) total[at] = NONE;
      });
    }
    words.forEach(function (word) {
      var found = strengths(word);
      lenience.forEach(function (look) {
        look(word).forEach(function (strength, at) {
          if (strength < found[at]) found[at] = strength;
        });
      });
      for (var at = 0; at < total.length; at++) if (found[at] > total[at]) total[at] = found[at];
    });
    return total;
  }

  /* Entries by rank, kind and place in the table: into drawers, since they are in order already. */
  function ranked(total) {
    var drawers = [];
    var count = 0;
    for (var at = 0; at < total.length; at++) {
      if (total[at] === NONE) continue;
      var drawer = ((total[at] >> 1) * config.kinds.length + docs[at].kind) * 2 + (total[at] & 1);
      (drawers[drawer] = drawers[drawer] || []).push({ at: at, strength: total[at] });
      count += 1;
    }
    return { hits: [].concat.apply([], drawers.filter(Boolean)), count: count };
  }

  /* A query may begin with a kind and a colon: “材料：志愿”. */
  function parsed(query) {
    var filter = /^\s*([^\s:：]+)[:：]\s*/.exec(query);
    var wanted = filter && kinds[filter[1]];
    var rest = wanted ? query.slice(filter[0].length) : query;
    var words = rest.split(/[\s\u3000+,，;；]+/).filter(function (word) {
      return word && word.length <= LONGEST_WORD && bare(word);
    });
    return { wanted: wanted, words: joined(words).map(prepared) };
  }

  /* “Ⅲ 12” and “III - 12” are one code. */
  function joined(words) {
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
    var asked = parsed(query);
    var found = { hits: [] };
    if (asked.words.length) {
      for (var at = 0; at < LENIENCE.length && !found.hits.length; at++) {
        found = ranked(matched(asked.words, asked.wanted, LENIENCE[at]));
      }
    }
    return { hits: found.hits, words: asked.words };
  }

  /* Showing ---------------------------------------------------------------------- */

  function escaped(text) {
    return text.replace(/[&<>"']/g, function (char) {
      return "&#" + char.charCodeAt(0) + ";";
    });
  }

  /* Marks the words where they stand letter for letter. */
  function marked(text, words) {
    var folded = Array.from(text, function (char) {
      var one = normal(char);
      return one.length === char.length ? one : char;
    }).join("");
    var spans = words
      .map(function (word) {
        return [word.text ? folded.indexOf(word.text) : -1, word.text.length];
      })
      .filter(function (span) {
        return span[0] >= 0;
      })
      .sort(function (one, other) {
        return one[0] - other[0];
      });
    var shown = "";
    var done = 0;
    spans.forEach(function (span) {
      if (span[0] < done) return;
      shown += escaped(text.slice(done, span[0]));
      done = span[0] + span[1];
      shown += "<mark>" + escaped(text.slice(span[0], done)) + "</mark>";
    });
    return shown + escaped(text.slice(done));
  }

  function item(hit, words) {
    var doc = docs[hit.at];
    var note = hit.strength === TYPO ? "（读音相近）" : "";
    return shown(config.kinds[doc.kind], doc.location, marked(doc.title, words), context(doc) + note, hit.strength);
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
    if (doc.kind < NAMES || doc.owner < 0 || doc.context) return doc.context;
    var clause = docs[doc.owner];
    return docs[clause.owner].title + " " + clause.mark + " · " + doc.facts.replace(/ /g, " · ");
  }

  function answer(query, limit) {
    var found = find(query);
    var items = found.hits.slice(0, limit).map(function (hit) {
      return [item(hit, found.words)];
    });
    if (found.hits.length > limit) {
      var rest = "还有 " + (found.hits.length - limit) + " 个结果";
      items.push([shown("更多", "search/?q=" + encodeURIComponent(query), rest, "在搜索页里看全部", NONE)]);
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
    var names = [doc.title].concat(doc.aliases || []).map(plain).map(bare).filter(Boolean);
    var below = doc.place[0] === "-";
    docs.push({
      location: below ? owner.location + doc.place : doc.place,
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
    config.kinds.forEach(function (name, at) {
      found[name] = [at];
    });
    found["项目"] = ["项目", "类别", "指标组"].map(function (name) {
      return config.kinds.indexOf(name);
    });
    found["材料"] = ["材料", "指标"].map(function (name) {
      return config.kinds.indexOf(name);
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

  addEventListener("message", function (event) {
    var message = event.data;
    if (message.type === 0) {
      setup(message.data);
      postMessage({ type: 1 });
      setTimeout(warmUp);
    } else if (message.type === 2) {
      postMessage({ type: 3, data: answer(message.data, message.limit || SHOWN) });
    }
  });
})();
