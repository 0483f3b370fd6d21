"""The list of people, and one page per person: duties as responsible person and as leader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from allocation.base.grouping import unique
from allocation.pages.views.changes import Acknowledgement, acknowledgement
from allocation.pages.views.context import SiteContext
from allocation.pages.views.item import item_headings
from allocation.pages.views.page import Crumb, Download, Page, TocEntry, downloads
from allocation.register.addresses import address, task_address
from allocation.register.index import ItemBlock, RowBlock, Tally, gaps, tally
from allocation.register.progress import Slot
from allocation.register.register import DepartmentEntry, FilingEntry, PersonEntry


@dataclass(frozen=True, slots=True)
class Shared:
    """A row that a person shares, and with whom."""

    block: RowBlock
    others: tuple[PersonEntry, ...]


@dataclass(frozen=True, slots=True)
class Supervised:
    """The rows of one department, and of one person in it, under a leader."""

    department: DepartmentEntry | None
    person: PersonEntry | None
    rows: tuple[RowBlock, ...]
    tally: Tally


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person with both sorts of duty; either may be empty."""

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
    gaps: tuple[Slot, ...]
    incomplete: tuple[FilingEntry, ...]
    led_gaps: tuple[Slot, ...]
    acknowledgement: Acknowledgement | None

    @property
    def title(self) -> str:
        """The name as shown, with what tells homonyms apart."""
        return self.person.key

    @property
    def leads_jointly(self) -> bool:
        return any(len(block.row.leaders) > 1 for block in self.led_rows)


@dataclass(frozen=True, slots=True)
class PeopleView:
    """All people: leaders, and responsible persons under their departments."""

    leaders: tuple[PersonView, ...]
    persons: tuple[PersonView, ...]
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
            departments=index.people_by_department(),
        ),
        ref=index.register.unit.ref,
        description="全部分管领导和责任人",
        downloads=(Download("全部任务单（Word）", task_address()),) if views else (),
    )
    for view in views:
        rows = index.concerning(view.person)
        yield Page(
            address=address(view.person),
            title=view.title,
            template="person.html",
            view=view,
            ref=view.person.ref,
            description=f"{view.title}的职责、要交的材料和共同负责的人",
            crumbs=(Crumb("人员", "people/"),),
            headings=_headings(view),
            downloads=downloads(view.person, view.title, calendar=index.has_calendar(rows)),
            sources=index.sources(rows),
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
        gaps=gaps(rows),
        incomplete=index.incomplete(rows),
        led_gaps=gaps(led),
        acknowledgement=acknowledgement(context, person),
    )


def _shared(person: PersonEntry, rows: tuple[RowBlock, ...]) -> Iterator[Shared]:
    for block in rows:
        others = tuple(each for each in block.row.persons if each is not person)
        if others:
            yield Shared(block, others)


def _supervised(led: tuple[RowBlock, ...]) -> Iterator[Supervised]:
    grouped: dict[tuple[DepartmentEntry | None, PersonEntry | None], list[RowBlock]]
    grouped = defaultdict(list)
    for block in led:
        for party in block.row.parties:
            grouped[party.department, party.person].append(block)
    order = {key: place for place, key in enumerate(unique(each for each, _ in grouped))}
    for (department, person), rows in sorted(grouped.items(), key=lambda pair: order[pair[0][0]]):
        yield Supervised(department, person, tuple(rows), tally(rows))


def _headings(view: PersonView) -> tuple[TocEntry, ...]:
    missing = (TocEntry("我的缺口", "gaps"),) if view.gaps else ()
    led_missing = (TocEntry("分管范围的缺口", "led-gaps"),) if view.led_gaps else ()
    own = (
        *missing,
        TocEntry("我的职责", "duties"),
        TocEntry("我的清单", "checklist"),
        *item_headings(view.items, level=3),
    )
    shared = (TocEntry("共同负责", "shared"),)
    led = (TocEntry("分管的各行", "supervised"), *item_headings(view.led_items, "led", level=3))
    changed = (TocEntry("职责变更", "changes"),)
    return (
        *led_missing,
        *(own if view.items else ()),
        *(shared if view.shared else ()),
        *(led if view.led_rows else ()),
        *(changed if view.acknowledgement and view.acknowledgement.told else ()),
    )
