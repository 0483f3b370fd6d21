"""Two registers -> everything that changed, said so that those whom it concerns understand it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from allocation.base.filenames import EDITIONS
from allocation.register.published import publish
from allocation.register.register import Register
from allocation.versions.changes import duties, records
from allocation.versions.changes.change import Change, Changes, Topic
from allocation.versions.changes.tables import Tables, tables

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


def compare(
    before: Register, after: Register, *, warnings: bool = False, edition: str = ""
) -> Changes:
    """Find every change between what may be shown of two registers.

    :param warnings: whether to say what looks odd now and did not before.
    :param edition: what the earlier data is called since a new edition took its place. What was
        handed in for it and its values are not deleted: they are part of that earlier edition.
    """
    if edition:
        before = replace(before, filings=(), values=())
    both = tables(publish(before), publish(after))
    kinds = (*_KINDS, records.warnings) if warnings else _KINDS
    found = [each for kind in kinds for each in kind(both)]
    if edition:
        everybody = tuple(person.key for person in after.people)
        sentence = f"启用新版；原来的一版见往届“{edition}”"
        found.append(Change(Topic.EDITION, sentence, everybody, f"{EDITIONS}/"))
    order = list(Topic)
    return Changes(
        entries=tuple(
            each.masked() for each in sorted(found, key=lambda each: order.index(each.topic))
        ),
        people=tuple(duties.persons(both)),
        renames=tuple(both.renamed.items()),
    )
