"""A portal: its units, and what several of its pages share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from allocation.base.grouping import grouped
from allocation.portal.ranking import Ranking, places, ranking, rate
from allocation.portal.units import PastMonth, PortalUnit, Refused, Rubric


@dataclass(frozen=True, eq=False)
class Portal:
    """All of it; ``past`` is None in the first month."""

    title: str
    units: tuple[PortalUnit, ...]
    refused: tuple[Refused, ...]
    rubrics: tuple[Rubric, ...]
    past: PastMonth | None = None

    @cached_property
    def by_rubric(self) -> Mapping[Rubric, tuple[PortalUnit, ...]]:
        """The units that share a rubric."""
        return grouped(self.units, lambda unit: unit.rubric)

    @cached_property
    def ranking(self) -> Ranking:
        """The units with their places."""
        return ranking(self.units)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each unit that has one, by its id."""
        return {each.unit.id: each.place for each in self.ranking.ranked}

    @cached_property
    def past_places(self) -> Mapping[str, int]:
        """The places of the month before, among the units that were there then."""
        snapshots = self.past.snapshots if self.past else {}
        known = {id: each.standing for id, each in snapshots.items() if each.standing}
        rates = {id: rate(standing) for id, standing in known.items() if standing.due}
        ordered = sorted(rates, key=rates.__getitem__, reverse=True)
        found = places([rates[id] for id in ordered])
        return {id: place for id, (place, _) in zip(ordered, found, strict=True)}

    @cached_property
    def day(self) -> date | None:
        """The latest day that standings are of, or else data; None without any summary."""
        known = [unit.as_of for unit in self.units if unit.as_of]
        return max(known or (unit.data_date for unit in self.units), default=None)

    @cached_property
    def month(self) -> str:
        """The month of that day: ``2026-11``."""
        return f"{self.day:%Y-%m}" if self.day else ""

    @cached_property
    def kept(self) -> tuple[PortalUnit, ...]:
        """The units whose last build failed, and which show an earlier site."""
        return tuple(unit for unit in self.units if unit.status.error)
