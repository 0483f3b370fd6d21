"""The texts left and right of a row's clauses, for every file that shows the printed table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from allocation.base.enums import Column
from allocation.pages.views.overview import TableLine, extra_columns
from allocation.register.index import Index
from allocation.register.register import PartyEntry


def levels(line: TableLine) -> Iterator[tuple[str, int]]:
    """Yield the labels left of the clauses, from the category down, with the rows they span."""
    item = line.block.row.item
    groups = (group.label if group else "" for group in line.groups)
    labels = (item.category.label, *groups, item.label)
    yield from zip(labels, (line.category_span, *line.group_spans, line.item_span), strict=True)


def members(line: TableLine, index: Index) -> Iterator[str]:
    """Yield the texts of the unit's columns, with one name per line."""
    row, register = line.block.row, index.register
    texts: dict[Column, Iterable[str]] = {
        Column.LEADER: (person.key for person in row.leaders),
        # Repeats are kept: departments and persons pair by their lines.
        Column.DEPARTMENT: (_department(party) for party in row.parties if party.department),
        Column.PERSON: (person.key for person in row.persons),
        **dict(zip(extra_columns(register), line.extras, strict=True)),
    }
    return ("\n".join(texts[column]) for column in register.unit.columns)


def _department(party: PartyEntry) -> str:
    name = party.department.name if party.department else ""
    return f"{name}（{party.role}）" if party.role else name
