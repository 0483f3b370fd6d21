"""What a person answers to the questions about a table; answers take the place of its cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from allocation.office.imports.tables.grid import TableGrid, letter
from allocation.office.imports.tables.headings import UNREAD, ColumnChoice
from allocation.office.imports.tables.questions import Position

_YES = frozenset("对 是 好 √ ✓ 正确 没错 ok yes y".split())  # noqa: SIM905
RIGHT = "对"
"""The answer that what was read, or taken for, is right."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, with the question as it was asked and what the cells had then."""

    question: str
    positions: tuple[Position, ...]
    read: str
    text: str

    @property
    def is_yes(self) -> bool:
        """Whether all is right as it was read."""
        return self.text.casefold() in _YES

    @property
    def is_no(self) -> bool:
        """Whether the cells are not to be read."""
        return self.text == UNREAD

    @property
    def is_about_a_column(self) -> bool:
        """Whether it says what a column is."""
        return any(position.row is None for position in self.positions)

    def hindrance(self, grids: Sequence[TableGrid]) -> str:
        """Return why the answer can't take the place of its cells; empty if it can."""
        if not self.positions:
            return f"这一问只能答“{RIGHT}”"
        if any(not at.is_in(grids) or at.read(grids) != self.read for at in self.positions):
            return "表里的字和提问时不同了"
        if not (self.is_no or self.positions[0].columns):
            return f"这一问只能答“{RIGHT}”或“{UNREAD}”"
        return ""


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers to the questions about a file."""

    given: tuple[Answer, ...] = ()

    def choices(self) -> Iterator[ColumnChoice]:
        """Yield what the answers say about columns.

        :raises ValueError: if one names no kind of column; says in Chinese why.
        """
        for answer in self.given:
            if answer.is_about_a_column and not answer.is_yes:
                (position,) = answer.positions
                column = letter(position.columns[0])
                yield ColumnChoice.parsed(f"{position.table + 1}:{answer.text}={column}")

    def open(self, questions: Iterable[str]) -> list[str]:
        """Return the questions that are not answered by a yes."""
        confirmed = {answer.question for answer in self.given if answer.is_yes}
        return [question for question in questions if question not in confirmed]

    def applied(self, grids: Sequence[TableGrid]) -> tuple[list[TableGrid], list[str]]:
        """Return the tables with the answers in place of their cells, and answers of no use."""
        made = [replace(grid, rows=list(map(list, grid.rows))) for grid in grids]
        unused: list[str] = []
        for answer in self.given:
            if answer.is_yes or answer.is_about_a_column:
                continue
            if why := answer.hindrance(made):
                unused.append(f"答“{answer.text}”没有用上（{why}）：{answer.question}")
                continue
            for position in answer.positions:
                row = position.texts(made[position.table])
                _put(row, position.columns, "" if answer.is_no else answer.text)
        return made, unused


NO_ANSWERS = Answers()


def _put(row: list[str | None], columns: Sequence[int], text: str) -> None:
    """Write a text into the first of the cells, and nothing into the others."""
    first, *others = columns or range(len(row))
    row[first] = text
    for column in others:
        row[column] = ""
