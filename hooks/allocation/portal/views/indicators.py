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
class IndicatorRow:
    """A unit with its result; ``link`` leads to the item on its own site."""

    unit: PortalUnit
    state: IndicatorState
    link: str


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """An indicator with the result of each unit that has it, those that missed it first."""

    indicator: Indicator
    address: str
    rows: tuple[IndicatorRow, ...]
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
    paths = {
        unit.rubric: {item.id: item.path for item in unit.rubric.items} for unit in portal.units
    }
    taken: Counter[str] = Counter()
    for indicator, states in found.items():
        slug = ascii_code(indicator.id) or "x"
        taken[slug] += 1
        number = f"-{taken[slug]}" if taken[slug] > 1 else ""
        ordered = sorted(states, key=lambda each: _ORDER.index(each[1].verdict))
        counts = Counter(state.verdict for _, state in states)
        yield IndicatorView(
            indicator,
            f"{INDICATORS}{slug}{number}/",
            tuple(
                IndicatorRow(unit, state, unit.link(paths[unit.rubric].get(indicator.item, "")))
                for unit, state in ordered
            ),
            tuple((verdict, counts[verdict]) for verdict in _ORDER),
        )
