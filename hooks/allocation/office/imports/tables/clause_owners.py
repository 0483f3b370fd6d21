"""Rows whose cells name owners and deadlines by the marks of clauses, divided into a row each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile
from typing import Any

from allocation.office.imports.tables import clauses, marked_shares, names, placeholders
from allocation.office.imports.tables.heading_words import ADDED, DUTIES, ColumnHeading
from allocation.office.imports.tables.headings import Head
from allocation.office.imports.tables.marked_shares import Shares, style
from allocation.office.imports.tables.table_rows import TableRow

_OWNED = (ColumnHeading.LEADER, *DUTIES, ColumnHeading.DEADLINE)
_SHARED = (ColumnHeading.SCORE, ColumnHeading.METHOD, ColumnHeading.EVIDENCE, *ADDED)
"""Kinds of columns that may say something for each clause, and name no owners."""
_UNCLEAR = "看不出标号各管哪一段，每条都算上全部；是分开负责的请在原表里写成“⑴甲科 ⑵乙科”再导入。"


@dataclass(frozen=True, slots=True)
class _Group:
    """A marked clause of a cell with the paragraphs that continue it."""

    number: int | None
    mark: str
    lines: tuple[str, ...]


def divided(rows: Sequence[TableRow], head: Head, questions: list[str]) -> list[TableRow]:
    """Return the rows; one whose cells name owners by marks of clauses becomes a row per clause.

    All else of such a row is in its first one; the cells below are as if merged with it.
    """
    if head.columns.count(ColumnHeading.CLAUSE) != 1:
        return list(rows)
    return list(_Divider(rows, head, questions).rows())


class _Divider:
    """Goes through the rows; a merged cell with marks counts for all rows that it covers."""

    def __init__(self, rows: Sequence[TableRow], head: Head, questions: list[str]) -> None:
        self._rows = rows
        self._head = head
        self._questions = questions
        self._clause = head.columns.index(ColumnHeading.CLAUSE)
        kinds = enumerate(head.columns)
        self._owned = {column: kind for column, kind in kinds if kind in _OWNED}
        self._texts: dict[int, str] = {}
        self._shares: dict[int, Shares] = {}

    def rows(self) -> Iterator[TableRow]:
        """Yield the divided rows."""
        for at, row in enumerate(self._rows):
            columns = [column for column in self._owned if column < len(row.texts)]
            fresh = [column for column in columns if row.texts[column] is not None]
            for column in fresh:
                self._read(at, column)
            for column in fresh:
                if column not in self._shares and self._has_divided_duties():
                    self._in_order(at, column)
            groups = _groups(row.texts[self._clause]) if self._clause < len(row.texts) else []
            yield from self._parts(row, groups) if self._shares and groups else [row]

    def _read(self, at: int, column: int) -> None:
        """Read the marks of a cell; a cell that says 同上 has those of the cell above."""
        text = self._rows[at].texts[column] or ""
        if not placeholders.is_ditto(text):
            self._texts[column] = text
        self._shares.pop(column, None)
        text, groups = self._texts.get(column, ""), self._covered(at, column)
        numbers = {group.number for group in groups}
        shares = marked_shares.before_dates(text, numbers) or marked_shares.read(text)
        styles = {style(group.mark) for group in groups}
        if len(groups) < 2:
            return
        if shares is None:
            if any(style(mark) in styles for mark in marked_shares.marks(text)):
                self._ask(at, column, _UNCLEAR)
            return
        if message := _mismatch(shares, groups):
            self._ask(at, column, message)
            return
        self._shares[column] = shares
        marks = {group.number: group.mark for group in groups}
        if shares.style not in styles:
            said = "；".join(f"{marks[number]}{text}" for number, text in shares.texts.items())
            self._ask(at, column, f"标号和条款的写法不同，按次序分到各条：{said}；请核对。")
        if missing := [mark for number, mark in marks.items() if number not in shares.texts]:
            text = f"没有写 {'、'.join(missing)} 的，空着导入；有的请在原表里补上再导入。"
            self._ask(at, column, text)

    def _covered(self, at: int, column: int) -> list[_Group]:
        """Return the marked clauses of the rows that a cell covers."""
        below = takewhile(
            lambda row: column < len(row.texts) and row.texts[column] is None, self._rows[at + 1 :]
        )
        covered = (self._rows[at], *below)
        groups = (group for row in covered for group in _groups(row.texts[self._clause]))
        return [group for group in groups if group.number is not None]

    def _has_divided_duties(self) -> bool:
        return any(
            self._owned[column] in DUTIES and len(set(shares.texts.values())) > 1
            for column, shares in self._shares.items()
        )

    def _in_order(self, at: int, column: int) -> None:
        """Give the names of a cell without marks to the clauses if there is one for each."""
        listed = names.parts(self._rows[at].texts[column] or "")
        if self._owned[column] not in DUTIES or len(listed) < 2:
            return
        marks = {group.number: group.mark for group in self._covered(at, column)}
        if len(listed) != len(marks):
            counts = f"没有标号，{len(listed)} 个对条款 {len(marks)} 条"
            self._ask(at, column, f"{counts}；每条都算上全部，请核对。")
            return
        shares = {number: text for number, text in zip(marks, listed, strict=True) if number}
        self._shares[column] = Shares(shares, "")
        said = "；".join(f"{marks[number]}{text}" for number, text in shares.items())
        self._ask(at, column, f"没有标号，按次序分到各条：{said}；请核对。")

    def _parts(self, row: TableRow, groups: list[_Group]) -> Iterator[TableRow]:
        """Yield a row for each group of clauses with the same owners and deadlines."""
        self._ask_about_marks(row)
        ends = [column for column in self._shares if column < len(row.texts)]

        def own(group: _Group) -> list[str]:
            return [self._shares[column].of(group.number) for column in ends]

        others = self._by_clause(row, groups)
        done = 0
        for values, same in groupby(groups, key=own):
            members = list(same)
            texts: list[str | None] = list(row.texts) if not done else [None] * len(row.texts)
            texts[self._clause] = "\n".join(line for group in members for line in group.lines)
            for column, value in zip(ends, values, strict=True):
                texts[column] = value
            for column, lines in others.items():
                texts[column] = "\n".join(lines[done : done + len(members)])
            yield replace(row, texts=texts, widest=(0, 1) if done else row.widest)
            done += len(members)

    def _by_clause(self, row: TableRow, groups: list[_Group]) -> dict[int, list[str]]:
        """Return the other columns that have a line, or something marked, for each clause."""
        records: list[dict[str, Any]] = [{"mark": group.mark} for group in groups]
        found: dict[int, list[str]] = {}
        for at, (kind, text) in enumerate(zip(self._head.columns, row.texts, strict=False)):
            lines = text.split("\n") if text else []
            if kind not in _SHARED or not text:
                continue
            if shares := marked_shares.by_clause(text, records):
                pairs = zip(groups, shares, strict=True)
                found[at] = [f"{group.mark}{share}" if share else "" for group, share in pairs]
            elif kind is ColumnHeading.SCORE and len(lines) == len(groups):
                found[at] = lines
        return found

    def _ask_about_marks(self, row: TableRow) -> None:
        cell = row.texts[self._clause] or ""
        word = self._head.names[self._clause]
        for question in (*clauses.joins(cell), *clauses.mark_problems(list(clauses.read(cell)))):
            self._questions.append(row.question(question, [self._clause], f"“{word}”栏"))

    def _ask(self, at: int, column: int, text: str) -> None:
        word = self._head.names[column]
        self._questions.append(self._rows[at].question(text, [column], f"“{word}”栏"))


def _groups(cell: str | None) -> list[_Group]:
    groups: list[_Group] = []
    for clause in clauses.read(cell or ""):
        mark = clause.get("mark", "")
        line = f"{mark}{clause['text']}"
        if mark or not groups:
            groups.append(_Group(clauses.number(mark) if mark else None, mark, (line,)))
        else:
            groups[-1] = replace(groups[-1], lines=(*groups[-1].lines, line))
    return groups


def _mismatch(shares: Shares, groups: list[_Group]) -> str:
    """Return the question about a cell whose marks are not those of the clauses."""
    numbers = [group.number for group in groups]
    styles = {style(group.mark) for group in groups}
    every = set(shares.texts) == set(numbers)
    fits = set(shares.texts) <= set(numbers) and len(set(numbers)) == len(numbers)
    if fits and (every or shares.style in styles):
        return ""
    counts = f"有 {len(shares.texts)} 个标号，条款有 {len(groups)} 条，标号对不上"
    return f"{counts}；每条都算上全部，是分开负责的请在原表里改好标号再导入。"
