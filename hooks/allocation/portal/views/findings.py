"""疑点: of each kind of finding, which units have how many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocation.base.grouping import grouped_pairs
from allocation.pages.views.page import Crumb, Page
from allocation.portal.portal import Portal
from allocation.portal.units import PortalUnit

FINDINGS = "findings/"


@dataclass(frozen=True, slots=True)
class FindingView:
    """A kind of finding, with the units that have some, the most first."""

    title: str
    address: str
    units: tuple[PortalUnit, ...]
    counts: tuple[str, ...]
    total: int


def pages(portal: Portal) -> Iterator[Page]:
    """Yield the list of kinds, then a page per kind."""
    views = tuple(_views(portal))
    yield Page(
        address=FINDINGS,
        title="疑点",
        template="portal/findings.html",
        view=views,
        ref=None,
        description="各单位数据核对页上的疑点，按种类合计",
    )
    for view in views:
        yield Page(
            address=view.address,
            title=view.title,
            template="portal/finding.html",
            view=view,
            ref=None,
            description=f"疑点“{view.title}”：哪些单位各有几处",
            crumbs=(Crumb("疑点", FINDINGS),),
        )


def _views(portal: Portal) -> Iterator[FindingView]:
    kinds = grouped_pairs(
        (each.kind, (each.title, unit, each.count))
        for unit in portal.units
        for each in unit.findings
    )
    for number, found in enumerate(kinds.values(), start=1):
        ordered = sorted(found, key=lambda each: -each[2])
        yield FindingView(
            title=found[0][0],
            address=f"{FINDINGS}{number}/",
            units=tuple(unit for _, unit, _ in ordered),
            counts=tuple(str(count) for *_, count in ordered),
            total=sum(count for *_, count in found),
        )
