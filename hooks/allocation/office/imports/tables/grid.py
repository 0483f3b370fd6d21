"""A table as rows of cells, whatever document it comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doubt:
    """What could not be read for sure, and in which row and column, from 0."""

    row: int
    column: int
    said: str


@dataclass(frozen=True, slots=True)
class TableGrid:
    """A table: rows of cells, each a list of lines; none for a cell merged with the one above.

    ``before`` are the lines that stand above the table, ``after`` those below the last one;
    ``widest`` is the first column of each row's widest cell and how many it covers, where a file
    says so.
    """

    rows: list[list[str | None]]
    before: tuple[str, ...]
    doubts: tuple[Doubt, ...] = ()
    widest: tuple[tuple[int, int], ...] = ()
    after: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """How many columns there are."""
        return max(map(len, self.rows), default=0)
