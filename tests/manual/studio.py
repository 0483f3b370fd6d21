"""How the pictures of the manual are made: pages in Chromium, Office files through LibreOffice."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.worksheet.header_footer import HeaderFooter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image, ImageChops
from playwright.sync_api import Browser, FloatRect, Locator, Page

from allocation.office.formats.libreoffice import converted
from example import make
from manual.stories import Story, tell

WIDTH, HEIGHT, SCALE = 820, 900, 1.5
"""A window without a table of contents at its side; its pictures stay sharp on dense screens."""
COLOURS = 64
MARGIN = 14
MARK = "#c62828"
_DOTS = 130
"""Dots per inch of what comes from Office files."""
_AROUND = 2
"""Rows shown above the one that changes."""
_SETTLED = 500
"""Milliseconds after which the search dialog no longer moves."""
_DRAW_MARKS = """(boxes) => boxes.forEach(({x, y, width, height}, place) => {
  const box = (left, top, width, height, style) => {
    const made = document.createElement("div");
    made.style.cssText = `position: absolute; left: ${left}px; top: ${top}px; width: ${width}px;
      height: ${height}px; ${style}`;
    document.body.append(made);
    return made;
  };
  box(x - 5, y - 4, width + 10, height + 8,
    "border: 2.5px solid MARK; border-radius: 6px; box-sizing: border-box; z-index: 99");
  box(Math.min(x + width - 6, innerWidth - 26), Math.max(y - 15, 2), 22, 22,
    `background: MARK; border-radius: 50%; color: #fff; font: 700 14px/22px sans-serif;
     text-align: center; z-index: 100`).textContent = place + 1;
})""".replace("MARK", MARK)


@dataclass(frozen=True)
class Studio:
    """What pictures are taken of.

    :param url: where the example's site is; ``after`` is where its stories have come true.
    :param files: the Office files, under their names.
    :param folder: for what is only in between.
    """

    browser: Browser
    url: str
    after: str
    files: Mapping[str, Path]
    folder: Path


Picture = Callable[[Studio], Image.Image]


@dataclass(frozen=True)
class PageShot:
    """A part of a page, from one element to another, with numbered frames around some.

    :param typed: what is typed into the search.
    :param after: whether the stories of the clerk have come true.
    :param reader: the address of the person who has said before that it is him.
    :param unfolded: what is clicked to see what it folds.
    """

    address: str
    first: str
    last: str
    marks: tuple[str, ...] = ()
    typed: str = ""
    after: bool = False
    width: int = WIDTH
    reader: str = ""
    unfolded: str = ""

    def __call__(self, studio: Studio) -> Image.Image:
        """Take the picture."""
        page = studio.browser.new_page(
            viewport={"width": self.width, "height": HEIGHT}, device_scale_factor=SCALE
        )
        marks = self.open(page, studio.after if self.after else studio.url)
        page.evaluate(_DRAW_MARKS, marks)
        shot = page.screenshot(full_page=True, clip=self._clip(page, marks))
        page.close()
        return Image.open(io.BytesIO(shot))

    def open(self, page: Page, url: str) -> list[FloatRect]:
        """Go to the page, type what is typed; return where the marks belong."""
        page.emulate_media(reduced_motion="reduce")
        page.clock.set_fixed_time(datetime.combine(make.TODAY, time(9)))
        if self.reader:
            page.goto(f"{url}people/{self.reader}/")
            page.locator("[data-me]").click()
        page.goto(url + self.address)
        if self.unfolded:
            page.locator(self.unfolded).first.click()
        if self.typed:
            page.locator(".md-search__input").press_sequentially(self.typed)
            page.locator(".md-search-result__link").first.wait_for()
            page.wait_for_timeout(_SETTLED)
        return [_box(page.locator(each).first) for each in self.marks]

    def _clip(self, page: Page, marks: list[FloatRect]) -> FloatRect:
        first, last = _box(page.locator(self.first).first), _box(page.locator(self.last).last)
        upper = min([first["y"], *(each["y"] - MARGIN / 2 for each in marks)]) - MARGIN
        upper = max(0, upper)
        lower = last["y"] + last["height"] + MARGIN
        return {"x": 0, "y": upper, "width": self.width, "height": lower - upper}


def _box(found: Locator) -> FloatRect:
    """Return where something is on the whole page, however far it is scrolled."""
    box: FloatRect = found.evaluate(
        """element => {
          const {x, y, width, height} = element.getBoundingClientRect();
          return {x: x + scrollX, y: y + scrollY, width, height};
        }"""
    )
    assert box["width"], found
    return box


@dataclass(frozen=True)
class SheetShot:
    """Some rows of the real workbook, the cells of the last story filled and marked.

    :param strips: groups of columns, each shown as a strip, one below the other.
    :param without: letters of columns that are hidden.
    """

    stories: tuple[Story, ...]
    strips: tuple[str, ...]
    without: str = ""

    def __call__(self, studio: Studio) -> Image.Image:
        """Take the picture."""
        return _stacked([self._strip(studio, columns) for columns in self.strips])

    def _strip(self, studio: Studio, columns: str) -> Image.Image:
        workbook = load_workbook(studio.files["workbook"])
        for story in self.stories:
            filled = tell(workbook, story)
        sheet = workbook[self.stories[-1].sheet]
        _mark(sheet, filled)
        _show_only(sheet, filled[0].row, columns)
        for letter in self.without:
            sheet.column_dimensions[letter].hidden = True
        for other in workbook.worksheets:
            other.sheet_state = "visible" if other is sheet else "hidden"
        workbook.active = workbook.index(sheet)
        path = studio.folder / "sheet.xlsx"
        workbook.save(path)
        return _first_page(path, studio.folder)


def _mark(sheet: Worksheet, cells: Iterable[Cell]) -> None:
    side = Side("thick", color=MARK.lstrip("#"))
    for cell in cells:
        cell.border = Border(side, side, side, side)
        cell.fill = PatternFill("solid", "FFF3C4")


def _show_only(sheet: Worksheet, row: int, columns: str) -> None:
    """Hide the rows far from one, and print some columns as a screen shows them."""
    for number in range(2, sheet.max_row + 1):
        shown = sheet.row_dimensions[number]
        shown.hidden = not row - _AROUND <= number <= row
        # The fonts of the machine that takes the pictures are higher than those of offices.
        shown.height = 1.35 * (shown.height or 15)
    first, last = columns.split(":")
    sheet.print_area = f"{first}1:{last}{row}"
    sheet.print_title_rows = None
    sheet.print_options.headings = True
    sheet.HeaderFooter = HeaderFooter()
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A3
    sheet.page_setup.orientation = Worksheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.scale = 100


@dataclass(frozen=True)
class PaperShot:
    """The upper part of what stands on the first page of a Word file."""

    file: str
    share: float

    def __call__(self, studio: Studio) -> Image.Image:
        """Take the picture."""
        page = _first_page(studio.files[self.file], studio.folder)
        return page.crop((0, 0, page.width, round(page.height * self.share)))


def _first_page(file: Path, folder: Path) -> Image.Image:
    """Return what LibreOffice prints on the first page, with a small margin."""
    pdf = converted(file, folder, "pdf")
    stem = folder / "page"
    subprocess.run(["pdftoppm", "-png", "-singlefile", "-r", str(_DOTS), pdf, stem], check=True)
    picture = Image.open(stem.with_suffix(".png")).convert("RGB")
    box = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
    assert box, f"{file.name} is empty"
    left, top, right, bottom = box
    return picture.crop((left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN))


def _stacked(parts: list[Image.Image]) -> Image.Image:
    size = max(each.width for each in parts), sum(each.height for each in parts)
    whole = Image.new("RGB", size, "white")
    top = 0
    for each in parts:
        whole.paste(each, (0, top))
        top += each.height
    return whole


def small(picture: Image.Image) -> bytes:
    """Return a picture as a PNG with few colours."""
    content = io.BytesIO()
    palette = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    palette.save(content, "PNG", optimize=True)
    return content.getvalue()
