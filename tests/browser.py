"""Chromium for tests and pictures, without a network of its own."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from pypdf import PdfReader

from helpers import PROJECT, serving

SIZES = {
    "desktop": (1280, 800),
    "phone": (390, 844),
    "zoomed to 200 %": (640, 400),
    "zoomed to 400 %": (320, 256),
}
"""Window sizes; a desktop window zoomed to 200 % is one of half its size."""
NO_LOOPBACK = "office.test"
"""A name of this machine that browsers do not trust as they trust the loopback address."""
_FLAGS = (
    f"--host-resolver-rules=MAP {NO_LOOPBACK} 127.0.0.1",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


VIEWS = (
    ("desktop", "light"),
    ("desktop", "dark"),
    ("phone", "light"),
    ("zoomed to 200 %", "light"),
    ("zoomed to 400 %", "light"),
)
"""What differs: colours everywhere alike, the layout in light and dark alike."""


_TWINS = str.maketrans({"戶": "户", "—": None, "―": None, "─": None})
"""Characters that share a shape in the fonts of printed files."""


_RADICALS = "\u2e80-\u2eff"

_THIN = """() => {
  for (const parent of document.querySelectorAll("article, article *")) {
    const seen = new Map();
    for (const child of [...parent.children]) {
      const kind = child.tagName + child.className, before = seen.get(kind) ?? 0;
      seen.set(kind, before + 1);
      if (before > 2) child.remove();
    }
  }
}"""
"""Leaves three of what stands side by side and is of one kind."""

TYPE_SIZES = {13, 15, 16, 20, 28}
"""The sizes of type, in pixels at the browser's own setting."""

TYPE = """(() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), sizes = new Set();
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    if (texts.currentNode.data.trim() && parent.getClientRects().length)
      sizes.add(parseFloat(getComputedStyle(parent).fontSize));
  }
  return [...sizes];
})()"""
"""The sizes of the type that is shown on a page."""


def violations(page: Page, **options: Any) -> list[tuple[str, list[str]]]:
    """Return what axe finds wrong with a page; of many alike, three are looked at."""
    page.evaluate(_THIN)
    return faults(page, **options)


def faults(page: Page, **options: Any) -> list[tuple[str, list[str]]]:
    """Return what axe finds wrong with a page that is used further: all of it is looked at."""
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response
    return [
        (each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found["violations"]
    ]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the Chromium of the system, named by CHROMIUM or found on the path."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_path(), args=list(_FLAGS))
        yield browser
        browser.close()


def _path() -> str | None:
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    command = PROJECT / "scripts" / "chromium"
    return (
        subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or None
    )


@dataclass(frozen=True, slots=True)
class Printed:
    """A page on paper: the text of each sheet, without white space, and the size in points.

    :ivar pictures: how many pictures are on each sheet.
    """

    pages: tuple[str, ...]
    size: tuple[int, int]
    pictures: tuple[int, ...]


def pdf(page: Page, address: str) -> Printed:
    """Print a page as its style sheet wants it."""
    page.goto(address)
    printed = page.pdf(prefer_css_page_size=True)
    sheets = PdfReader(io.BytesIO(printed)).pages
    box = sheets[0].mediabox
    # Each sheet ends with a form feed.
    command = ("pdftotext", "-raw", "-", "-")
    text = subprocess.run(command, input=printed, capture_output=True, check=True).stdout.decode()
    return Printed(
        tuple(map(plain, text.split("\f")[:-1])),
        (round(box.width), round(box.height)),
        tuple(len(sheet.images) for sheet in sheets),
    )


def plain(text: str) -> str:
    """Return a text without white space, in the characters that all printed forms of one share."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_TWINS).split())


def as_printed(text: str) -> re.Pattern[str]:
    """Return how to find a text: a font may call 见 by the name of the radical that looks so."""
    return re.compile("".join(f"[{re.escape(char)}{_RADICALS}]" for char in plain(text)))


def _picture(site: Path, address: str, target: Path) -> None:
    with serving(site) as url, chromium() as browser:
        width, height = SIZES["desktop"]
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(url + address)
        page.screenshot(path=target)


if __name__ == "__main__":
    _picture(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
