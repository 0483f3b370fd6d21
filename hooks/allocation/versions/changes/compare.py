"""Two registers -> all changes between them, in sentences for the people concerned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from allocation.base.filenames import EDITIONS
from allocation.register.published_register import publish
from allocation.register.register import Register
from allocation.versions.changes import duties, records
from allocation.versions.changes.change import Change, Changes, ChangeTopic
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
    records.synonyms,
)


def compare(
    before: Register, after: Register, *, warnings: bool = False, edition: str = ""
) -> Changes:
    """Return all changes between the published forms of two registers.

    :param warnings: whether to include findings that are new or resolved.
    :param edition: the name of the earlier data, if a new edition has taken its place. Its filings
        and values are not deleted then: they are part of that earlier edition.
    """
    if edition:
        before = replace(before, filings=(), values=())
    tables = match_tables(publish(before), publish(after))
    kinds = (*_KINDS, records.warnings) if warnings else _KINDS
    order = list(ChangeTopic)
    changes = [change for kind in kinds for change in kind(tables)]
    if edition:
        everybody = tuple(person.key for person in after.people)
        sentence = f"启用新版；原来的一版见往届“{edition}”"
        changes.append(Change(ChangeTopic.EDITION, sentence, everybody, f"{EDITIONS}/"))
    changes.sort(key=lambda change: order.index(change.topic))
    return Changes(
        entries=tuple(change.masked() for change in changes),
        people=tuple(duties.persons(tables)),
        renames=tuple(tables.renamed.items()),
    )
