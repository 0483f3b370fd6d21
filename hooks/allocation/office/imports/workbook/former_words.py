"""Workbooks of earlier exports: sheets, headings and values in the words that they had then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from allocation.base.enums import FORMER_WORDS
from allocation.office.formats.workbook_layout import MARK, Sheet, SheetRow, digest
from allocation.office.formats.xlsx_reader import SheetGrid

NAMES = {"指标": "量化数值"}
"""The present names of sheets, by the former ones."""
HEADINGS = {
    "挂网": "公开范围",
    "已脱敏": "已去除个人信息",
    "指标": "量化要求",
    "指标编号": "量化要求编号",
    "指标与年": "量化要求与年",
}
"""The present headings of columns, by the former ones."""
_THEN = {now: then for then, now in (HEADINGS | FORMER_WORDS).items()}


def current(grid: SheetGrid, sheet: Sheet, heads: int) -> SheetGrid:
    """Return a sheet in the words of today; its marks are those of today, too, if they hold.

    :param heads: the number of rows among which the headings stand.
    """
    known = {field.title for field in sheet.fields}
    former = {then: now for then, now in HEADINGS.items() if now in known and then not in known}
    at = next((at for at, row in enumerate(grid.rows[:heads]) if former.keys() & set(row)), None)
    if at is None:
        return grid
    head = [former.get(text, text) for text in grid.rows[at]]
    data = {row.id: row for row in sheet.rows}
    rows = [_row(sheet, head, texts, data) for texts in grid.rows[at + 1 :]]
    return replace(grid, rows=[*grid.rows[:at], head, *rows])


def _row(
    sheet: Sheet, head: Sequence[str], texts: list[str], data: Mapping[str, SheetRow]
) -> list[str]:
    cells = dict(zip(head, texts, strict=False))
    then = {field.title: cells.get(field.title, "") for field in sheet.fields}
    now = {title: FORMER_WORDS.get(text, text) for title, text in then.items()}
    row, mark = data.get(now[sheet.id]), cells.get(MARK, "")
    if row:
        # What only explains a row is worded anew; it cannot be edited.
        now |= {each.title: row.values[each.title] for each in sheet.fields if each.locked}
    if mark and mark == _former_mark(then):
        mark = digest(now)
    elif row and mark == _former_mark(row.values):
        mark = row.mark
    now[MARK] = mark
    return [now.get(title, text) for title, text in zip(head, texts, strict=False)]


def _former_mark(values: Mapping[str, str]) -> str:
    """Return the mark that a row had in the words of then."""
    return digest(
        {_THEN.get(title, title): _THEN.get(text, text) for title, text in values.items()}
    )
