"""``downloads/allocation*.docx``, ``downloads/categories``: the table as an official attachment.

GB/T 9704-2012: the attachment's number flush left in line 1, its title centred in line 3; the
heading of the table is repeated on each page, and so is what goes on there of its merged cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, starmap

from allocation.base.enums import Column
from allocation.base.grouping import grouped
from allocation.datafiles.model import Unit
from allocation.office.exports.printed_columns import levels, members, spaced
from allocation.office.formats.docx_writer import Document, TableCell
from allocation.office.formats.table_pages import TablePages
from allocation.pages.views.context import SiteContext
from allocation.pages.views.overview import TableLine, depth, headings, lines
from allocation.register.addresses import table_document
from allocation.register.common import Common
from allocation.register.index import Index
from allocation.runtime.streaming import Output

_NAME_WIDTH = 13
"""Millimetres: three characters and the padding of the cell."""
_CATEGORY_WIDTH = 10
_LEVEL_WIDTH = 13
_ITEM_WIDTH = 14
_EXTRA_WIDTH = 17
_OF_NAMES = (Column.LEADER, Column.DEPARTMENT, Column.PERSON)


def export(context: SiteContext) -> Iterator[Output]:
    """Yield the table in portrait and landscape, and one file per category."""
    index = context.index
    rows = lines(index)
    shape = _shape(index)
    yield Output(table_document(), partial(_written, shape, rows))
    lying = replace(shape, landscape=True)
    yield Output("downloads/allocation-landscape.docx", partial(_written, lying, rows))
    excerpt = replace(shape, excerpt=True)
    for category, part in grouped(rows, lambda line: line.block.row.item.category).items():
        yield Output(table_document(category), partial(_written, excerpt, part))


def attachment(index: Index, *, landscape: bool = False) -> Document:
    """Return the table as a Word file."""
    return _document(replace(_shape(index), landscape=landscape), lines(index))


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a file of the table has around and above its rows."""

    common: Common
    depth: int
    headings: tuple[str, str]
    landscape: bool = False
    excerpt: bool = False
    """Whether the rows are a part of the table, which its title says."""

    def widths(self, whole: int) -> list[int]:
        """Return the widths of the columns, in millimetres."""
        above = [_CATEGORY_WIDTH, *[_LEVEL_WIDTH] * self.depth, _ITEM_WIDTH]
        columns = self.common.unit.columns
        names = [_NAME_WIDTH if column in _OF_NAMES else _EXTRA_WIDTH for column in columns]
        return [*above, whole - sum(above) - sum(names), *names]

    def head(self) -> list[TableCell]:
        """Return the row of headings."""
        above, clauses = self.headings
        cells = [TableCell((above,), "表头", span=self.depth + 2), TableCell((clauses,), "表头")]
        columns = self.common.unit.columns
        return cells + [TableCell(_in_two(column), "表头") for column in columns]


def _shape(index: Index) -> _Shape:
    return _Shape(index.common, depth(index.register), headings(index.register))


def _written(shape: _Shape, rows: tuple[TableLine, ...]) -> bytes:
    return _document(shape, rows).content()


def _document(shape: _Shape, rows: tuple[TableLine, ...]) -> Document:
    unit = shape.common.unit
    document = Document(shape.common.word_template, landscape=shape.landscape)
    document.paragraph(unit.attachment_line, "附件号")
    document.paragraph()
    title = f"{unit.title}（节选）" if shape.excerpt else unit.title
    document.title(title, (unit.name, unit.honor))
    document.paragraph()
    widths = shape.widths(document.width)
    pages = TablePages(document, widths, text=shape.depth + 2)
    cells = (_row(line, unit) for line in rows)
    document.table(widths, chain([shape.head()], cells), arrange=pages)
    return document


def _in_two(heading: str) -> tuple[str, ...]:
    """Return the lines of a heading above names: 分管 and 领导."""
    return (heading[:2], heading[2:]) if len(heading) == 4 else (heading,)


def _row(line: TableLine, unit: Unit) -> list[TableCell]:
    clauses = (part.clause.record for part in line.block.clauses)
    columns = zip(unit.columns, members(line, unit), strict=True)
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
