"""Handing duties over: what changes in the data, and what is half finished."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from allocation.base.enums import Duty
from allocation.base.grouping import grouped, unique
from allocation.editing.edits import Edit
from allocation.register.progress import Progress, Slot, gaps
from allocation.register.register import EvidenceEntry, PersonEntry, Register, RowEntry


class HandoverError(Exception):
    """It can't be done; says in Chinese why."""


@dataclass(frozen=True, slots=True)
class HandedRow:
    """A row that goes over, with its evidence and the slots that somebody has to fill."""

    row: RowEntry
    evidence: tuple[EvidenceEntry, ...]
    gaps: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Handover:
    """Some rows of one person that go to another on a day, each with what the person does there."""

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
    """Find what is handed over.

    :param giver: as the allocation writes the name; so is ``taker``.
    :param numbers: of the rows in the whole table; none means all.
    :param duties: what of it: supervising, filing, or both.
    :raises HandoverError: if a person is unknown, or a row is not the giver's.
    """
    one, other = _person(register, giver), _person(register, taker)
    if one is other:
        raise HandoverError("移交人和接收人是同一个人。")
    own = {duty: [row for row in register.rows if one in _MEMBERS[duty](row)] for duty in duties}
    wanted = set(numbers)
    if missing := sorted(wanted - {row.number for rows in own.values() for row in rows}):
        kinds = "或".join(own)
        raise HandoverError(
            f"第 {'、'.join(map(str, missing))} 行的{kinds}不是{giver}；网站上每行都写着行号。"
        )
    if not any(own.values()):
        raise HandoverError(f"{giver}不是任何一行的{'或'.join(own)}。")
    evidence = grouped(register.evidence, lambda each: each.clause.row)
    handed = {
        duty: tuple(
            _handed(row, evidence.get(row, ()), progress)
            for row in rows
            if not wanted or row.number in wanted
        )
        for duty, rows in own.items()
    }
    return Handover(one, other, {duty: rows for duty, rows in handed.items() if rows}, day)


def _handed(row: RowEntry, evidence: tuple[EvidenceEntry, ...], progress: Progress) -> HandedRow:
    return HandedRow(row, evidence, gaps(slot for each in evidence for slot in progress.of(each)))


_MEMBERS: dict[Duty, Callable[[RowEntry], Iterable[PersonEntry]]] = {
    Duty.LEADER: lambda row: row.leaders,
    Duty.PERSON: lambda row: row.persons,
}


def edits(plan: Handover) -> Iterator[Edit]:
    """Yield the changes to the data: the new person, and who it was until then."""
    for duty, rows in plan.rows.items():
        for handed in rows:
            yield from _EDITS[duty](plan, handed)


def _of_leader(plan: Handover, handed: HandedRow) -> Iterator[Edit]:
    leaders = [plan.taker if each is plan.giver else each for each in handed.row.leaders]
    # Whoever supervises the row already does so once.
    yield Edit(handed.row.ref, ("leaders",), [each.key for each in unique(leaders)])
    yield _past(plan, handed, duty=Duty.LEADER.value)


def _of_person(plan: Handover, handed: HandedRow) -> Iterator[Edit]:
    for place, party in enumerate(handed.row.parties):
        if party.person is plan.giver:
            yield Edit(handed.row.ref, ("parties", place, "person"), plan.taker.key)
            at = {"department": party.department.name} if party.department else {}
            yield _past(plan, handed, **at)


def _past(plan: Handover, handed: HandedRow, **more: str) -> Edit:
    past = {**more, "person": plan.giver.key, "until": plan.day}
    return Edit(handed.row.ref, ("history",), past, append=True)


_EDITS: dict[Duty, Callable[[Handover, HandedRow], Iterator[Edit]]] = {
    Duty.LEADER: _of_leader,
    Duty.PERSON: _of_person,
}


def lines(plan: Handover) -> Iterator[str]:
    """Yield what is handed over, and what of it is half finished."""
    for duty, rows in plan.rows.items():
        yield f"{duty}："
        for handed in rows:
            row, count = handed.row, len(handed.evidence)
            yield f"第 {row.number} 行 {row.item.label}：{count} 项材料"
            for slot in handed.gaps:
                what = f"{slot.evidence.id} {slot.evidence.record.name}"
                yield f"    {slot.state} {what}（{slot.span.label}）"


def _person(register: Register, key: str) -> PersonEntry:
    found = next((each for each in register.people if each.key == key), None)
    if found is None:
        same = [each.key for each in register.people if each.name == key]
        hint = f"有人同名，请写：{'、'.join(same)}" if same else "先在 people.yml 里加上"
        raise HandoverError(f"people.yml 里没有“{key}”；{hint}。")
    return found
