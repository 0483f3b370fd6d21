"""A table as rows of cells, from any kind of document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question about what could not be read for sure, with row and column from 0.

    Without a column it is about the whole row.
    """

    row: int
    column: int | None
    message: str


@dataclass(frozen=True, slots=True)
class TableGrid:
    """A table: rows of cells as text; None is a cell that is merged with the one above.

    ``before`` are the lines above the table, ``after`` those below the last table; ``widest`` has,
    for files with merged cells, the first column and the width of each row's widest cell. ``sheet``
    is the name of its sheet in a workbook. ``merges_lost`` tells that a merged cell is an empty one
    below the first, as in text. ``top`` is the number of the first row in the file, from 0.
    """

    rows: list[list[str | None]]
    before: tuple[str, ...]
    doubts: tuple[Doubt, ...] = ()
    widest: tuple[tuple[int, int], ...] = ()
    after: tuple[str, ...] = ()
    sheet: str = ""
    merges_lost: bool = False
    top: int = 0

    @property
    def width(self) -> int:
        """How many columns there are."""
        return max(map(len, self.rows), default=0)


def letter(column: int) -> str:
    """Return the letter of a column, from 0, as in a spreadsheet."""
    before, last = divmod(column, 26)
    return (letter(before - 1) if before else "") + chr(ord("A") + last)


def column_number(name: str) -> int:
    """Return the number of a column, from 0, by its letters; those of a spreadsheet."""
    number = 0
    for each in name.upper():
        number = number * 26 + ord(each) - ord("A") + 1
    return number - 1
