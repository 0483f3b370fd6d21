"""Home: who is who, the categories, and the whole allocation at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

from allocation.addresses import address
from allocation.register import CategoryEntry, DepartmentEntry, PersonEntry
from allocation.text import shortened
from allocation.views.category import CategoryView, category_views
from allocation.views.index import Index, Tally, tally


@dataclass(frozen=True, slots=True)
class Cell:
    """How many clauses of a category a department has; shade from 0 (none) to 1 (the most)."""

    category: CategoryEntry
    clauses: int
    shade: float
    address: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A department over all categories."""

    department: DepartmentEntry
    cells: tuple[Cell, ...]
    clauses: int


@dataclass(frozen=True, slots=True)
class Bar:
    """How much one person carries; ``share`` is relative to the longest bar."""

    person: PersonEntry
    clauses: int
    evidence: int
    share: float


@dataclass(frozen=True, slots=True)
class HomeView:
    """Everything that the home page shows below its text."""

    tally: Tally
    hints: tuple[str, ...]
    leaders: tuple[PersonEntry, ...]
    departments: tuple[tuple[DepartmentEntry, tuple[PersonEntry, ...]], ...]
    categories: tuple[CategoryView, ...]
    matrix: tuple[MatrixRow, ...]
    persons_bars: tuple[Bar, ...]
    leaders_bars: tuple[Bar, ...]


def view(index: Index) -> HomeView:
    """Return what the home page shows."""
    return HomeView(
        tally=tally(index.blocks.values()),
        hints=tuple(_hints(index)),
        leaders=index.leaders(),
        departments=index.people_by_department(),
        categories=tuple(category_views(index)),
        matrix=tuple(_matrix(index)),
        persons_bars=_bars({each: tally(index.of_person(each)) for each in index.responsible()}),
        leaders_bars=_bars({each: tally(index.of_leader(each)) for each in index.leaders()}),
    )


def _hints(index: Index) -> Iterator[str]:
    """Yield an example of each thing that can be searched for."""
    yield from (each.key for each in index.responsible()[:1])
    yield from (each.name for each in index.register.departments[:1])
    yield from [each.code for each in index.register.items if each.code][:1]
    yield from [shortened(each.record.name, 8) for each in index.register.evidence[:1]]


def _matrix(index: Index) -> Iterator[MatrixRow]:
    categories = index.register.categories
    counts = {department: dict.fromkeys(categories, 0) for department in index.register.departments}
    for department, row in counts.items():
        for block in index.of_department(department):
            row[block.row.item.category] += len(block.clauses)
    most = max((count for row in counts.values() for count in row.values()), default=0) or 1
    for department, row in counts.items():
        cells = (_cell(department, category, row[category], most) for category in categories)
        yield MatrixRow(department, tuple(cells), sum(row.values()))


def _cell(department: DepartmentEntry, category: CategoryEntry, count: int, most: int) -> Cell:
    place = address(department) + (f"#category-{category.slug}" if count else "")
    # Counts are skewed: the root keeps a 1 apart from a 0.
    return Cell(category, count, sqrt(count / most), place)


def _bars(tallies: dict[PersonEntry, Tally]) -> tuple[Bar, ...]:
    most = max((each.clauses for each in tallies.values()), default=0) or 1
    bars = (
        Bar(person, each.clauses, each.evidence, each.clauses / most)
        for person, each in tallies.items()
    )
    return tuple(sorted(bars, key=lambda bar: -bar.clauses))
