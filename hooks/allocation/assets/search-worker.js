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

  var EXACT = 0;
  var STRONG = 1;
  var IN_TEXT = 1.1; /* as strong, but after those of its kind that have it in the title */
  var PARTIAL = 1.5; /* running text whose last syllable has only begun */
  var WEAK = 2;
  var TYPO = 3;
  var NONE = 9;
  var LONGEST_WORD = 30;
  var SHORTEST_TYPO = 5;
  var NAMES = 5; /* kinds below this one (people … groups) are short names: initials are looked for */
  var ROMAN = { i: 1, ii: 2, iii: 3, iv: 4, v: 5, vi: 6, vii: 7 };
  var DIGITS = "〇一二三四五六七八九";
  var CODE = /^第?(?:vi{0,2}|iv|i{1,3})?[-–—.·、()\d一二三四五六七八九十]*[条项款]?$/;
  var NUMERALS = /vi{0,2}|iv|i{1,3}|\d+|[一二三四五六七八九十]+/g;
  var MARK = /^\((\d+)\)$/;

  var config;
  var docs;
  var readings; /* character -> its syllables */
  var kinds; /* name -> positions of the kinds that it filters by */

  /* Words ------------------------------------------------------------------- */

  function normal(text) {
    var plain = text.normalize("NFKC").toLowerCase();
    return Array.from(plain, function (char) {
      return config.variants[char] || char;
    }).join("");
  }

  function bare(text) {
    return normal(text).replace(/[\s·•'’"“”‘’「」『』《》〈〉,，.。;；:：!！?？、\-–—_/\\()（）\[\]【】]+/g, "");
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
      steps: Object.create(null),
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
    var states = 0;
    var whole = 1;
    var best = NONE;
    for (var at = 0; at < text.length; at++) {
      var steps = stepsOf(text[at], word, initials);
      if (!steps) {
        states = whole = 0;
        continue;
      }
      states |= 1;
      var next = 0;
      var nextWhole = 0;
      for (var taken = 0; taken < steps.length; taken++) {
        if (!(states & (1 << taken))) continue;
        next |= steps[taken].states;
        if (steps[taken].ends) best = Math.min(best, STRONG);
        else if (steps[taken].begins) best = Math.min(best, initials ? STRONG : PARTIAL);
        if (!(whole & (1 << taken))) continue;
        nextWhole |= steps[taken].states;
        if (steps[taken].ends && at === text.length - 1) best = EXACT;
      }
      states = next;
      whole = nextWhole;
    }
    return best;
  }

  /* Where a character leads from each number of letters taken; null where it leads nowhere. */
  function stepsOf(char, word, initials) {
    var key = initials ? char : "=" + char;
    if (!(key in word.steps)) {
      var spoken = readings[char] || [];
      var steps = Array.from(word.letters, function (_, taken) {
        return stepFrom(char, spoken, word.letters, taken, initials);
      });
      var leads = steps.some(function (step) {
        return step.states || step.ends || step.begins;
      });
      word.steps[key] = leads ? steps : null;
    }
    return word.steps[key];
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

  function byText(doc, word) {
    if (!word.text || word.isCode || (word.isNumber && doc.kind < NAMES)) return NONE;
    if (doc.names.indexOf(word.text) >= 0) return EXACT;
    if (doc.titles.indexOf(word.text) >= 0) return STRONG;
    return doc.words.indexOf(word.text) >= 0 ? IN_TEXT : NONE;
  }

  function byPinyin(doc, word) {
    if (!word.letters || word.letters.length < 2) return NONE;
    if (doc.kind >= NAMES) return Math.max(STRONG, pinyin(doc.names[0], word, false));
    return doc.names.reduce(function (best, name) {
      return Math.min(best, pinyin(name, word, true));
    }, NONE);
  }

  function own(doc, word) {
    return Math.min(byCode(doc, word), byText(doc, word), byMark(doc, word), byPinyin(doc, word));
  }

  /* How well each entry matches a word: its own words first, then those of owners and members. */
  function strengths(word) {
    var found = docs.map(function (doc) {
      return own(doc, word);
    });
    function strong(at) {
      return found[at] < WEAK;
    }
    return found.map(function (strength, at) {
      if (strength < WEAK) return strength;
      for (var up = at; up !== undefined; up = docs[up].owner) {
        if (strong(up) || docs[up].members.some(strong)) return WEAK;
      }
      return strength;
    });
  }

  /* People and departments, for what they are responsible for. */
  function duties(word) {
    var found = docs.map(function () {
      return NONE;
    });
    docs.forEach(function (doc, at) {
      if (own(doc, word) >= WEAK) return;
      for (var up = at; up !== undefined; up = docs[up].owner) {
        docs[up].members.forEach(function (member) {
          found[member] = WEAK;
        });
      }
    });
    return found;
  }

  function typos(word) {
    return docs.map(function (doc) {
      if (doc.kind >= NAMES || !word.letters || word.letters.length < SHORTEST_TYPO) return NONE;
      return doc.spellings.some(function (spelling) {
        return nearly(spelling, word.letters);
      })
        ? TYPO
        : NONE;
    });
  }

  /* Where nothing matches every word, people count for their duties, then slips are forgiven. */
  var LENIENCE = [[], [duties], [typos]];

  function ranked(words, wanted, lenience) {
    var total = docs.map(function (doc) {
      return wanted && wanted.indexOf(doc.kind) < 0 ? NONE : EXACT;
    });
    words.forEach(function (word) {
      var found = [strengths].concat(lenience).map(function (look) {
        return look(word);
      });
      total = total.map(function (strength, at) {
        var best = found.reduce(function (least, each) {
          return Math.min(least, each[at]);
        }, NONE);
        return Math.max(strength, best);
      });
    });
    var hits = [];
    total.forEach(function (strength, at) {
      if (strength !== NONE) hits.push({ at: at, strength: strength });
    });
    return hits.sort(function (one, other) {
      return (
        Math.floor(2 * one.strength) - Math.floor(2 * other.strength) ||
        docs[one.at].kind - docs[other.at].kind ||
        one.strength - other.strength ||
        one.at - other.at
      );
    });
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
    if (!asked.words.length) return { hits: [], words: [] };
    var hits = [];
    for (var at = 0; at < LENIENCE.length && !hits.length; at++) {
      hits = ranked(asked.words, asked.wanted, LENIENCE[at]);
    }
    return { hits: hits, words: asked.words };
  }

  /* Showing ---------------------------------------------------------------------- */

  function escaped(text) {
    return text.replace(/[&<>"']/g, function (char) {
      return "&#" + char.charCodeAt(0) + ";";
    });
  }

  /* Marks the words where they stand letter for letter. */
  function marked(text, words) {
    var plain = Array.from(text, function (char) {
      var one = normal(char);
      return one.length === 1 ? one : char;
    }).join("");
    if (plain.length !== text.length) return escaped(text);
    var spans = [];
    words.forEach(function (word) {
      var at = word.text ? plain.indexOf(word.text) : -1;
      if (at >= 0) spans.push([at, at + word.text.length]);
    });
    spans.sort(function (one, other) {
      return one[0] - other[0];
    });
    var shown = "";
    var done = 0;
    spans.forEach(function (span) {
      if (span[0] < done) return;
      shown += escaped(text.slice(done, span[0])) + "<mark>" + escaped(text.slice(span[0], span[1])) + "</mark>";
      done = span[1];
    });
    return shown + escaped(text.slice(done));
  }

  function item(hit, words) {
    var doc = docs[hit.at];
    var kind = config.kinds[doc.kind];
    var note = hit.strength === TYPO ? "（读音相近）" : "";
    return {
      location: config.flat ? doc.location.replace(/(^|\/)(#|$)/, "$1index.html$2") : doc.location,
      title:
        '<span class="hit"><span class="hit__kind">' + escaped(kind) + '</span> <span class="hit__title">' +
        marked(doc.title, words) + "</span>" +
        '<span class="hit__context">' + escaped(doc.context + note) + "</span></span>",
      text: "",
      score: 100 - hit.strength,
      terms: {},
      kind: kind,
    };
  }

  function answer(query) {
    var found = find(query);
    return {
      items: found.hits.map(function (hit) {
        return [item(hit, found.words)];
      }),
    };
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

  function entry(doc) {
    var names = [doc.title].concat(doc.aliases || []).map(bare).filter(Boolean);
    return {
      location: doc.location,
      title: doc.title,
      kind: doc.kind,
      context: doc.context || "",
      path: doc.code ? doc.code.split("-").map(Number) : [],
      names: names,
      titles: names.join("\n"),
      words: bare(doc.text) + "\n" + bare(doc.tags || ""),
      spellings: doc.kind < NAMES ? [].concat.apply([], names.map(spelt)) : [],
      owner: doc.owner,
      members: doc.members || [],
    };
  }

  /* A name, and for people the given name alone. */
  function spelt(name) {
    var given = name.length === 3 ? [name.slice(1)] : [];
    return [].concat.apply([], [name].concat(given).map(spellings));
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

  function setup(data) {
    config = data.config;
    readings = readable(config.readings);
    kinds = filters();
    docs = data.docs.map(entry);
  }

  addEventListener("message", function (event) {
    var message = event.data;
    if (message.type === 0) {
      setup(message.data);
      postMessage({ type: 1 });
    } else if (message.type === 2) {
      postMessage({ type: 3, data: answer(message.data) });
    }
  });
})();
