"""The list of people, and one page per person: duties as responsible person and as leader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocation.base.grouping import grouped_pairs, unique
from allocation.pages.views.changes import Acknowledgement, acknowledgement
from allocation.pages.views.context import SiteContext
from allocation.pages.views.item import item_headings
from allocation.pages.views.labels import handin
from allocation.pages.views.leader_brief import Brief
from allocation.pages.views.page import (
    Crumb,
    Download,
    Page,
    Part,
    TocEntry,
    downloads,
    gap_lists,
)
from allocation.pages.views.reminders import Reminder, reminder
from allocation.pages.views.tasks import Tasks, tasks
from allocation.register.addresses import Entry, address, task_address
from allocation.register.index import Index, ItemBlock, RowBlock, Tally, gaps, tally
from allocation.register.open_duties import OPEN
from allocation.register.progress import Slot
from allocation.register.register import DepartmentEntry, FilingEntry, PartyEntry, PersonEntry

_NOBODY = PartyEntry(None, None, None)
_HANDIN_NAMES = ("交到哪里", "交给谁", "怎么交", "联系人", "联系电话", "找谁")
"""What people ask who have something to hand in."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A row that a person shares with others."""

    block: RowBlock
    others: tuple[PersonEntry, ...]


@dataclass(frozen=True, slots=True)
class Supervised:
    """The rows of a department and one of its persons that a leader supervises."""

    department: DepartmentEntry | None
    person: PersonEntry | None
    rows: tuple[RowBlock, ...]
    tally: Tally

    @property
    def lacks_person(self) -> bool:
        """Whether the department has nobody yet for one of the rows."""
        return any(duty.department is self.department for row in self.rows for duty in row.open)


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person with duties as responsible person and (``led``) as leader; either may be empty."""

    person: PersonEntry
    departments: tuple[DepartmentEntry, ...]
    leaders: tuple[PersonEntry, ...]
    items: tuple[ItemBlock, ...]
    tally: Tally
    shared: tuple[Shared, ...]
    led_rows: tuple[RowBlock, ...]
    led_items: tuple[ItemBlock, ...]
    led_tally: Tally
    supervised: tuple[Supervised, ...]
    tasks: Tasks
    unsettled: tuple[tuple[str, Entry | None], ...]
    has_calendar: bool
    gaps: tuple[Slot, ...]
    incomplete: tuple[FilingEntry, ...]
    led_gaps: tuple[Slot, ...]
    brief: Brief | None
    acknowledgement: Acknowledgement | None
    reminder: Reminder | None

    @property
    def title(self) -> str:
        """The name, with the suffix that distinguishes people of one name."""
        return self.person.key

    @property
    def leads_jointly(self) -> bool:
        return any(len(block.row.leaders) > 1 for block in self.led_rows)


@dataclass(frozen=True, slots=True)
class PeopleView:
    """All people: leaders, and responsible persons with their departments.

    :ivar others: who has no row, such as somebody who has just come.
    """

    leaders: tuple[PersonView, ...]
    persons: tuple[PersonView, ...]
    others: tuple[PersonView, ...]
    departments: tuple[tuple[DepartmentEntry, tuple[PersonEntry, ...]], ...]


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the list of people and a page for each."""
    index = context.index
    views = tuple(_view(context, person) for person in index.register.people)
    yield Page(
        address="people/",
        title="人员",
        template="people.html",
        view=PeopleView(
            leaders=tuple(view for view in views if view.led_rows),
            persons=tuple(view for view in views if view.items),
            others=tuple(view for view in views if not (view.led_rows or view.items)),
            departments=index.people_by_department(),
        ),
        ref=index.register.unit.ref,
        description="全部分管领导和责任人的名单，点名字看他的职责",
        parts=(_handin(index),),
        aliases=("名单", "人员名单", "全体人员", "通讯录", "分管领导", "责任人", "找人"),
        downloads=(Download("全部任务单（Word）", task_address()),) if views else (),
    )
    for view in views:
        yield Page(
            address=address(view.person),
            title=view.title,
            template="person.html",
            view=view,
            ref=view.person.ref,
            description=f"{view.title}负责或分管哪些条款，要交哪些材料，尚缺什么",
            subject=view.person,
            parts=tuple(_parts(view)),
            crumbs=(Crumb("人员", "people/"),),
            headings=tuple(_headings(view)),
            downloads=downloads(
                view.person,
                view.title,
                calendar=view.has_calendar,
                late=view.reminder is not None,
            ),
        )


