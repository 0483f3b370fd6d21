"""Tables from the sheets of any workbook, such as a Word table that an office keeps in Excel."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from allocation.office.formats import xlsx_reader
from allocation.office.formats.libreoffice import in_format
from allocation.office.formats.xlsx_reader import Area, Unreadable
from allocation.office.imports.tables.grid import Doubt, TableGrid


def tables(path: Path) -> list[TableGrid]:
    """Return the visible sheets of a workbook, each as a table.

    :raises OfficeError: if it can't be read.
    """
    with in_format(path, "xlsx", xlsx_reader.OLD_SUFFIXES) as workbook:
        grids = [_table(name, sheet) for name, sheet in xlsx_reader.read(workbook).items()]
    return [grid for grid in grids if grid.rows]


def _table(name: str, sheet: xlsx_reader.SheetGrid) -> TableGrid:
    rows, areas = _cut(sheet.rows), sheet.merged
    texts: list[list[str | None]] = [
        ["" if isinstance(text, Unreadable) else text for text in row] for row in rows
    ]
    for area in areas:
        for row in texts[area.top + 1 : area.bottom + 1]:
            # None marks the first cell only, as for a cell of Word that covers several columns.
            row[area.left : area.left + 1] = [None] if area.left < len(row) else []
    widest = tuple(_widest(areas, number) for number in range(len(texts)))
    return TableGrid(texts, (), tuple(_doubts(rows)), widest, sheet=name)


def _cut(rows: list[list[str]]) -> list[list[str]]:
    """Return the rows without empty columns at the right and empty rows at the bottom."""
    height = max((at for at, row in enumerate(rows, start=1) if any(row)), default=0)
    columns = zip_longest(*rows[:height], fillvalue="")
    width = max((at for at, column in enumerate(columns, start=1) if any(column)), default=0)
    return [[*row[:width], *[""] * (width - len(row))] for row in rows[:height]]


def _widest(areas: tuple[Area, ...], row: int) -> tuple[int, int]:
    """Return the first column and the width of the widest cell of a row."""
    spans = ((area.left, area.right - area.left + 1) for area in areas if area.top == row)
    return max(spans, key=lambda span: (span[1], -span[0]), default=(0, 1))


def _doubts(rows: list[list[str]]) -> Iterator[Doubt]:
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if isinstance(text, Unreadable):
                yield Doubt(number, column, f"{text}，没有导入，请核对。")
