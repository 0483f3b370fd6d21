"""Who may change what at once, and what waits for a coordinator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from allocation.base.enums import SenderGroup, Whose
from allocation.datafiles import model
from allocation.editing.slip_owners import Touched
from allocation.register.register import PersonEntry, Register


def may(register: Register, sender: PersonEntry, touched: Iterable[Touched]) -> bool:
    """Whether a sender's changes are made without asking: each is allowed by the first rule for it.

    A coordinator may change everything.
    """
    inbox = register.unit.inbox
    if inbox is None:
        return False
    departments = frozenset(_departments(register, sender))
    names = {*_names(register, sender), *departments}
    rules = [rule for rule in inbox.allowed if rule.who in names]
    return sender.key in inbox.coordinators or all(
        _allows(rules, {*_owners(sender, departments, each)}, each) for each in touched
    )


def _allows(rules: Iterable[model.InboxRule], owners: set[Whose], touched: Touched) -> bool:
    fitting = (rule for rule in rules if touched.topic in rule.what and rule.whose in owners)
    first = next(fitting, None)
    return first is not None and not first.approval


def _names(register: Register, sender: PersonEntry) -> Iterator[str]:
    """Yield the words by which rules mean a sender, but for departments."""
    yield sender.key
    yield SenderGroup.EVERYBODY
    if any(sender in row.persons for row in register.rows):
        yield SenderGroup.PERSON
    if any(sender in row.leaders for row in register.rows):
        yield SenderGroup.LEADER


def _departments(register: Register, sender: PersonEntry) -> Iterator[str]:
    """Yield the departments that a sender stands for in a row."""
    for row in register.rows:
        for party in row.parties:
            if party.department and party.person is sender:
                yield party.department.name


def _owners(sender: PersonEntry, departments: frozenset[str], touched: Touched) -> Iterator[Whose]:
    """Yield whose a change is, as seen by its sender."""
    yield Whose.ALL
    if sender.key in touched.persons:
        yield Whose.OWN
    if sender.key in touched.leaders:
        yield Whose.SUPERVISED
    if departments & set(touched.departments):
        yield Whose.DEPARTMENT
