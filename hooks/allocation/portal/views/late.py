"""逾期: units by how many slots are late, with the items and the departments that lack them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocation.feeds.summary import SummaryDepartment, SummaryStanding
from allocation.pages.views.page import Crumb, Page
from allocation.portal.paging import Paged, paged
from allocation.portal.portal import Portal
from allocation.portal.units import PortalUnit, RubricItem
from allocation.portal.views.cell import missing

LATE = "late/"


@dataclass(frozen=True, slots=True)
class LateRow:
    """A unit with what is missing, the most first."""

    unit: PortalUnit
    standing: SummaryStanding
    items: tuple[tuple[RubricItem, int], ...]
    departments: tuple[SummaryDepartment, ...]

    @property
    def linked(self) -> bool:
        """Whether the address of the unit's site is known."""
        return bool(self.unit.site)


@dataclass(frozen=True, slots=True)
class LateView:
    """One page; ``clear`` units have a term and nothing late, ``unknown`` ones have no term."""

    paged: Paged[LateRow]
    clear: int
    unknown: int


def pages(portal: Portal) -> Iterator[Page]:
    """Yield the pages, the units with the most first."""
    known = [(unit, unit.standing) for unit in portal.units if unit.standing]
    owing = [(unit, standing) for unit, standing in known if missing(standing)]
    owing.sort(key=lambda each: (-each[1].late, -missing(each[1])))
    rows = [_row(unit, standing) for unit, standing in owing]
    clear, unknown = len(known) - len(rows), len(portal.units) - len(known)
    for part in paged(LATE, rows, lambda row: row.unit.name):
        yield Page(
            address=part.address,
            title="逾期" if part.number == 1 else f"逾期（第 {part.number} 页）",
            template="portal/late.html",
            view=LateView(part, clear, unknown),
            ref=None,
            description="各单位逾期、退回各几项次，在哪些项目、哪些科室",
            crumbs=(Crumb("逾期", LATE),) if part.number > 1 else (),
        )


def _row(unit: PortalUnit, standing: SummaryStanding) -> LateRow:
    pairs = zip(unit.rubric.items, unit.standings, strict=True)
    items = [(item, missing(each)) for item, each in pairs if each and missing(each)]
    items.sort(key=lambda each: -each[1])
    departments = [each for each in unit.departments if each.late]
    departments.sort(key=lambda each: -(each.late or 0))
    return LateRow(unit, standing, tuple(items), tuple(departments))
