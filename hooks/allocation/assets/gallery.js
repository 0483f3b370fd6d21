/* Photographs of an item: large on a click, with their captions; in full on paper. */
(function () {
  "use strict";

  var LABELS = {
    closeTitle: "关闭",
    zoomTitle: "放大或缩小",
    arrowPrevTitle: "上一张",
    arrowNextTitle: "下一张",
    errorMsg: "照片打不开",
  };

  function slides(links) {
    return links.map(function (link) {
      return {
        src: link.href,
        width: Number(link.dataset.pswpWidth),
        height: Number(link.dataset.pswpHeight),
        alt: link.querySelector("img").alt,
        caption: link.parentNode.querySelector(".photo__caption"),
      };
    });
  }

  function open(links, index) {
    var still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    var gallery = new window.PhotoSwipe(
      Object.assign(
        {
          dataSource: slides(links),
          index: index,
          bgOpacity: 0.92,
          showHideAnimationType: still ? "none" : "zoom",
        },
        LABELS
      )
    );
    gallery.on("uiRegister", function () {
      gallery.ui.registerElement({
        name: "caption",
        order: 9,
        isButton: false,
        appendTo: "root",
        onInit: function (element) {
          gallery.on("change", function () {
            element.textContent = "";
            element.appendChild(gallery.currSlide.data.caption.cloneNode(true));
          });
        },
      });
    });
    gallery.on("bindEvents", function () {
      gallery.element.setAttribute("aria-label", "照片");
      gallery.element.setAttribute("aria-modal", "true");
    });
    gallery.init();
  }

  function start() {
    Array.prototype.forEach.call(document.querySelectorAll("[data-gallery]"), function (list) {
      var links = Array.prototype.slice.call(list.querySelectorAll("a[data-pswp-width]"));
      links.forEach(function (link, index) {
        link.addEventListener("click", function (event) {
          if (event.ctrlKey || event.metaKey || event.shiftKey || !window.PhotoSwipe) return;
          event.preventDefault();
          open(links, index);
        });
      });
      /* Paper shows each photograph in full; screens need not load that much. */
      window.addEventListener("beforeprint", function () {
        Array.prototype.forEach.call(list.querySelectorAll("img[data-full]"), function (image) {
          image.src = image.dataset.full;
          image.removeAttribute("loading");
        });
      });
    });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
