"""项目: of each item, which units lack how much of it, and which are done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocation.feeds.summary import SummaryStanding
from allocation.pages.views.page import Crumb, Page, TocEntry
from allocation.portal.portal import Portal
from allocation.portal.units import PortalUnit, Rubric, RubricItem
from allocation.portal.views.cell import Cell, cell, missing

ITEMS = "items/"


@dataclass(frozen=True, slots=True)
class Lacking:
    """A unit that lacks some of an item."""

    unit: PortalUnit
    standing: SummaryStanding
    cell: Cell


@dataclass(frozen=True, slots=True)
class UnitsOfItem:
    """An item: the units that lack some of it, the most first; those that are done; the others."""

    item: RubricItem
    rubric: Rubric
    lacking: tuple[Lacking, ...]
    done: tuple[PortalUnit, ...]
    not_due: tuple[PortalUnit, ...]
    unknown: tuple[PortalUnit, ...]
    missing: int
    due: int
    due_done: int
    previous: RubricItem | None
    next: RubricItem | None


@dataclass(frozen=True, slots=True)
class ItemsView:
    """All items of each rubric."""

    rubrics: tuple[tuple[Rubric, int, tuple[UnitsOfItem, ...]], ...]


def pages(portal: Portal) -> Iterator[Page]:
    """Yield the list, then a page per item."""
    views = tuple(
        (rubric, len(portal.by_rubric[rubric]), tuple(_views(portal, rubric)))
        for rubric in portal.rubrics
    )
    yield Page(
        address=ITEMS,
        title="项目",
        template="portal/items.html",
        view=ItemsView(views),
        ref=None,
        description="每个项目有几个单位没交齐、几个已交齐",
    )
    for rubric, _, each in views:
        for view in each:
            yield _page(rubric, view)


def _page(rubric: Rubric, view: UnitsOfItem) -> Page:
    headings = (
        ("未交齐的单位", "lacking", view.lacking),
        ("已交齐的单位", "done", view.done),
        ("尚无到期的单位", "not-due", view.not_due),
        ("届期没有核定的单位", "unknown", view.unknown),
    )
    return Page(
        address=view.item.address,
        title=f"{view.item.label}（{rubric.name}）" if rubric.folder else view.item.label,
        template="portal/item.html",
        view=view,
        ref=None,
        description=f"{view.item.label}：哪些单位没交齐、各差几项次，哪些已交齐",
        crumbs=(Crumb("项目", ITEMS),),
        headings=tuple(TocEntry(text, anchor) for text, anchor, units in headings if units),
    )


def _views(portal: Portal, rubric: Rubric) -> Iterator[UnitsOfItem]:
    units, items = portal.by_rubric[rubric], rubric.items
    for item in items:
        lacking: list[Lacking] = []
        done: list[PortalUnit] = []
        not_due: list[PortalUnit] = []
        unknown: list[PortalUnit] = []
        due = due_done = 0
        for unit in units:
            standing = unit.standings[item.place]
            if standing is None:
                unknown.append(unit)
                continue
            due, due_done = due + standing.due, due_done + standing.due_done
            if missing(standing):
                lacking.append(Lacking(unit, standing, cell(standing)))
            else:
                (done if standing.due else not_due).append(unit)
        lacking.sort(key=lambda each: (-missing(each.standing), -each.standing.late))
        yield UnitsOfItem(
            item,
            rubric,
            tuple(lacking),
            tuple(done),
            tuple(not_due),
            tuple(unknown),
            due - due_done,
            due,
            due_done,
            items[item.place - 1] if item.place else None,
            items[item.place + 1] if item.place + 1 < len(items) else None,
        )
