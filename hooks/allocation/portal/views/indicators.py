"""量化要求: of each indicator, the latest result of every unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from allocation.base.enums import Verdict
from allocation.base.grouping import grouped_pairs
from allocation.base.slugs import ascii_code
from allocation.pages.views.page import Crumb, Page
from allocation.portal.portal import Portal
from allocation.portal.units import Indicator, IndicatorState, PortalUnit

INDICATORS = "indicators/"
_ORDER = (
    Verdict.MISSED,
    Verdict.MISSING,
    Verdict.UNDECIDED,
    Verdict.MET,
    Verdict.NOT_OCCURRED,
    Verdict.NOT_APPLICABLE,
)


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """An indicator with the result of each unit that has it, those that missed it first.

    :ivar groups: by verdict, the units, and what stands behind the name of each.
    """

    indicator: Indicator
    address: str
    groups: tuple[tuple[Verdict, tuple[tuple[PortalUnit, ...], tuple[str, ...]]], ...]
    counts: tuple[tuple[Verdict, int], ...]


def pages(portal: Portal) -> Iterator[Page]:
    """Yield the list, then a page per indicator."""
    views = tuple(_views(portal))
    yield Page(
        address=INDICATORS,
        title="量化要求",
        template="portal/indicators.html",
        view=(views, _ORDER),
        ref=None,
        description="每项量化要求有几个单位达标、未达标、未填",
    )
    for view in views:
        yield Page(
            address=view.address,
            title=view.indicator.name,
            template="portal/indicator.html",
            view=view,
            ref=None,
            description=f"量化要求“{view.indicator.name}”：各单位最近一次的结果",
            crumbs=(Crumb("量化要求", INDICATORS),),
        )


def _views(portal: Portal) -> Iterator[IndicatorView]:
    found = grouped_pairs(
        (state.indicator, (unit, state)) for unit in portal.units for state in unit.indicators
    )
    taken: Counter[str] = Counter()
    for indicator, states in found.items():
        slug = ascii_code(indicator.id) or "x"
        taken[slug] += 1
        number = f"-{taken[slug]}" if taken[slug] > 1 else ""
        groups = grouped_pairs((state.verdict, (unit, state)) for unit, state in states)
        yield IndicatorView(
            indicator,
            f"{INDICATORS}{slug}{number}/",
            tuple(
                (verdict, _noted(indicator, groups[verdict]))
                for verdict in _ORDER
                if verdict in groups
            ),
            tuple((verdict, len(groups.get(verdict, ()))) for verdict in _ORDER),
        )


def _noted(
    indicator: Indicator, results: tuple[tuple[PortalUnit, IndicatorState], ...]
) -> tuple[tuple[PortalUnit, ...], tuple[str, ...]]:
    """Return units, and of each its value and the year or round of it."""
    measured_in = indicator.measured_in or ""
    return tuple(unit for unit, _ in results), tuple(
        f"{state.value}{measured_in}，{state.period}" if state.value else state.period
        for _, state in results
    )
