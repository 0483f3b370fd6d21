"""量化要求: of each indicator, the latest result of every unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from allocation.base.enums import Verdict
from allocation.base.grouping import grouped_pairs
from allocation.base.slugs import ascii_code
from allocation.feeds.summary import SummaryIndicator
from allocation.pages.views.page import Crumb, Page
from allocation.portal.portal import Portal
from allocation.portal.units import PortalUnit

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

    Units have the same one if they state it by the same id, name and unit of measurement.

    :ivar groups: by verdict, the units, and what stands behind the name of each.
    """

    name: str
    item: str
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
            title=view.name,
            template="portal/indicator.html",
            view=view,
            ref=None,
            description=f"量化要求“{view.name}”：各单位最近一次的结果",
            crumbs=(Crumb("量化要求", INDICATORS),),
        )


def _views(portal: Portal) -> Iterator[IndicatorView]:
    found = grouped_pairs(
        ((each.id, each.name, each.item, each.unit), (unit, each))
        for unit in portal.units
        for each in unit.indicators
    )
    taken: Counter[str] = Counter()
    for (id, name, item, _), results in found.items():
        slug = ascii_code(id) or "x"
        taken[slug] += 1
        number = f"-{taken[slug]}" if taken[slug] > 1 else ""
        groups = grouped_pairs((each.verdict, (unit, each)) for unit, each in results)
        yield IndicatorView(
            name,
            item,
            f"{INDICATORS}{slug}{number}/",
            tuple((verdict, _noted(groups[verdict])) for verdict in _ORDER if verdict in groups),
            tuple((verdict, len(groups.get(verdict, ()))) for verdict in _ORDER),
        )


def _noted(
    results: tuple[tuple[PortalUnit, SummaryIndicator], ...],
) -> tuple[tuple[PortalUnit, ...], tuple[str, ...]]:
    """Return units, and of each its value and the year or round of it."""
    return tuple(unit for unit, _ in results), tuple(note(each) for _, each in results)


def note(result: SummaryIndicator) -> str:
    """Return a value with its year or round: ``30%，2026年``; without a value, nothing."""
    period = f"{result.year}年" if result.year else ""
    value = f"{result.value}{result.unit or ''}" if result.value else ""
    return "，".join(filter(None, (value, f"{period}{result.round or ''}"))) if value else ""
