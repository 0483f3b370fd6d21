"""Every kind of page in Chromium 83, which old office browsers are made of: whole and usable."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from PIL import Image

from browser import SIZES, TYPE, TYPE_SIZES, as_printed, plain
from kinds import SITES
from old_browser import OldBrowser

CELLS = """[...document.querySelectorAll("article table")].flatMap(table =>
  [...table.querySelectorAll("td, th")].filter(cell => cell.getClientRects().length)
    .map(cell => getComputedStyle(cell))
    .filter(style => !(parseFloat(style.paddingLeft) && parseFloat(style.paddingTop)
      && parseFloat(style.borderBottomWidth)))
    .map(() => table.className || "table"))"""
"""The tables that have cells without padding or without a line below."""

LOOKS = f"""({{
  version: navigator.userAgent.match(/Chrome\\/(\\d+)/)[1],
  heading: document.querySelector("h1").lastChild.textContent,
  width: document.documentElement.scrollWidth,
  type: {TYPE},
  cells: {CELLS},
}})"""
SEARCHED = """(() => {
  const box = document.querySelector("[data-md-component=search-query]");
  box.focus();
  box.value = "志愿";
  box.dispatchEvent(new Event("input", {bubbles: true}));
})()"""
FOUND = 'document.querySelectorAll(".md-search-result__link").length'
FILTERED = """(() => {
  const select = document.querySelector("select[name=person]");
  select.value = "李博超";
  select.dispatchEvent(new Event("change", {bubbles: true}));
})()"""
ROWS = """[...document.querySelectorAll("[data-row]")]
  .filter(row => row.getClientRects().length).length"""


@pytest.mark.parametrize("which", SITES)
def test_every_kind(
    old_browser: OldBrowser, request: pytest.FixtureRequest, tmp_path: Path, which: str
) -> None:
    """On screens nothing is cut off and tables are tables; paper has the page's heading."""
    base_url = request.getfixturevalue(which)
    picture, paper = tmp_path / "page.png", tmp_path / "page.pdf"
    for kind, address in SITES[which].items():
        desktop = old_browser.take(
            address=base_url + address,
            size=SIZES["desktop"],
            ask=LOOKS,
            picture=str(picture),
            paper=str(paper),
        )
        assert (desktop["version"], desktop["cells"]) == ("83", []), kind
        with Image.open(picture) as taken:
            assert taken.convert("RGB").getcolors(50) is None, kind
        text = plain(subprocess.check_output(("pdftotext", "-raw", paper, "-"), text=True))
        assert as_printed(desktop["heading"]).search(text), kind
        phone = old_browser.take(size=SIZES["phone"], ask=LOOKS)
        for size, looks in (("desktop", desktop), ("phone", phone)):
            assert looks["width"] <= SIZES[size][0], (kind, size)
            assert set(looks["type"]) <= TYPE_SIZES, (kind, size)


def test_search(old_browser: OldBrowser, base_url: str) -> None:
    """What is typed into the box at the top finds something."""
    old_browser.take(address=base_url, size=SIZES["desktop"], wait="window.document$")
    old_browser.take(ask=SEARCHED)
    assert old_browser.take(wait=FOUND, ask=FOUND) > 3


def test_filter(old_browser: OldBrowser, base_url: str) -> None:
    """总表 shows the rows of one person."""
    old_browser.take(
        address=base_url + "overview/", wait='!document.querySelector(".filters").hidden'
    )
    old_browser.take(ask=FILTERED)
    assert old_browser.take(wait=f"{ROWS} < 30", ask=ROWS) == 2
