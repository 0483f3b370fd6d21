"""Comparison of the data, joined in table order, with the source text of the printed table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from allocation.register.register import Register, RowEntry

_CONTEXT = 12


class Provenance(StrEnum):
    """What pages and documents may say of the table's wording: the outcome of the comparison."""

    SOURCE = "条款为原文"
    ALTERED = "分工表有改动，与原文不完全一致"
    UNCHECKED = "条款未与原文核对"

    @property
    def sentence(self) -> str:
        """The same in full, for the pages that introduce the table."""
        return _SENTENCES[self]


_SENTENCES = {
    Provenance.SOURCE: "条款照原文，一字未改",
    Provenance.ALTERED: "分工表印发以后有改动，与原文不完全一致",
    Provenance.UNCHECKED: "没有存原文文本，条款未与原文核对",
}


@dataclass(frozen=True, slots=True)
class Fidelity:
    """The comparison of data and source text, both without white space."""

    expected: int
    rebuilt: int
    difference: str | None

    @property
    def identical(self) -> bool:
        return self.difference is None


def compare(register: Register) -> Fidelity | None:
    """Return the comparison, or None if the unit has no source text."""
    if register.source_text is None:
        return None
    expected = _without_blanks(register.source_text)
    rebuilt = rejoin(register)
    return Fidelity(len(expected), len(rebuilt), _first_difference(expected, rebuilt))


def provenance(result: Fidelity | None) -> Provenance:
    """Return what may be said of the wording after a comparison, or where there was none."""
    if result is None:
        return Provenance.UNCHECKED
    return Provenance.SOURCE if result.identical else Provenance.ALTERED


def rejoin(register: Register) -> str:
    """Return the table as text without white space, with the header on every page.

    As in the printed table, category, group and item are named where they begin and again at the
    top of a page.
    """
    unit = register.unit
    parts = [unit.attachment or "", unit.title]
    before: RowEntry | None = None
    for row in register.rows:
        if before is None or before.record.page != row.record.page:
            parts += unit.header
            before = None
        parts += _labels(row, before)
        parts += _cells(row)
        before = row
    return _without_blanks("".join(parts))


def _labels(row: RowEntry, before: RowEntry | None) -> Iterator[str]:
    item = row.item
    last = before.item if before else None
    if last is None or last.category is not item.category:
        yield item.category.label
    for level, group in enumerate(item.groups):
        if last is None or last.groups[level : level + 1] != (group,):
            yield f"{group.record.code}{group.record.title}"
    if last is not item:
        yield f"{item.code}{item.printed_title}"


def _cells(row: RowEntry) -> Iterator[str]:
    for clause in row.record.clauses:
        yield f"{clause.mark}{clause.text}"
    yield from (leader.name for leader in row.leaders)
    yield from (department.name for department in row.departments)
    yield from (person.name for person in row.persons)


def _without_blanks(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _first_difference(expected: str, rebuilt: str) -> str | None:
    if expected == rebuilt:
        return None
    pairs = enumerate(zip(expected, rebuilt, strict=False))
    shorter = min(len(expected), len(rebuilt))
    at = next((index for index, (left, right) in pairs if left != right), shorter)
    cut = slice(max(0, at - _CONTEXT), at + _CONTEXT)
    return f"第 {at + 1} 字起：原文“…{expected[cut]}…”，数据“…{rebuilt[cut]}…”"
