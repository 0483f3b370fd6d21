"""The cells of a row by the kinds of their columns, and questions about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from allocation.base.slugs import compact
from allocation.office.imports.tables import placeholders
from allocation.office.imports.tables.heading_words import DUTIES, ColumnHeading
from allocation.office.imports.tables.headings import Head
from allocation.office.imports.tables.levels import is_level_label
from allocation.office.imports.tables.names import Ask
from allocation.office.imports.tables.questions import Position, TableQuestion

T = TypeVar("T")
_OWN_TEXTS = (
    ColumnHeading.CLAUSE,
    ColumnHeading.SCORE,
    ColumnHeading.EVIDENCE,
    ColumnHeading.NUMBER,
)
"""Kinds of columns whose cells never repeat the one above."""
_TOTAL = re.compile(r"(?:[合总小共]计|总分)(?:[（(]?[0-9.]*分?[)）]?)?[:：]?")
_SUM = re.compile(r"[0-9０-９.]+分?|[-—/]+")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table: its place, its cells, first column and width of its widest cell.

    ``position`` is the place in the document; ``in_sheet`` tells whether that is a sheet.
    """

    place: str
    texts: Sequence[str | None]
    widest: tuple[int, int]
    position: Position | None = None
    in_sheet: bool = False

    def question(self, text: str, columns: Sequence[int], words: str) -> TableQuestion:
        """Return a question about some columns with these headings."""
        if self.position is None:
            return TableQuestion(text, self.place, words)
        cells = self.position.at(*columns)
        name = f"（{cells.cells}）" if self.in_sheet and columns else ""
        return TableQuestion(text, self.place, f"{words}{name}", (cells,))


class Cells:
    """The texts of a row by the kinds of its columns."""

    def __init__(self, row: TableRow, head: Head, questions: list[str]) -> None:
        self.place = row.place
        self._row = row
        self._clause = head.place(ColumnHeading.CLAUSE)
        self._questions = questions
        self._names: dict[ColumnHeading, list[str]] = {}
        self._columns: dict[ColumnHeading, list[int]] = {}
        self._texts: dict[ColumnHeading, list[str | None]] = {}
        columns, ticked = zip(head.columns, head.names, row.texts, strict=False), head.ticked
        for at, (heading, name, said) in enumerate(columns):
            text = name if said and at in ticked else said
            if heading is not None:
                self._names.setdefault(heading, []).append(name)
                self._columns.setdefault(heading, []).append(at)
                self._texts.setdefault(heading, []).append(_repeated(heading, text))

    @property
    def label(self) -> str | None:
        """The text across levels and clauses, if nobody is responsible for it."""
        across = self._across or self._only
        return across if across and not any(self.texts(heading) for heading in DUTIES) else None

    @property
    def is_total(self) -> bool:
        """Whether the row has a sum of scores, and nothing else."""
        texts = [compact(text) for text in self._row.texts if text]
        sums = [text for text in texts if _TOTAL.fullmatch(text)]
        return bool(sums) and all(text in sums or _SUM.fullmatch(text) for text in texts)

    def says(self, word: str) -> bool:
        """Whether a cell begins with a word."""
        return any(compact(text).startswith(word) for text in self._row.texts if text)

    def text(self, column: int) -> str:
        """Return the text in a column, from 0."""
        texts = self._row.texts
        return texts[column] or "" if column < len(texts) else ""

    @property
    def clauses(self) -> str:
        """The clauses; a label that extends over their column is a clause itself."""
        return "\n".join(self.texts(ColumnHeading.CLAUSE)) or self._across or ""

    @property
    def continues(self) -> bool:
        """Whether the clause is merged with the one above."""
        return None in self.of(ColumnHeading.CLAUSE)

    @property
    def only_goes_on(self) -> bool:
        """Whether there are cells beside labels and clauses, all merged with those above."""
        beside = (ColumnHeading.LEVEL, ColumnHeading.CLAUSE)
        others = [texts for heading, texts in self._texts.items() if heading not in beside]
        return bool(others) and not any(text is not None for texts in others for text in texts)

    def of(self, heading: ColumnHeading) -> list[str | None]:
        """Return the cells of a kind; None is one that is merged with the one above."""
        return self._texts.get(heading, [])

    def named(self, heading: ColumnHeading) -> Iterator[tuple[str, str | None]]:
        """Yield the headings and cells of the columns of a kind."""
        return zip(self._names.get(heading, []), self.of(heading), strict=True)

    def texts(self, *wanted: ColumnHeading) -> list[str]:
        """Return the texts in some kinds of columns."""
        return [text for heading in wanted for text in self.of(heading) if text]

    def ask(self, text: str, *about: ColumnHeading) -> None:
        """Add a question about some columns of the row."""
        known = [heading for heading in about if heading in self._names]
        words = "".join(f"“{self._names[heading][-1]}”" for heading in known)
        columns = [at for heading in known for at in self._columns[heading]]
        self._questions.append(self._row.question(text, columns, f"{words}栏" if words else ""))

    def asking(self, *about: ColumnHeading) -> Ask:
        """Return a function that adds questions about some columns."""
        return lambda text: self.ask(text, *about)

    @property
    def _only(self) -> str | None:
        """The only text of a row, if it is the label of a level."""
        texts = [text for text in self._row.texts if text != ""]
        return texts[0] if len(texts) == 1 and texts[0] and is_level_label(texts[0]) else None

    @property
    def _across(self) -> str | None:
        """The text of a cell across levels and clauses, with the number before it."""
        start, span = self._row.widest
        if self._clause is None or span < 2 or not start <= self._clause < start + span:
            return None
        if start == self._clause and start > 0 and any(self.of(ColumnHeading.LEVEL)):
            return None
        before = [text for text in self._row.texts[:start] if text]
        return "、".join([*before, self._row.texts[start] or ""]) or None


def _repeated(heading: ColumnHeading, text: str | None) -> str | None:
    """Return a cell; None, as for a merged one, if it says that it repeats the cell above."""
    same = text is not None and heading not in _OWN_TEXTS and placeholders.is_ditto(text)
    return None if same else text


class MergedCellValues(Generic[T]):
    """Last values of columns: a merged cell counts for every row that it covers.

    A cell that says 同上 is one that is merged with the cell above.
    """

    def __init__(self) -> None:
        self._last: dict[ColumnHeading, list[list[T]]] = {}

    def of(
        self, heading: ColumnHeading, cells: Cells, read: Callable[[str, Ask], Iterable[T]]
    ) -> list[T]:
        """Return the values of a column for a row."""
        column, ask = cells.of(heading), cells.asking(heading)
        if None in column and heading not in self._last:
            ask("写的是同上，可是上面没有可以照抄的格，空着导入；请在原表里写出来再导入。")
        last = [*self._last.get(heading, []), *([] for _ in column)]
        values = [
            before if cell is None else [value for value in read(cell, ask) if cell]
            for cell, before in zip(column, last, strict=False)
        ]
        self._last[heading] = values
        return [value for some in values for value in some]
