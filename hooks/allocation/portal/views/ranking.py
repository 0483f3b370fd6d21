"""排名及算法: units by what they have filed of what is due, each with its working."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from allocation.pages.views.page import Crumb, Page
from allocation.portal.paging import Paged, paged
from allocation.portal.portal import Portal
from allocation.portal.ranking import Ranked, working
from allocation.portal.units import PortalUnit

RANKING = "ranking/"


@dataclass(frozen=True, slots=True)
class RankRow:
    """A unit with its place and working; ``before`` is the place it had last month, if any."""

    ranked: Ranked
    working: str
    before: int | None

    @property
    def moved(self) -> int:
        """How many places it went up since then."""
        return self.before - self.ranked.place if self.before else 0


@dataclass(frozen=True, slots=True)
class RankingView:
    """One page; units without a place are on the last one."""

    rows: tuple[RankRow, ...]
    paged: Paged[Ranked]
    unranked: tuple[tuple[PortalUnit, str], ...]
    ranked: int
    past: str


def pages(portal: Portal) -> Iterator[Page]:
    """Yield the pages of the ranking."""
    now = portal.ranking
    before = portal.past_places
    for part in paged(RANKING, now.ranked, lambda each: each.unit.name):
        is_last = part.number == max(1, len(part.leaves))
        yield Page(
            address=part.address,
            title="排名及算法" if part.number == 1 else f"排名（第 {part.number} 页）",
            template="portal/ranking.html",
            view=RankingView(
                tuple(_row(each, before) for each in part.rows),
                part,
                now.unranked if is_last else (),
                len(now.ranked),
                portal.past.label if portal.past else "",
            ),
            ref=None,
            description="各单位已交占已到期应交的比例，从高到低，每个单位怎么算的",
            crumbs=(Crumb("排名", RANKING),) if part.number > 1 else (),
        )


def _row(ranked: Ranked, before: Mapping[str, int]) -> RankRow:
    return RankRow(ranked, working(ranked.standing), before.get(ranked.unit.id))
