"""排名: units by the part of what is due that is filed, with its working.

The rate is that of the units' own sites (已交 ÷ 已到期应交). Fractions are compared, not rounded
numbers; those that are equal share a place, and the next place counts them all: 1, 2, 2, 4.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from allocation.feeds.summary import SummaryStanding
from allocation.portal.units import PortalUnit

NO_TERM = "届期没有核定"
NOTHING_DUE = "尚无到期"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit with its place; ``shared`` says that others have the same one."""

    unit: PortalUnit
    place: int
    shared: bool
    standing: SummaryStanding


@dataclass(frozen=True, slots=True)
class Ranking:
    """Units with a place, the best first, and those without one, with the reason."""

    ranked: tuple[Ranked, ...]
    unranked: tuple[tuple[PortalUnit, str], ...]


def ranking(units: Iterable[PortalUnit]) -> Ranking:
    """Return the ranking of units; those of one place are in the order of the list of units."""
    known: list[tuple[Fraction, PortalUnit, SummaryStanding]] = []
    unranked = []
    for unit in units:
        if unit.standing is None:
            unranked.append((unit, NO_TERM))
        elif not unit.standing.due:
            unranked.append((unit, NOTHING_DUE))
        else:
            known.append((rate(unit.standing), unit, unit.standing))
    known.sort(key=lambda each: each[0], reverse=True)
    shares = places([each[0] for each in known])
    ranked = tuple(
        Ranked(unit, *place, standing)
        for (_, unit, standing), place in zip(known, shares, strict=True)
    )
    return Ranking(ranked, tuple(unranked))


def places(rates: list[Fraction]) -> list[tuple[int, bool]]:
    """Return the place of each of some rates, which fall, and whether another one has it too."""
    found: list[tuple[int, bool]] = []
    for at, value in enumerate(rates):
        before = at > 0 and rates[at - 1] == value
        after = at + 1 < len(rates) and rates[at + 1] == value
        found.append((found[-1][0] if before else at + 1, before or after))
    return found


def rate(standing: SummaryStanding) -> Fraction:
    """Return the part of what is due that is done; something must be due."""
    return Fraction(standing.due_done, standing.due)


def percent(done: int, due: int) -> str:
    """Return a rate with one decimal, rounded down, so that 100% means all: ``87.5%``."""
    return f"{1000 * done // due / 10:g}%" if due else NOTHING_DUE


def working(standing: SummaryStanding) -> str:
    """Return how a rate is worked out: ``35 ÷ 40 ＝ 87.5%``."""
    return f"{standing.due_done} ÷ {standing.due} ＝ {percent(standing.due_done, standing.due)}"
