"""未交清单: what is late or was returned, what comes next; before that, who owes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from allocation.base.enums import GAPS, Column, SlotState
from allocation.base.grouping import grouped_pairs, unique
from allocation.pages.views import reminders
from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import (
    Crumb,
    Download,
    Page,
    Part,
    TocEntry,
    gap_lists,
    reminder_download,
)
from allocation.pages.views.reminders import Reminder
from allocation.register import progress
from allocation.register.addresses import gaps_address, gaps_query, task_address
from allocation.register.index import Index, RowBlock, gaps, tally
from allocation.register.open_duties import OPEN
from allocation.register.progress import Slot, StateCounts, Timing
from allocation.register.register import DepartmentEntry, FilingEntry, PersonEntry

_STATES = ("没交", "未交", *GAPS, "登记不全", "催办")
"""What people look for who want the list of all gaps."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A person who owes something, or the department of rows that name no person."""

    person: PersonEntry | None
    department: DepartmentEntry | None
    standing: StateCounts
    slots: tuple[Slot, ...]
    """Those for which somebody must act now."""
    later: int
    """How many more are missing, which are not due soon."""
    incomplete: tuple[FilingEntry, ...]
    open: bool = False
    """Whether the table has a column of persons, and names none here."""

    @property
    def entry(self) -> PersonEntry | DepartmentEntry | None:
        return self.person or self.department

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
class GapSection:
    """Slots that are missing and due at about the same time; ``folded``: of no hurry."""

    anchor: str
    title: str
    slots: tuple[Slot, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class GapsView:
    """All owners with gaps, of one department or of the whole unit; then each slot once."""

    active: bool
    today: date
    column: Column
    department: DepartmentEntry | None
    departments: tuple[DepartmentEntry, ...]
    standing: StateCounts
    owners: tuple[Owner, ...]
    sections: tuple[GapSection, ...]
    incomplete: tuple[FilingEntry, ...]
    reminders: tuple[Reminder, ...]
    group: str
    """The message to all; empty where nothing presses."""

    @property
    def later(self) -> int:
        """How many are missing that are not due soon, each once."""
        return sum(len(section.slots) for section in self.sections if section.folded)


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the page of all gaps, and one per department for printing."""
    index = context.index
    yield _page(context, None, tuple(index.blocks.values()))
    if index.progress.active:
        for department in index.register.departments:
            yield _page(context, department, index.of_department(department))


def _page(
    context: SiteContext, department: DepartmentEntry | None, blocks: tuple[RowBlock, ...]
) -> Page:
    index = context.index
    name = department.name if department else "全部"
    view = _view(context, department, blocks)
    parts = () if department else tuple(_parts(view))
    # What a part has, the page itself leaves to it.
    states = (state for state in _STATES if not any(state in part.aliases for part in parts))
    return Page(
        address=gaps_address(department) if department else "gaps/",
        title=f"{department.name}未交清单" if department else "未交清单",
        template="gaps.html",
        view=view,
        ref=department.ref if department else index.register.unit.ref,
        description=f"{name}没交、逾期、退回、登记不全的材料，按{index.register.unit.names.column}、期限排列",
        aliases=gap_lists(name) if department else (*gap_lists(), *states),
        subject=department,
        parts=parts,
        crumbs=(Crumb("未交清单", "gaps/"),) if department else (),
        headings=tuple(_headings(view)),
        downloads=tuple(_downloads(index, department, name, blocks)),
    )


def _view(
    context: SiteContext, department: DepartmentEntry | None, blocks: tuple[RowBlock, ...]
) -> GapsView:
    index = context.index
    owners = [
        owner
        for owner in _owners(index, department, blocks)
        if owner.slots or owner.later or owner.incomplete
    ]
    owners.sort(key=_pressure)
    entries = unique((department, *(owner.entry for owner in owners if not owner.open)))
    known = (reminders.reminder(context, entry) for entry in entries if entry)
    pressing = [(owner.name, owner.slots) for owner in owners if owner.slots]
    return GapsView(
        active=index.progress.active,
        today=index.progress.today,
        column=index.register.unit.names.column,
        department=department,
        departments=index.register.departments,
        standing=tally(blocks).standing,
        owners=tuple(owners),
        sections=tuple(section for section in _sections(blocks) if section.slots),
        incomplete=index.incomplete(blocks),
        reminders=tuple(filter(None, known)),
        group=reminders.group_text(context, pressing) if pressing and not department else "",
    )


def _pressure(owner: Owner) -> tuple[int, int, int]:
    """Return a key that puts who has most that is late first."""
    counts = owner.standing
    return -counts.late, -counts.of(SlotState.RETURNED), -counts.soon


def _sections(blocks: tuple[RowBlock, ...]) -> Iterator[GapSection]:
    slots = [slot for block in blocks for slot in block.slots]
    past = (slot for slot in slots if slot.coming and slot.timing is Timing.PAST)
    yield GapSection("due", "已到期未交", progress.pressing(past))
    soon = (slot for slot in slots if slot.coming and slot.timing is Timing.SOON)
    yield GapSection("soon", "30 天内到期", _sorted(soon))
    later = (slot for slot in slots if slot.state.gap and slot.timing is Timing.LATER)
    yield GapSection("later", "以后到期", _sorted(later), folded=True)


def _sorted(slots: Iterator[Slot]) -> tuple[Slot, ...]:
    return tuple(sorted(slots, key=lambda slot: slot.order))


def _headings(view: GapsView) -> Iterator[TocEntry]:
    if view.owners:
        yield TocEntry(f"按{view.column}", "owners")
    for section in view.sections:
        yield TocEntry(section.title, section.anchor)
    if view.incomplete:
        yield TocEntry("登记不全", "incomplete")
    if view.reminders:
        yield TocEntry("催办文字", "reminders")


def _parts(view: GapsView) -> Iterator[Part]:
    """Yield what is late, of all and of each person: the list with filters in its address."""
    late = [owner for owner in view.owners if owner.standing.of(SlotState.LATE)]
    if late:
        query = gaps_query(state=SlotState.LATE)
        yield Part("逾期的材料", "due", "过了期限没有交的材料", (SlotState.LATE, "超期"), query)
    for owner in late:
        if owner.person:
            query = gaps_query(state=SlotState.LATE, person=owner.name)
            yield Part(f"{owner.name}逾期的材料", "due", "过了期限没有交的材料", query=query)


def _downloads(
    index: Index, department: DepartmentEntry | None, name: str, blocks: tuple[RowBlock, ...]
) -> Iterator[Download]:
    if index.register.departments:
        yield Download(f"{name}任务单（Word）", task_address(department))
    if reminders.pressing(block for block in blocks if block.row.parties):
        yield reminder_download(name, department)


def _owners(
    index: Index, department: DepartmentEntry | None, blocks: tuple[RowBlock, ...]
) -> Iterator[Owner]:
    if not index.register.unit.names_persons:
        yield from _by_department(index, department, blocks)
        return
    rows = grouped_pairs(
        (person, block) for block in blocks for person in _persons(block, department)
    )
    for person in index.responsible():
        if own := tuple(block.of(person) for block in rows.get(person, ())):
            yield _owner(index, own, person=person)
    unassigned = (pair for block in blocks for pair in _unassigned(block, department))
    for first, own in grouped_pairs(unassigned).items():
        yield _owner(index, own, department=first, lacks=index.register.has(Column.PERSON))


def _by_department(
    index: Index, department: DepartmentEntry | None, blocks: tuple[RowBlock, ...]
) -> Iterator[Owner]:
    """Yield the departments in place of persons, where nothing missing is said of a person."""
    for each in (department,) if department else index.register.departments:
        yield _owner(index, index.of_department(each), department=each)
    nobody = tuple(block for block in blocks if not block.row.departments)
    if nobody:
        yield _owner(index, nobody)


def _owner(
    index: Index,
    rows: tuple[RowBlock, ...],
    *,
    person: PersonEntry | None = None,
    department: DepartmentEntry | None = None,
    lacks: bool = False,
) -> Owner:
    later = sum(not slot.pressing for slot in gaps(rows))
    standing, incomplete = tally(rows).standing, index.incomplete(rows)
    pressing = reminders.pressing(rows)
    return Owner(person, department, standing, pressing, later, incomplete, lacks)


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
