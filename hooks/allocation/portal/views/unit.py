"""单位: the list of all units, and a page of each with its summary and the way to its site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from allocation.base.enums import Verdict
from allocation.feeds.summary import SummaryDepartment
from allocation.pages.views.page import Crumb, Page, TocEntry
from allocation.portal.paging import Paged, paged
from allocation.portal.portal import Portal
from allocation.portal.ranking import Ranked
from allocation.portal.ranking import working as rate_working
from allocation.portal.units import IndicatorState, PortalUnit, RubricItem
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


@dataclass(frozen=True, slots=True)
class UnitItem:
    """An item of a unit; ``then`` is what was late of it last month, None if that is not known."""

    item: RubricItem
    link: str
    cell: Cell
    due: int
    due_done: int
    late: int
    then: int | None


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
    missed: tuple[IndicatorState, ...]
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
    shown = _view(portal, unit, ranked)
    headings = (
        ("各项目", "items", shown.items),
        ("逾期的科室", "departments", shown.late),
        ("量化要求", "indicators", unit.indicators),
        ("疑点", "findings", unit.findings),
        ("各月登记", "months", unit.months),
        ("最近登记的材料", "filings", unit.latest),
        ("人员", "people", unit.people),
    )
    return Page(
        address=unit.address,
        title=unit.name,
        template="portal/unit.html",
        view=shown,
        ref=None,
        description=f"{unit.name}：各项目交了多少、逾期多少，第几名，比上月怎样",
        crumbs=(Crumb("单位", UNITS),),
        headings=tuple(TocEntry(text, anchor) for text, anchor, any in headings if any),
    )


def _view(portal: Portal, unit: PortalUnit, ranked: Ranked | None) -> UnitView:
    counts = Counter(each.verdict for each in unit.indicators)
    return UnitView(
        unit=unit,
        whole=cell(unit.standing),
        ranked=ranked,
        ranked_of=len(portal.ranking.ranked),
        working=rate_working(ranked.standing) if ranked else "",
        items=tuple(_items(unit)),
        late=tuple(each for each in unit.departments if each.late),
        verdicts=tuple((verdict, counts[verdict]) for verdict in Verdict if counts[verdict]),
        missed=tuple(each for each in unit.indicators if each.verdict is Verdict.MISSED),
        past=portal.past.label if portal.past and unit.past else "",
        behind=bool(unit.as_of and portal.day and unit.as_of < portal.day),
    )


def _items(unit: PortalUnit) -> Iterator[UnitItem]:
    past = unit.past.items if unit.past else {}
    for item, each in zip(unit.rubric.items, unit.standings, strict=True):
        then = past.get(item.slug)
        yield UnitItem(
            item,
            unit.link(item.path),
            cell(each),
            each.due if each else 0,
            each.due_done if each else 0,
            each.late if each else 0,
            then[2] if then else None,
        )
