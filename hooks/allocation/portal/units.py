"""The units of a portal, their rubrics and their past.

A summary is taken apart as soon as it is read, since 3,000 whole ones take a gigabyte.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from allocation.feeds.summary import (
    SummaryDepartment,
    SummaryFiling,
    SummaryFinding,
    SummaryIndicator,
    SummaryMonth,
    SummaryPerson,
    SummaryStanding,
    SummaryTerm,
)
from allocation.portal.source import UnitStatus


@dataclass(frozen=True, slots=True, eq=False)
class RubricItem:
    """An item that units of one rubric share.

    :ivar place: its position among the items of the rubric, from 0.
    :ivar path: its page on the site of each unit.
    :ivar address: its page on the portal.
    """

    place: int
    id: str
    slug: str
    title: str
    category: str
    path: str
    address: str

    @property
    def label(self) -> str:
        return self.title if self.id == self.title else f"{self.id} {self.title}"


@dataclass(frozen=True, slots=True, eq=False)
class Rubric:
    """Items with codes, titles and clauses that are the same for all its units.

    :ivar folder: where its pages lie below those of their kind: empty for the most common one.
    :ivar name: what tells it from others in words; empty if there is only one.
    """

    digest: str
    folder: str
    name: str
    items: tuple[RubricItem, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How a unit stood at its last summary of a month.

    :ivar items: by the slug of the item.
    """

    name: str
    as_of: date | None
    standing: SummaryStanding | None
    items: Mapping[str, tuple[int, int, int]]
    """Slots due, done of them and late."""


@dataclass(frozen=True, slots=True, eq=False)
class PortalUnit:
    """A unit as its summary has it.

    :ivar id: its folder on the portal, from the list of units.
    :ivar site: the address of its site, with a slash at the end; empty if it is not known.
    :ivar standings: one per item of the rubric.
    :ivar filings: how many it lists; ``latest`` are the last of them.
    :ivar past: how it stood last month; None if that is not known.
    """

    id: str
    name: str
    honor: str
    site: str
    data_date: date
    as_of: date | None
    term: SummaryTerm
    rubric: Rubric
    standing: SummaryStanding | None
    standings: tuple[SummaryStanding | None, ...]
    months: tuple[SummaryMonth, ...]
    indicators: tuple[SummaryIndicator, ...]
    findings: tuple[SummaryFinding, ...]
    departments: tuple[SummaryDepartment, ...]
    people: tuple[SummaryPerson, ...] | None
    filings: int
    latest: tuple[SummaryFiling, ...]
    status: UnitStatus
    past: Snapshot | None

    @property
    def address(self) -> str:
        """Its page on the portal."""
        return f"units/{self.id}/"

    def link(self, path: str) -> str:
        """Return the address of a page of its site; empty if that of the site is not known."""
        return self.site and f"{self.site}{path}"

    def of_month(self, month: str) -> SummaryMonth:
        """Return what was filed and checked in a month, such as ``2026-10``."""
        return next(
            (each for each in self.months if each.month == month), SummaryMonth(month, 0, 0)
        )


@dataclass(frozen=True, slots=True)
class Refused:
    """A unit without a summary that can be used: it is listed, and left out of everything else."""

    id: str
    reason: str
    status: UnitStatus


@dataclass(frozen=True, slots=True)
class PastMonth:
    """The month that everything is compared with.

    :ivar month: such as ``2026-10``.
    :ivar snapshots: by the id of the unit.
    """

    month: str
    snapshots: Mapping[str, Snapshot]

    @property
    def label(self) -> str:
        year, month = self.month.split("-")
        return f"{year}年{int(month)}月"
