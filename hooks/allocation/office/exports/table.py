"""``downloads/allocation*.docx``, ``downloads/categories``: the table as an official attachment.

GB/T 9704-2012: the attachment's number flush left in line 1, its title centred in line 3; the
heading of the table is repeated on each page, and so is what goes on there of its merged cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, starmap

from allocation.base.enums import Column
from allocation.base.grouping import grouped
from allocation.office.exports.printed_columns import levels, members, spaced
from allocation.office.formats.docx_writer import Document, TableCell
from allocation.office.formats.table_pages import TablePages
from allocation.pages.views.context import SiteContext
from allocation.pages.views.overview import TableLine, depth, headings, lines
from allocation.register.addresses import table_document
from allocation.register.index import Index
from allocation.register.register import Register

_NAME_WIDTH = 13
"""Millimetres: three characters and the padding of the cell."""
_CATEGORY_WIDTH = 10
_LEVEL_WIDTH = 13
_ITEM_WIDTH = 14
_EXTRA_WIDTH = 17
_OF_NAMES = (Column.LEADER, Column.DEPARTMENT, Column.PERSON)


def export(context: SiteContext) -> Iterator[tuple[str, bytes]]:
    """Yield the table in portrait and landscape, and one file per category."""
    index = context.index
    rows = lines(index)
    yield table_document(), attachment(index, rows).content()
    yield "downloads/allocation-landscape.docx", attachment(index, rows, landscape=True).content()
    for category, part in grouped(rows, lambda line: line.block.row.item.category).items():
        yield table_document(category), attachment(index, part, excerpt=True).content()


def attachment(
    index: Index,
    rows: Iterable[TableLine] | None = None,
    *,
    landscape: bool = False,
    excerpt: bool = False,
) -> Document:
    """Return rows of the table as a Word file: all, if none are given.

    :param excerpt: whether the rows are a part of the table, which its title says.
    """
    register = index.register
    unit = register.unit
    document = Document(register.word_template, landscape=landscape)
    document.paragraph(unit.attachment_line, "附件号")
    document.paragraph()
    title = f"{unit.title}（节选）" if excerpt else unit.title
    document.title(title, (unit.name, unit.honor))
    document.paragraph()
    cells = (_row(line, index) for line in (lines(index) if rows is None else rows))
    widths = _widths(register, document.width)
    pages = TablePages(document, widths, text=depth(register) + 2)
    document.table(widths, chain([_head(register)], cells), arrange=pages)
    return document


def _widths(register: Register, whole: int) -> list[int]:
    above = [_CATEGORY_WIDTH, *[_LEVEL_WIDTH] * depth(register), _ITEM_WIDTH]
    names = [
        _NAME_WIDTH if column in _OF_NAMES else _EXTRA_WIDTH for column in register.unit.columns
    ]
    return [*above, whole - sum(above) - sum(names), *names]


def _head(register: Register) -> list[TableCell]:
    above, clauses = headings(register)
    cells = [TableCell((above,), "表头", span=depth(register) + 2), TableCell((clauses,), "表头")]
    return cells + [TableCell(_in_two(column), "表头") for column in register.unit.columns]


def _in_two(heading: str) -> tuple[str, ...]:
    """Return the lines of a heading above names: 分管 and 领导."""
    return (heading[:2], heading[2:]) if len(heading) == 4 else (heading,)


def _row(line: TableLine, index: Index) -> list[TableCell]:
    clauses = (part.clause.record for part in line.block.clauses)
    columns = zip(index.register.unit.columns, members(line, index), strict=True)
    return [
        *starmap(_level_cell, levels(line)),
        TableCell(tuple(f"{clause.mark}{clause.text}" for clause in clauses)),
        *(_member_cell(column, text) for column, text in columns),
    ]


def _member_cell(column: Column, text: str) -> TableCell:
    of_people = column in (Column.LEADER, Column.PERSON)
    names = text.split("\n")
    return TableCell(tuple(map(spaced, names) if of_people else names), "表格居中")


def _level_cell(text: str, span: int) -> TableCell:
    if span == 0:
        return TableCell(merge="on")
    return TableCell((text,), merge="start" if span > 1 else "")
