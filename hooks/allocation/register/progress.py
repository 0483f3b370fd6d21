"""Slots and their states on a given day: filed, missing, late."""

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
    """A piece of evidence in one period, with its due date and filings.

    An activity has a slot once something was filed for it.
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
        """The number of pieces filed, without returned ones."""
        return sum(filing.count for filing in _accepted(self.filings))

    @property
    def wanted(self) -> int:
        return self.evidence.record.min_count or 1


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


class Progress:
    """All slots of a register, and lookups over them.

    :param today: the day by which slots are late or not.
    """

    def __init__(self, register: Register, today: date) -> None:
        self.today = today
        self.term = schedule.term_span(register.unit.term)
        self.slots = tuple(_slots(register, today)) if self.term else ()
        self._by_evidence = grouped_pairs((slot.evidence.slug, slot) for slot in self.slots)

    @property
    def active(self) -> bool:
        """Whether the start of the term is known; otherwise nothing can be due."""
        return self.term is not None

    def of(self, evidence: EvidenceEntry) -> tuple[Slot, ...]:
        """Return the slots of a piece of evidence, in order of time."""
        return self._by_evidence.get(evidence.slug, ())


def gaps(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """Return the slots with missing filings, the most urgent first."""
    open_slots = (slot for slot in slots if slot.state.gap)
    return tuple(sorted(open_slots, key=lambda slot: (GAPS.index(slot.state), slot.due)))


def count_states(slots: Iterable[Slot]) -> StateCounts:
    """Count the slots by state."""
    counts = Counter(slot.state for slot in slots)
    return StateCounts(tuple(counts[state] for state in SlotState))


def _slots(register: Register, today: date) -> Iterator[Slot]:
    rules = register.unit.due or DueRules(ref=register.unit.ref)
    filed = grouped_pairs(_filed(register))
    for evidence in register.evidence:
        default = schedule.rule(rules, evidence.record.frequency)
        pairs = filed.get(evidence.slug, ())
        known = schedule.spans(register.unit.term, evidence.record.frequency)
        for span in known or sorted({span for span, _ in pairs}):
            filings = tuple(filing for filed_span, filing in pairs if filed_span == span)
            due = schedule.due(evidence.record.due or default, span)
            yield Slot(evidence, span, due, filings, _state(evidence, span, due, filings, today))


def _filed(register: Register) -> Iterator[tuple[str, tuple[DateSpan, FilingEntry]]]:
    term = register.unit.term
    for filing in register.filings:
        record = filing.record
        for entry in filing.evidence:
            span = schedule.named_span(term, entry.record.frequency, record.slot, record.date)
            yield entry.slug, (span, filing)


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
    accepted = _accepted(filings)
    if accepted and sum(filing.count for filing in accepted) >= (record.min_count or 1):
        checked = all(filing.record.state is FilingState.CHECKED for filing in accepted)
        return SlotState.CHECKED if checked else SlotState.FILED
    if len(accepted) < len(filings):
        return SlotState.RETURNED
    if record.min_count is None:
        return SlotState.OPTIONAL
    return _outstanding_state(span, due, today, partial=bool(accepted))


def _outstanding_state(span: DateSpan, due: date, today: date, *, partial: bool) -> SlotState:
    if due < today:
        return SlotState.LATE
    if partial:
        return SlotState.PARTIAL
    return SlotState.OPEN if span.start <= today else SlotState.FUTURE


def _accepted(filings: Iterable[FilingEntry]) -> list[FilingEntry]:
    return [filing for filing in filings if filing.record.state is not FilingState.RETURNED]
