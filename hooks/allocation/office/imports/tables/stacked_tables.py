"""Tables one below the other in a sheet or a text, each with its own title and headings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from allocation.office.imports.tables import headings
from allocation.office.imports.tables.grid import TableGrid


def split(grid: TableGrid) -> list[TableGrid]:
    """Return the tables: one begins at the title above headings, or at other headings.

    Headings that are repeated without a title are those of the next page.
    """
    starts = [0, *_starts(grid)]
    ends = [*starts[1:], len(grid.rows)]
    return [_part(grid, start, end) for start, end in zip(starts, ends, strict=True)]


def _starts(grid: TableGrid) -> Iterator[int]:
    rows = grid.rows
    first = headings.find(rows)
    if first is None:
        return
    at = first.after
    while at < len(rows):
        head = headings.find(rows[at : at + 2])
        if head is None or head.first:
            at += 1
            continue
        start = at
        while start > first.after and _is_title(rows[start - 1]):
            start -= 1
        if start < at or not first.repeated(rows[at]):
            yield start
        at += head.after


def _is_title(row: list[str | None]) -> bool:
    return not any(row[1:])


def _part(grid: TableGrid, start: int, end: int) -> TableGrid:
    return replace(
        grid,
        rows=grid.rows[start:end],
        before=grid.before if start == 0 else (),
        doubts=tuple(
            replace(doubt, row=doubt.row - start)
            for doubt in grid.doubts
            if start <= doubt.row < end
        ),
        widest=grid.widest[start:end],
        after=grid.after if end == len(grid.rows) else (),
        top=grid.top + start,
    )
