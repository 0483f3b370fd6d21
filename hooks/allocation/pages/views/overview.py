"""The whole table as printed: one entry per row, with the spans of the merged cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from allocation.base.enums import Column
from allocation.datafiles.model import Extras, Unit
from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Download, Page, open_duties_download
from allocation.register.addresses import table_document, task_address
from allocation.register.index import Index, RowBlock
from allocation.register.register import (
    CategoryEntry,
    DepartmentEntry,
    GroupEntry,
    PersonEntry,
    Register,
)

_LONG = 200
_PART = 4
"""A table of more than ``_LONG`` rows is divided into parts of whole items and about ``_PART``
rows: a slow computer lays one out between two frames. Others are divided by category."""


@dataclass(frozen=True, slots=True)
class TableLine:
    """A row of the table; a span of 0 means that the cell is merged into one above.

    ``part`` is the number of the part that the row is in; no merged cell crosses parts.
    """

    block: RowBlock
    part: int
    groups: tuple[GroupEntry | None, ...]
    category_span: int
    group_spans: tuple[int, ...]
    item_span: int
    extras: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class OverviewView:
    """The whole table, its extra columns, and the values of its filters."""

    headings: tuple[str, str]
    extras: tuple[Column, ...]
    lines: tuple[TableLine, ...]
    depth: int
    open: tuple[tuple[Column, int], ...]
    leaders: tuple[PersonEntry, ...]
    departments: tuple[DepartmentEntry, ...]
    persons: tuple[PersonEntry, ...]
    categories: tuple[CategoryEntry, ...]


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the one page."""
    index = context.index
    register = index.register
    yield Page(
        address="overview/",
        title="总表",
        template="overview.html",
        view=OverviewView(
            headings=headings(register),
            extras=extra_columns(register.unit),
            lines=lines(index, in_parts=True),
            depth=depth(register),
            open=index.open_rows(),
            leaders=index.leaders(),
            departments=register.departments,
            persons=index.responsible(),
            categories=register.categories,
        ),
        ref=register.unit.ref,
        description="整张分工表，与原来的 Word 表格一样，可以按分管领导、科室、责任人、类别筛选",
        aliases=("分工表", "整张表", "责任分工", "原表"),
        downloads=(*_downloads(register), *open_duties_download(index)),
    )


def _downloads(register: Register) -> Iterator[Download]:
    yield Download(
        "分工表（Word，竖排）", table_document(), aliases=("总表 Word", "下载总表", "打印总表")
    )
    landscape = "downloads/allocation-landscape.docx"
    yield Download("分工表（Word，横排）", landscape, aliases=("总表 Word 横版",))
    yield Download(
        "整套数据（Excel，可填写导回）",
        "downloads/allocation.xlsx",
        aliases=("总表 Excel", "导出 Excel", "用 Excel 改", "电子表格"),
    )
    if register.people or register.departments:
        aliases = ("任务单", "任务清单", "签收单", "每个人的任务单")
        yield Download("全部任务单（Word）", task_address(), aliases=aliases)


def headings(register: Register) -> tuple[str, str]:
    """Return the headings of levels and clauses: as printed, if the columns are, too."""
    header, columns = register.unit.header, tuple(map(str, register.unit.columns))
    if header[2:] == columns and len(header) > 2:
        return header[0], header[1]
    labels = register.labels
    groups = [labels.group] if any(item.groups for item in register.items) else []
    return "、".join(dict.fromkeys([labels.category, *groups, labels.item])), "条款"


def extra_columns(unit: Unit) -> tuple[Column, ...]:
    """Return the optional columns of a table, in the order of ``TableLine.extras``."""
    return tuple(column for column in _EXTRAS if column in unit.columns)


def depth(register: Register) -> int:
    """Return how many levels the table has between category and item."""
    return max((len(item.groups) for item in register.items), default=0)


def lines(index: Index, *, in_parts: bool = False) -> tuple[TableLine, ...]:
    """Return the table row by row.

    :param in_parts: divide the table, so that a browser can lay out its parts one by one.
    """
    blocks = tuple(index.blocks.values())
    parts = _parts(blocks) if in_parts else [0] * len(blocks)
    columns = [_EXTRAS[column] for column in extra_columns(index.register.unit)]
    items = [block.row.item for block in blocks]
    levels = depth(index.register)
    groups = [(*item.groups, *[None] * (levels - len(item.groups))) for item in items]
    category_spans = _spans([item.category for item in items], parts)
    item_spans = _spans(items, parts)
    # A level that an item lacks is merged over the rows of the item.
    group_spans = [
        _spans([group or item for group, item in zip(level, items, strict=True)], parts)
        for level in zip(*groups, strict=True)
    ]
    return tuple(
        TableLine(
            block=block,
            part=parts[place],
            groups=groups[place],
            category_span=category_spans[place],
            group_spans=tuple(spans[place] for spans in group_spans),
            item_span=item_spans[place],
            extras=tuple(_extra(block, read, first=bool(item_spans[place])) for read in columns),
        )
        for place, block in enumerate(blocks)
    )


def _extra(block: RowBlock, read: Callable[[Extras], str], *, first: bool) -> tuple[str, ...]:
    """Return the values of a column: of the item (in its first row), the row, the clauses."""
    item = block.row.item.extras if first else None
    of_item = [f"整项 {read(item)}"] if item and read(item) else []
    of_clauses = [read(part.clause.record) for part in block.clauses]
    return tuple(text for text in (*of_item, read(block.row.record), *of_clauses) if text)


_EXTRAS: dict[Column, Callable[[Extras], str]] = {
    Column.SCORE: lambda record: "" if record.score is None else f"{record.score}",
    Column.METHOD: lambda record: "、".join(record.methods),
    Column.DEADLINE: lambda record: record.deadline or "",
    Column.REMARK: lambda record: record.remark or "",
}


def _parts(blocks: tuple[RowBlock, ...]) -> list[int]:
    """Return the number of the part of every row."""
    size = _PART if len(blocks) > _LONG else len(blocks)
    parts = [0] * len(blocks)
    start = 0
    for place in range(1, len(blocks)):
        item, before = blocks[place].row.item, blocks[place - 1].row.item
        full = place - start >= size and item is not before
        if full or item.category is not before.category:
            start = place
        parts[place] = parts[place - 1] + (start == place)
    return parts


def _spans(cells: Sequence[object], parts: list[int]) -> list[int]:
    """Return how many rows the cell of every row spans: cells of one entry are merged."""
    spans = [0] * len(cells)
    start = 0
    for place, entry in enumerate(cells):
        if entry is not cells[start] or parts[place] != parts[start]:
            start = place
        spans[start] += 1
    return spans
