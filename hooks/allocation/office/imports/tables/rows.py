"""The cells of one row by what their columns hold, with questions that name row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from allocation.office.imports.tables.headings import DUTIES, ColumnHeading, Head
from allocation.office.imports.tables.levels import stands_alone
from allocation.office.imports.tables.names import Ask

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table: where it stands, its cells, the columns that its widest cell covers."""

    place: str
    texts: Sequence[str | None]
    widest: tuple[int, int]


class Cells:
    """What a row says, column by column."""

    def __init__(self, row: TableRow, head: Head, questions: list[str]) -> None:
        self.place = row.place
        self._row = row
        self._clause = head.place(ColumnHeading.CLAUSE)
        self._questions = questions
        self._names: dict[ColumnHeading, str] = {}
        self._texts: dict[ColumnHeading, list[str | None]] = {}
        for heading, name, text in zip(head.columns, head.names, row.texts, strict=False):
            if heading is not None:
                self._names[heading] = name
                self._texts.setdefault(heading, []).append(text)

    @property
    def label(self) -> str | None:
        """What stands across the levels and clauses, where nobody is responsible for it."""
        across = self._across or self._only
        return across if across and not any(self.said(each) for each in DUTIES) else None

    @property
    def clauses(self) -> str:
        """The clauses; a level that runs on over their column is its own clause."""
        return "\n".join(self.said(ColumnHeading.CLAUSE)) or self._across or ""

    @property
    def continues(self) -> bool:
        """Whether the clause is merged with the one above."""
        return None in self.of(ColumnHeading.CLAUSE)

    def of(self, heading: ColumnHeading) -> list[str | None]:
        """Return the cells of a kind of column, none for those merged with the one above."""
        return self._texts.get(heading, [])

    def said(self, *wanted: ColumnHeading) -> list[str]:
        """Return the texts in some kinds of columns."""
        return [text for each in wanted for text in self.of(each) if text]

    def ask(self, text: str, *about: ColumnHeading) -> None:
        """Put a question about some columns of the row."""
        columns = "".join(f"“{self._names[each]}”" for each in about if each in self._names)
        self._questions.append(f"{self.place}{f'{columns}栏' if columns else ''}：{text}")

    def asking(self, *about: ColumnHeading) -> Ask:
        """Return what puts questions about some columns."""
        return partial(_ask, self, about)

    @property
    def _only(self) -> str | None:
        """The text of a row that says nothing but where a level begins."""
        texts = [text for text in self._row.texts if text != ""]
        return texts[0] if len(texts) == 1 and texts[0] and stands_alone(texts[0]) else None

    @property
    def _across(self) -> str | None:
        """The text of a cell that covers levels and clauses, with the number before it."""
        start, span = self._row.widest
        if self._clause is None or span < 2 or not start <= self._clause < start + span:
            return None
        if start == self._clause and start > 0 and any(self.of(ColumnHeading.LEVEL)):
            return None
        before = [text for text in self._row.texts[:start] if text]
        return "、".join([*before, self._row.texts[start] or ""]) or None


class MergedCellValues(Generic[T]):
    """What columns said last: a merged cell counts for every row that it covers."""

    def __init__(self) -> None:
        self._last: dict[ColumnHeading, list[T]] = {}

    def of(
        self, heading: ColumnHeading, cells: Cells, read: Callable[[str, Ask], Iterable[T]]
    ) -> list[T]:
        """Return what a column says of a row."""
        there = cells.of(heading)
        if any(cell is not None for cell in there):
            ask = cells.asking(heading)
            self._last[heading] = [each for text in cells.said(heading) for each in read(text, ask)]
        return self._last.get(heading, []) if there else []


def _ask(cells: Cells, about: tuple[ColumnHeading, ...], text: str) -> None:
    cells.ask(text, *about)
