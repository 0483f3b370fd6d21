"""An allocation table in several tables of a document: cut at pages, or one per category."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from allocation.base.slugs import compact
from allocation.office.imports.tables import heading_words, headings, lost_merges
from allocation.office.imports.tables.grid import TableGrid
from allocation.office.imports.tables.headings import ColumnChoice, Head
from allocation.office.imports.tables.levels import style
from allocation.office.imports.tables.questions import Position, TableQuestion
from allocation.office.imports.tables.table_rows import TableRow

_SKIP = re.compile(r"[（(]?(?:续表?|接上[页表])\s*[0-9一二三四五六七八九十]*[)）]?|单位[:：].{1,6}")
"""A line above a table that is skipped: continuation marks, the unit of measure."""
_TITLE = re.compile(r".*(?:分工|分解|任务|责任|测评).{0,3}表.*|附件.*")
"""A line above a table that is the title of the whole, not a category."""
_NUMBER = re.compile(r"(?:附?表|Table)\s*[0-9一二三四五六七八九十]+(?:[-.][0-9]+)?\s*[:：、.]?\s*")
"""The number before the caption of a table."""


class TableError(Exception):
    """There is no allocation table; says in Chinese what is expected."""


@dataclass(frozen=True, slots=True)
class JoinedTable:
    """The whole table: headings, rows, the lines above it, and questions about its parts.

    ``number`` is that of the table with the headings.
    """

    head: Head
    rows: list[TableRow]
    before: tuple[str, ...]
    questions: list[str]
    number: int = 1


@dataclass(frozen=True, slots=True)
class _Part:
    """A table of the document that is part of the whole; ``above`` are the lines above it."""

    number: int
    grid: TableGrid
    own: Head | None
    above: tuple[str, ...]

    @property
    def caption(self) -> str:
        """The line nearest to the table, without its number; empty without headings."""
        return _NUMBER.sub("", self.above[-1], count=1) if self.above and self.own else ""

    def rows(self, first: int, prefix: str) -> Iterator[TableRow]:
        """Yield the rows from ``first`` on."""
        for at in range(first, len(self.grid.rows)):
            yield self.row(at, prefix)

    def row(self, at: int, prefix: str) -> TableRow:
        """Return a row."""
        return TableRow(
            f"{prefix}第 {self.grid.top + at + 1} 行",
            self.grid.rows[at],
            self.grid.widest[at] if self.grid.widest else (0, 1),
            Position(self.number - 1, self.grid.top + at),
            in_sheet=bool(self.grid.sheet),
        )

    def doubts(self, head: Head, prefix: str) -> Iterator[TableQuestion]:
        """Yield the doubts of the table as questions with row and column."""
        for doubt in self.grid.doubts:
            row = self.row(doubt.row, prefix)
            if doubt.column is None:
                yield row.question(doubt.message, (), "")
                continue
            word = doubt.column < len(head.words) and head.words[doubt.column]
            column = f"“{word}”栏" if word else f"第 {doubt.column + 1} 栏"
            yield row.question(doubt.message, [doubt.column], column)


def joined(grids: Sequence[TableGrid], choices: Sequence[ColumnChoice] = ()) -> JoinedTable:
    """Find the allocation table among the tables of a document.

    :param choices: what a person says about its columns.
    :raises TableError: if none of the tables has headings that are known, or a choice is of none.
    """
    heads = [
        headings.find(grid.rows, [each for each in choices if each.table in (0, number)])
        for number, grid in enumerate(grids, start=1)
    ]
    _refuse_unknown(choices, heads)
    kinds = [len(head.kinds) if head else -1 for head in heads]
    # The first of the tables with the most kinds of columns.
    chosen = kinds.index(max(kinds)) if kinds else 0
    head = heads[chosen] if heads else None
    if head is None:
        examples = "、".join(heading_words.EXAMPLES)
        raise TableError(f"没有找到分工表：要有一行表头，栏名如 {examples}。")
    grids = [
        lost_merges.restored(grid, (own or head).columns, own.after if own else 0)
        for grid, own in zip(grids, heads, strict=True)
    ]
    first = _Part(chosen + 1, grids[chosen], head, _above(grids[: chosen + 1], head))
    further, questions = _continuations(grids, heads, first)
    table = _concatenated(first, further)
    questions = [*table.questions, *questions]
    questions += (f"表下面的“{line[:40]}”没有导入；要留的请写进备注。" for line in grids[-1].after)
    width = max((len(row.texts) for row in table.rows), default=0)
    # The first heading covers the columns that are more than the words.
    more = ("",) * (width - len(head.words))
    given = {at + len(more) if at else 0: kind for at, kind in head.chosen.items()}
    looks = (*head.looks[:1] * len(more), *head.looks)
    words = (head.words[0], *more, *head.words[1:])
    head = replace(head, words=words, chosen=given, looks=looks)
    return replace(table, head=head, questions=questions)


def _refuse_unknown(choices: Sequence[ColumnChoice], heads: Sequence[Head | None]) -> None:
    for choice in choices:
        those = heads[choice.table - 1 : choice.table] if choice.table else heads
        if not any(head and choice.place(head.words) is not None for head in those):
            table = f"第 {choice.table} 个表" if choice.table else "表"
            has = "；".join(head.taken for head in those if head) or "没有认出的表头"
            raise TableError(f"{table}里没有“{choice.column}”这一栏；读到的栏：{has}。")


def _above(grids: Sequence[TableGrid], head: Head) -> tuple[str, ...]:
    """Return the lines above the first part, also those in rows above its headings."""
    above = next((grid.before for grid in reversed(grids) if grid.before), ())
    return (*above, *_inside(grids[-1], head))


def _inside(grid: TableGrid, head: Head) -> tuple[str, ...]:
    return tuple(compact(cell) for row in grid.rows[: head.first] for cell in row if cell)


def _continuations(
    grids: Sequence[TableGrid], heads: Sequence[Head | None], first: _Part
) -> tuple[list[_Part], list[str]]:
    """Return the tables that continue the first by headings or width; ask about the others."""
    parts, questions = [], []
    words = first.own.words if first.own else ()
    for number, (grid, own) in enumerate(zip(grids, heads, strict=True), start=1):
        same = own.words == words if own else grid.width == len(words)
        if number > first.number and same:
            lines = (*grid.before, *(_inside(grid, own) if own else ()))
            above = tuple(line for line in lines if not _SKIP.fullmatch(line.strip()))
            parts.append(_Part(number, grid, own, above))
        elif number != first.number:
            text = next((compact(cell) for row in grid.rows for cell in row if cell), "")
            questions.append(f"第 {number} 个表（“{text[:12]}”开头）没有读：栏目和分工表不同。")
    return parts, questions


def _concatenated(first: _Part, further: list[_Part]) -> JoinedTable:
    """Concatenate the parts, each under its caption if all of them have one."""
    assert first.own
    captioned = _are_captioned(first, further)
    before = first.above[:-1] if captioned else first.above
    rows: list[TableRow] = []
    questions: list[str] = []
    for part in (first, *further):
        prefix = f"第 {part.number} 个表" if part is not first else ""
        if part.grid.sheet and further:
            prefix = f"“{part.grid.sheet}”表"
        own = part.own if part is first or captioned else None
        begin = own.after if own else part.own.first if part.own else 0
        if captioned and part.caption:
            rows.append(_banner(part, prefix, len(first.own.words)))
        rows += part.rows(begin, prefix)
        questions += part.doubts(first.own, prefix)
        if part is not first:
            unread = part.above[:-1] if captioned and part.own else part.above
            place = f"第 {part.number} 个表上面的"
            questions += (f"{place}“{line[:40]}”没有导入；要留的请写进备注。" for line in unread)
            if part.above and not part.own:
                questions.append(f"第 {part.number} 个表没有表头，当作接着前面的表读了，请核对。")
    return JoinedTable(first.own, rows, before, questions, first.number)


def _are_captioned(first: _Part, further: list[_Part]) -> bool:
    """Whether the line above each table is a category."""
    captions = [part.caption for part in further if part.caption]
    return (
        bool(captions and first.caption)
        and not _TITLE.fullmatch(first.caption)
        and {style(first.caption)} == {style(caption) for caption in captions}
    )


def _banner(part: _Part, prefix: str, width: int) -> TableRow:
    texts = [part.caption, *[""] * (width - 1)]
    return TableRow(f"{prefix or '第 1 个表'}上面", texts, (0, width))
