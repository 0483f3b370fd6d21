"""The whole table as printed: one entry per row, with the spans of the merged cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from allocation.base.enums import Column
from allocation.datafiles.model import Extras
from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Download, Page
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
"""A table of more than ``_LONG`` rows is shown in parts of about ``_PART``, items whole: what a
slow computer lays out between two frames. All others are shown category by category."""


@dataclass(frozen=True, slots=True)
class TableLine:
    """A row of the table; a span of 0 means that the cell belongs to one further up.

    ``part`` counts the pieces that no cell crosses; a table in one piece has part 0 only.
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
    """The whole table, its extra columns, and what it can be filtered by."""

    headings: tuple[str, str]
    extras: tuple[Column, ...]
    lines: tuple[TableLine, ...]
    depth: int
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
            extras=extra_columns(register),
            lines=lines(index, in_parts=True),
            depth=depth(register),
            leaders=index.leaders(),
            departments=register.departments,
            persons=index.responsible(),
            categories=register.categories,
        ),
        ref=register.unit.ref,
        description="整张分工表，可按领导、科室、责任人、类别筛选",
        downloads=tuple(_downloads(register)),
    )


def _downloads(register: Register) -> Iterator[Download]:
    yield Download("分工表（Word，竖排）", table_document())
    yield Download("分工表（Word，横排）", "downloads/allocation-landscape.docx")
    yield Download("整套数据（Excel，可填写导回）", "downloads/allocation.xlsx")
    if register.people or register.departments:
        yield Download("全部任务单（Word）", task_address())
    yield Download("档案盒封面（Word）", "downloads/dossier/covers.docx")
    yield Download("档案盒脊背（Word）", "downloads/dossier/spines.docx")


def headings(register: Register) -> tuple[str, str]:
    """Return what stands over levels and clauses: as printed, where that is the printed order."""
    header, columns = register.unit.header, tuple(map(str, register.unit.columns))
    if header[2:] == columns and len(header) > 2:
        return header[0], header[1]
    labels = register.labels
    groups = [labels.group] if any(item.groups for item in register.items) else []
    return "、".join(dict.fromkeys([labels.category, *groups, labels.item])), "条款"


def extra_columns(register: Register) -> tuple[Column, ...]:
    """Return the columns beside the usual ones, in the order of ``TableLine.extras``."""
    return tuple(column for column in _EXTRAS if register.has(column))


def depth(register: Register) -> int:
    """Return how many levels the table has between category and item."""
    return max((len(item.groups) for item in register.items), default=0)


def lines(index: Index, *, in_parts: bool = False) -> tuple[TableLine, ...]:
    """Return the table row by row.

    :param in_parts: end merged cells where a part ends, as screens need it.
    """
    blocks = tuple(index.blocks.values())
    parts = _parts(blocks) if in_parts else [0] * len(blocks)
    columns = [_EXTRAS[column] for column in extra_columns(index.register)]
    levels_below = depth(index.register)
    groups = [_padded(block, levels_below) for block in blocks]
    categories = _spans(blocks, parts, lambda block: block.row.item.category)
    items = _spans(blocks, parts, lambda block: block.row.item)
    levels = [
        _spans(blocks, parts, lambda block, level=level: _group_key(block, level))  # type: ignore[misc]
        for level in range(levels_below)
    ]
    return tuple(
        TableLine(
            block=block,
            part=parts[place],
            groups=groups[place],
            category_span=categories[place],
            group_spans=tuple(spans[place] for spans in levels),
            item_span=items[place],
            extras=tuple(_extra(block, read, first=bool(items[place])) for read in columns),
        )
        for place, block in enumerate(blocks)
    )


def _extra(block: RowBlock, read: Callable[[Extras], str], *, first: bool) -> tuple[str, ...]:
    """Return what a column says of an item (in its first row), of a row, of its clauses."""
    item = block.row.item.extras if first else None
    clauses = [part.clause.record for part in block.clauses]
    below = [read(clause) for clause in clauses]
    whole = [f"整项 {read(item)}"] if item and read(item) else []
    return tuple(said for said in (*whole, read(block.row.record), *below) if said)


def _score(record: Extras) -> str:
    return "" if record.score is None else f"{record.score}"


_EXTRAS: dict[Column, Callable[[Extras], str]] = {
    Column.SCORE: _score,
    Column.METHOD: lambda record: "、".join(record.methods),
    Column.DEADLINE: lambda record: record.deadline or "",
    Column.REMARK: lambda record: record.remark or "",
}


def _padded(block: RowBlock, depth: int) -> tuple[GroupEntry | None, ...]:
    groups = block.row.item.groups
    return (*groups, *([None] * (depth - len(groups))))


def _group_key(block: RowBlock, level: int) -> object:
    groups = block.row.item.groups
    return groups[level] if level < len(groups) else block.row.item


def _parts(blocks: tuple[RowBlock, ...]) -> list[int]:
    """Return the part of each row."""
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


def _spans(
    blocks: tuple[RowBlock, ...], parts: list[int], key: Callable[[RowBlock], Any]
) -> list[int]:
    spans = [0] * len(blocks)
    start = 0
    for place, block in enumerate(blocks):
        same = key(block) is key(blocks[start]) and parts[place] == parts[start]
        if not same:
            start = place
        spans[start] += 1
    return spans
