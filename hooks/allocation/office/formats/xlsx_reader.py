"""The cells of a workbook as text, formatted as a spreadsheet shows them."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import repeat
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils import range_boundaries
from openpyxl.utils.datetime import from_excel

from allocation.office.formats import docx_package, file_guard
from allocation.office.formats.file_guard import OfficeError
from allocation.office.formats.workbook_layout import SEPARATOR, YES
from allocation.runtime.progress_callback import Watch, unwatched

SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm")
OLD_SUFFIXES = (".xls", ".et", ".ods", ".xlsb")
"""Workbooks that LibreOffice has to convert first."""
MAX_COLUMNS = 200
_MAX_ROWS = 20_000
_MAX_DIGITS = 15
"""The digits that spreadsheets keep of a number."""
_ERRORS = {
    "#BLOCKED!", "#BUSY!", "#CALC!", "#CONNECT!", "#DIV/0!", "#FIELD!", "#GETTING_DATA", "#N/A",
    "#NAME?", "#NULL!", "#NUM!", "#REF!", "#SPILL!", "#UNKNOWN!", "#VALUE!",
}  # fmt: skip
_PICTURE = re.compile(r"=(_xlfn\.)?DISPIMG\(")
"""What WPS writes in place of a picture in a cell."""
_CHINESE_DATES = {
    **dict.fromkeys((27, 36, 50, 52, 57), "yyyy-m"),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), "m-d"),
    **dict.fromkeys((30, 31), "yyyy-m-d"),
}
"""Built-in formats of Chinese programs (ECMA-376, 18.8.30), which have no code in the file."""
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
_PARTS = {"y": "%Y", "m": "%m", "d": "%d"}
_CARRIAGE_RETURN = re.compile("_x000[Dd]_|\r")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z0-9:]+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


class Unreadable(str):
    """In the place of a cell's text: why the cell can't be read, in Chinese."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Area:
    """Cells merged into one: its name, and its rows and columns from 0, the last ones included."""

    name: str
    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """A sheet: the text of its cells, row by row, and which of them are merged."""

    rows: list[list[str]]
    merged: tuple[Area, ...] = ()


def read(
    path: Path, names: list[str] | None = None, watch: Watch = unwatched
) -> dict[str, SheetGrid]:
    """Return the sheets with these names; all visible ones if no names are given.

    :raises OfficeError: if it can't be read, or has none of them.
    """
    file_guard.check(path)
    try:
        # What openpyxl leaves out, such as styles and extensions, is nothing that is read here.
        with warnings.catch_warnings(action="ignore"), _opened(path) as one, _opened(path) as other:
            book = load_workbook(one, read_only=True, data_only=True)
            visible = (page.title for page in book.worksheets if page.sheet_state == "visible")
            chosen = [name for name in names or visible if name in book.sheetnames]
            formulas: Any = {}
            if any(_FORMULA.search(_content(book[name])) for name in chosen):
                formulas = load_workbook(other, read_only=True, data_only=False)
            grids = {
                name: _grid(book[name], formulas and formulas[name], path.name, watch)
                for name in chosen
            }
    except OfficeError:
        raise
    except Exception as error:
        why = type(error).__name__
        raise OfficeError(f"{path.name} 不是 Excel 文件，或已经损坏（{why}）。") from error
    if not grids:
        raise OfficeError(
            f"{path.name} 里没有认识的表；应有的表名：{SEPARATOR.join(names or ())}。"
        )
    return grids


def _opened(path: Path) -> BinaryIO:
    return docx_package.usual(path) if docx_package.is_strict(path) else path.open("rb")


def read_text(text: str) -> str:
    """Return the text of a cell, or why it has none."""
    text = _CARRIAGE_RETURN.sub("", text).strip()
    if _PICTURE.match(text):
        return Unreadable("是嵌在单元格里的图片，没有文字；请清空这一格，或换成文字")
    return Unreadable(f"是一个出错的公式（{text}）") if text in _ERRORS else text


def _grid(page: Any, formulas: Any, name: str, watch: Watch) -> SheetGrid:
    """Return a sheet.

    :param formulas: the same sheet with formulas in the place of values; nothing if it has none.
    """
    length = page.max_row
    # Some programs write dimensions that are too small, which would cut the sheet.
    page.reset_dimensions()
    written: Iterable[Iterable[Any]] = repeat(repeat(None))
    if formulas:
        formulas.reset_dimensions()
        written = formulas.iter_rows(max_col=MAX_COLUMNS, values_only=True)
    pairs = zip(page.iter_rows(max_col=MAX_COLUMNS), written, strict=False)
    rows: list[list[str]] = []
    for cells, row in watch(pairs, f"正在读“{page.title}”表", length):
        if len(rows) > _MAX_ROWS:
            raise OfficeError(f"{name} 的“{page.title}”表超过 {_MAX_ROWS} 行，没有读。")
        rows.append(
            [
                "" if cell is EMPTY_CELL and value is None else _text(cell, value)
                for cell, value in zip(cells, row, strict=False)
            ]
        )
    return SheetGrid(rows, tuple(_areas(page)))


def _areas(page: Any) -> Iterator[Area]:
    """Yield the merged cells, which openpyxl's read-only mode leaves out."""
    for match in _MERGED.finditer(_content(page)):
        name = match[1].decode()
        left, top, right, bottom = (number or 1 for number in range_boundaries(name))
        yield Area(name, top - 1, bottom - 1, left - 1, right - 1)


def _content(page: Any) -> bytes:
    content: bytes = page.parent._archive.read(page._worksheet_path)
    return content


def _text(cell: Any, written: Any) -> str:
    value = cell.value
    if value is None and isinstance(written, str) and written.startswith("="):
        return Unreadable("是一个没有算过的公式")
    if value is None or value is False:
        return ""
    if isinstance(value, str):
        return read_text(value)
    if value is True:
        return YES
    return _formatted(cell, value)


def _formatted(cell: Any, value: Any) -> str:
    if isinstance(value, datetime | date):
        return _day(value, cell.number_format)
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if not isinstance(value, int | float):
        return str(value)
    if code := _CHINESE_DATES.get(cell.style_array.numFmtId):
        day = from_excel(value, cell.parent.parent.epoch)
        return _day(day, code) if isinstance(day, date) else str(value)
    return _number(value, _LITERAL.sub("", cell.number_format))


def _day(day: date, code: str) -> str:
    """Return the parts of a date that its format shows: 2026-03-05, 2026-03, 03-05 or 2026."""
    code = _LITERAL.sub("", code).lower().split(";")[0]
    parts = [part for letter, part in _PARTS.items() if letter in code]
    return day.strftime("-".join(parts)) if parts else day.isoformat()


def _number(value: float, code: str) -> str:
    if abs(value) >= 10**_MAX_DIGITS:
        return Unreadable(f"是一个超过 {_MAX_DIGITS} 位的数字，后面的位数已经丢了；请按文本重填")
    number = Decimal(f"{value:.{_MAX_DIGITS}g}")
    if "%" in code:
        return f"{_plain(number * 100)}%"
    padded = re.fullmatch("0+", code)
    return _plain(number).zfill(len(code)) if padded else _plain(number)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
