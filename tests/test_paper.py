"""On paper: every kind of page on A4, rows whole, headers repeated, nothing but content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from allocation.pages.html.assets import style_sheet
from allocation.site.outputs import ASSETS
from browser import as_printed, pdf
from kinds import PLACES, SITES

PORTRAIT, LANDSCAPE = (595, 842), (842, 595)
CONTROLS = """() => [...document.querySelectorAll(
  `nav, form, button, select, input:not([type=checkbox]), header, footer, dialog, [role=dialog],
  .md-sidebar, .md-top, .md-skip, .takeaway > :not(.print-line)`
)].filter(each => each.getClientRects().length && getComputedStyle(each).visibility === "visible")
  .map(each => each.outerHTML.slice(0, 100))"""
TABLES = """() => {
  const text = cell => {
    const copy = cell.cloneNode(true);
    const unseen = copy.querySelectorAll("[class=reading], .screen-only, .ref, .file");
    unseen.forEach(each => each.remove());
    return copy.textContent;
  };
  const shown = each => each.getClientRects().length > 0;
  return [...document.querySelectorAll("article table")].filter(shown).map(table => ({
    head: [...table.querySelectorAll("thead th")].filter(shown).map(text),
    rows: [...table.querySelectorAll("tbody tr")].filter(shown)
      .map(row => [...row.querySelectorAll("th, td")].filter(shown).map(text)),
  }));
}"""
"""What stands in the tables of a page as it would be printed."""

COLOURS = """names => {
  const style = getComputedStyle(document.body);
  return Object.fromEntries(names.map(name => [name, style.getPropertyValue(name)]));
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page as it is printed."""
    opened = browser.new_page()
    opened.emulate_media(media="print")
    yield opened
    opened.close()


@pytest.mark.parametrize(("which", "kind"), PLACES)
def test_every_kind(page: Page, request: pytest.FixtureRequest, which: str, kind: str) -> None:
    """A4; no control, no navigation; each cell whole on a sheet, under the header of its table."""
    printed = pdf(page, request.getfixturevalue(which) + SITES[which][kind])
    assert printed.size in (PORTRAIT, LANDSCAPE)
    assert page.evaluate(CONTROLS) == []
    if len(printed.pages) > 1:
        for table in page.evaluate(TABLES):
            check(table, printed.pages)


def check(table: dict[str, Any], sheets: tuple[str, ...]) -> None:
    """Each cell of a table is whole on some sheet, and the header is on it as well."""
    head = [as_printed(cell) for cell in table["head"]]
    for cell in (cell for row in table["rows"] for cell in row):
        wanted = as_printed(cell)
        there = [sheet for sheet in sheets if wanted.search(sheet)]
        assert there, f"cut: {cell.strip()[:60]}"
        assert any(all(title.search(sheet) for title in head) for sheet in there), cell.strip()[:60]


def test_items(page: Page, site: Path, base_url: str) -> None:
    """The longest items take two A4 sheets, most take one; 总表 prints on A4 landscape."""
    items = [each.name for each in (site / "items").iterdir() if each.is_dir()]
    page.set_viewport_size({"width": 794, "height": 1123})
    height = {name: printed_height(page, f"{base_url}items/{name}/") for name in items}
    longest_first = sorted(items, key=height.__getitem__, reverse=True)
    for name, most in zip(longest_first, (2, 2, 1, 1), strict=False):
        printed = pdf(page, f"{base_url}items/{name}/")
        assert len(printed.pages) <= most, name
        assert printed.size == PORTRAIT
    assert pdf(page, base_url + "overview/").size == LANDSCAPE


def test_filings_are_an_annex(page: Page, example_url: str) -> None:
    """What was handed in begins on a sheet of its own, so that the checklist can go alone."""
    first, second, *_ = pdf(page, example_url + "items/iii-6/").pages
    assert "登记的材料" not in first
    assert "登记的材料" in second


def printed_height(page: Page, address: str) -> int:
    """Return how high a page is, laid out as it is printed, in pixels of an A4 sheet."""
    page.goto(address)
    height: int = page.evaluate("document.documentElement.scrollHeight")
    return height


def test_the_matrix_fits(page: Page, base_url: str) -> None:
    """The drawing of departments and categories is as wide as the sheet at most."""
    sheet = round((210 - 2 * 12) / 25.4 * 96)
    page.set_viewport_size({"width": sheet, "height": 1000})
    page.goto(base_url)
    box = page.locator(".matrix").bounding_box()
    assert box
    assert 0 < box["x"] < box["x"] + box["width"] <= sheet


def test_gaps(page: Page, example_url: str) -> None:
    """A department's gaps print on a sheet, those of all on a few, without texts to copy."""
    printed = pdf(page, example_url + "gaps/gonghui/")
    assert (len(printed.pages), printed.size) == (1, PORTRAIT)
    whole = pdf(page, example_url + "gaps/")
    assert len(whole.pages) <= 4
    assert "催办文字" not in "".join(whole.pages)


def test_printed_from_the_dark(browser: Browser, example_url: str) -> None:
    """Paper is white: no colour that a site in the dark has reaches it."""
    style = style_sheet(ASSETS)
    ours = sorted(set(re.findall(r"(--(?!md-)[a-z-]+):", style)))
    seen = []
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(example_url)
        page.emulate_media(media="print", color_scheme=scheme)
        seen.append(page.evaluate(COLOURS, [*ours, "color", "--md-default-fg-color"]))
        page.close()
    assert len(ours) > 10
    assert seen[0] == seen[1]
