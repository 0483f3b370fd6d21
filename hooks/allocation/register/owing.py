"""Who owes a piece of evidence: its row as a whole, or each party its own (``per: 科室``)."""

from __future__ import annotations

from collections.abc import Iterator

from allocation.base.enums import Duty
from allocation.base.grouping import unique
from allocation.register.register import (
    DepartmentEntry,
    EvidenceEntry,
    FilingEntry,
    PersonEntry,
    RowEntry,
)
from allocation.register.schedule import SlotError

Party = DepartmentEntry | PersonEntry
"""A department of a row, or a person who stands in it for no department."""
PARTY_WORDS = ("party 写下列之一：{names}", "加上或改正 party（替谁交的），或改正 filed_by。")
"""What a filing must say where each party owes its own: the expected form and the remedy."""


def parties(evidence: EvidenceEntry) -> tuple[Party | None, ...]:
    """Return those of whom each owes its own; None stands for the row as a whole.

    A row whose parties are still open owes it once, like evidence without ``per``.
    """
    named = unique(_parties(evidence.clause.row)) if evidence.record.per else ()
    return named or (None,)


def party_of(filing: FilingEntry, evidence: EvidenceEntry) -> Party | None:
    """Return the party for which a filing is handed in: by its ``party``, or by who filed it.

    :raises SlotError: if each party owes its own, and the filing does not say whose it is.
    """
    owing = parties(evidence)
    given = filing.record.party
    if owing == (None,) or (len(owing) == 1 and not given):
        return owing[0]
    known = [party for party in owing if party]
    names = "、".join(map(name, known))
    if given:
        found = [party for party in known if name(party) == given]
    else:
        found = [party for party in known if party in _acts_for(filing, evidence.clause.row)]
    if len(found) == 1:
        return found[0]
    expected, remedy = PARTY_WORDS
    raise SlotError(expected.format(names=names), remedy)


def name(party: Party) -> str:
    """Return the name of a party as it stands in the row."""
    return party.name if isinstance(party, DepartmentEntry) else party.key


def owes(party: Party | None, owner: Party, row: RowEntry) -> bool:
    """Whether what a party owes is a matter of a person or a department of the row.

    What the row owes as a whole is everybody's; a department's own is that of its persons as well.
    """
    if party is None or party is owner:
        return True
    pairs = ((each.department, each.person) for each in row.parties)
    return any(department is party and person is owner for department, person in pairs)


def _parties(row: RowEntry) -> Iterator[Party]:
    for each in row.parties:
        if party := each.department or each.person:
            yield party


def _acts_for(filing: FilingEntry, row: RowEntry) -> set[Party]:
    """Return the parties for which the person who filed acts in a row, or acted before."""
    person = filing.record.filed_by
    former = {
        past.department
        for past in row.record.history
        if past.person == person and past.duty is Duty.PERSON
    }
    return {
        party
        for each in row.parties
        if (party := each.department or each.person)
        and (
            (each.person and each.person.key == person)
            or (each.department and each.department.name in former)
        )
    }
