"""A column 序号 beside the clauses: numbers of the clauses themselves, or of rows and items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from allocation.base.slugs import compact
from allocation.office.imports.tables import clauses
from allocation.office.imports.tables.heading_words import ColumnHeading
from allocation.office.imports.tables.levels import is_code
from allocation.office.imports.tables.table_parts import TableSection
from allocation.office.imports.tables.table_rows import Cells, TableRow

_NUMBER = re.compile(r"[0-9０-９]{1,3}[.、．]?|[（(][0-9０-９]{1,2}[)）]|[⑴-⒇①-⑳⒈-⒛]")
_IGNORED = re.compile(r"[0-9０-９]*|[一二三四五六七八九十]+[、.]?.*|[合总小共]计|总分")
"""Texts in a column of serial numbers that need not be read; labels of levels are asked about."""


class ClauseNumbers:
    """The column of a section that has the marks of clauses that have none in their own cell."""

    def __init__(self, section: TableSection, *, before: bool) -> None:
        """Look for the column.

        :param before: whether an earlier section of the table has one.
        """
        self._before = before
        self._head = section.head
        self._clause = section.head.place(ColumnHeading.CLAUSE)
        self._rows = [row for row in section.rows if self._has_clause(row)]
        counting = [at for at, _ in section.head.counting]
        self._column = next((at for at in counting if self._counts_clauses(at)), None)
        self._codes = next((at for at in counting if self._codes_items(at)), None)

    def mark(self, cells: Cells, records: list[dict[str, Any]]) -> None:
        """Give the clauses of a row the marks of the column, if it has one for each."""
        text = cells.text(self._column) if self._column is not None else ""
        marks = text.split()
        if len(marks) == len(records) and not any("mark" in record for record in records):
            for record, mark in zip(records, marks, strict=True):
                text = record.pop("text")
                record |= {"mark": mark, "text": text}

    def levels(self, cells: Cells) -> list[str | None]:
        """Return the labels of a row: with the code that stands before an item, if there is one."""
        labels = cells.of(ColumnHeading.LEVEL)
        if self._codes is not None:
            at = self._head.columns[: self._codes].count(ColumnHeading.LEVEL)
            labels[at] = labels[at] and f"{compact(cells.text(self._codes))} {labels[at]}"
        return labels

    @property
    def found(self) -> bool:
        """Whether there is such a column."""
        return self._column is not None

    @property
    def doubts(self) -> Iterator[tuple[int, str]]:
        """Columns from 0 and questions about what is not read in them."""
        for at, word in self._head.counting:
            if at in (self._column, self._codes):
                continue
            texts = (compact(row.texts[at] or "") for row in self._rows if at < len(row.texts))
            codes = [code for code in texts if code != word and not _IGNORED.fullmatch(code)]
            if codes:
                examples = "、".join(codes[:3])
                yield at, f"当作序号，没有读，里面有 {examples} 等，请核对。"

    def _has_clause(self, row: TableRow) -> bool:
        at = self._clause
        return at is not None and at < len(row.texts) and bool(row.texts[at])

    def _counts_clauses(self, at: int) -> bool:
        """Whether a column numbers unmarked clauses, and not the items left of them."""
        rows = [row for row in self._rows if not self._head.repeated(row.texts)]
        said = [(row.texts[at] or "").split() for row in rows if at < len(row.texts)]
        unmarked = [self._unmarked(row) for row in rows]
        every = len(said) == len(rows) and all(
            len(numbers) == count and all(map(_NUMBER.fullmatch, numbers))
            for numbers, count in zip(said, unmarked, strict=True)
        )
        several = any(count > 1 for count in unmarked)
        sure = several or self._before
        return bool(rows) and every and (sure or not self._counts_items(at, rows))

    def _codes_items(self, at: int) -> bool:
        """Whether a column has the codes of the items beside it, one for each: A1, Ⅰ-1, 2.3."""
        columns = self._head.columns
        if at + 1 >= len(columns) or columns[at + 1] is not ColumnHeading.LEVEL:
            return False
        beside = [row.texts[at : at + 2] for row in self._rows]
        codes = [compact(code or "") for code, label in beside if label]
        together = all(bool(code) == bool(label) for code, label in beside)
        return bool(codes) and together and all(map(is_code, codes))

    def _unmarked(self, row: TableRow) -> int:
        """Return how many clauses a row has; -1 if some have a mark in their own cell."""
        records = list(clauses.read(row.texts[self._clause or 0] or ""))
        return -1 if any("mark" in record for record in records) else len(records)

    def _counts_items(self, at: int, rows: list[TableRow]) -> bool:
        """Whether a column is left of items, a row each, so that its number may be the item's."""
        kinds = enumerate(self._head.columns)
        levels = [at for at, kind in kinds if kind is ColumnHeading.LEVEL]
        first = [row.texts[levels[-1]] for row in rows] if levels else []
        each = bool(first) and all(first) and len(set(first)) == len(first)
        return each and at < levels[-1]
