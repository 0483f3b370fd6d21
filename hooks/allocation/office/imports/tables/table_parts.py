"""An allocation table in several tables of a document: cut at pages, or one per category."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from allocation.base.slugs import compact
from allocation.office.imports.tables import heading_words, headings, lost_merges
from allocation.office.imports.tables.grid import TableGrid
from allocation.office.imports.tables.heading_words import DUTIES, ColumnHeading
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
class TableSection:
    """Rows below headings; ``number`` is that of the table with the headings, from 1."""

    head: Head
    rows: list[TableRow]
    number: int = 1

    @property
    def widened(self) -> TableSection:
        """The section with headings as wide as its rows: the first covers the columns in excess."""
        head = self.head
        width = max((len(row.texts) for row in self.rows), default=0)
        more = ("",) * (width - len(head.words))
        given = {at + len(more) if at else 0: kind for at, kind in head.chosen.items()}
        looks = (*head.looks[:1] * len(more), *head.looks)
        words = (head.words[0], *more, *head.words[1:])
        return replace(self, head=replace(head, words=words, chosen=given, looks=looks))


@dataclass(frozen=True, slots=True)
class JoinedTable:
    """The whole table: sections with headings of their own, the lines above it, and questions."""

    sections: list[TableSection]
    before: tuple[str, ...]
    questions: list[str]


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
        lost_merges.restored(grid, _unticked(own or head), own.after if own else 0)
        for grid, own in zip(grids, heads, strict=True)
    ]
    parts, questions = _parts(grids, heads, head)
    table = _concatenated(parts)
    questions = [*table.questions, *questions]
    questions += (f"表下面的“{line[:40]}”没有导入；要留的请写进备注。" for line in grids[-1].after)
    sections = [section.widened for section in table.sections]
    return replace(table, sections=sections, questions=questions)


def _unticked(head: Head) -> list[ColumnHeading | None]:
    """Return the kinds of columns but of those that hold ticks: nothing there is merged."""
    ticked = head.ticked
    return [None if at in ticked else kind for at, kind in enumerate(head.columns)]


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


def _parts(
    grids: Sequence[TableGrid], heads: Sequence[Head | None], main: Head
) -> tuple[list[_Part], list[str]]:
    """Return the tables that are part of the whole; ask about the others.

    One is if its headings have clauses and owners, as the main ones have, or if it goes on, without
    headings, with the columns of the one before.
    """
    parts: list[_Part] = []
    questions: list[str] = []
    for number, (grid, own) in enumerate(zip(grids, heads, strict=True), start=1):
        last = next((part.own for part in reversed(parts) if part.own), None)
        if _belongs(own, main) if own else last is not None and grid.width == len(last.words):
            lines = (*grid.before, *(_inside(grid, own) if own else ()))
            if own and not parts:
                lines = _above(grids[:number], own)
            above = tuple(line for line in lines if not (parts and _SKIP.fullmatch(line.strip())))
            parts.append(_Part(number, grid, own, above))
        else:
            text = next((compact(cell) for row in grid.rows for cell in row if cell), "")
            questions.append(f"第 {number} 个表（“{text[:12]}”开头）没有读：栏目和分工表不同。")
    return parts, questions


def _belongs(own: Head, main: Head) -> bool:
    """Whether headings are those of a part of the whole."""
    owners = main.kinds & {ColumnHeading.LEADER, *DUTIES}
    same = bool(own.kinds & {ColumnHeading.LEADER, *DUTIES}) if owners else len(own.kinds) > 1
    return own.words == main.words or (ColumnHeading.CLAUSE in own.kinds and same)


def _concatenated(parts: list[_Part]) -> JoinedTable:
    """Concatenate the parts, each under its caption if all of them have one."""
    first = parts[0]
    captioned = _are_captioned(first, parts[1:])
    sections: list[TableSection] = []
    questions: list[str] = []
    for part in parts:
        prefix = f"第 {part.number} 个表" if part is not first else ""
        if part.grid.sheet and len(parts) > 1:
            prefix = f"“{part.grid.sheet}”表"
        again = not part.own or (bool(sections) and part.own.words == sections[-1].head.words)
        if part.own and not again:
            if sections:
                place = prefix or f"第 {part.number} 个表"
                questions.append(f"{place}的栏名和前面的不同，照它自己的栏名读了，请核对。")
            sections.append(TableSection(part.own, [], part.number))
        section = sections[-1]
        if captioned and part.caption:
            section.rows.append(_banner(part, prefix, len(section.head.words)))
        section.rows.extend(part.rows(_begin(part, again=again and not captioned), prefix))
        questions += part.doubts(section.head, prefix)
        if part is not first:
            questions += _ask_about_lines(part, captioned=captioned)
    before = first.above[:-1] if captioned else first.above
    return JoinedTable(sections, before, questions)


def _begin(part: _Part, *, again: bool) -> int:
    """Return the first row to read: headings that come again count pages."""
    return 0 if part.own is None else part.own.first if again else part.own.after


def _ask_about_lines(part: _Part, *, captioned: bool) -> Iterator[str]:
    unread = part.above[:-1] if captioned and part.own else part.above
    place = f"第 {part.number} 个表上面的"
    yield from (f"{place}“{line[:40]}”没有导入；要留的请写进备注。" for line in unread)
    if part.above and not part.own:
        yield f"第 {part.number} 个表没有表头，当作接着前面的表读了，请核对。"


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
