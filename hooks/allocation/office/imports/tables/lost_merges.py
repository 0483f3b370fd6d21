"""Merged cells of tables in text and CSV, which have them as empty cells below the first one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from allocation.office.imports.tables.grid import Doubt, TableGrid
from allocation.office.imports.tables.heading_words import DUTIES, ColumnHeading

_OWNERS = (ColumnHeading.LEADER, *DUTIES)
_BESIDE_DEPARTMENTS = (ColumnHeading.SUPPORT, ColumnHeading.PERSON)
_OF_AN_ITEM = (ColumnHeading.SCORE, ColumnHeading.METHOD, ColumnHeading.DEADLINE)
"""Kinds of columns whose cells are merged within an item only; elsewhere there is no value."""
_ASKED = (ColumnHeading.METHOD, ColumnHeading.DEADLINE)
_TOTAL = re.compile(r"[小合总共]\s*计|累计")
_MOST_LISTED = 8
_UNSEEN = "文字里看不出合并；没有人的写“待定”，别的请写全"


def restored(grid: TableGrid, columns: Sequence[ColumnHeading | None], first: int) -> TableGrid:
    """Return a table whose empty cells are merged with those above where that is likely.

    :param first: the row below the headings.
    """
    if not grid.merges_lost:
        return grid
    found = [
        cell
        for at in range(min(len(columns), grid.width))
        for cell in _cells(grid, columns, first, at)
    ]
    rows = [list(row) for row in grid.rows]
    for cell in found:
        rows[cell.row][cell.column] = rows[cell.row][cell.column] if cell.is_open else None
    return replace(grid, rows=rows, doubts=(*grid.doubts, *_doubts(grid, found)))


@dataclass(frozen=True, slots=True)
class _Cell:
    """An empty cell, the row of the text above it, and whether that is in the same item."""

    row: int
    column: int
    above: int
    is_within: bool
    is_open: bool = False


def _cells(
    grid: TableGrid, columns: Sequence[ColumnHeading | None], first: int, at: int
) -> Iterator[_Cell]:
    """Yield the empty cells of a column that are merged with those above."""
    above, within = None, True
    for number, cells in enumerate(grid.rows[first:], start=first):
        if first and cells == grid.rows[first - 1]:
            # The headings again, on a new page.
            continue
        row = _Row(cells, columns)
        if row.is_title:
            above = None
        elif cells[at]:
            above, within = number, True
        elif row.texts and above is not None:
            within = within and not row.begins
            kind = columns[at]
            of_person = within and kind is ColumnHeading.PERSON
            again = of_person and _has_department_of(grid, columns, number, above)
            if (again or row.is_merged(at, kind)) and (within or kind not in _OF_AN_ITEM):
                yield _Cell(number, at, above, within)
            else:
                asked = kind in _ASKED or (within and kind in _BESIDE_DEPARTMENTS)
                if asked and ColumnHeading.CLAUSE in row.texts:
                    yield _Cell(number, at, above, is_within=False, is_open=True)
                above = None


def _has_department_of(
    grid: TableGrid, columns: Sequence[ColumnHeading | None], row: int, above: int
) -> bool:
    """Whether a row names the departments again that a row above names: their people are theirs."""
    if ColumnHeading.DEPARTMENT not in columns:
        return False
    at = columns.index(ColumnHeading.DEPARTMENT)
    return bool(grid.rows[row][at]) and grid.rows[row][at] == grid.rows[above][at]


class _Row:
    """A row by the kinds of its columns."""

    def __init__(
        self, cells: Sequence[str | None], columns: Sequence[ColumnHeading | None]
    ) -> None:
        self.texts = {kind for kind, cell in zip(columns, cells, strict=False) if cell}
        levels = [at for at, kind in enumerate(columns) if kind is ColumnHeading.LEVEL]
        self._first_level = levels[0] if levels else 0
        self.begins = ColumnHeading.LEVEL in self.texts
        self._begins_category = len(levels) > 1 and bool(cells[levels[0]])
        first = next(filter(None, cells), "")
        alone = bool(cells and cells[0]) and not any(cells[1:])
        self.is_title = alone or _TOTAL.match(first) is not None

    def is_merged(self, at: int, kind: ColumnHeading | None) -> bool:
        """Whether an empty cell of a kind is likely to be merged with the cell above."""
        owners = self.texts & set(_OWNERS)
        if kind is ColumnHeading.CLAUSE:
            return bool(owners)
        if kind in _OF_AN_ITEM:
            return True
        if kind in _OWNERS and at < self._first_level:
            # A list by departments: each has several items.
            return True
        if kind not in _OWNERS or self._begins_category:
            return False
        if kind in _BESIDE_DEPARTMENTS and ColumnHeading.DEPARTMENT in owners:
            return False
        # An item of its own that names nobody is still to be split.
        return bool(owners) or not self.begins


def _doubts(grid: TableGrid, found: Sequence[_Cell]) -> Iterator[Doubt]:
    """Yield a doubt about each cell that covers several items, and one about all others."""
    for column in dict.fromkeys(cell.column for cell in found):
        own = [cell for cell in found if cell.column == column]
        if sure := [cell.row for cell in own if cell.is_within]:
            yield Doubt(
                sure[0],
                column,
                f"同一项里空着的格（{_listed(grid, sure)}）当作和上面合并了；{_UNSEEN}。",
            )
        for above in dict.fromkeys(cell.above for cell in own if not cell.is_within):
            rows = [cell.row for cell in own if cell.above == above and not cell.is_within]
            if any(cell.is_open for cell in own if cell.above == above):
                yield Doubt(rows[0], column, "空着，当作没有；原来和上面合并的请写全。")
                continue
            text = (grid.rows[above][column] or "").replace("\n", " ")[:20]
            place = f"第 {grid.top + above + 1} 行"
            message = f"{_listed(grid, rows)}空着，当作和{place}的“{text}”合并了；{_UNSEEN}。"
            yield Doubt(rows[0], column, message)


def _listed(grid: TableGrid, rows: Sequence[int]) -> str:
    more = f"等 {len(rows)} 行" if len(rows) > _MOST_LISTED else ""
    return f"第 {'、'.join(str(grid.top + row + 1) for row in rows[:_MOST_LISTED])} 行{more}"
