"""``downloads/allocation.xlsx``: the data as a workbook that can be filled in and imported."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from itertools import zip_longest
from math import ceil
from typing import TYPE_CHECKING, Any

from allocation.office.exports.printed_columns import levels, members
from allocation.office.formats.workbook_layout import (
    LISTS,
    MARK,
    Choice,
    Field,
    Sheet,
    SheetRow,
    choice_name,
    is_computed,
)
from allocation.office.formats.workbook_sheets import choices, exported_ids, sheets
from allocation.pages.views.context import SiteContext
from allocation.pages.views.overview import TableLine, depth, headings, lines
from allocation.register.derived import Derived, note
from allocation.register.index import Index
from allocation.register.register import Register
from allocation.register.schedule import provisional
from allocation.runtime.progress_callback import Watch, unwatched
from allocation.runtime.streaming import Output

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

PATH = "downloads/allocation.xlsx"
_CLAUSE_WIDTH = 70
"""Of the clauses on the print sheet, in characters."""
_LEVEL_WIDTH, _NAME_WIDTH = 14, 11
"""Of the columns left and right of the clauses."""
_LINE_HEIGHT = 15
"""In points; not every program fits rows to their text by itself."""
_SPARE = 200
"""Empty rows with drop-downs below a sheet that grows."""
_LARGE = 20_000
"""With more pieces of evidence, rows go to the disk one by one, without merged cells."""
_HEIGHTS_KEPT = 20
"""Rows whose heights are needed at the end, to place the notes on headings."""
_INSTRUCTIONS = (
    "怎么用：",
    "1. 灰色的列是编号，不能改；其余的列直接改。有下拉的格子从下拉里选。",
    "2. 新增材料、登记、附件、人员、科室、量化要求的数，写在表末的空行，或插入一行，编号空着。",
    "3. 可以排序、筛选、隐藏、移动列，也可以加自己的列；不要改表名和列名。",
    "4. 改好后交给网站管理员，运行 allocation import 这个文件：先列出会改什么，加 --write 才写。",
    "5. 要删除一条，在它的“删除”列写“是”；别处还用着的不删，会说明在哪里。删掉表里的行，数据不变。",
    "6. 照片说明的六要素写在“附件”表，一个文件一行；情况说明写在“项目”表。",
    "7. 同一个人改了名字，改“姓名”，并在“改名”列写“是”；换了人，另加一行，再改“分工”表。",
)

_PROPOSED = "佐证材料和量化要求是建议清单，以当届测评细则为准；其余照原文，下面这些除外："
_DERIVED = (
    Derived.PAIRING,
    Derived.NATURE,
    Derived.ROW_NUMBER,
    Derived.CLAUSE_NUMBER,
    Derived.ALIAS,
    Derived.READING,
)


def export(context: SiteContext) -> Iterator[Output]:
    """Yield the workbook."""
    yield Output(PATH, partial(write, context.index))


def write(index: Index, watch: Watch = unwatched, register: Register | None = None) -> bytes:
    """Return the workbook as bytes, the same for the same data.

    :param register: the unpublished register, for those who have the data itself.
    """
    # Imported here: loading takes a while, and checking data needs no workbook.
    from xlsxwriter import Workbook  # noqa: PLC0415

    out = io.BytesIO()
    large = len(index.register.evidence) > _LARGE
    settings = {
        "constant_memory": large,
        "in_memory": not large,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with Workbook(out, settings) as book:
        unit = index.register.unit
        day = datetime(unit.data_date.year, unit.data_date.month, unit.data_date.day)
        book.set_properties({"title": unit.title, "author": unit.name, "created": day})
        _Book(book, index, register or index.register, watch, streaming=large).fill()
    return out.getvalue()


class _Book:
    """A workbook that is being filled."""

    def __init__(
        self, book: Workbook, index: Index, register: Register, watch: Watch, *, streaming: bool
    ) -> None:
        self._book = book
        self._streaming = streaming
        self._watch = watch
        self._index = index
        self._register = register
        base = {
            "font_name": "宋体",
            "font_size": 11,
            "valign": "top",
            "text_wrap": True,
            "border": 1,
        }
        # Text format keeps what is typed: 2026-10 becomes no date, 0012 no 12.
        text = {**base, "num_format": "@"}
        self._editable = book.add_format(text)
        self._number = book.add_format(base)
        self._quoted = book.add_format({**text, "quote_prefix": True})
        self._locked = book.add_format({**base, "bg_color": "#EEEEEE"})
        self._head = book.add_format(
            {**base, "bold": True, "bg_color": "#DBE7F2", "valign": "vcenter", "align": "center"}
        )
        self._small = book.add_format({**base, "font_size": 10, "valign": "vcenter"})
        self._plain = book.add_format({"font_name": "宋体", "font_size": 11, "text_wrap": True})
        self._title = book.add_format(
            {"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"}
        )

    def fill(self) -> None:
        """Write every sheet: instructions, data, the printed table, the lists of drop-downs."""
        register = self._register
        self._about()
        for sheet in sheets(register):
            self._sheet(sheet)
        self._print()
        self._lists(choices(register), exported_ids(register))

    def _about(self) -> None:
        page = self._book.add_worksheet("说明")
        unit = self._index.register.unit
        page.set_column(0, 0, 100)
        day = unit.data_date.isoformat()
        said = (f"{unit.name}：{unit.title}", f"数据日期 {day}", provisional(unit.term))
        texts = (*filter(None, said), "", *_INSTRUCTIONS, "", _PROPOSED, note(_DERIVED))
        for row, text in enumerate(texts):
            page.write_string(row, 0, text, self._plain)

    def _sheet(self, sheet: Sheet) -> None:
        page = self._book.add_worksheet(sheet.name)
        self._columns(page, sheet)
        count = len(sheet.rows)
        rows = self._watch(sheet.rows, f"正在写“{sheet.name}”表", count)
        for place, row in enumerate(rows, start=1):
            self._row(page, sheet, place, row)
        last = count + (_SPARE if sheet.grows else 0)
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(last, 1), len(sheet.fields) - 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        self._rules(page, sheet, max(last, 1))

    def _columns(self, page: Worksheet, sheet: Sheet) -> None:
        for column, field in enumerate(sheet.fields):
            # The column's format makes new rows editable without writing their cells.
            page.set_column(column, column, field.width, self._editable if sheet.grows else None)
            page.write_string(0, column, field.title, self._head)
            if field.note:
                page.write_comment(0, column, field.note, {"author": "说明"})
        end = len(sheet.fields)
        page.write_string(0, end, MARK, self._head)
        page.set_column(end, end, 14, None, {"hidden": True})

    def _row(self, page: Worksheet, sheet: Sheet, place: int, row: SheetRow) -> None:
        height = _height((row.values[field.title], field.width) for field in sheet.fields)
        self._set_height(page, place, height)
        for column, field in enumerate(sheet.fields):
            self._cell(page, place, column, field, row.values[field.title])
        page.write_string(place, len(sheet.fields), row.mark, self._locked)

    def _set_height(self, page: Worksheet, row: int, height: float) -> None:
        page.set_row(row, height)
        if self._streaming and row > _HEIGHTS_KEPT:
            # xlsxwriter would keep the heights of all rows in memory.
            page.row_info.pop(row - 2, None)
            page.row_sizes.pop(row - 2, None)

    def _cell(self, page: Worksheet, row: int, column: int, field: Field, text: str) -> None:
        if field.number and text:
            page.write_number(row, column, int(text), self._number)
            return
        editable = self._quoted if is_computed(text) else self._editable
        page.write_string(row, column, text, self._locked if field.locked else editable)

    def _rules(self, page: Worksheet, sheet: Sheet, last: int) -> None:
        for column, field in enumerate(sheet.fields):
            if rule := _rule(field, sheet):
                page.data_validation(1, column, last, column, rule)

    def _lists(self, lists: dict[str, tuple[str, ...]], ids: dict[str, tuple[str, ...]]) -> None:
        """Write the lists of drop-downs to a sheet: one in a rule is limited to 255 characters."""
        page = self._book.add_worksheet(LISTS)
        columns = ([name, *values] for name, values in (lists | ids).items())
        for row, texts in enumerate(zip_longest(*columns)):
            for column, text in enumerate(texts):
                if text is not None:
                    page.write_string(row, column, text)
        for column, (name, values) in enumerate(lists.items()):
            letter = chr(ord("A") + column)
            end = max(len(values), 1) + 1
            self._book.define_name(f"list_{name}", f"={LISTS}!${letter}$2:${letter}${end}")
        page.hide()

    def _print(self) -> None:
        """Write the table as it is printed, with merged cells."""
        page = self._book.add_worksheet("打印")
        register = self._index.register
        above, clauses = headings(register)
        last = depth(register) + 1
        columns = (clauses, *map(str, register.unit.columns))
        widths = (_CLAUSE_WIDTH, *[_NAME_WIDTH] * len(register.unit.columns))
        page.merge_range(0, 0, 0, last + len(columns), register.unit.title, self._title)
        page.set_row(0, 30)
        page.set_column(0, last, _LEVEL_WIDTH)
        page.merge_range(1, 0, 1, last, above, self._head)
        for column, (name, width) in enumerate(zip(columns, widths, strict=True), start=last + 1):
            page.set_column(column, column, width)
            page.write_string(1, column, name, self._head)
        for row, line in enumerate(lines(self._index), start=2):
            self._print_row(page, row, line)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(1)
        page.set_footer("&C— &P —")

    def _print_row(self, page: Worksheet, row: int, line: TableLine) -> None:
        above = tuple(levels(line))
        for column, (text, span) in enumerate(above):
            if span > 1 and not self._streaming:
                page.merge_range(row, column, row + span - 1, column, text, self._small)
            elif span:
                page.write_string(row, column, text, self._small)
            elif self._streaming:
                page.write_blank(row, column, None, self._small)
        records = (block.clause.record for block in line.block.clauses)
        clauses = "\n".join(f"{record.mark}{record.text}" for record in records)
        names = tuple(members(line, self._index.register.unit))
        alone = (
            (text, _LEVEL_WIDTH) for text, span in above if span == 1 or (span and self._streaming)
        )
        cells = (*alone, (clauses, _CLAUSE_WIDTH), *((text, _NAME_WIDTH) for text in names))
        self._set_height(page, row, _height(cells))
        for column, text in enumerate((clauses, *names), start=len(above)):
            page.write_string(row, column, text, self._small)


def _rule(field: Field, sheet: Sheet) -> dict[str, Any] | None:
    """Return what may be typed into a column, and what a program says of anything else."""
    if field.locked:
        # Only a warning: protected sheets can't be sorted, and LibreOffice inserts no rows there.
        note = "；新加的一行照列名上的批注填" if sheet.grows else ""
        return {"validate": "custom", "value": "=FALSE", "error_type": "warning",
                "error_title": "灰色的列",
                "error_message": f"“{field.title}”不能改{note}。"}  # fmt: skip
    if field.choice is not None:
        # People and departments may be added in the same workbook: only warn.
        return {"validate": "list", "source": f"=list_{choice_name(field.choice)}",
                "error_type": "warning" if isinstance(field.choice, Choice) else "stop",
                "error_title": "不在名单里",
                "error_message": f"“{field.title}”请从下拉里选。"}  # fmt: skip
    if field.number:
        return {"validate": "integer", "criteria": ">=", "value": 1,
                "error_message": "填大于 0 的整数，或空着。"}  # fmt: skip
    return None


def _height(cells: Iterable[tuple[str, int]]) -> float:
    """Return the height of a row in points; a Chinese character is two columns wide."""
    return _LINE_HEIGHT * max(
        sum(max(1, ceil(2.1 * len(line) / width)) for line in text.split("\n"))
        for text, width in cells
    )
