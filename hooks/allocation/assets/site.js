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
  function filters() {
    var form = document.querySelector("[data-filters]");
    if (!form) return;
    var rows = Array.prototype.map.call(document.querySelectorAll("[data-row]"), function (row) {
      return {
        row: row,
        merged: Array.prototype.slice.call(row.querySelectorAll("[data-merge]")),
      };
    });
    var selects = Array.prototype.slice.call(form.querySelectorAll("select"));

    function matches(row) {
      return selects.every(function (select) {
        return !select.value || row.dataset[select.name].split("\n").indexOf(select.value) >= 0;
      });
    }

    function merge(shown) {
      var open = [];
      shown.forEach(function (entry) {
        entry.merged.forEach(function (cell, column) {
          var top = open[column];
          if (top && top.dataset.merge === cell.dataset.merge) {
            top.rowSpan += 1;
            cell.hidden = true;
          } else {
            open[column] = cell;
            cell.rowSpan = 1;
            cell.hidden = false;
          }
        });
      });
    }

    function apply() {
      var shown = rows.filter(function (entry) {
        entry.row.hidden = !matches(entry.row);
        return !entry.row.hidden;
      });
      merge(shown);
      form.querySelector("[data-count]").textContent =
        shown.length === rows.length
          ? "共 " + rows.length + " 行"
          : "符合的有 " + shown.length + " 行，共 " + rows.length + " 行";
      document.querySelector("[data-none]").hidden = shown.length > 0;
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

    form.hidden = false;
    form.addEventListener("change", function () {
      apply();
      remember();
    });
    form.addEventListener("reset", function () {
      setTimeout(function () {
        apply();
        remember();
      });
    });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
    });
    recall();
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
    ticks();
    calendars();
    filters();
    printing();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
