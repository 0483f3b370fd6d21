"""Home: who is who, the categories, and the whole allocation at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocation.base.slugs import shortened
from allocation.pages.views.context import SiteContext
from allocation.pages.views.matrix import MatrixRow
from allocation.pages.views.summary import CategoryView
from allocation.register.index import Index, Tally, tally
from allocation.register.register import DepartmentEntry, PersonEntry

_BARS = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """How much one person carries; ``share`` is relative to the longest bar."""

    person: PersonEntry
    clauses: int
    evidence: int
    share: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars of those who carry most."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class HomeView:
    """Everything that the home page shows below its text."""

    tally: Tally
    hints: tuple[str, ...]
    leaders: tuple[PersonEntry, ...]
    departments: tuple[tuple[DepartmentEntry, tuple[PersonEntry, ...]], ...]
    categories: tuple[CategoryView, ...]
    matrix: tuple[MatrixRow, ...]
    charts: tuple[Chart, ...]


def view(context: SiteContext) -> HomeView:
    """Return what the home page shows."""
    index = context.index
    return HomeView(
        tally=index.tally,
        hints=tuple(_hints(index)),
        leaders=index.leaders(),
        departments=index.people_by_department(),
        categories=context.categories,
        matrix=context.matrix,
        charts=tuple(each for each in _charts(index) if each.bars),
    )


def _hints(index: Index) -> Iterator[str]:
    """Yield an example of each thing that can be searched for."""
    yield from (each.key for each in index.responsible()[:1])
    yield from (each.name for each in index.register.departments[:1])
    yield from [each.code for each in index.register.items if each.code][:1]
    yield from [shortened(each.record.name, 8) for each in index.register.evidence[:1]]


def _charts(index: Index) -> Iterator[Chart]:
    persons = {each: tally(index.of_person(each)) for each in index.responsible()}
    yield _chart("责任人：负责的条款和材料", persons)
    leaders = {each: tally(index.of_leader(each)) for each in index.leaders()}
    yield _chart("分管领导：分管的条款和材料", leaders)


def _chart(title: str, tallies: dict[PersonEntry, Tally]) -> Chart:
    most = max((each.clauses for each in tallies.values()), default=0) or 1
    bars = (
        Bar(person, each.clauses, each.evidence, each.clauses / most)
        for person, each in tallies.items()
    )
    shown = tuple(sorted(bars, key=lambda bar: -bar.clauses)[:_BARS])
    part = f"（任务最多的 {_BARS} 位）" if len(tallies) > _BARS else ""
    return Chart(f"{title}{part}", shown)
