"""首页: how many units there are and how they stand, what changed, which are not up to date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from allocation.portal.portal import Portal
from allocation.portal.ranking import Ranked
from allocation.portal.units import PortalUnit
from allocation.portal.views import status
from allocation.portal.views.changes import MonthChanges, Sums, changes
from allocation.portal.views.status import StatusView

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class PortalHome:
    """The start page; ``late`` are the units with the most late slots."""

    day: date | None
    units: int
    no_term: int
    with_late: int
    sums: Sums
    soon: int
    late: tuple[PortalUnit, ...]
    best: tuple[Ranked, ...]
    changes: MonthChanges | None
    status: StatusView
    rubrics: int


def view(portal: Portal) -> PortalHome:
    """Return the view of the start page."""
    standings = [unit.standing for unit in portal.units if unit.standing]
    late = [unit for unit in portal.units if unit.standing and unit.standing.late]
    worst = sorted(late, key=lambda unit: -(unit.standing.late if unit.standing else 0))
    return PortalHome(
        day=portal.day,
        units=len(portal.units),
        no_term=len(portal.units) - len(standings),
        with_late=len(late),
        sums=Sums.of(standings),
        soon=sum(each.soon for each in standings),
        late=tuple(worst[:_SHOWN]),
        best=portal.ranking.ranked[:_SHOWN],
        changes=changes(portal),
        status=status.view(portal),
        rubrics=len(portal.rubrics),
    )
