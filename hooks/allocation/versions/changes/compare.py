"""Two registers -> all changes between them, in sentences for the people concerned."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from allocation.register.published import publish
from allocation.register.register import Register
from allocation.versions.changes import duties, records
from allocation.versions.changes.change import Change, Changes, Topic
from allocation.versions.changes.tables import Tables, match_tables

_KINDS: tuple[Callable[[Tables], Iterator[Change]], ...] = (
    duties.rows,
    records.items,
    records.clauses,
    records.evidence,
    records.values,
    records.filings,
    records.members,
    records.settings,
)


def compare(before: Register, after: Register, *, warnings: bool = False) -> Changes:
    """Return all changes between the published forms of two registers.

    :param warnings: whether to include findings that are new or resolved.
    """
    tables = match_tables(publish(before), publish(after))
    kinds = (*_KINDS, records.warnings) if warnings else _KINDS
    order = list(Topic)
    changes = sorted(
        (change for kind in kinds for change in kind(tables)),
        key=lambda change: order.index(change.topic),
    )
    return Changes(
        entries=tuple(change.masked() for change in changes),
        people=tuple(duties.persons(tables)),
        renames=tuple(tables.renamed.items()),
    )
