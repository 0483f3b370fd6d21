"""Home: how things stand, people, categories, and charts of the whole allocation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from allocation.base.enums import Column, SlotState
from allocation.base.slugs import shortened
from allocation.datafiles.model import Milestone
from allocation.pages.views.context import SiteContext
from allocation.pages.views.matrix import MatrixRow
from allocation.pages.views.summary import CategoryView, PeopleFinder, people_finder
from allocation.register.index import Index, Tally, gaps, tally
from allocation.register.progress import SOON, Slot, StateCounts
from allocation.register.register import PersonEntry
from allocation.versions.history import Version

_BARS = 60
_MILESTONES = 3
_LATE = 5
_DUE_DAYS = 5
_VERSIONS = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """The clauses and evidence of one person; ``share`` is relative to the longest bar."""

    person: PersonEntry
    clauses: int
    evidence: int
    share: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars of the people with the most clauses."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day on which some slots fall due that are not filed yet."""

    date: date
    count: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand today: what is late, and what comes next.

    ``late`` are the most urgent of those that ``counts`` has; ``coming`` are the next milestones,
    and the next days of the coming 30 on which something falls due that is not filed yet.
    """

    counts: StateCounts
    late: tuple[Slot, ...]
    coming: tuple[Milestone | DueDay, ...]


@dataclass(frozen=True, slots=True)
class HomeView:
    """Everything below the text of the home page.

    ``standing`` is None while nothing can be due: the term has no first day, or nothing is listed.
    """

    tally: Tally
    open: tuple[tuple[Column, int], ...]
    standing: Standing | None
    filed: bool
    """Whether anything was filed yet."""
    versions: tuple[Version, ...]
    hints: tuple[str, ...]
    finder: PeopleFinder
    categories: tuple[CategoryView, ...]
    matrix: tuple[MatrixRow, ...]
    charts: tuple[Chart, ...]


def view(context: SiteContext) -> HomeView:
    """Return the view below the text of the home page."""
    index = context.index
    return HomeView(
        tally=index.tally,
        open=index.open_rows(),
        standing=_standing(index) if index.progress.slots else None,
        filed=bool(index.register.filings),
        versions=context.history.versions[:_VERSIONS],
        hints=tuple(_hints(index)),
        finder=people_finder(index),
        categories=context.categories,
        matrix=context.matrix,
        charts=tuple(chart for chart in _charts(index) if chart.bars),
    )


def _standing(index: Index) -> Standing:
    late = (slot for slot in gaps(index.blocks.values()) if slot.state is SlotState.LATE)
    return Standing(
        counts=index.tally.standing,
        late=tuple(late)[:_LATE],
        coming=_coming(index),
    )


def _coming(index: Index) -> tuple[Milestone | DueDay, ...]:
    """Return the next due days and milestones by date; milestones may be after the term."""
    today = index.progress.today
    stones = (stone for stone in index.register.unit.term.milestones if stone.date >= today)
    first_stones = sorted(stones, key=lambda stone: stone.date)[:_MILESTONES]
    days = tuple(_due_days(index))[:_DUE_DAYS]
    return tuple(sorted((*days, *first_stones), key=lambda each: each.date))


def _due_days(index: Index) -> Iterator[DueDay]:
    today = index.progress.today
    for day, slots in sorted(index.progress.by_due.items()):
        open_slots = sum(slot.coming for slot in slots)
        if today <= day <= today + SOON and open_slots:
            yield DueDay(day, open_slots)


def _hints(index: Index) -> Iterator[str]:
    """Yield an example of every kind of search: a person, a department, a code, a document."""
    yield from (person.key for person in index.responsible()[:1])
    yield from (department.name for department in index.register.departments[:1])
    yield from [item.code or shortened(item.title, 8) for item in index.register.items][:1]
    yield from (shortened(entry.record.name, 8) for entry in index.register.evidence[:1])


def _charts(index: Index) -> Iterator[Chart]:
    persons = {person: tally(index.of_person(person)) for person in index.responsible()}
    yield _chart("责任人：负责的条款和材料", persons)
    leaders = {leader: tally(index.of_leader(leader)) for leader in index.leaders()}
    yield _chart("分管领导：分管的条款和材料", leaders)


def _chart(title: str, tallies: dict[PersonEntry, Tally]) -> Chart:
    most = max((own.clauses for own in tallies.values()), default=0) or 1
    bars = (
        Bar(person, own.clauses, own.evidence, own.clauses / most)
        for person, own in tallies.items()
    )
    longest = tuple(sorted(bars, key=lambda bar: -bar.clauses)[:_BARS])
    part = f"（任务最多的 {_BARS} 位）" if len(tallies) > _BARS else ""
    return Chart(f"{title}{part}", longest)
