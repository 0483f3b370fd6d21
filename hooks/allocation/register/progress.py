"""Slots and their states on a given day: filed, missing, late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from allocation.base.enums import GAPS, FilingState, SlotState
from allocation.base.grouping import grouped_pairs
from allocation.datafiles.model import DueRules
from allocation.register import owing, schedule
from allocation.register.owing import Party
from allocation.register.register import EvidenceEntry, FilingEntry, PersonEntry, Register
from allocation.register.schedule import DateSpan


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """A piece of evidence in one period, of one party if each owes its own.

    An activity has a slot once something was filed for it. What has no due date is never late.
    """

    evidence: EvidenceEntry
    span: DateSpan
    party: Party | None
    due: date | None
    filings: tuple[FilingEntry, ...]
    state: SlotState

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
    def count(self) -> int:
        """The number of pieces filed, without returned ones."""
        return sum(filing.count for filing in _accepted(self.filings))

    @property
    def wanted(self) -> int:
        return self.evidence.record.min_count or 1

    @property
    def persons(self) -> tuple[PersonEntry, ...]:
        """The persons who file it: all of the row, or those of the party whose it is."""
        return tuple(person for person in self.evidence.clause.row.persons if self.concerns(person))

    def unstated(self) -> Slot:
        """Return the slot as it is shown where its state is not said of a person."""
        if not self.state.expected:
            return self
        return replace(self, state=SlotState.UNSTATED, filings=())

    @property
    def order(self) -> date:
        """The due date as a key for sorting: what is never late comes last."""
        return self.due or date.max


@dataclass(frozen=True, slots=True)
class StateCounts:
    """The number of slots in each state, in the order of ``SlotState``."""

    counts: tuple[int, ...] = (0,) * len(SlotState)

    def __add__(self, other: StateCounts) -> StateCounts:
        return StateCounts(tuple(map(sum, zip(self.counts, other.counts, strict=True))))

    def of(self, *states: SlotState) -> int:
        """Return the number of slots in these states."""
        return sum(self.counts[_PLACES[state]] for state in states)

    @property
    def done(self) -> int:
        return self.of(SlotState.CHECKED, SlotState.FILED)

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
    def rate(self) -> float:
        """The part of what is owed that is done, from 0 to 1; 0 where nothing is owed."""
        return self.done / (self.owed or 1)

    @property
    def percent(self) -> int:
        """The rate in per cent, rounded down: 100 means that something is owed, and all is done."""
        return 100 * self.done // (self.owed or 1)

    @property
    def portion(self) -> str:
        """The rate in words: where nothing is owed yet, no rate is true."""
        return f"{self.percent}%" if self.owed else "尚无应交"


_PLACES = {state: place for place, state in enumerate(SlotState)}
NOTHING = StateCounts()
SOON = timedelta(days=30)
"""How far ahead what falls due next is counted."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The four numbers of slots that say how things stand.

    ``due`` had to be filed before the day (已到期应交): ``filed`` of these are, ``late`` are not,
    be it that nothing came or that it was returned. ``soon`` fall due from that day on, within 30
    days, and are not filed yet. What is never late is in none of them.
    """

    due: int
    filed: int
    late: int
    soon: int


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
        return self._by_evidence.get(evidence.slug, ())


def gaps(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """Return the slots with missing filings, the most urgent first."""
    open_slots = (slot for slot in slots if slot.state.gap)
    return tuple(sorted(open_slots, key=lambda slot: (GAPS.index(slot.state), slot.order)))


def count_states(slots: Iterable[Slot]) -> StateCounts:
    """Count the slots by state."""
    counts = Counter(slot.state for slot in slots)
    return StateCounts(tuple(counts[state] for state in SlotState))


def figures(slots: Iterable[Slot], today: date) -> Figures:
    """Count the slots that are due, filed, late and due soon on a day."""
    dated = [(slot.due, slot.state.done) for slot in slots if slot.due and slot.state.expected]
    due = [done for day, done in dated if day < today]
    soon = sum(today <= day <= today + SOON and not done for day, done in dated)
    return Figures(len(due), sum(due), len(due) - sum(due), soon)


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
            yield Slot(evidence, span, party, due, own, state)


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
    if due and due < today:
        return SlotState.LATE
    if partial:
        return SlotState.PARTIAL
    return SlotState.OPEN if span.start <= today else SlotState.FUTURE


def _accepted(filings: Iterable[FilingEntry]) -> list[FilingEntry]:
    return [filing for filing in filings if filing.record.state is not FilingState.RETURNED]
