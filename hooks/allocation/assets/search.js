/* What surrounds the search: every way of typing, kinds, what to do without results, its page. */
(function () {
  "use strict";

  var KINDS = ["人", "科室", "项目", "条款", "材料"];
  var PREFIX = /^\s*(?:人|科室|项目|类别|指标组|条款|材料|指标|登记|手册)[:：]\s*/;

  function make(tag, attributes, text) {
    var element = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) {
      element.setAttribute(name, attributes[name]);
    });
    if (text) element.textContent = text;
    return element;
  }

  /* The theme listens to keys only; words also come by paste, drag, voice and input methods. */
  function forward(input) {
    ["input", "compositionend", "change", "search"].forEach(function (name) {
      input.addEventListener(name, function () {
        input.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
      });
    });
  }

  /* Buttons that put a kind and a colon before the query, or take them away. */
  function kindButtons(input, changed) {
    var group = make("div", { class: "kinds", role: "group", "aria-label": "只看哪一类" });
    [""].concat(KINDS).forEach(function (kind) {
      var button = make("button", { type: "button", class: "plain" }, kind || "全部");
      button.addEventListener("click", function () {
        var rest = input.value.replace(PREFIX, "");
        input.value = kind ? kind + "：" + rest : rest;
        input.focus();
        press();
        changed();
      });
      group.appendChild(button);
    });
    function press() {
      var chosen = (PREFIX.exec(input.value) || [""])[0].trim().slice(0, -1);
      Array.prototype.forEach.call(group.children, function (button, at) {
        button.setAttribute("aria-pressed", String(chosen === ([""].concat(KINDS)[at])));
      });
    }
    ["input", "keyup"].forEach(function (name) {
      input.addEventListener(name, press);
    });
    press();
    return group;
  }

  function nothing(query) {
    var panel = document.querySelector("[data-no-result]").content.cloneNode(true);
    panel.querySelector("[data-query]").textContent = query;
    return panel;
  }

  /* The box in the header ---------------------------------------------------- */

  function box() {
    var input = document.querySelector("[data-md-component=search-query]");
    var result = document.querySelector("[data-md-component=search-result]");
    if (!input || !result) return;
    var meta = result.firstElementChild;
    var place = make("div", { class: "no-result" });
    forward(input);
    meta.setAttribute("role", "status");
    meta.after(place);
    /* Beside what the theme counts the children of, whichever of us is first. */
    result.before(
      kindButtons(input, function () {
        input.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
      }),
    );
    new MutationObserver(function () {
      place.textContent = "";
      var query = input.value.trim();
      if (query && meta.textContent.indexOf("没有找到") >= 0) place.appendChild(nothing(query));
    }).observe(meta, { childList: true });
    /* Somebody may have been quicker than the scripts. */
    if (document.activeElement === input) input.dispatchEvent(new FocusEvent("focus"));
    if (input.value) input.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
  }

  /* The page with all results --------------------------------------------------- */

  function settings() {
    return JSON.parse(document.getElementById("__config").textContent);
  }

  function grouped(items) {
    var groups = [];
    items.forEach(function (found) {
      var item = found[0];
      var group = groups.filter(function (each) {
        return each.kind === item.kind;
      })[0];
      if (!group) groups.push((group = { kind: item.kind, items: [] }));
      group.items.push(item);
    });
    return groups;
  }

  function section(group, base) {
    var part = make("section", { class: "block" });
    var heading = make("h2", {}, group.kind + " ");
    heading.appendChild(make("small", {}, group.items.length + " 个"));
    var list = make("ul", { class: "hits" });
    group.items.forEach(function (item) {
      var link = make("a", { href: base + "/" + item.location });
      link.innerHTML = item.title; /* escaped by the worker */
      list.appendChild(make("li", {})).appendChild(link);
    });
    part.appendChild(heading);
    part.appendChild(list);
    return part;
  }

  function page() {
    var form = document.querySelector("[data-search-page]");
    if (!form) return;
    var input = form.querySelector("input");
    var status = document.querySelector("[data-status]");
    var results = document.querySelector("[data-results]");
    var set = settings();
    var worker = new Worker(set.search);
    var ready = false;

    function ask() {
      if (ready) worker.postMessage({ type: 2, data: input.value, limit: 5000 });
    }

    function remember() {
      try {
        history.replaceState(null, "", input.value ? "?q=" + encodeURIComponent(input.value) : "?");
      } catch (error) {
        /* A page opened from a file share may not change its address. */
      }
    }

    function show(items) {
      var query = input.value.trim();
      results.textContent = "";
      status.textContent = query ? "找到 " + items.length + " 个结果" : "输入姓名、编码、字句或拼音。";
      grouped(items).forEach(function (group) {
        results.appendChild(section(group, set.base));
      });
      if (query && !items.length) results.appendChild(nothing(query));
    }

    function fail() {
      status.textContent = "搜索没有准备好，请刷新页面；还不行，请从下面按科室找人。";
    }

    worker.onerror = fail;
    worker.onmessage = function (event) {
      if (event.data.type === 1) {
        ready = true;
        ask();
      } else if (event.data.type === 3) {
        show(event.data.data.items);
      }
    };
    input.value = new URLSearchParams(location.search).get("q") || "";
    form.appendChild(
      kindButtons(input, function () {
        ask();
        remember();
      }),
    );
    ["input", "compositionend", "change"].forEach(function (name) {
      input.addEventListener(name, function () {
        ask();
        remember();
      });
    });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      remember();
      ask();
    });
  }

  function start() {
    box();
    page();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
