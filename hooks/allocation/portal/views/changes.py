"""变化: how each unit stands beside its last summary of the month before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from allocation.feeds.summary import SummaryMonth, SummaryStanding
from allocation.pages.views.page import Crumb, Page
from allocation.portal.paging import Paged, paged
from allocation.portal.portal import Portal
from allocation.portal.units import PastMonth, PortalUnit

CHANGES = "changes/"


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A unit now and then; its places in the ranking, if it had them."""

    unit: PortalUnit
    now: SummaryStanding
    then: SummaryStanding
    month: SummaryMonth
    place: int | None
    place_then: int | None

    @property
    def late(self) -> int:
        """How many more slots are late."""
        return self.now.late - self.then.late


@dataclass(frozen=True, slots=True)
class Sums:
    """Numbers over the units that are compared."""

    due: int
    due_done: int
    late: int

    @classmethod
    def of(cls, standings: list[SummaryStanding]) -> Sums:
        """Return the sums of some standings."""
        return cls(
            sum(each.due for each in standings),
            sum(each.due_done for each in standings),
            sum(each.late for each in standings),
        )


@dataclass(frozen=True, slots=True)
class MonthChanges:
    """What changed over all: units that came and went, sums now and then."""

    past: PastMonth
    day_then: date | None
    rows: tuple[ChangeRow, ...]
    new: tuple[PortalUnit, ...]
    uncompared: tuple[PortalUnit, ...]
    now: Sums
    then: Sums
    month: SummaryMonth


@dataclass(frozen=True, slots=True)
class ChangesView:
    """One page; ``changes`` is None in the first month."""

    changes: MonthChanges | None
    paged: Paged[ChangeRow]


def pages(portal: Portal) -> Iterator[Page]:
    """Yield the pages, the units with the most newly late slots first."""
    found = changes(portal)
    for part in paged(CHANGES, found.rows if found else (), lambda row: row.unit.name):
        yield Page(
            address=part.address,
            title="与上月比" if part.number == 1 else f"与上月比（第 {part.number} 页）",
            template="portal/changes.html",
            view=ChangesView(found, part),
            ref=None,
            description="各单位的完成率、逾期、排名比上月升降多少，本月交了几件",
            crumbs=(Crumb("与上月比", CHANGES),) if part.number > 1 else (),
        )


def changes(portal: Portal) -> MonthChanges | None:
    """Return what changed since the month that the portal compares with."""
    past = portal.past
    if past is None:
        return None
    places, before = portal.places, portal.past_places
    rows = [
        ChangeRow(
            unit,
            unit.standing,
            unit.past.standing,
            unit.of_month(portal.month),
            places.get(unit.id),
            before.get(unit.id),
        )
        for unit in portal.units
        if unit.standing and unit.past and unit.past.standing
    ]
    rows.sort(key=lambda row: (-row.late, row.now.due_done - row.then.due_done))
    compared = {row.unit for row in rows}
    months = [unit.of_month(portal.month) for unit in portal.units]
    return MonthChanges(
        past,
        max((unit.past.as_of for unit in compared if unit.past and unit.past.as_of), default=None),
        tuple(rows),
        tuple(unit for unit in portal.units if unit.past is None),
        tuple(unit for unit in portal.units if unit.past and unit not in compared),
        Sums.of([row.now for row in rows]),
        Sums.of([row.then for row in rows]),
        SummaryMonth(
            portal.month, sum(each.filed for each in months), sum(each.checked for each in months)
        ),
    )
