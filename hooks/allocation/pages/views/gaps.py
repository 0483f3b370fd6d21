"""未交清单: slots that are missing, late or returned, incomplete filings, by responsible person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from allocation.base.enums import GAPS, Column
from allocation.base.grouping import grouped_pairs, unique
from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import (
    Crumb,
    Download,
    Page,
    TocEntry,
    gap_lists,
    reminder_download,
)
from allocation.register.addresses import gaps_address, task_address
from allocation.register.index import Index, RowBlock, gaps, tally
from allocation.register.open_duties import OPEN
from allocation.register.progress import Slot, StateCounts
from allocation.register.register import DepartmentEntry, FilingEntry, PersonEntry

_STATES = ("没交", "未交", *GAPS, "登记不全", "催办")
"""What people look for who want the list of all gaps."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A person with gaps, or the department of rows that name no person."""

    person: PersonEntry | None
    department: DepartmentEntry | None
    standing: StateCounts
    slots: tuple[Slot, ...]
    incomplete: tuple[FilingEntry, ...]
    open: bool = False
    """Whether the table has a column of persons, and names none here."""

    @property
    def anchor(self) -> str:
        if self.person:
            return f"gaps-{self.person.slug}"
        return f"gaps-of-{self.department.slug}" if self.department else "gaps-of-nobody"

    @property
    def name(self) -> str:
        if self.person:
            return self.person.key
        if self.department and not self.open:
            return self.department.name
        return f"{self.department.name}（责任人{OPEN}）" if self.department else f"责任人{OPEN}"


@dataclass(frozen=True, slots=True)
class GapsView:
    """All owners with gaps, of one department or of the whole unit."""

    active: bool
    today: date
    department: DepartmentEntry | None
    departments: tuple[DepartmentEntry, ...]
    standing: StateCounts
    owners: tuple[Owner, ...]


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the page of all gaps, and one per department for printing."""
    index = context.index
    yield _page(index, None, tuple(index.blocks.values()))
    if index.progress.active:
        for department in index.register.departments:
            yield _page(index, department, index.of_department(department))


def _page(index: Index, department: DepartmentEntry | None, blocks: tuple[RowBlock, ...]) -> Page:
    owners = tuple(
        owner for owner in _owners(index, department, blocks) if owner.slots or owner.incomplete
    )
    name = department.name if department else "全部"
    return Page(
        address=gaps_address(department) if department else "gaps/",
        title=f"{department.name}未交清单" if department else "未交清单",
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
        description=f"{name}没交、逾期、退回、登记不全的材料，按责任人排列",
        aliases=gap_lists(name) if department else (*gap_lists(), *_STATES),
        subject=department,
        crumbs=(Crumb("未交清单", "gaps/"),) if department else (),
        headings=tuple(TocEntry(owner.name, owner.anchor) for owner in owners),
        downloads=tuple(_downloads(index, department, name, blocks)),
    )


def _downloads(
    index: Index, department: DepartmentEntry | None, name: str, blocks: tuple[RowBlock, ...]
) -> Iterator[Download]:
    if index.register.departments:
        yield Download(f"{name}任务单（Word）", task_address(department))
    if gaps(block for block in blocks if block.row.parties):
        yield reminder_download(name, department)


def _owners(
    index: Index, department: DepartmentEntry | None, blocks: tuple[RowBlock, ...]
) -> Iterator[Owner]:
    rows = grouped_pairs(
        (person, block) for block in blocks for person in _persons(block, department)
    )
    for person in index.responsible():
        if own := tuple(block.of(person) for block in rows.get(person, ())):
            yield Owner(person, None, tally(own).standing, gaps(own), index.incomplete(own))
    unassigned = (pair for block in blocks for pair in _unassigned(block, department))
    for first, own in grouped_pairs(unassigned).items():
        lacks = index.register.has(Column.PERSON)
        yield Owner(None, first, tally(own).standing, gaps(own), index.incomplete(own), lacks)


def _unassigned(
    block: RowBlock, department: DepartmentEntry | None
) -> Iterator[tuple[DepartmentEntry | None, RowBlock]]:
    """Yield what no person of a row files, by department; None where it has no department."""
    departments = (department,) if department else unique(block.row.departments)
    if not _persons(block, department):
        first = next(iter(departments), None)
        yield first, block.of(first) if first else block
        departments = departments[1:]
    for each in departments:
        # What is owed by the row as a whole is with its persons, or with the first department.
        if not _persons(block, each) and (own := block.only(each)):
            yield each, own


def _persons(block: RowBlock, department: DepartmentEntry | None) -> tuple[PersonEntry, ...]:
    """Return the persons of a row; those that pair with one department, if it is given."""
    parties = (party for party in block.row.parties if department in (None, party.department))
    return unique(party.person for party in parties if party.person)
