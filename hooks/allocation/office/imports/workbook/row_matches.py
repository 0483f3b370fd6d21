"""New rows of a workbook that the data already has, from an earlier import of the same workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from allocation.office.formats.workbook_layout import Field, Sheet, SheetRow
from allocation.office.imports.workbook.cell_values import same

_SIMILAR = 0.6
"""Ratio of equal characters from which a title is one that was reworded."""


@dataclass(frozen=True, slots=True)
class RowMatch:
    """A row of the data that a new row repeats, and the headings of the cells that differ."""

    row: SheetRow
    differing: tuple[str, ...]


def matches(
    sheet: Sheet, absent: Sequence[SheetRow], lines: Sequence[Mapping[str, str]]
) -> list[RowMatch | None]:
    """Return for each new row the row of the data that it repeats.

    :param absent: the rows of the data that the workbook has by no id; each is repeated once.
    :param lines: the texts of the new rows by heading.
    """
    rest = list(absent) if sheet.grows else []
    found: list[RowMatch | None] = [None] * len(lines)
    # Rows that say the same go first: what is left may have been changed since.
    for is_match in (_is_equal, _is_changed):
        for at, texts in enumerate(lines):
            row = next((row for row in rest if is_match(sheet, row, texts)), None)
            if found[at] is None and row is not None:
                rest.remove(row)
                found[at] = RowMatch(row, _differing(sheet, row, texts))
    return found


def _is_equal(sheet: Sheet, row: SheetRow, texts: Mapping[str, str]) -> bool:
    return not _differing(sheet, row, texts)


def _is_changed(sheet: Sheet, row: SheetRow, texts: Mapping[str, str]) -> bool:
    """Whether a row of the data is a new row whose cells, or whose title, were changed since."""
    differing = _differing(sheet, row, texts)
    if not set(differing) & set(sheet.identity):
        return True
    title = sheet.identity[-1]
    reworded = sheet.is_titled and differing == (title,)
    return reworded and _is_similar(row.values[title], texts.get(title, ""))


def _differing(sheet: Sheet, row: SheetRow, texts: Mapping[str, str]) -> tuple[str, ...]:
    fields = (field for field in sheet.fields[1:] if _is_compared(sheet, field))
    return tuple(
        field.title
        for field in fields
        if not same(field, texts.get(field.title, ""), row.values[field.title])
    )


def _is_compared(sheet: Sheet, field: Field) -> bool:
    return not field.locked or field.title in sheet.identity


def _is_similar(one: str, other: str) -> bool:
    """Whether two titles say nearly the same, of the same numbers."""
    if re.findall("[0-9]+", one) != re.findall("[0-9]+", other):
        return False
    return Indel.normalized_similarity(one, other) >= _SIMILAR
