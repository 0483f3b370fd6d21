"""Categories, departments and people, with rows and counts, for several pages and the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocation.base.grouping import unique
from allocation.register.index import Index, ItemBlock, Tally, gaps, tally
from allocation.register.progress import Slot
from allocation.register.register import (
    CategoryEntry,
    DepartmentEntry,
    FilingEntry,
    GroupEntry,
    PersonEntry,
)


@dataclass(frozen=True, slots=True)
class CategorySection:
    """An item, with the groups that it is the first item of."""

    opens: tuple[GroupEntry, ...]
    block: ItemBlock
    tally: Tally


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A category with its items in printed order."""

    category: CategoryEntry
    sections: tuple[CategorySection, ...]
    tally: Tally
    previous: CategoryEntry | None
    next: CategoryEntry | None


@dataclass(frozen=True, slots=True)
class DepartmentView:
    """A department with its people and its rows by item."""

    department: DepartmentEntry
    persons: tuple[PersonEntry, ...]
    leaders: tuple[PersonEntry, ...]
    items: tuple[ItemBlock, ...]
    tally: Tally
    gaps: tuple[Slot, ...]
    incomplete: tuple[FilingEntry, ...]


@dataclass(frozen=True, slots=True)
class PeopleFinder:
    """Leaders, people by department, and those whom no row pairs with a department."""

    leaders: tuple[PersonEntry, ...]
    departments: tuple[tuple[DepartmentEntry, tuple[PersonEntry, ...]], ...]
    others: tuple[PersonEntry, ...]


def people_finder(index: Index) -> PeopleFinder:
    """Return everybody who has a duty, so that all find themselves."""
    departments = index.people_by_department()
    leaders = index.leaders()
    named = {*leaders, *(person for _, persons in departments for person in persons)}
    others = tuple(person for person in index.responsible() if person not in named)
    return PeopleFinder(leaders, departments, others)


def category_views(index: Index) -> Iterator[CategoryView]:
    """Yield a view per category, in table order."""
    categories = index.register.categories
    for place, category in enumerate(categories):
        sections = tuple(_sections(index, category))
        yield CategoryView(
            category=category,
            sections=sections,
            tally=tally(row for section in sections for row in section.block.rows),
            previous=categories[place - 1] if place else None,
            next=categories[place + 1] if place + 1 < len(categories) else None,
        )


def department_views(index: Index) -> Iterator[DepartmentView]:
    """Yield a view per department, in the order of its file."""
    for department in index.register.departments:
        rows = index.of_department(department)
        yield DepartmentView(
            department=department,
            persons=index.persons(department),
            leaders=unique(leader for row in rows for leader in row.row.leaders),
            items=index.by_item(rows),
            tally=tally(rows),
            gaps=gaps(rows),
            incomplete=index.incomplete(rows),
        )


def _sections(index: Index, category: CategoryEntry) -> Iterator[CategorySection]:
    open_groups: tuple[GroupEntry, ...] = ()
    for item in index.items(category):
        opens = tuple(group for group in item.groups if group not in open_groups)
        open_groups = item.groups
        block = index.item(item)
        yield CategorySection(opens, block, tally(block.rows))
