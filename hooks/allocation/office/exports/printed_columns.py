"""What stands beside the clauses of a row, for every file that shows the printed table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from allocation.base.enums import Column
from allocation.pages.views.overview import TableLine, extra_columns
from allocation.register.index import Index
from allocation.register.register import PartyEntry


def levels(line: TableLine) -> Iterator[tuple[str, int]]:
    """Yield what stands before the clauses, from the category down, and over how many rows."""
    item = line.block.row.item
    groups = (group.label if group else "" for group in line.groups)
    texts = (item.category.label, *groups, item.label)
    yield from zip(texts, (line.category_span, *line.group_spans, line.item_span), strict=True)


def members(line: TableLine, index: Index) -> Iterator[str]:
    """Yield what stands in the unit's columns, a name a line."""
    row, register = line.block.row, index.register
    said: dict[Column, Iterable[str]] = {
        Column.LEADER: (each.key for each in row.leaders),
        # A line each, repeats included: departments and persons pair by their lines.
        Column.DEPARTMENT: (_department(each) for each in row.parties if each.department),
        Column.PERSON: (each.key for each in row.persons),
        **dict(zip(extra_columns(register), line.extras, strict=True)),
    }
    return ("\n".join(said[column]) for column in register.unit.columns)


def _department(party: PartyEntry) -> str:
    name = party.department.name if party.department else ""
    return f"{name}（{party.role}）" if party.role else name
