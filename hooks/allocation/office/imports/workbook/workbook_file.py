"""The file that comes in: the sheets of a workbook, or one sheet saved as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from allocation.base.grouping import grouped_pairs
from allocation.office.formats import csv_reader, libreoffice, xlsx_reader
from allocation.office.formats.file_guard import OfficeError
from allocation.office.formats.workbook_layout import LISTS, SEPARATOR, Sheet
from allocation.office.formats.workbook_sheets import exported_ids
from allocation.office.formats.xlsx_reader import SheetGrid, Unreadable
from allocation.office.imports.workbook import former_words
from allocation.office.imports.workbook.sheet_lines import HEADS, headings, is_titled_like
from allocation.register.published_register import publish
from allocation.register.register import Register
from allocation.runtime.progress_callback import Watch

WORKBOOKS = (*xlsx_reader.SUFFIXES, *xlsx_reader.OLD_SUFFIXES)
_TEXTS = (".csv", ".tsv", ".txt")
_SIGNATURES = (
    {"行", "条款"}, {"条款编号", "条款原文"}, {"材料编号", "材料名称"}, {"登记号", "题名"},
    {"附件号", "文件名"}, {"写法", "姓名"}, {"科室", "名称", "性质"},
    {"量化要求与年", "量化要求编号"}, {"指标与年", "指标编号"}, {"项目编号", "情况说明"},
    {"量化要求编号", "怎么算"},
)  # fmt: skip
"""Headings that a sheet of the workbook has, and no other table."""
_LOST = re.compile("[\u3400-\u9fff]\\?|\\?[\u3400-\u9fff]|^\\?+$")
_TABLE = "是分工表、测评标准的，导入到新文件夹（--into 新文件夹），或用 carry-over。"
_TOO_NARROW = re.compile("#{3,}")
_ROUNDED = re.compile(r"-?[0-9](\.[0-9]+)?E\+[0-9]{2,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WorkbookFile:
    """The known sheets of a file by name, the other ones, and the ids of the export.

    ``is_one_sheet`` is true for text: the other sheets are not missing.
    """

    name: str
    grids: dict[str, SheetGrid]
    others: dict[str, SheetGrid]
    exported: dict[str, set[str]]
    is_one_sheet: bool = False


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook, or text with the headings of one of its sheets.

    :raises OfficeError: if it should be text and is not.
    """
    suffix = path.suffix.lower()
    if suffix in _TEXTS:
        rows = csv_reader.read(path)
        return any(signature <= set(row) for row in rows[:HEADS] for signature in _SIGNATURES)
    return suffix in WORKBOOKS


def read(path: Path, register: Register, sheets: Sequence[Sheet], watch: Watch) -> WorkbookFile:
    """Return the sheets of a file.

    :raises OfficeError: if it can't be read, or has no known sheet.
    """
    if path.suffix.lower() in _TEXTS:
        return _from_text(path, register, sheets)
    names = [*(sheet.name for sheet in sheets), *former_words.NAMES]
    with libreoffice.in_format(path, "xlsx", xlsx_reader.OLD_SUFFIXES) as workbook:
        grids = xlsx_reader.read(workbook, [*names, LISTS], watch)
        if not grids.keys() & set(names):
            raise _unknown(path, sheets)
        is_whole = len(grids.keys() & set(names)) >= len(sheets)
        others = {} if is_whole else xlsx_reader.read(workbook, watch=watch)
    lists = grids.pop(LISTS, None)
    named_then = {now: grids[then] for then, now in former_words.NAMES.items() if then in grids}
    grids = {
        sheet.name: former_words.current(grid, sheet, HEADS)
        for sheet in sheets
        if (grid := (named_then | grids).get(sheet.name))
    }
    others = {name: grid for name, grid in others.items() if name not in names}
    return WorkbookFile(path.name, grids, others, _exported(lists))


def _exported(lists: SheetGrid | None) -> dict[str, set[str]]:
    columns = zip_longest(*lists.rows, fillvalue="") if lists else ()
    return {former_words.NAMES.get(name, name): set(filter(None, ids)) for name, *ids in columns}


def _from_text(path: Path, register: Register, sheets: Sequence[Sheet]) -> WorkbookFile:
    grid = SheetGrid([list(map(_shown, row)) for row in csv_reader.read(path)])
    grids = {sheet.name: former_words.current(grid, sheet, HEADS) for sheet in sheets}
    titled = [sheet for sheet in sheets if headings(grids[sheet.name], sheet)]
    named = [sheet for sheet in titled if sheet.name in path.stem]
    like = [sheet for sheet in sheets if is_titled_like(grids[sheet.name], sheet)]
    found = [sheet for sheet in like if sheet in named] or like or named
    if not found:
        raise _unknown(path, sheets)
    sheet = max(found, key=lambda sheet: len(headings(grids[sheet.name], sheet)))
    grid = grids[sheet.name]
    if csv_reader.encoding(path) == csv_reader.ANSI:
        grid = _restored(grid, sheet)
    # Whatever the export had, sheets without withheld values are the least of it.
    exported = {name: set(ids) for name, ids in exported_ids(publish(register)).items()}
    return WorkbookFile(path.name, {sheet.name: grid}, {}, exported, is_one_sheet=True)


def _restored(grid: SheetGrid, sheet: Sheet) -> SheetGrid:
    """Return texts of the data in place of what Excel made of them, which saves GBK."""
    texts = {text for row in sheet.rows for text in row.values.values()}
    lost = grouped_pairs((_in_gbk(text), text) for text in texts)

    def restored(text: str) -> str:
        if text in texts or not _LOST.search(text):
            return text
        match lost.get(text, ()):
            case [whole]:
                return whole
        return Unreadable("里的“?”像是丢了的字；请另存为 .xlsx，或“CSV UTF-8”")

    return SheetGrid([list(map(restored, row)) for row in grid.rows])


def _in_gbk(text: str) -> str:
    """Return a text with ? in place of the characters that GBK lacks, each half of a pair alone."""
    return "".join(
        letter if letter.encode("gbk", "ignore") else "?" * (len(letter.encode("utf-16-le")) // 2)
        for letter in text
    )


def _shown(text: str) -> str:
    """Return the text of a cell as a workbook would have it."""
    if _TOO_NARROW.fullmatch(text):
        return Unreadable("只剩一串 #：列太窄，没有存下来；请拉宽这一列，再存一份")
    if _ROUNDED.fullmatch(text):
        return Unreadable(f"是“{text}”，后面的位数已经丢了；请按文本重填")
    return {"TRUE": "是", "FALSE": ""}.get(text.upper(), xlsx_reader.read_text(text))


def _unknown(path: Path, sheets: Sequence[Sheet]) -> OfficeError:
    every = SEPARATOR.join(sheet.name for sheet in sheets)
    return OfficeError(f"{path.name} 里没有认识的表；应有的表名：{every}。{_TABLE}")
