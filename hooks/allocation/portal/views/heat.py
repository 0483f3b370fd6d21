"""热力图: units by items, 100 units on a page; units of another rubric have pages of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocation.pages.views.page import Crumb, Page
from allocation.portal.paging import Paged, paged
from allocation.portal.portal import Portal
from allocation.portal.units import PortalUnit, Rubric, RubricItem
from allocation.portal.views.cell import Cell, cell

HEAT = "heat/"


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A unit with the cell of each item, and that of all of them."""

    unit: PortalUnit
    cells: tuple[tuple[RubricItem, Cell], ...]
    whole: Cell

    @property
    def linked(self) -> bool:
        """Whether cells lead to the unit's own site: its address is known."""
        return bool(self.unit.site)


@dataclass(frozen=True, slots=True)
class HeatView:
    """One page; ``others`` are the heat maps of other rubrics."""

    items: tuple[RubricItem, ...]
    paged: Paged[PortalUnit]
    rows: tuple[HeatRow, ...]
    others: tuple[tuple[str, str, int], ...]


def pages(portal: Portal) -> Iterator[Page]:
    """Yield the pages of each rubric; without any unit, one that says so."""
    if not portal.rubrics:
        nothing = next(paged(HEAT, (), _name))
        yield _page(HEAT, "", HeatView((), nothing, (), ()))
    for rubric in portal.rubrics:
        address = f"{HEAT}{rubric.folder}"
        others = tuple(_links(portal, rubric))
        for part in paged(address, portal.by_rubric[rubric], _name):
            view = HeatView(rubric.items, part, tuple(_rows(rubric, part)), others)
            yield _page(part.address, rubric.name, view)


def _page(address: str, rubric: str, view: HeatView) -> Page:
    suffix = "，".join(filter(None, (rubric and f"测评内容{rubric}", _span(view.paged))))
    return Page(
        address=address,
        title=f"热力图（{suffix}）" if suffix else "热力图",
        template="portal/heat.html",
        view=view,
        ref=None,
        description="单位 × 项目：哪个单位的哪个项目尚缺几项次",
        crumbs=(Crumb("热力图", HEAT),) if address != HEAT else (),
    )


def _span(part: Paged[PortalUnit]) -> str:
    return next((leaf.label for leaf in part.leaves if leaf.is_current), "")


def _rows(rubric: Rubric, part: Paged[PortalUnit]) -> Iterator[HeatRow]:
    for unit in part.rows:
        pairs = zip(rubric.items, unit.standings, strict=True)
        yield HeatRow(
            unit,
            tuple((item, cell(each)) for item, each in pairs),
            cell(unit.standing),
        )


def _links(portal: Portal, current: Rubric) -> Iterator[tuple[str, str, int]]:
    for rubric in portal.rubrics:
        if rubric is not current:
            yield f"{HEAT}{rubric.folder}", rubric.name, len(portal.by_rubric[rubric])


def _name(unit: PortalUnit) -> str:
    return unit.name
