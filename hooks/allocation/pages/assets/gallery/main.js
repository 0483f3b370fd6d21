/* Photographs of an item: large on a click, with their captions; in full on paper. */

import { all, whenReady } from "../shared/page.js";

const LABELS = {
  closeTitle: "关闭",
  zoomTitle: "放大或缩小",
  arrowPrevTitle: "上一张",
  arrowNextTitle: "下一张",
  errorMsg: "照片打不开",
};

whenReady(() => {
  for (const list of all("[data-gallery]", HTMLElement)) {
    openOnClick(all("a[data-pswp-width]", HTMLAnchorElement, list));
    printInFull(all("img[data-full]", HTMLImageElement, list));
  }
});

/** @param {HTMLAnchorElement[]} links */
function openOnClick(links) {
  links.forEach((link, index) => {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || !window.PhotoSwipe) return;
      event.preventDefault();
      open(new window.PhotoSwipe(optionsOf(links, index)));
    });
  });
}

/**
 * Paper has photographs in full; screens need not load that much. The button and Ctrl+P wait until
 * they are loaded. Whoever prints from the browser's menu gets the small ones that are there.
 * @param {HTMLImageElement[]} images
 */
function printInFull(images) {
  window.addEventListener("load", () => {
    for (const image of images) image.loading = "eager";
  });
  document.addEventListener("beforeprinting", (event) => {
    if (event instanceof CustomEvent) event.detail.push(loadInFull(images));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "p" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    loadInFull(images).then(() => window.print());
  });
}

/** @param {HTMLImageElement[]} images */
function loadInFull(images) {
  return Promise.all(images.map(showInFull));
}

/**
 * A picture that is there stays until the full one is.
 * @param {HTMLImageElement} image
 */
async function showInFull(image) {
  const full = new Image();
  full.src = image.dataset.full || "";
  try {
    await full.decode();
  } catch (_) {
    return;
  }
  image.src = full.src;
  await image.decode();
}

/**
 * @param {HTMLAnchorElement[]} links
 * @param {number} index
 */
function optionsOf(links, index) {
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return {
    dataSource: links.map(slideOf),
    index,
    bgOpacity: 0.92,
    showHideAnimationType: isStill ? "none" : "zoom",
    ...LABELS,
  };
}

/** @param {HTMLAnchorElement} link */
function slideOf(link) {
  const [image] = all("img", HTMLImageElement, link);
  return {
    src: link.href,
    width: Number(link.dataset.pswpWidth),
    height: Number(link.dataset.pswpHeight),
    alt: image.alt,
    caption: link.parentElement && link.parentElement.querySelector(".photo__caption"),
  };
}

/** @param {Gallery} gallery */
function open(gallery) {
  gallery.on("uiRegister", () => gallery.ui.registerElement(captionOf(gallery)));
  gallery.on("bindEvents", () => {
    gallery.element.setAttribute("aria-label", "照片");
    gallery.element.setAttribute("aria-modal", "true");
  });
  gallery.init();
}

/** @param {Gallery} gallery */
function captionOf(gallery) {
  return {
    name: "caption",
    order: 9,
    isButton: false,
    appendTo: "root",
    onInit: (/** @type {HTMLElement} */ element) => {
      gallery.on("change", () => {
        element.textContent = "";
        element.appendChild(gallery.currSlide.data.caption.cloneNode(true));
      });
    },
  };
}
