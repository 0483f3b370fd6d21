"""What somebody has to hand in, by when it is due: a task for each piece of evidence."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from allocation.base.enums import FilingState, Frequency, SlotState
from allocation.base.grouping import grouped_pairs
from allocation.register.index import EvidenceBlock, RowBlock
from allocation.register.progress import Progress, Slot, Timing
from allocation.register.register import EvidenceEntry, FilingEntry

_FREQUENCIES = (Frequency.MONTH, Frequency.QUARTER, Frequency.YEAR, Frequency.TERM)
"""How evidence that is owed comes round, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of evidence with some of its periods, in order of time.

    ``last`` is what was handed in for its latest period; ``next`` is the first further period that
    has not begun. Without a term there are no periods.
    """

    block: EvidenceBlock
    slots: tuple[Slot, ...] = ()
    last: FilingEntry | None = None
    next: Slot | None = None

    @property
    def evidence(self) -> EvidenceEntry:
        return self.block.evidence

    @property
    def due(self) -> date | None:
        """The first due date; None if no period is ever late."""
        return min((slot.due for slot in self.slots if slot.due), default=None)

    @property
    def order(self) -> date:
        """The due date as a key for sorting: what is never late comes last."""
        return self.due or date.max

    def split(self, today: date) -> tuple[tuple[Slot, ...], tuple[Slot, ...]]:
        """Return the periods that are late, and the others."""
        late = tuple(slot for slot in self.slots if slot.due and slot.due < today)
        return late, tuple(slot for slot in self.slots if slot not in late)

    def next_due(self, today: date) -> date | None:
        """Return the first due date from a day on that is not ``due`` itself, if any is known."""
        dues = [slot.due for slot in (*self.slots, self.next) if slot and slot.due]
        return min((due for due in dues if due >= today and due != self.due), default=None)

    @property
    def returned(self) -> tuple[FilingEntry, ...]:
        """What was returned for these periods."""
        filings = (filing for slot in self.slots for filing in slot.filings)
        return tuple(each for each in filings if each.record.state is FilingState.RETURNED)


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Tasks that are due by the same time, or that come round equally often."""

    title: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Tasks:
    """All tasks of an owner.

    ``now`` is what is late or due within the quarter, in groups, each piece of evidence with all
    its missing periods; ``later`` is what is due after it, or comes next.
    ``occasional`` is owed only if something happens. ``planned`` has everything that is owed by
    frequency, while the term has no start and nothing can be due.
    """

    now: tuple[TaskGroup, ...]
    returned: tuple[Task, ...]
    later: tuple[Task, ...]
    occasional: tuple[Task, ...]
    done: tuple[Task, ...]
    planned: tuple[TaskGroup, ...]

    @property
    def urgent(self) -> tuple[Task, ...]:
        """The tasks of all groups of ``now``."""
        return tuple(task for group in self.now for task in group.tasks)


def tasks(rows: Iterable[RowBlock], progress: Progress) -> Tasks:
    """Return the tasks in the rows of an owner; what does not apply is none."""
    blocks = tuple(_owed(rows))
    own = [block for block in blocks if not _is_occasional(block)]
    missing = tuple(_chosen(blocks, _is_missing))
    end = _quarter_end(progress.today)
    urgent = tuple(task for task in missing if task.order <= end)
    returned = tuple(_chosen(blocks, lambda slot: slot.state is SlotState.RETURNED))
    listed = {task.evidence for task in (*missing, *returned)}
    coming = (_next(block) for block in own if block.evidence not in listed)
    later = (*(task for task in missing if task.order > end), *filter(None, coming))
    return Tasks(
        now=tuple(_by_time(urgent, progress.today)),
        returned=returned,
        later=tuple(sorted(later, key=lambda task: task.order)),
        occasional=tuple(
            Task(block, (), _last(block.slots)) for block in blocks if _is_occasional(block)
        ),
        done=tuple(_chosen(blocks, lambda slot: slot.state.done)),
        planned=() if progress.active else tuple(_by_frequency(own)),
    )


def _owed(rows: Iterable[RowBlock]) -> Iterator[EvidenceBlock]:
    for row in rows:
        for part in row.clauses:
            for block in part.evidence_blocks:
                if not (block.evidence.main or block.evidence.not_applicable):
                    yield block


def _is_occasional(block: EvidenceBlock) -> bool:
    record = block.evidence.record
    return record.min_count is None or record.frequency is Frequency.ACTIVITY


def _chosen(blocks: Iterable[EvidenceBlock], wanted: Callable[[Slot], bool]) -> Iterator[Task]:
    """Yield a task for each block with slots that are wanted, the first due first."""
    found = (
        Task(block, slots, _last(block.slots), next(_future(block), None))
        for block in blocks
        if (slots := tuple(slot for slot in _in_time(block.slots) if wanted(slot)))
    )
    return iter(sorted(found, key=lambda task: task.order))


def _next(block: EvidenceBlock) -> Task | None:
    """Return a task with the next period of a block; None after the last one."""
    future = _future(block)
    first = next(future, None)
    return Task(block, (first,), _last(block.slots), next(future, None)) if first else None


def _is_missing(slot: Slot) -> bool:
    if slot.state is SlotState.UNSTATED:
        return slot.timing is Timing.SOON
    return slot.state.gap and slot.state is not SlotState.RETURNED


def _in_time(slots: Iterable[Slot]) -> list[Slot]:
    return sorted(slots, key=lambda slot: slot.span)


def _future(block: EvidenceBlock) -> Iterator[Slot]:
    return (slot for slot in _in_time(block.slots) if slot.future and not _is_missing(slot))


def _last(slots: Iterable[Slot]) -> FilingEntry | None:
    """Return what was accepted for the latest period that has anything."""
    filings = [filing for slot in _in_time(slots) for filing in slot.accepted]
    return filings[-1] if filings else None


def _by_time(urgent: Iterable[Task], today: date) -> Iterator[TaskGroup]:
    """Yield groups of tasks by the first time limit that they are within; none is empty."""
    limits = {
        str(SlotState.LATE): today - timedelta(days=1),
        "本周": today + timedelta(days=6 - today.weekday()),
        "本月": _month_end(today.year, today.month),
        "本季": _quarter_end(today),
    }
    titles = (
        (next(title for title, limit in limits.items() if task.order <= limit), task)
        for task in urgent
    )
    groups = grouped_pairs(titles)
    yield from (TaskGroup(title, groups[title]) for title in limits if title in groups)


def _by_frequency(blocks: Iterable[EvidenceBlock]) -> Iterator[TaskGroup]:
    groups = grouped_pairs((block.evidence.record.frequency, Task(block)) for block in blocks)
    yield from (TaskGroup(each, groups[each]) for each in _FREQUENCIES if each in groups)


def _quarter_end(today: date) -> date:
    return _month_end(today.year, today.month + -today.month % 3)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
