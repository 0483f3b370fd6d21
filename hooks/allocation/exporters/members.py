"""What stands beside the clauses of a row, for every file that shows the printed table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from allocation.enums import Column
from allocation.views import Index
from allocation.views.overview import Line, extra_columns


def members(line: Line, index: Index) -> Iterator[str]:
    """Yield what stands in the unit's columns, a name a line."""
    row, register = line.block.row, index.register
    said: dict[Column, Iterable[str]] = {
        Column.LEADER: (each.key for each in row.leaders),
        # A line each, repeats included: departments and persons pair by their lines.
        Column.DEPARTMENT: (each.name for each in row.departments),
        Column.PERSON: (each.key for each in row.persons),
        **dict(zip(extra_columns(register), line.extras, strict=True)),
    }
    return ("\n".join(said[column]) for column in register.unit.columns)
