"""A handover: the changes to the data, and the slots that are not filed yet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from allocation.base.enums import Duty
from allocation.base.grouping import grouped, grouped_pairs, unique
from allocation.editing.edits import Edit
from allocation.register.progress import Progress, Slot, gaps
from allocation.register.register import (
    EvidenceEntry,
    FilingEntry,
    PersonEntry,
    Register,
    RowEntry,
)


class HandoverError(Exception):
    """The handover is impossible; the message, in Chinese, has the reason."""


@dataclass(frozen=True, slots=True)
class HandedEvidence:
    """A piece of evidence that is handed over: what is filed of it, and the slots missing.

    Before the term has a start, nothing is known of either.
    """

    entry: EvidenceEntry
    filings: tuple[FilingEntry, ...]
    gaps: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class HandedRow:
    """A row that is handed over, with its evidence."""

    row: RowEntry
    evidence: tuple[HandedEvidence, ...]
    filings: tuple[FilingEntry, ...] = ()
    """What the giver handed in as a party of the row, without a department."""

    @property
    def gaps(self) -> tuple[Slot, ...]:
        """The slots that are missing, the most urgent first."""
        return gaps(slot for evidence in self.evidence for slot in evidence.gaps)


@dataclass(frozen=True, slots=True)
class Handover:
    """The rows that one person hands to another on a day, by the duty in them."""

    giver: PersonEntry
    taker: PersonEntry
    rows: dict[Duty, tuple[HandedRow, ...]]
    day: date


def handover(
    register: Register,
    progress: Progress,
    giver: str,
    taker: str,
    *,
    numbers: Iterable[int],
    day: date,
    duties: Iterable[Duty] = Duty,
) -> Handover:
    """Return the rows to hand over.

    :param giver: the name as in the allocation; ``taker`` likewise.
    :param numbers: of the rows in the whole table; none means all.
    :param duties: supervising, filing, or both.
    :raises HandoverError: if a person is unknown, or a row is not the giver's.
    """
    old, new = _person(register, giver), _person(register, taker)
    if old is new:
        raise HandoverError("移交人和接收人是同一个人。")
    own = {duty: [row for row in register.rows if old in _MEMBERS[duty](row)] for duty in duties}
    wanted = set(numbers)
    if missing := sorted(wanted - {row.number for rows in own.values() for row in rows}):
        kinds = "或".join(own)
        raise HandoverError(
            f"原表第 {'、'.join(map(str, missing))} 行的{kinds}不是{giver}；网站上每行都写着行号。"
        )
    if not any(own.values()):
        raise HandoverError(f"{giver}不是任何一行的{'或'.join(own)}。")
    chosen = {
        duty: [row for row in rows if not wanted or row.number in wanted]
        for duty, rows in own.items()
    }
    return Handover(old, new, _handed_rows(register, progress, old, chosen), day)


def written_handover(
    register: Register, progress: Progress, changes: Mapping[RowEntry, Mapping[str, Any]]
) -> Handover | None:
    """Return the handover that changes of rows are: from one person to one other, on one day.

    :param register: the register before the changes.
    :param changes: the new values of each row, by the names of fields.
    :return: None if they are no such handover.
    """
    moves = [move for row, values in changes.items() for move in _moves(row, values)]
    givers = {move.giver for move in moves}
    takers = set.intersection(*(set(move.takers) for move in moves)) if moves else set()
    days = {day for row, values in changes.items() for day in _last_days(row, values, givers)}
    if not len(givers) == len(takers) == len(days) == 1:
        return None
    people = {person.key: person for person in register.people}
    giver, taker = people.get(givers.pop()), people.get(takers.pop() or "")
    if giver is None or taker is None:
        return None
    rows = grouped_pairs((move.duty, move.row) for move in moves)
    chosen = {duty: unique(rows.get(duty, ())) for duty in Duty}
    return Handover(giver, taker, _handed_rows(register, progress, giver, chosen), days.pop())


@dataclass(frozen=True, slots=True)
class _Move:
    """A person who leaves a duty of a row, and who may have taken it over."""

    duty: Duty
    row: RowEntry
    giver: str
    takers: tuple[str | None, ...]


def _moves(row: RowEntry, values: Mapping[str, Any]) -> Iterator[_Move]:
    before, after = row.record.leaders, values.get("leaders", row.record.leaders)
    # The taker may supervise the row already.
    takers = tuple(key for key in after if key not in before) or tuple(after)
    yield from (_Move(Duty.LEADER, row, key, takers) for key in before if key not in after)
    parties = values.get("parties", row.record.parties)
    for old, new in zip(row.record.parties, parties, strict=False):
        if old.person and old.person != new.person:
            yield _Move(Duty.PERSON, row, old.person, (new.person,))


def _last_days(row: RowEntry, values: Mapping[str, Any], givers: Collection[str]) -> Iterator[date]:
    """Yield the days until when the history that is added names those who leave."""
    added = values.get("history", ())[len(row.record.history) :]
    return (past.until for past in added if past.person in givers)


def _handed_rows(
    register: Register,
    progress: Progress,
    giver: PersonEntry,
    chosen: Mapping[Duty, Iterable[RowEntry]],
) -> dict[Duty, tuple[HandedRow, ...]]:
    evidence = grouped(register.evidence, lambda entry: entry.clause.row)
    handed = {
        duty: tuple(
            _handed(row, evidence.get(row, ()), progress, giver if duty is Duty.PERSON else None)
            for row in rows
        )
        for duty, rows in chosen.items()
    }
    return {duty: rows for duty, rows in handed.items() if rows}


def _handed(
    row: RowEntry,
    evidence: tuple[EvidenceEntry, ...],
    progress: Progress,
    giver: PersonEntry | None,
) -> HandedRow:
    """Return a row with its evidence: what the giver owes of it, or for a leader everybody."""
    own = {
        entry: [slot for slot in progress.of(entry) if giver is None or slot.concerns(giver)]
        for entry in evidence
        if not entry.main
    }
    papers = tuple(
        HandedEvidence(entry, unique(_filings(slots)), gaps(slots)) for entry, slots in own.items()
    )
    apart = (slot for slots in own.values() for slot in slots if slot.party and slot.party is giver)
    return HandedRow(row, papers, unique(_filings(apart)))


def _filings(slots: Iterable[Slot]) -> Iterator[FilingEntry]:
    return (filing for slot in slots for filing in slot.filings)


_MEMBERS: dict[Duty, Callable[[RowEntry], Iterable[PersonEntry]]] = {
    Duty.LEADER: lambda row: row.leaders,
    Duty.PERSON: lambda row: row.persons,
}


def edits(plan: Handover) -> Iterator[Edit]:
    """Yield the changes to the data: the new person, and the old one in ``history``."""
    for duty, rows in plan.rows.items():
        for handed in rows:
            yield from _EDITS[duty](plan, handed)


def _leader_edits(plan: Handover, handed: HandedRow) -> Iterator[Edit]:
    leaders = [plan.taker if person is plan.giver else person for person in handed.row.leaders]
    # The taker may supervise the row already.
    yield Edit(handed.row.ref, ("leaders",), [person.key for person in unique(leaders)])
    yield _history_edit(plan, handed, duty=Duty.LEADER.value)


def _party_edits(plan: Handover, handed: HandedRow) -> Iterator[Edit]:
    for position, party in enumerate(handed.row.parties):
        if party.person is plan.giver:
            yield Edit(handed.row.ref, ("parties", position, "person"), plan.taker.key)
            department = {"department": party.department.name} if party.department else {}
            yield _history_edit(plan, handed, **department)
    for filing in handed.filings:
        yield Edit(filing.ref, ("party",), plan.taker.key)


def _history_edit(plan: Handover, handed: HandedRow, **fields: str) -> Edit:
    entry = {**fields, "person": plan.giver.key, "until": plan.day}
    return Edit(handed.row.ref, ("history",), entry, append=True)


_EDITS: dict[Duty, Callable[[Handover, HandedRow], Iterator[Edit]]] = {
    Duty.LEADER: _leader_edits,
    Duty.PERSON: _party_edits,
}


def lines(plan: Handover) -> Iterator[str]:
    """Yield the lines of a summary: the rows, and their missing slots."""
    for duty, rows in plan.rows.items():
        yield f"{duty}："
        for handed in rows:
            row, count = handed.row, len(handed.evidence)
            yield f"原表第 {row.number} 行 {row.item.label}：{count} 项材料"
            for slot in handed.gaps:
                evidence = f"{slot.evidence.id} {slot.evidence.record.name}"
                yield f"    {slot.state} {evidence}（{slot.label}）"


def _person(register: Register, key: str) -> PersonEntry:
    person = next((person for person in register.people if person.key == key), None)
    if person is None:
        same = [other.key for other in register.people if other.name == key]
        hint = f"有人同名，请写：{'、'.join(same)}" if same else "先在 people.yml 里加上"
        raise HandoverError(f"people.yml 里没有“{key}”；{hint}。")
    return person
