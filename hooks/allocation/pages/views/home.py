"""Home: people, categories, and charts of the whole allocation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocation.base.enums import Column
from allocation.base.slugs import shortened
from allocation.datafiles.model import Milestone
from allocation.pages.views.context import SiteContext
from allocation.pages.views.matrix import MatrixRow
from allocation.pages.views.summary import CategoryView
from allocation.register.index import Index, Tally, tally
from allocation.register.register import DepartmentEntry, PersonEntry

_BARS = 60
_MILESTONES = 3


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
class HomeView:
    """Everything below the text of the home page."""

    tally: Tally
    open: tuple[tuple[Column, int], ...]
    milestones: tuple[Milestone, ...]
    hints: tuple[str, ...]
    leaders: tuple[PersonEntry, ...]
    departments: tuple[tuple[DepartmentEntry, tuple[PersonEntry, ...]], ...]
    categories: tuple[CategoryView, ...]
    matrix: tuple[MatrixRow, ...]
    charts: tuple[Chart, ...]


def view(context: SiteContext) -> HomeView:
    """Return the view below the text of the home page."""
    index = context.index
    return HomeView(
        tally=index.tally,
        open=index.open_rows(),
        milestones=_coming(index) if index.progress.slots else (),
        hints=tuple(_hints(index)),
        leaders=index.leaders(),
        departments=index.people_by_department(),
        categories=context.categories,
        matrix=context.matrix,
        charts=tuple(chart for chart in _charts(index) if chart.bars),
    )


def _coming(index: Index) -> tuple[Milestone, ...]:
    """Return the next milestones, also those after the term."""
    stones = (
        stone for stone in index.register.unit.term.milestones if stone.date >= index.progress.today
    )
    return tuple(sorted(stones, key=lambda stone: stone.date)[:_MILESTONES])


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
