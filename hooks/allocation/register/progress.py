"""What has been filed, what is missing and what is late, on a given day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from allocation.base.enums import GAPS, FilingState, SlotState
from allocation.base.grouping import grouped_pairs
from allocation.datafiles.model import DueRules
from allocation.register import schedule
from allocation.register.register import EvidenceEntry, FilingEntry, Register
from allocation.register.schedule import DateSpan


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """A piece of evidence in one period: what is owed by when, and what was filed.

    An activity is a slot once something was filed for it.
    """

    evidence: EvidenceEntry
    span: DateSpan
    due: date
    filings: tuple[FilingEntry, ...]
    state: SlotState

    @property
    def id(self) -> str:
        return f"{self.evidence.id}_{self.span.key}"

    @property
    def slug(self) -> str:
        return f"{self.evidence.slug}-{self.span.slug}"

    @property
    def count(self) -> int:
        """How many pieces stand, returned ones left out."""
        return _count(self.filings)

    @property
    def wanted(self) -> int:
        return self.evidence.record.min_count or 1


@dataclass(frozen=True, slots=True)
class StateCounts:
    """How many slots are in which state."""

    counts: tuple[int, ...] = (0,) * len(SlotState)

    def __add__(self, other: StateCounts) -> StateCounts:
        return StateCounts(tuple(map(sum, zip(self.counts, other.counts, strict=True))))

    def of(self, *states: SlotState) -> int:
        """Return how many slots are in these states."""
        return sum(self.counts[_PLACES[state]] for state in states)

    @property
    def done(self) -> int:
        return self.of(SlotState.CHECKED, SlotState.FILED)

    @property
    def gaps(self) -> int:
        return sum(self.of(state) for state in SlotState if state.gap)

    @property
    def owed(self) -> int:
        """What should be there by now: everything whose period has begun."""
        return self.done + self.gaps

    @property
    def total(self) -> int:
        """What the whole term asks for, as far as it is known beforehand."""
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


class Progress:
    """Every slot of the register, and lookups over them.

    :param today: the day on which things are late or not.
    """

    def __init__(self, register: Register, today: date) -> None:
        self.today = today
        self.term = schedule.term_span(register.unit.term)
        self.slots = tuple(_slots(register, today)) if self.term else ()
        self._by_evidence = grouped_pairs((slot.evidence.slug, slot) for slot in self.slots)

    @property
    def active(self) -> bool:
        """Whether the term has a beginning, so that anything can be due."""
        return self.term is not None

    def of(self, evidence: EvidenceEntry) -> tuple[Slot, ...]:
        """Return the slots of a piece of evidence, in order of time."""
        return self._by_evidence.get(evidence.slug, ())


def gaps(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """Return the slots about which somebody has to do something, the most urgent first."""
    open_slots = (slot for slot in slots if slot.state.gap)
    return tuple(sorted(open_slots, key=lambda slot: (GAPS.index(slot.state), slot.due)))


def standing(slots: Iterable[Slot]) -> StateCounts:
    """Count the slots by state."""
    counts = Counter(slot.state for slot in slots)
    return StateCounts(tuple(counts[state] for state in SlotState))


def _slots(register: Register, today: date) -> Iterator[Slot]:
    rules = register.unit.due or DueRules(ref=register.unit.ref)
    filed = grouped_pairs(_filed(register))
    for evidence in register.evidence:
        default = schedule.rule(rules, evidence.record.frequency)
        there = filed.get(evidence.slug, ())
        known = schedule.spans(register.unit.term, evidence.record.frequency)
        for span in known or sorted({span for span, _ in there}):
            filings = tuple(filing for at, filing in there if at == span)
            due = schedule.due(evidence.record.due or default, span)
            yield Slot(evidence, span, due, filings, _state(evidence, span, due, filings, today))


def _filed(register: Register) -> Iterator[tuple[str, tuple[DateSpan, FilingEntry]]]:
    term = register.unit.term
    for filing in register.filings:
        record = filing.record
        for each in filing.evidence:
            span = schedule.named_span(term, each.record.frequency, record.slot, record.date)
            yield each.slug, (span, filing)


def _state(
    evidence: EvidenceEntry,
    span: DateSpan,
    due: date,
    filings: tuple[FilingEntry, ...],
    today: date,
) -> SlotState:
    record = evidence.record
    if record.not_applicable or evidence.clause.record.not_applicable:
        return SlotState.NOT_APPLICABLE
    stand = [each for each in filings if each.record.state is not FilingState.RETURNED]
    if stand and _count(filings) >= (record.min_count or 1):
        checked = all(each.record.state is FilingState.CHECKED for each in stand)
        return SlotState.CHECKED if checked else SlotState.FILED
    if len(stand) < len(filings):
        return SlotState.RETURNED
    if record.min_count is None:
        return SlotState.OPTIONAL
    return _outstanding(span, due, today, filed=bool(stand))


def _outstanding(span: DateSpan, due: date, today: date, *, filed: bool) -> SlotState:
    if due < today:
        return SlotState.LATE
    if filed:
        return SlotState.PARTIAL
    return SlotState.OPEN if span.start <= today else SlotState.FUTURE


def _count(filings: Iterable[FilingEntry]) -> int:
    stand = (each for each in filings if each.record.state is not FilingState.RETURNED)
    return sum(each.count for each in stand)