def _view(context: SiteContext, person: PersonEntry) -> PersonView:
    index = context.index
    rows = index.of_person(person)
    led = index.of_leader(person)
    return PersonView(
        person=person,
        departments=index.departments(person),
        leaders=unique(leader for block in rows for leader in block.row.leaders),
        items=index.by_item(rows),
        tally=tally(rows),
        shared=tuple(_shared(person, rows)),
        led_rows=led,
        led_items=index.by_item(led),
        led_tally=tally(led),
        supervised=tuple(_supervised(led)),
        tasks=tasks(rows, index.progress),
        unsettled=tuple(_unsettled(index, rows)),
        has_calendar=index.has_calendar(index.concerning(person)),
        gaps=gaps(rows),
        incomplete=index.incomplete(rows),
        led_gaps=gaps(led),
        brief=next((brief for brief in context.briefs if brief.leader is person), None),
        acknowledgement=acknowledgement(context, person),
        reminder=reminder(context, person),
    )


def _unsettled(index: Index, rows: tuple[RowBlock, ...]) -> Iterator[tuple[str, Entry | None]]:
    """Yield what the office has still to settle for somebody's tasks, with its place.

    The page says elsewhere that nobody has written where to hand in, or when the term starts.
    """
    unit = index.register.unit
    if index.progress.active and not unit.term.confirmed:
        yield "届期：还没有按正式通知确认，期限和期数以通知为准", None
    for block in rows:
        if block.open:
            row, duties = block.row, "、".join(map(str, block.open))
            yield f"{row.item.label}（原表第 {row.number} 行）：{duties}{OPEN}", row


def _handin(index: Index) -> Part:
    """Return the line that says where to hand in, as the search shows it."""
    said = handin(index.register.unit.handin)
    return Part("材料交到哪里、找谁", "handin", said, _HANDIN_NAMES)


def _shared(person: PersonEntry, rows: tuple[RowBlock, ...]) -> Iterator[Shared]:
    for block in rows:
        others = tuple(other for other in block.row.persons if other is not person)
        if others:
            yield Shared(block, others)


def _supervised(led: tuple[RowBlock, ...]) -> Iterator[Supervised]:
    by_department = grouped_pairs(
        (party.department, (party.person, block))
        for block in led
        for party in block.row.parties or (_NOBODY,)
    )
    for department, pairs in by_department.items():
        for person, rows in grouped_pairs(pairs).items():
            party = department or person
            own = tuple(block.of(party) if party else block for block in rows)
            yield Supervised(department, person, own, tally(own))


def _parts(view: PersonView) -> Iterator[Part]:
    if view.led_gaps:
        description = f"{view.title}分管范围里没交、逾期、退回的材料"
        yield Part(f"{view.title}分管范围未交清单", "led-gaps", description, gap_lists(view.title))
    if view.gaps:
        description = f"{view.title}没交、逾期、退回的材料，最急的在最前面"
        yield Part(f"{view.title}未交清单", "gaps", description, gap_lists(view.title))


def _headings(view: PersonView) -> Iterator[TocEntry]:
    if view.items:
        yield from _task_headings(view)
        yield TocEntry("本人职责", "duties")
        yield TocEntry("本人清单", "checklist")
        yield from item_headings(view.items, level=3)
    if view.shared:
        yield TocEntry("共同负责", "shared")
    if view.led_gaps:
        yield TocEntry("分管范围未交清单", "led-gaps")
    if view.led_rows:
        yield TocEntry("分管的各行", "supervised")
        yield from item_headings(view.led_items, "led", level=3)
    if view.acknowledgement and view.acknowledgement.has_changes:
        yield TocEntry("职责变更", "changes")


def _task_headings(view: PersonView) -> Iterator[TocEntry]:
    yield TocEntry("要交的材料" if view.tasks.planned else "现在要交", "gaps")
    parts = {
        "被退回": ("returned", view.tasks.returned),
        "登记不全": ("incomplete", view.incomplete),
        "接下来": ("later", view.tasks.later),
        "发生时交": ("occasional", view.tasks.occasional),
        "办公室还要定的": ("unsettled", view.unsettled),
        "已完成": ("done", view.tasks.done),
    }
    yield from (TocEntry(title, anchor) for title, (anchor, found) in parts.items() if found)
