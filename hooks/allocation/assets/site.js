/* Comforts on top of pages that are complete without scripts. */
(function () {
  "use strict";

  function each(selector, action) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), action);
  }

  /* Private ticks: kept in this browser only, under the id of the evidence. */
  function store() {
    try {
      return window.localStorage;
    } catch (error) {
      return null;
    }
  }

  function ticks() {
    var memory = store();
    if (!memory) return;
    var boxes = document.querySelectorAll("[data-tick]");
    /* Two units on one server have sites, and ticks, of their own. */
    var settings = JSON.parse(document.getElementById("__config").textContent);
    var prefix = "tick:" + new URL(settings.base.replace(/\/$/, "") + "/", location).pathname + ":";
    Array.prototype.forEach.call(boxes, function (box) {
      var key = prefix + box.dataset.tick;
      box.checked = memory.getItem(key) === "1";
      box.addEventListener("change", function () {
        if (box.checked) memory.setItem(key, "1");
        else memory.removeItem(key);
      });
    });
    each("[data-clear-ticks]", function (button) {
      button.hidden = false;
      button.addEventListener("click", function () {
        Array.prototype.forEach.call(boxes, function (box) {
          box.checked = false;
          memory.removeItem(prefix + box.dataset.tick);
        });
      });
    });
  }

  /* 总表: filter rows and merge what is left again; the filter lives in the address. */
  var NEAR = 120; /* rows that may be on the screen or close to it: the browser lays out each */
  var NEAR_COST = 5; /* of such a row, in parts of the table that come or go unseen */
  var AT_ONCE = 25; /* such parts that a slow machine changes between two frames */

  function filters() {
    var form = document.querySelector("[data-filters]");
    if (!form) return;
    var selects = Array.prototype.slice.call(form.querySelectorAll("select"));
    var parts = Array.prototype.map.call(document.querySelector(".overview").tBodies, part);
    var total = parts.reduce(function (sum, each) {
      return sum + each.rows.length;
    }, 0);
    var running = 0;
    var finish;

    function part(body) {
      return { body: body, rows: Array.prototype.map.call(body.rows, entry) };
    }

    function entry(row) {
      return {
        row: row,
        merged: Array.prototype.slice.call(row.querySelectorAll("[data-merge]")),
        values: selects.map(function (select) {
          return row.dataset[select.name].split("\n");
        }),
      };
    }

    function matches(entry) {
      return selects.every(function (select, at) {
        return !select.value || entry.values[at].indexOf(select.value) >= 0;
      });
    }

    /* Touch only what changes: each touch makes the browser lay out anew. */
    function set(element, name, value) {
      if (element[name] !== value) element[name] = value;
    }

    /* Cells end with the part of the table that they are in; what the part above says goes on. */
    function merge(shown, above) {
      var spans = [];
      shown.forEach(function (entry) {
        entry.merged.forEach(function (cell, column) {
          var top = spans[column];
          var same = top && top.cell.dataset.merge === cell.dataset.merge;
          if (same) top.rows += 1;
          else {
            if (top) set(top.cell, "rowSpan", top.rows);
            spans[column] = { cell: cell, rows: 1 };
            cell.classList.toggle("goes-on", above[column] === cell.dataset.merge);
            above[column] = cell.dataset.merge;
          }
          set(cell, "hidden", Boolean(same));
        });
      });
      spans.forEach(function (top) {
        set(top.cell, "rowSpan", top.rows);
      });
    }

    function show(part, above) {
      set(part.body, "hidden", !part.shown.length);
      if (!part.shown.length) return;
      part.rows.forEach(function (entry) {
        set(entry.row, "hidden", part.shown.indexOf(entry) < 0);
      });
      merge(part.shown, above);
    }

    function tell(count) {
      form.querySelector("[data-count]").textContent =
        count === total
          ? "共 " + total + " 行"
          : "符合的有 " + count + " 行，共 " + total + " 行";
      document.querySelector("[data-none]").hidden = count > 0;
    }

    function soon(action) {
      if (document.hidden) setTimeout(action);
      else requestAnimationFrame(action);
    }

    /* From above, a few parts in each frame, so that none waits for all of a long table. */
    function apply(then) {
      var turn = (running += 1);
      var above = [];
      var next = 0;
      var count = 0;

      function go(room) {
        for (; next < parts.length && room > 0; next += 1) {
          show(parts[next], above);
          room -= Math.max(1, parts[next].near ? NEAR_COST * parts[next].shown.length : 0);
        }
        if (next === parts.length && then) then();
      }

      function some() {
        if (turn !== running || next === parts.length) return;
        go(AT_ONCE);
        soon(some);
      }

      parts.forEach(function (part) {
        part.shown = part.rows.filter(matches);
        part.near = count < NEAR;
        count += part.shown.length;
      });
      tell(count);
      finish = function () {
        if (next < parts.length) go(Infinity);
      };
      some();
    }

    function remember() {
      var query = new URLSearchParams();
      selects.forEach(function (select) {
        if (select.value) query.set(select.name, select.value);
      });
      var text = query.toString();
      try {
        history.replaceState(null, "", text ? "?" + text : location.pathname);
      } catch (error) {
        /* A page opened from a file share may not change its address. */
      }
    }

    function recall() {
      var query = new URLSearchParams(location.search);
      selects.forEach(function (select) {
        select.value = query.get(select.name) || "";
        if (select.selectedIndex < 0) select.value = "";
      });
      apply();
    }

    /* A new address makes the browser lay out what has changed: last, so that it does so once. */
    function filter() {
      apply(remember);
    }

    form.hidden = false;
    form.addEventListener("change", filter);
    form.addEventListener("reset", function () {
      setTimeout(filter);
    });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
    });
    recall();
    ["beforeprint", "pagehide"].forEach(function (name) {
      window.addEventListener(name, function () {
        finish();
      });
    });
  }

  /* Light or dark, as chosen or as the system has it; in the words in which the theme keeps it. */
  function colours() {
    var form = document.querySelector("[data-colours]");
    if (!form) return;
    var options = Array.prototype.slice.call(form.querySelectorAll("input"));

    function show(index) {
      var color = {};
      ["media", "scheme", "primary", "accent"].forEach(function (name) {
        color[name] = options[index].getAttribute("data-md-color-" + name);
        if (name !== "media") document.body.setAttribute("data-md-color-" + name, color[name]);
      });
      options.forEach(function (option, at) {
        option.nextElementSibling.hidden = at !== index;
      });
      return { index: index, color: color };
    }

    show(Math.max(0, Math.min(__md_get("__palette").index, options.length - 1)));
    form.addEventListener("change", function (event) {
      __md_set("__palette", show(options.indexOf(event.target)));
    });
    form.addEventListener("keydown", function (event) {
      if (event.key !== "Enter") return;
      var next = options[(options.indexOf(event.target) + 1) % options.length];
      next.click();
      next.focus();
    });
  }

  /* The theme's script, and what builds on it, once the page is seen. */
  function late() {
    function run() {
      each("[data-late]", function (link) {
        var script = document.createElement("script");
        script.src = link.href;
        script.async = false;
        document.body.appendChild(script);
      });
    }
    if (document.hidden) setTimeout(run);
    else
      requestAnimationFrame(function () {
        setTimeout(run);
      });
  }

  /* The theme's shortcuts of one key: who dictates, or rests a hand on the keys, turns them off. */
  function shortcuts() {
    each("[data-shortcuts]", function (button) {
      function on() {
        return __md_get("shortcuts") !== false;
      }
      function show() {
        button.setAttribute("aria-pressed", String(on()));
      }
      button.hidden = false;
      button.addEventListener("click", function () {
        __md_set("shortcuts", !on());
        show();
      });
      window.addEventListener(
        "keydown",
        function (event) {
          var typed = event.target.matches("input, select, textarea");
          if (!on() && !typed && event.key.length === 1 && event.key !== " ")
            event.stopImmediatePropagation();
        },
        true
      );
      show();
    });
  }

  function printing() {
    each("[data-print]", function (button) {
      button.hidden = false;
      button.addEventListener("click", function () {
        window.print();
      });
    });
  }

  /* A calendar can be subscribed to where a server can be asked for it again. */
  function calendars() {
    if (location.protocol.indexOf("http") !== 0) return;
    each("[data-webcal]", function (link) {
      link.href = link.href.replace(/^https?:/, "webcal:");
      link.hidden = false;
    });
  }

  function start() {
    colours();
    shortcuts();
    late();
    ticks();
    calendars();
    filters();
    printing();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
