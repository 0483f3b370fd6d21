"""缺口: everything that is missing, late, returned or badly registered, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from allocation.base.grouping import grouped, grouped_pairs, unique
from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Crumb, Download, Page, TocEntry
from allocation.register.addresses import gaps_address, task_address
from allocation.register.index import Index, RowBlock, gaps, tally
from allocation.register.progress import Slot, StateCounts
from allocation.register.register import DepartmentEntry, FilingEntry, PersonEntry


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose gaps these are: a person, or the department of rows that name none."""

    person: PersonEntry | None
    department: DepartmentEntry | None
    standing: StateCounts
    slots: tuple[Slot, ...]
    incomplete: tuple[FilingEntry, ...]

    @property
    def anchor(self) -> str:
        if self.person:
            return f"gaps-{self.person.slug}"
        return f"gaps-of-{self.department.slug}" if self.department else "gaps-of-nobody"

    @property
    def name(self) -> str:
        if self.person:
            return self.person.key
        return f"{self.department.name}（没有责任人）" if self.department else "没有责任人"


@dataclass(frozen=True, slots=True)
class GapsView:
    """All owners with gaps; for one department or for the whole unit."""

    active: bool
    today: date
    department: DepartmentEntry | None
    departments: tuple[DepartmentEntry, ...]
    standing: StateCounts
    owners: tuple[Owner, ...]


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the page of all gaps, and one to print for each department."""
    index = context.index
    yield _page(index, None, tuple(index.blocks.values()))
    if index.progress.active:
        for department in index.register.departments:
            yield _page(index, department, index.of_department(department))


def _page(index: Index, department: DepartmentEntry | None, blocks: tuple[RowBlock, ...]) -> Page:
    owners = tuple(each for each in _owners(index, department, blocks) if _has_any(each))
    whose = department.name if department else "全部"
    return Page(
        address=gaps_address(department) if department else "gaps/",
        title=f"{department.name}的缺口" if department else "缺口",
        template="gaps.html",
        view=GapsView(
            active=index.progress.active,
            today=index.progress.today,
            department=department,
            departments=index.register.departments,
            standing=tally(blocks).standing,
            owners=owners,
        ),
        ref=department.ref if department else index.register.unit.ref,
        description=f"{whose}没交、逾期、退回、登记不全的材料，按责任人排列",
        crumbs=(Crumb("缺口", "gaps/"),) if department else (),
        headings=tuple(TocEntry(each.name, each.anchor) for each in owners),
        downloads=(Download(f"{whose}任务单（Word）", task_address(department)),)
        if index.register.departments
        else (),
    )


def _has_any(owner: Owner) -> bool:
    return bool(owner.slots or owner.incomplete)


def _owners(
    index: Index, department: DepartmentEntry | None, blocks: tuple[RowBlock, ...]
) -> Iterator[Owner]:
    rows = grouped_pairs(
        (person, block) for block in blocks for person in _persons(block, department)
    )
    for person in index.responsible():
        if person in rows:
            yield _owner(index, rows[person], person, None)
    nobody = [block for block in blocks if not _persons(block, department)]
    for whose, left in grouped(nobody, lambda block: department or _first(block)).items():
        yield _owner(index, left, None, whose)


def _first(block: RowBlock) -> DepartmentEntry | None:
    return next(iter(block.row.departments), None)


def _persons(block: RowBlock, department: DepartmentEntry | None) -> tuple[PersonEntry, ...]:
    """Return who stands for a row; of one department, only those who stand for it."""
    parties = (party for party in block.row.parties if department in (None, party.department))
    return unique(party.person for party in parties if party.person)


def _owner(
    index: Index,
    rows: tuple[RowBlock, ...],
    person: PersonEntry | None,
    department: DepartmentEntry | None,
) -> Owner:
    return Owner(
        person=person,
        department=department,
        standing=tally(rows).standing,
        slots=gaps(rows),
        incomplete=index.incomplete(rows),
    )
