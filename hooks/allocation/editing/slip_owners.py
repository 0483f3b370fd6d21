"""What a change touches: its topic, and who answers for it. Rules of the inbox ask nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from allocation.base.enums import FilingState, Topic
from allocation.base.grouping import unique
from allocation.editing.slip import SlipChange
from allocation.register.register import EvidenceEntry, Register, RowEntry

Values = Mapping[str, Any]
"""The new values of a record's fields, as records have them."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change touches: the keys of persons and leaders, and departments, of a row.

    A change of two topics, or of what belongs to several rows, or moves to others, touches several:
    each of them has to be allowed.
    """

    change: int
    topic: Topic
    persons: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()


def touched(
    register: Register, number: int, change: SlipChange, before: Any | None, values: Values
) -> Iterator[Touched]:
    """Yield what a change touches.

    :param before: the register's entry of the record; None if it is added.
    """
    for topic in _topics(register, change, before, values):
        whole = Touched(number, topic)
        if change.record == "person":
            yield replace(
                whole, persons=(change.id or str(values.get("id") or values.get("name")),)
            )
        elif change.record == "department":
            yield replace(whole, departments=(change.id or str(values.get("name")),))
        else:
            sides = _rows(register, change, before, values)
            yield from unique(each for rows in sides for each in _of_rows(whole, rows))


def _of_rows(whole: Touched, rows: Iterable[RowEntry]) -> Iterator[Touched]:
    """Yield what is touched in each row: who answers for one does not answer for others."""
    rows = tuple(rows)
    if not rows:
        yield whole
    for row in rows:
        yield replace(
            whole,
            persons=unique(person.key for person in row.persons),
            departments=unique(each.name for each in row.departments),
            leaders=unique(leader.key for leader in row.leaders),
        )


def _rows(
    register: Register, change: SlipChange, before: Any | None, values: Values
) -> Iterator[list[RowEntry]]:
    """Yield the rows that a record belongs to, and those that it will belong to."""
    if change.record == "item":
        yield [row for row in register.rows if row.item is before]
    elif place := _PLACES.get(change.record):
        yield from (place(before),) if before else ()
    else:
        yield []
    if change.record == "filing" and (named := values.get("evidence")):
        yield [piece.clause.row for piece in _pieces(register, named)]
    elif change.record == "value" and (name := values.get("indicator")):
        yield [each.clause.row for each in register.indicators if each.id == name]
    elif change.record == "evidence" and change.parent:
        yield [clause.row for clause in register.clauses if clause.id == change.parent]


def _pieces(register: Register, named: Iterable[str]) -> tuple[EvidenceEntry, ...]:
    known = {id: entry for entry in register.evidence for id in (entry.id, entry.slug)}
    return tuple(known[id] for id in named if id in known)


_PLACES: dict[str, Callable[[Any], list[RowEntry]]] = {
    "filing": lambda entry: [piece.clause.row for piece in entry.evidence],
    "value": lambda entry: [entry.indicator.clause.row],
    "row": lambda entry: [entry],
    "clause": lambda entry: [entry.row],
    "evidence": lambda entry: [entry.clause.row],
    "indicator": lambda entry: [entry.clause.row],
}
"""The rows to which a record belongs, by its kind; an item has several."""


def _topics(
    register: Register, change: SlipChange, before: Any | None, values: Values
) -> tuple[Topic, ...]:
    topic = _TOPICS[change.record]
    if change.record == "filing" and (
        _checks(before, values) or _shows_otherwise(register, before, values)
    ):
        return (Topic.CHECK,)
    if change.record == "evidence" and before and "visibility" in values:
        return (topic, Topic.CHECK)
    if change.record == "person" and "signed" in values:
        return (Topic.SIGN,) if set(values) == {"signed"} else (topic, Topic.SIGN)
    return (topic,)


_TOPICS = {
    "filing": Topic.FILING,
    "value": Topic.FILING,
    "row": Topic.DUTY,
    "item": Topic.CLAUSE,
    "clause": Topic.CLAUSE,
    "evidence": Topic.EVIDENCE,
    "indicator": Topic.EVIDENCE,
    "person": Topic.PEOPLE,
    "department": Topic.DEPARTMENTS,
    "term": Topic.TERM,
    "unit": Topic.UNIT,
}
"""The topics of changes by the kind of record."""


def _checks(before: Any | None, values: Values) -> bool:
    """Whether a change of a filing says that it was checked, or what may be shown of it."""
    state = values.get("state")
    if state in (FilingState.CHECKED, FilingState.RETURNED):
        return True
    if before and before.record.state is FilingState.CHECKED:
        return True
    if any(name in values if before else values.get(name) for name in _of_check(before, values)):
        return True
    old = before.record.files if before else ()
    return "files" in values and _copies(old) != _copies(values["files"])


def _shows_otherwise(register: Register, before: Any | None, values: Values) -> bool:
    """Whether a filing moves to evidence of which the site shows more, or less."""
    pieces = _pieces(register, values.get("evidence", ()))
    if before is None or not pieces:
        return False
    return bool(replace(before, evidence=pieces).visibility is not before.visibility)


def _of_check(before: Any | None, values: Values) -> tuple[str, ...]:
    """Return what only checkers say: who hands in again takes away who returned it, and when."""
    if not before or before.record.state is not FilingState.RETURNED:
        return _OF_CHECK
    return tuple(name for name in _OF_CHECK if name == "redacted" or values.get(name))


_OF_CHECK = ("redacted", "checked_by", "checked_on")


def _copies(files: Iterable[Any]) -> set[tuple[Any, ...]]:
    """Return how the site copies files, where that is said."""
    return {
        (file.name, file.reprint, file.covered) for file in files if file.reprint or file.covered
    }
