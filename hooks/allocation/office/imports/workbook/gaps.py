"""What a workbook lacks: sheets, columns and rows that could not be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from allocation.office.formats.workbook_layout import MARK, Action, Sheet, SheetRow
from allocation.office.formats.xlsx_reader import SheetGrid
from allocation.office.imports.workbook.sheet_lines import SheetReader, is_titled_like, shortened

_MOST = 5
"""Rows that a message lists."""


def absent_sheet(sheet: Sheet, others: Mapping[str, SheetGrid]) -> str:
    """Return what to do about a sheet that is not there, or has another name."""
    like = next((name for name, grid in others.items() if is_titled_like(grid, sheet)), None)
    advice = "要改这张表，从原来的文件复制回来，或重新导出"
    if like:
        advice = f"“{like}”像是它改了名，请把表名改回“{sheet.name}”，再导入"
    return f"没有“{sheet.name}”表，没有比对；{advice}。"


def absent_columns(reader: SheetReader, rows: Mapping[str, SheetRow]) -> Iterator[str]:
    """Yield what to do about each column that is not there: its data is not changed."""
    fields = (field for field in reader.sheet.fields if field.action is None)
    lost = [field.title for field in fields if field.title not in reader.columns]
    columns = {title: {id: row.values[title] for id, row in rows.items()} for title in lost}
    if MARK not in reader.columns:
        columns[MARK] = {id: row.mark for id, row in rows.items()}
    for title, values in columns.items():
        like = reader.renamed_column(values)
        advice = "要改这一列，从原来的文件复制回来，或重新导出"
        if like:
            advice = f"{like}像是它改了名，请改回“{title}”，再导入"
        yield f"“{reader.sheet.name}”表没有列 {title}，没有比对；{advice}。"


def absent_rows(sheet: Sheet, ids: Iterable[str]) -> Iterator[str]:
    """Yield what to do about rows that were exported and are gone: their data is not changed."""
    if lost := list(ids):
        advice = f"没有改动；不想改的不用管，{how_to_delete(sheet)}"
        names = shortened(lost, _MOST)
        yield f"“{sheet.name}”表里少了 {len(lost)} 行（{names}），{advice}。"


def how_to_delete(sheet: Sheet) -> str:
    """Return how a row of a sheet is deleted on purpose."""
    if sheet.grows:
        return f"要删除的，复制回来，在“{Action.DELETE}”列写“是”"
    return "要删除请改数据文件"
