"""Tables of several pages: each page says again which labels of the page before go on.

Word repeats headings by itself, but not a category that is merged over rows of two pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from allocation.office.formats.docx_writer import POINTS, Document, Row, TableCell
from allocation.office.formats.line_breaks import line_count

_CONTINUED = "(续)"
"""What follows a label on a further page; narrow, since labels are."""
_RULE = 0.5
"""Points of the rule above a row."""
_PADDING = 4.0
"""Points left and right of the text of a cell, together."""
_LEAST = 0.25
"""The part of a page that is taken to be free below the heading, at least."""
_SPARE = 0.9
"""Lines that stay free on a page: fewer than any row has, so that the next one begins a page."""


def cell_heights(document: Document, widths: Sequence[int], row: Row) -> list[float]:
    """Return the height in points that each cell of a row needs.

    :param widths: of the columns, in millimetres.
    """
    heights = []
    at = 0
    for cell in row:
        width = sum(widths[at : at + cell.span]) * POINTS - _PADDING
        size = document.sizes[cell.style]
        lines = sum(line_count(line, width / size.size) for line in cell.lines or ("",))
        at += cell.span
        heights.append(lines * size.line + _RULE)
    return heights


class TablePages:
    """Makes pages of the rows of a table, which follows what a document has so far.

    A row may go on on the next page, between paragraphs of its text: then what stands beside these
    is merged over both pages. Rows of a page share what is
    left of it, so that Word breaks pages where we do.

    :param widths: of the columns, in millimetres.
    :param text: the column of the text; those left of it are labels.
    """

    def __init__(self, document: Document, widths: Sequence[int], text: int) -> None:
        self._document = document
        self._widths = widths
        self._text = text
        self._spare = _SPARE * document.sizes["表格文字"].line

    def __call__(self, rows: Iterable[Row]) -> Iterator[tuple[Row, float]]:
        """Yield the rows with their least heights in points."""
        rows = iter(rows)
        height = self._document.height - self._spare
        for head in islice(rows, 1):
            yield head, 0.0
            # A heading that fills a page leaves none of it: the rest is left to Word.
            height = max(height - max(self._heights(head)), height * _LEAST)
        page = _Page(height - self._document.filled)
        for row in rows:
            if page.is_full(row, self._heights(row)):
                part, row = self._divided(row, page)  # noqa: PLW2901
                if part:
                    page.add(part, self._heights(part), height)
                row = page.continued(row, self._text)  # noqa: PLW2901
                yield from page.rows()
                page = _Page(height)
            page.add(row, self._heights(row), height)
        yield from page.rows(last=True)

    def _divided(self, row: Row, page: _Page) -> tuple[Row, Row]:
        """Return the part of a row that fits on a page, if any, and the rest."""
        at = self._text
        # Without cells beside it, nothing tells that the text goes on.
        lines = row[at].lines if row[at + 1 :] else ()
        for count in range(len(lines) - 1, 0, -1):
            part = [replace(cell, merge=cell.merge or "start") for cell in row]
            part[at] = replace(row[at], lines=lines[:count])
            if not page.is_full(part, self._heights(part)):
                rest = [TableCell(style=cell.style, merge="on", span=cell.span) for cell in row]
                rest[at] = replace(row[at], lines=lines[count:])
                return part, rest
        return (), row

    def _heights(self, row: Row) -> list[float]:
        return cell_heights(self._document, self._widths, row)


class _Page:
    """The rows of a page, while it is filled."""

    def __init__(self, room: float) -> None:
        self._room = room
        self._rows: list[Row] = []
        self._heights: list[float] = []
        self._labels: dict[int, TableCell] = {}
        self._lacking: dict[int, float] = {}
        """What the cells that are merged downwards need beyond their rows so far, by column."""

    def is_full(self, row: Row, needs: Sequence[float]) -> bool:
        """Whether a row begins the next page."""
        last = max(self._need(column, cell, needs) for column, cell in enumerate(row))
        return bool(self._rows) and sum(self._heights) + self._lack(row) + last > self._room

    def add(self, row: Row, needs: Sequence[float], further: float) -> None:
        """Add a row; what does not fit goes on, on pages with as much room as ``further``."""
        if self._rows:
            self._heights[-1] += self._lack(row)
        own = max(need for cell, need in zip(row, needs, strict=True) if not cell.merge)
        self._lacking = {
            column: self._need(column, cell, needs) - own
            for column, cell in enumerate(row)
            if cell.merge
        }
        self._labels |= {column: cell for column, cell in enumerate(row) if cell.merge != "on"}
        self._rows.append(row)
        self._heights.append(own)
        while sum(self._heights) > self._room:
            self._room += further

    def continued(self, row: Row, labels: int) -> Row:
        """Return a row as the first one of the next page: its labels say that they go on."""
        return [
            _continued(self._labels[column]) if cell.merge == "on" and column < labels else cell
            for column, cell in enumerate(row)
        ]

    def rows(self, *, last: bool = False) -> Iterator[tuple[Row, float]]:
        """Yield the rows with their least heights, which fill every page but the last one."""
        if last:
            yield from ((row, 0.0) for row in self._rows)
            return
        self._heights[-1] += self._lack()
        share = max(self._room - sum(self._heights), 0.0) / len(self._rows)
        yield from ((row, own + share) for row, own in zip(self._rows, self._heights, strict=True))

    def _need(self, column: int, cell: TableCell, needs: Sequence[float]) -> float:
        return self._lacking.get(column, 0.0) if cell.merge == "on" else needs[column]

    def _lack(self, row: Row = ()) -> float:
        """Return what the merged cells lack that end before a row, or with the page."""
        going = {column for column, cell in enumerate(row) if cell.merge == "on"}
        ended = (lack for column, lack in self._lacking.items() if column not in going)
        return max(0.0, *ended, 0.0)


def _continued(label: TableCell) -> TableCell:
    lines = [line for line in label.lines if line not in ("", _CONTINUED)]
    return replace(label, lines=(*lines, _CONTINUED) if lines else ("",), merge="start")
