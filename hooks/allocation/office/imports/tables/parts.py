"""The table that is spread over a document: cut at pages, or one for each category."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from allocation.base.slugs import compact
from allocation.office.imports.tables import headings
from allocation.office.imports.tables.grid import TableGrid
from allocation.office.imports.tables.headings import Head
from allocation.office.imports.tables.levels import style
from allocation.office.imports.tables.rows import TableRow

_IDLE = re.compile(r"[（(]?(?:续表?|接上[页表])\s*[0-9一二三四五六七八九十]*[)）]?|单位[:：].{1,6}")
"""A line above a table that says nothing of its own."""
_TITLE = re.compile(r".*(?:分工|分解|任务|责任|测评).{0,3}表.*|附件.*")
"""A line above a table that names all of it, and no category."""
_NUMBER = re.compile(r"(?:附?表|Table)\s*[0-9一二三四五六七八九十]+(?:[-.][0-9]+)?\s*[:：、.]?\s*")
"""The number before the caption of a table."""


class TableError(Exception):
    """There is no allocation table; says in Chinese what was looked for."""


@dataclass(frozen=True, slots=True)
class Whole:
    """The rows of the table, its headings, the lines above it, and what is odd about its parts."""

    head: Head
    rows: list[TableRow]
    before: tuple[str, ...]
    questions: list[str]


@dataclass(frozen=True, slots=True)
class _Part:
    """One table of the document that belongs to ours; ``above`` are lines that are its own."""

    number: int
    grid: TableGrid
    own: Head | None
    above: tuple[str, ...]

    @property
    def caption(self) -> str:
        """The line nearest to the table, without the number that it may begin with."""
        return _NUMBER.sub("", self.above[-1], count=1) if self.above and self.own else ""

    def rows(self, first: int, prefix: str) -> Iterator[TableRow]:
        """Yield the rows from one on."""
        widest = self.grid.widest
        for at, cells in enumerate(self.grid.rows[first:], start=first):
            yield TableRow(f"{prefix}第 {at + 1} 行", cells, widest[at] if widest else (0, 1))

    def unread(self, lines: Iterable[str]) -> Iterator[str]:
        """Say which lines above the table are not read."""
        for line in lines:
            yield f"第 {self.number} 个表上面的“{line[:40]}”没有导入；要留的请写进备注。"


def whole(grids: Iterable[TableGrid]) -> Whole:
    """Find the allocation table among the tables of a document.

    :raises TableError: if none of the tables has headings that are known.
    """
    every = list(grids)
    heads = [headings.find(grid.rows) for grid in every]
    # The first of those that hold most.
    chosen = max(range(len(every)), key=lambda at: _worth(heads[at]), default=None)
    head = None if chosen is None else heads[chosen]
    if chosen is None or head is None:
        raise TableError(f"没有找到分工表：要有一行表头，栏名如 {'、'.join(headings.EXAMPLES)}。")
    first = _Part(chosen + 1, every[chosen], head, _above(every[: chosen + 1], head))
    further, questions = _further(every, chosen, head)
    found = _joined(first, further)
    questions = [*found.questions, *questions]
    questions += (f"表下面的“{line[:40]}”没有导入；要留的请写进备注。" for line in every[-1].after)
    width = max((len(row.texts) for row in found.rows), default=0)
    return replace(found, head=_widened(head, width), questions=questions)


def _worth(head: Head | None) -> int:
    return len(head.kinds) if head else -1


def _above(grids: Sequence[TableGrid], head: Head) -> tuple[str, ...]:
    """Return the lines above the first part, those in rows above its headings too."""
    above = next((grid.before for grid in reversed(grids) if grid.before), ())
    return (*above, *_inside(grids[-1], head))


def _inside(grid: TableGrid, head: Head) -> tuple[str, ...]:
    return tuple(compact(cell) for row in grid.rows[: head.first] for cell in row if cell)


def _further(grids: list[TableGrid], chosen: int, head: Head) -> tuple[list[_Part], list[str]]:
    """Return the tables that go on with ours, by their headings or their width; name the others."""
    parts, questions = [], []
    for number, grid in enumerate(grids, start=1):
        own = headings.find(grid.rows)
        same = own.words == head.words if own else grid.width == len(head.words)
        if number > chosen + 1 and same:
            lines = (*grid.before, *(_inside(grid, own) if own else ()))
            above = tuple(line for line in lines if not _IDLE.fullmatch(line.strip()))
            parts.append(_Part(number, grid, own, above))
        elif number != chosen + 1:
            first = next((compact(cell) for row in grid.rows for cell in row if cell), "")
            said = f"第 {number} 个表（“{first[:12]}”开头）没有读：栏目和分工表不同。"
            questions.append(said)
    return parts, questions


def _joined(first: _Part, further: list[_Part]) -> Whole:
    """Put the parts one below the other, each under its caption where all of them have one."""
    assert first.own
    captioned = _are_captioned(first, further)
    before = first.above[:-1] if captioned else first.above
    rows: list[TableRow] = []
    questions: list[str] = []
    for part in (first, *further):
        prefix = "" if part is first else f"第 {part.number} 个表"
        own = part.own if part is first or captioned else None
        begin = own.after if own else part.own.first if part.own else 0
        if captioned and part.caption:
            rows.append(_banner(part, prefix, len(first.own.words)))
        rows += part.rows(begin, prefix)
        questions += _doubts(part.grid, first.own, prefix)
        if part is not first:
            questions += part.unread(part.above[:-1] if captioned and part.own else part.above)
            if part.above and not part.own:
                questions.append(f"第 {part.number} 个表没有表头，当作接着前面的表读了，请核对。")
    return Whole(first.own, rows, before, questions)


def _are_captioned(first: _Part, further: list[_Part]) -> bool:
    """Whether a category stands above each table, and not inside it."""
    captions = [part.caption for part in further if part.caption]
    return (
        bool(captions and first.caption)
        and not _TITLE.fullmatch(first.caption)
        and {style(first.caption)} == {style(each) for each in captions}
    )


def _banner(part: _Part, prefix: str, width: int) -> TableRow:
    texts = [part.caption, *[""] * (width - 1)]
    return TableRow(f"{prefix or '第 1 个表'}上面", texts, (0, width))


def _doubts(grid: TableGrid, head: Head, prefix: str) -> Iterator[str]:
    """Yield what could not be read for sure, each with its row and column."""
    for doubt in grid.doubts:
        named = doubt.column < len(head.words) and head.words[doubt.column]
        column = f"“{named}”栏" if named else f"第 {doubt.column + 1} 栏"
        yield f"{prefix}第 {doubt.row + 1} 行{column}：{doubt.said}"


def _widened(head: Head, width: int) -> Head:
    """Let the first heading stand over several columns, where a text no longer says so."""
    more = ("",) * (width - len(head.words))
    return replace(head, words=(head.words[0], *more, *head.words[1:]))
