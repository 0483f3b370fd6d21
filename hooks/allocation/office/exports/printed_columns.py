"""The texts left and right of a row's clauses, for every file that shows the printed table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from allocation.base.enums import Column
from allocation.datafiles.model import Unit
from allocation.pages.views.overview import TableLine, extra_columns
from allocation.register.index import RowBlock
from allocation.register.open_duties import OPEN
from allocation.register.register import PartyEntry


def levels(line: TableLine) -> Iterator[tuple[str, int]]:
    """Yield the labels left of the clauses, from the category down, with the rows they span."""
    item = line.block.row.item
    groups = (group.label if group else "" for group in line.groups)
    labels = (item.category.label, *groups, item.printed_label)
    yield from zip(labels, (line.category_span, *line.group_spans, line.item_span), strict=True)


def members(line: TableLine, unit: Unit) -> Iterator[str]:
    """Yield the texts of the unit's columns, with one name per line."""
    extras = dict(zip(extra_columns(unit), line.extras, strict=True))
    for column in unit.columns:
        texts = extras[column] if column in extras else member_texts(line.block, column)
        yield "\n".join(texts)


def member_texts(block: RowBlock, column: Column) -> Iterable[str]:
    """Return the lines of a column of names; departments and persons pair by their lines.

    A department without a person, beside others that have one, has a line that says so.
    """
    row = block.row
    if column is Column.LEADER:
        return (person.key for person in row.leaders)
    if column is Column.DEPARTMENT:
        return (_department(party) for party in row.parties if party.department)
    lacking = {duty.department for duty in block.open} if row.persons else ()
    return (
        party.person.key if party.person else OPEN
        for party in row.parties
        if party.person or party.department in lacking
    )


def spaced(name: str) -> str:
    """Return a name as wide as those of three characters: 王　伟."""
    return "\u3000".join(name) if len(name) == 2 else name


def _department(party: PartyEntry) -> str:
    name = party.department.name if party.department else ""
    return f"{name}（{party.role}）" if party.role else name
