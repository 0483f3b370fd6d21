"""单位: the list of all units, and a page of each with its summary and the way to its site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from allocation.base.enums import Verdict
from allocation.feeds.summary import SummaryDepartment, SummaryIndicator
from allocation.pages.views.page import Crumb, Page
from allocation.portal.paging import Paged, paged
from allocation.portal.portal import Portal
from allocation.portal.ranking import Ranked
from allocation.portal.ranking import working as rate_working
from allocation.portal.units import PortalUnit, RubricItem
from allocation.portal.views.cell import Cell, cell

UNITS = "units/"
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in the list."""

    unit: PortalUnit
    cell: Cell
    ranked: Ranked | None


@dataclass(frozen=True, slots=True)
class UnitsView:
    """One page of the list."""

    paged: Paged[PortalUnit]
    rows: tuple[UnitRow, ...]


class UnitItem(NamedTuple):
    """An item of a unit: all that its row is made of, since rows of many units are alike.

    :ivar then: what was late of it last month; None if that is not known.
    :ivar linked: whether the address of the unit's site is known.
    :ivar known: whether the unit has a term, and so a standing.
    :ivar past: last month, in words; empty if the unit is not compared with it.
    """

    item: RubricItem
    cell: Cell
    due: int
    due_done: int
    late: int
    then: int | None
    linked: bool
    known: bool
    past: str


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit: where it stands, by item, by department, by month."""

    unit: PortalUnit
    whole: Cell
    ranked: Ranked | None
    ranked_of: int
    working: str
    items: tuple[UnitItem, ...]
    late: tuple[SummaryDepartment, ...]
    verdicts: tuple[tuple[Verdict, int], ...]
    missed: tuple[SummaryIndicator, ...]
    past: str
    behind: bool


def pages(portal: Portal) -> Iterator[Page]:
    """Yield the pages of the list, then a page per unit."""
    places = {each.unit.id: each for each in portal.ranking.ranked}
    # No unit has the id "-".
    for part in paged(UNITS, portal.units, lambda unit: unit.name, more=f"{UNITS}-/"):
        rows = tuple(UnitRow(unit, cell(unit.standing), places.get(unit.id)) for unit in part.rows)
        yield Page(
            address=part.address,
            title="单位" if part.number == 1 else f"单位（第 {part.number} 页）",
            template="portal/units.html",
            view=UnitsView(part, rows),
            ref=None,
            description="全部单位：已交多少、逾期多少、第几名，各自的网站",
            crumbs=(Crumb("单位", UNITS),) if part.number > 1 else (),
        )
    for unit in portal.units:
        yield _page(portal, unit, places.get(unit.id))


def _page(portal: Portal, unit: PortalUnit, ranked: Ranked | None) -> Page:
    return Page(
        address=unit.address,
        title=unit.name,
        template="portal/unit.html",
        view=_view(portal, unit, ranked),
        ref=None,
        description=f"{unit.name}：各项目交了多少、逾期多少，第几名，比上月怎样",
        crumbs=(Crumb("单位", UNITS),),
    )


def _view(portal: Portal, unit: PortalUnit, ranked: Ranked | None) -> UnitView:
    counts = Counter(each.verdict for each in unit.indicators)
    past = portal.past.label if portal.past and unit.past else ""
    return UnitView(
        unit=unit,
        whole=cell(unit.standing),
        ranked=ranked,
        ranked_of=len(portal.ranking.ranked),
        working=rate_working(ranked.standing) if ranked else "",
        items=tuple(_items(unit, past)),
        late=tuple(each for each in unit.departments if each.late),
        verdicts=tuple((verdict, counts[verdict]) for verdict in Verdict if counts[verdict]),
        missed=tuple(each for each in unit.indicators if each.verdict is Verdict.MISSED),
        past=past,
        behind=bool(unit.as_of and portal.day and unit.as_of < portal.day),
    )


def _items(unit: PortalUnit, past: str) -> Iterator[UnitItem]:
    before = unit.past.items if unit.past else {}
    linked, known = bool(unit.site), unit.standing is not None
    for item, each in zip(unit.rubric.items, unit.standings, strict=True):
        then = before.get(item.slug)
        counts = (each.due, each.due_done, each.late) if each else (0, 0, 0)
        late = then[2] if then else None
        yield UnitItem(item, cell(each), *counts, late, linked, known, past)
