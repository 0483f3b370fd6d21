"""Tables out of the sheets of any workbook: a Word table that somebody keeps in Excel."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from allocation.office.formats import xlsx_reader
from allocation.office.formats.libreoffice import converted
from allocation.office.formats.xlsx_reader import Area, Unreadable
from allocation.office.imports.tables.grid import Doubt, TableGrid

SUFFIXES = (".xlsx", ".xlsm")
OLD_SUFFIXES = (".xls", ".et", ".ods")


def tables(path: Path) -> list[TableGrid]:
    """Return the visible sheets of a workbook, each as a table.

    :raises OfficeError: if it can't be read.
    """
    if path.suffix.lower() in SUFFIXES:
        return [_table(sheet) for sheet in xlsx_reader.read(path).values()]
    with tempfile.TemporaryDirectory() as temporary:
        return tables(converted(path, Path(temporary), "xlsx"))


def _table(sheet: xlsx_reader.SheetGrid) -> TableGrid:
    rows, areas = _cut(sheet.rows), sheet.merged
    texts: list[list[str | None]] = [
        ["" if isinstance(text, Unreadable) else text for text in row] for row in rows
    ]
    for area in areas:
        for row in texts[area.top + 1 : area.bottom + 1]:
            # Only the first cell says that it goes on, as where a cell of Word covers columns.
            row[area.left : area.left + 1] = [None] if area.left < len(row) else []
    widest = tuple(_widest(areas, number) for number in range(len(texts)))
    return TableGrid(texts, (), tuple(_doubts(rows)), widest)


def _cut(rows: list[list[str]]) -> list[list[str]]:
    """Return the rows without what is empty at the right and below: sheets have no end."""
    height = max((at for at, row in enumerate(rows, start=1) if any(row)), default=0)
    columns = zip_longest(*rows[:height], fillvalue="")
    width = max((at for at, column in enumerate(columns, start=1) if any(column)), default=0)
    return [[*row[:width], *[""] * (width - len(row))] for row in rows[:height]]


def _widest(areas: tuple[Area, ...], row: int) -> tuple[int, int]:
    """Return the first column of the widest cell of a row, and how many columns it covers."""
    spans = ((each.left, each.right - each.left + 1) for each in areas if each.top == row)
    return max(spans, key=lambda span: (span[1], -span[0]), default=(0, 1))


def _doubts(rows: list[list[str]]) -> Iterator[Doubt]:
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if isinstance(text, Unreadable):
                yield Doubt(number, column, f"{text}，没有导入，请核对。")
