"""Slots and their states on a given day: filed, missing, late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum

from allocation.base.enums import GAPS, FilingState, Frequency, Naming, SlotState
from allocation.base.grouping import grouped_pairs, unique
from allocation.datafiles.model import DueRules
from allocation.register import owing, schedule
from allocation.register.owing import Party
from allocation.register.register import (
    DepartmentEntry,
    EvidenceEntry,
    FilingEntry,
    PersonEntry,
    Register,
)
from allocation.register.schedule import DateSpan

SOON = timedelta(days=30)
"""How long before its due date a slot is called to mind."""


class Timing(IntEnum):
    """When a slot is due, seen from a day. Only what is past can be late."""

    PAST = 0
    SOON = 1
    LATER = 2
    """After more than ``SOON``, or never."""


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """A piece of evidence in one period, of one party if each owes its own.

    An activity has a slot once something was filed for it. What has no due date is never late.
    """

    evidence: EvidenceEntry
    span: DateSpan
    party: Party | None
    due: date | None
    timing: Timing
    filings: tuple[FilingEntry, ...]
    state: SlotState
    naming: Naming = Naming.PERSON

    @property
    def id(self) -> str:
        whose = f"_{owing.name(self.party)}" if self.party else ""
        return f"{self.evidence.id}_{self.span.key}{whose}"

    @property
    def label(self) -> str:
        """The period, and whose it is if each party owes its own: ``2025年（办公室）``."""
        return f"{self.span.label}（{owing.name(self.party)}）" if self.party else self.span.label

    @property
    def slug(self) -> str:
        whose = f"-{self.party.slug}" if self.party else ""
        return f"{self.evidence.slug}-{self.span.slug}{whose}"

    def concerns(self, owner: Party) -> bool:
        """Whether a person or department of its row owes it, alone or together with others."""
        return owing.owes(self.party, owner, self.evidence.clause.row)

    @property
    def accepted(self) -> tuple[FilingEntry, ...]:
        """The filings without returned ones."""
        return _accepted(self.filings)

    @property
    def count(self) -> int:
        """The number of pieces filed, without returned ones."""
        return sum(filing.count for filing in self.accepted)

    @property
    def wanted(self) -> int:
        return self.evidence.record.min_count or 1

    @property
    def persons(self) -> tuple[PersonEntry, ...]:
        """The persons who file it: all of the row, or those of the party whose it is."""
        return tuple(person for person in self.evidence.clause.row.persons if self.concerns(person))

    @property
    def named(self) -> tuple[Party, ...]:
        """Whom the site names beside the state: the persons, or their departments only."""
        by_person = self.naming is Naming.PERSON
        return unique(self.persons if by_person else self.departments)

    def unstated(self) -> Slot:
        """Return the slot as it is shown where its state is not said of a person."""
        if not self.state.expected:
            return self
        return replace(self, state=SlotState.UNSTATED, filings=())

    @property
    def departments(self) -> tuple[DepartmentEntry, ...]:
        """The departments that answer for it: all of the row, or the one whose it is."""
        row = self.evidence.clause.row
        return tuple(entry for entry in row.departments if self.concerns(entry))

    @property
    def future(self) -> bool:
        """Whether its period has not begun; where that is not said, whether it is not due yet."""
        unstated = self.state is SlotState.UNSTATED and self.timing is not Timing.PAST
        return unstated or self.state is SlotState.FUTURE

    @property
    def coming(self) -> bool:
        """Whether it is owed and not done, now or later."""
        return self.state in _COMING

    @property
    def pressing(self) -> bool:
        """Whether somebody must act now: it is late, was returned, or is due soon."""
        return self.state is SlotState.RETURNED or (self.coming and self.timing is not Timing.LATER)

    @property
    def order(self) -> date:
        """The due date as a key for sorting: what is never late comes last."""
        return self.due or date.max


@dataclass(frozen=True, slots=True)
class StateCounts:
    """The number of slots in each state, in the order of ``SlotState``.

    ``past`` are those of them whose due date has passed; ``soon`` is how many are due within
    ``SOON`` and not done yet, whether their period has begun or not.
    """

    counts: tuple[int, ...] = (0,) * len(SlotState)
    past: tuple[int, ...] = (0,) * len(SlotState)
    soon: int = 0

    def __add__(self, other: StateCounts) -> StateCounts:
        return StateCounts(
            tuple(map(sum, zip(self.counts, other.counts, strict=True))),
            tuple(map(sum, zip(self.past, other.past, strict=True))),
            self.soon + other.soon,
        )

    def of(self, *states: SlotState) -> int:
        """Return the number of slots in these states."""
        return sum(self.counts[_PLACES[state]] for state in states)

    def past_of(self, *states: SlotState) -> int:
        """Return the number of slots in these states whose due date has passed."""
        return sum(self.past[_PLACES[state]] for state in states)

    @property
    def done(self) -> int:
        return self.of(*_DONE)

    @property
    def unstated(self) -> int:
        """The number of slots of which it is not said whether they are filed."""
        return self.of(SlotState.UNSTATED)

    @property
    def gaps(self) -> int:
        return sum(self.of(state) for state in SlotState if state.gap)

    @property
    def owed(self) -> int:
        """The number of slots owed so far: those whose period has begun."""
        return self.done + self.gaps

    @property
    def total(self) -> int:
        """The number of slots owed in the whole term, as far as they are known."""
        return self.owed + self.of(SlotState.FUTURE)

    @property
    def due(self) -> int:
        """The number of slots owed whose due date has passed (已到期应交)."""
        return self.past_of(*_DONE, *_COMING)

    @property
    def due_done(self) -> int:
        """The number of those that are done: what is filed ahead of time is not among them."""
        return self.past_of(*_DONE)

    @property
    def late(self) -> int:
        """The number of slots whose due date has passed, for which not enough came."""
        return self.of(SlotState.LATE)

    @property
    def sent_back(self) -> int:
        """The number of slots whose due date has passed, and whose filing was returned."""
        return self.past_of(SlotState.RETURNED)

    @property
    def rate(self) -> float:
        """The part of what is due that is done, from 0 to 1; 0 where nothing is due."""
        return self.due_done / (self.due or 1)

    @property
    def percent(self) -> int:
        """The rate in per cent, rounded down: 100 means that something is due, and all is done."""
        return 100 * self.due_done // (self.due or 1)

    @property
    def portion(self) -> str:
        """The rate in words: where nothing is due yet, no rate is true."""
        return f"{self.percent}%" if self.due else "尚无到期"


_DONE = (SlotState.CHECKED, SlotState.FILED)
_COMING = (*GAPS, SlotState.FUTURE)
_PRESSING = (SlotState.LATE, SlotState.RETURNED)
_PLACES = {state: place for place, state in enumerate(SlotState)}
NOTHING = StateCounts()
SOON = timedelta(days=30)
"""How far ahead what falls due next is counted."""


class Progress:
    """All slots of a register, and lookups over them.

    :param today: the day by which slots are late or not.
    """

    def __init__(self, register: Register, today: date) -> None:
        self.today = today
        self.term = schedule.term_span(register.unit.term)
        self.slots = tuple(_slots(register, today)) if self.term else ()
        self.by_due = grouped_pairs((slot.due, slot) for slot in self.slots if slot.due)
        """The slots by due date; what is never late has none."""
        self._by_evidence = grouped_pairs((slot.evidence.slug, slot) for slot in self.slots)

    @property
    def active(self) -> bool:
        """Whether the start of the term is known; otherwise nothing can be due."""
        return self.term is not None

    def of(self, evidence: EvidenceEntry) -> tuple[Slot, ...]:
        """Return the slots of a piece of evidence in order of time; the same paper has none."""
        return self._by_evidence.get(evidence.slug, ()) if self._by_evidence else ()


def filed_on(filing: FilingEntry) -> date | None:
    """Return the day on which something was filed, or else that of the document."""
    return filing.record.filed_on or filing.record.date


def as_of(slots: Iterable[Slot], day: date) -> Iterator[Slot]:
    """Yield the slots as they were on an earlier day, without what was filed later.

    What has no day counts as filed before; what was returned since, as returned. An activity for
    which nothing was filed had no slot.
    """
    for slot in slots:
        filings = tuple(filing for filing in slot.filings if (filed_on(filing) or day) <= day)
        if filings or slot.evidence.record.frequency is not Frequency.ACTIVITY:
            state = _state(slot.evidence, slot.span, slot.due, filings, day)
            timing = _timing(slot.due, day)
            yield replace(slot, timing=timing, filings=filings, state=state)


def gaps(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """Return the slots with missing filings, the most urgent first."""
    open_slots = (slot for slot in slots if slot.state.gap)
    return tuple(sorted(open_slots, key=lambda slot: (GAPS.index(slot.state), slot.order)))


def pressing(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """Return the slots for which somebody must act now: late, then returned, then due soon."""
    acute = (slot for slot in slots if slot.pressing)
    return tuple(sorted(acute, key=lambda slot: (_urgency(slot.state), slot.order)))


def _urgency(state: SlotState) -> int:
    return _PRESSING.index(state) if state in _PRESSING else len(_PRESSING)


def count_states(slots: Iterable[Slot]) -> StateCounts:
    """Count the slots by state."""
    slots = tuple(slots)
    counts = Counter(slot.state for slot in slots)
    past = Counter(slot.state for slot in slots if slot.timing is Timing.PAST)
    soon = sum(slot.timing is Timing.SOON and slot.coming for slot in slots)
    return StateCounts(
        tuple(counts[state] for state in SlotState),
        tuple(past[state] for state in SlotState),
        soon,
    )


def _slots(register: Register, today: date) -> Iterator[Slot]:
    rules = register.unit.due or DueRules(ref=register.unit.ref)
    term = schedule.term_span(register.unit.term)
    assert term is not None
    filed = grouped_pairs(_filed(register))
    for evidence in register.evidence:
        if evidence.record.same_as:
            continue
        rule = evidence.record.due or schedule.rule(rules, evidence.record.frequency)
        filings = grouped_pairs(filed.get(evidence.slug, ()))
        for span, party in _places(register, evidence, filings):
            due = schedule.due(rule, span, term)
            own = filings.get((span, party), ())
            state = _state(evidence, span, due, own, today)
            timing = _timing(due, today)
            yield Slot(evidence, span, party, due, timing, own, state, register.unit.names)


_Place = tuple[DateSpan, Party | None]
"""What tells the slots of a piece of evidence apart: the period, and whose it is."""


def _places(
    register: Register, evidence: EvidenceEntry, filed: Collection[_Place]
) -> Iterator[_Place]:
    """Yield the periods of a piece of evidence; of activities those that something is filed for."""
    owing_parties = owing.parties(evidence)
    known = schedule.spans(register.unit.term, evidence.record.frequency)
    for span in known or sorted({span for span, _ in filed}):
        for party in owing_parties:
            if known or (span, party) in filed:
                yield span, party


def _filed(register: Register) -> Iterator[tuple[str, tuple[_Place, FilingEntry]]]:
    term = register.unit.term
    for filing in register.filings:
        record = filing.record
        for entry in filing.evidence:
            span = schedule.named_span(term, entry.record.frequency, record.slot, record.date)
            yield entry.slug, ((span, owing.party_of(filing, entry)), filing)


def _timing(due: date | None, today: date) -> Timing:
    if due is None or due > today + SOON:
        return Timing.LATER
    return Timing.PAST if due < today else Timing.SOON


def _state(
    evidence: EvidenceEntry,
    span: DateSpan,
    due: date | None,
    filings: tuple[FilingEntry, ...],
    today: date,
) -> SlotState:
    record = evidence.record
    if evidence.not_applicable:
        return SlotState.NOT_APPLICABLE
    accepted = _accepted(filings)
    if accepted and sum(filing.count for filing in accepted) >= (record.min_count or 1):
        checked = all(filing.record.state is FilingState.CHECKED for filing in accepted)
        return SlotState.CHECKED if checked else SlotState.FILED
    if len(accepted) < len(filings):
        return SlotState.RETURNED
    if record.min_count is None:
        return SlotState.OPTIONAL
    return _outstanding_state(span, due, today, partial=bool(accepted))


def _outstanding_state(
    span: DateSpan, due: date | None, today: date, *, partial: bool
) -> SlotState:
    if _timing(due, today) is Timing.PAST:
        return SlotState.LATE
    if partial:
        return SlotState.PARTIAL
    return SlotState.OPEN if span.start <= today else SlotState.FUTURE


def _accepted(filings: Iterable[FilingEntry]) -> tuple[FilingEntry, ...]:
    accepted = (each for each in filings if each.record.state is not FilingState.RETURNED)
    return tuple(accepted)
