"""未更新的单位: those that could not be built or fetched, with their errors, since when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from allocation.pages.views.page import Page
from allocation.portal.errors import public
from allocation.portal.portal import Portal
from allocation.portal.units import PortalUnit

STATUS = "status/"


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A unit whose state is not of today; ``unit`` is None where nothing is known of it.

    :ivar built: when the site that is shown was built; empty if there is none.
    """

    id: str
    unit: PortalUnit | None
    built: str
    reason: str


@dataclass(frozen=True, slots=True)
class StatusView:
    """Units that keep an earlier site, those that are left out, and those that stand still."""

    kept: tuple[StatusRow, ...]
    refused: tuple[StatusRow, ...]
    behind: tuple[PortalUnit, ...]
    fine: int
    day: date | None


def pages(portal: Portal) -> Iterator[Page]:
    """Yield the one page."""
    yield Page(
        address=STATUS,
        title="未更新的单位",
        template="portal/status.html",
        view=view(portal),
        ref=None,
        description="哪些单位这次没有建成、还是原来的网站，错在哪里，从什么时候起；哪些没有列入汇总",
    )


def view(portal: Portal) -> StatusView:
    """Return the units by what became of them."""
    kept = tuple(
        StatusRow(unit.id, unit, _moment(unit.status.built_at), public(unit.status.error or ""))
        for unit in portal.kept
    )
    refused = tuple(
        StatusRow(
            each.id,
            None,
            _moment(each.status.built_at),
            "\n".join(filter(None, (each.reason, public(each.status.error or "")))),
        )
        for each in portal.refused
    )
    behind = tuple(
        unit
        for unit in portal.units
        if unit.as_of and portal.day and unit.as_of < portal.day and not unit.status.error
    )
    fine = len(portal.units) - len(kept) - len(behind)
    return StatusView(kept, refused, behind, fine, portal.day)


def _moment(text: str | None) -> str:
    """Return a moment in Chinese: ``2026年11月3日 8:05``; what is none, as it is."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return text or ""
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment.hour}:{moment.minute:02}"
