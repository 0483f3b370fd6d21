"""The rows of a sheet, by the headings of its columns, which may have been moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from allocation.base.problems import CellRef, Problem
from allocation.office.formats.workbook_layout import MARK, SEPARATOR, Sheet, digest
from allocation.office.formats.xlsx_reader import MAX_COLUMNS, Area, SheetGrid
from allocation.office.imports.workbook.cell_values import Spellings, normalized

HEADS = 5
"""Rows among which the headings of a sheet are looked for."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A row of a sheet: its number in Excel, and its cells by heading."""

    reader: SheetReader
    number: int
    cells: dict[str, str]

    @property
    def sheet(self) -> Sheet:
        return self.reader.sheet

    @property
    def id(self) -> str:
        return self.cells.get(self.sheet.id, "")

    @property
    def is_filled(self) -> bool:
        """Whether a cell has content, other than the mark."""
        return any(text for title, text in self.cells.items() if title != MARK)

    @property
    def is_untouched(self) -> bool:
        """Whether the cells are those of the export."""
        return self.cells.get(MARK) == digest(self.texts)

    @property
    def texts(self) -> dict[str, str]:
        """The texts of all cells but the mark, by heading."""
        return {field.title: self.cells.get(field.title, "") for field in self.sheet.fields}

    def cell(self, title: str) -> CellRef:
        """Return the place of the cell under a heading."""
        return self.reader.cell(self.reader.columns.get(title, 0), self.number)


def headings(grid: SheetGrid, sheet: Sheet) -> set[str]:
    """Return the headings of a sheet that one of the first rows of a grid has."""
    titles = {field.title for field in sheet.fields}
    return max((titles & set(row) for row in grid.rows[:HEADS]), key=len, default=set())


def is_titled_like(grid: SheetGrid, sheet: Sheet) -> bool:
    """Whether a grid has the id and most of the headings of a sheet: it may be renamed."""
    found = headings(grid, sheet)
    return sheet.id in found and len(found) * 2 > len(sheet.fields)


def shortened(names: list[str], most: int) -> str:
    """Return a list of names for a message, without those beyond a number."""
    return SEPARATOR.join(names[:most]) + ("……" if len(names) > most else "")


class SheetReader:
    """Finds the columns of a sheet, and resolves its merged cells."""

    def __init__(
        self, file: str, tab: str, sheet: Sheet, grid: SheetGrid, spellings: Spellings
    ) -> None:
        self._file = file
        self._tab = tab
        self._spellings = spellings
        self.sheet = sheet
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        titles = [field.title for field in sheet.fields] + [MARK]
        self._rows = [row + [""] * (MAX_COLUMNS - len(row)) for row in grid.rows]
        self._head = next((at for at, row in enumerate(grid.rows) if sheet.id in row), 0)
        head = grid.rows[self._head] if grid.rows else []
        self.columns = {title: head.index(title) for title in titles if title in head}
        for title, at in ((title, at) for at, title in enumerate(head) if title in titles):
            if head.index(title) != at:
                message, remedy = f"列“{title}”有两个", "自己加的列请换个名称。"
                self.problems.append(Problem(self.cell(at, 1), message, "每个列名一次", remedy))
        self._explanatory = {field.title for field in sheet.fields[1:] if field.locked}
        self._ignored: set[tuple[int, str]] = set()
        for area in grid.merged:
            self._merged(area)

    def lines(self) -> Iterator[SheetLine]:
        """Yield every row below the headings."""
        for at in range(self._head + 1, len(self._rows)):
            row = self._rows[at]
            cells = {
                title: row[column]
                for title, column in self.columns.items()
                if (at, title) not in self._ignored
            }
            if text := cells.get(self.sheet.id, ""):
                cells[self.sheet.id] = normalized(self.sheet.fields[0], text, self._spellings)
            yield SheetLine(self, at + 1, cells)

    def renamed_column(self, values: Mapping[str, str]) -> str:
        """Return letter and heading of the unknown column with most of a lost column's values.

        :param values: those of the data, by id; the empty ones tell nothing.
        """
        ids = self.columns.get(self.sheet.id, 0)
        rows = self._rows[self._head + 1 :]
        filled = [(row, values[row[ids]]) for row in rows if values.get(row[ids])]
        for at, heading in enumerate(self._rows[self._head]):
            if heading and at not in self.columns.values():
                equal = sum(1 for row, text in filled if row[at] == text)
                if equal * 2 > len(filled):
                    return f"{get_column_letter(at + 1)} 列“{heading}”"
        return ""

    def cell(self, column: int, number: int) -> CellRef:
        """Return a place in this sheet, as Excel names it."""
        name = f"{get_column_letter(column + 1)}{number}"
        return CellRef(self._file, self._tab, name, number)

    def _merged(self, area: Area) -> None:
        covered = {title: at for title, at in self.columns.items() if area.left <= at <= area.right}
        alone = area.top == area.bottom and list(covered.values()) == [area.left]
        if area.bottom <= self._head or not covered or alone:
            return
        below = range(area.top + 1, min(area.bottom + 1, len(self._rows)))
        title = next(iter(covered))
        if area.top > self._head and covered.keys() <= self._explanatory:
            self._fill_new_rows(area, list(covered), below)
        elif (
            area.top <= self._head
            or list(covered.values()) != [area.left]
            or title in (self.sheet.id, MARK)
        ):
            self._refuse(area, list(covered))
        else:
            self._fill_rows(area, title, below)

    def _fill_new_rows(self, area: Area, titles: list[str], below: range) -> None:
        """Fill the value into new rows; in others, ignore it, since their id tells the rest."""
        for at in below:
            if self._rows[at][self.columns.get(self.sheet.id, 0)]:
                self._ignored |= {(at, title) for title in titles}
            else:
                self._rows[at][area.left] = self._rows[area.top][area.left]

    def _refuse(self, area: Area, titles: list[str]) -> None:
        columns = "、".join(f"“{title}”" for title in titles)
        message = f"合并了单元格 {area.name}（{columns}），被盖住的内容已经丢了"
        remedy = "取消合并，从原来的文件复制回这几格，再填。"
        place = CellRef(self._file, self._tab, area.name, area.top + 1)
        self.problems.append(Problem(place, message, "编号、表头和不同的列不合并", remedy))

    def _fill_rows(self, area: Area, title: str, below: range) -> None:
        """Fill the value into every row that has other cells."""
        text = self._rows[area.top][area.left]
        others = [column for column in self.columns.values() if column != area.left]
        for at in below:
            if any(self._rows[at][column] for column in others):
                self._rows[at][area.left] = text
        shown = text or "（空）"
        self.notes.append(
            f"“{self.sheet.name}”表的 {area.name} 合并过，每一行的“{title}”都读成“{shown}”。"
        )
