"""月历: what is due, month by month."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from allocation.base.grouping import grouped
from allocation.datafiles.model import Milestone
from allocation.pages.views.context import SiteContext
from allocation.pages.views.labels import month_day
from allocation.pages.views.page import Crumb, Page, TocEntry, calendars
from allocation.register.addresses import calendar_address
from allocation.register.index import Index
from allocation.register.progress import Slot, StateCounts, count_states


@dataclass(frozen=True, slots=True)
class Day:
    """A day with what is due on it."""

    date: date
    slots: tuple[Slot, ...]
    milestones: tuple[Milestone, ...]
    standing: StateCounts

    @property
    def anchor(self) -> str:
        return f"day-{self.date.isoformat()}"


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its days with something due, and its weeks (from Monday; 0 is another month's)."""

    first: date
    days: tuple[Day, ...]
    weeks: tuple[tuple[int, ...], ...]
    standing: StateCounts

    @property
    def label(self) -> str:
        return f"{self.first.year}年{self.first.month}月"

    @property
    def address(self) -> str:
        return f"months/{self.first:%Y-%m}/"

    def day(self, number: int) -> Day | None:
        """Return a day of the month, if anything is due on it."""
        return next((day for day in self.days if day.date.day == number), None)


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month with its neighbours."""

    month: Month
    today: date
    previous: Month | None
    next: Month | None


@dataclass(frozen=True, slots=True)
class MonthsView:
    """Every month in which something is due, under its year."""

    active: bool
    today: date
    years: tuple[tuple[int, tuple[Month, ...]], ...]


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the list of months and a page for each."""
    index = context.index
    months = tuple(_months(index))
    today = index.progress.today
    years = grouped(months, lambda month: month.first.year)
    term = index.register.unit.term
    yield Page(
        address="months/",
        title="月历",
        template="months.html",
        view=MonthsView(index.progress.active, today, tuple(years.items())),
        ref=term.ref,
        description="哪个月有哪些材料到期，可以订阅到日历",
        headings=tuple(TocEntry(f"{year}年", f"year-{year}") for year in years),
        downloads=calendars("全部", calendar_address())
        if index.has_calendar(index.blocks.values())
        else (),
    )
    for place, month in enumerate(months):
        previous = months[place - 1] if place else None
        later = months[place + 1] if place + 1 < len(months) else None
        yield Page(
            address=month.address,
            title=month.label,
            template="month.html",
            view=MonthView(month, today, previous, later),
            ref=term.ref,
            description=f"{month.label}到期的材料",
            crumbs=(Crumb("月历", "months/"),),
            headings=tuple(TocEntry(month_day(day.date), day.anchor) for day in month.days),
        )


def _open_first(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    return tuple(sorted(slots, key=lambda slot: not slot.state.gap))


def _months(index: Index) -> Iterator[Month]:
    slots = grouped(index.progress.slots, lambda slot: slot.due)
    milestones = grouped(index.register.unit.term.milestones, lambda each: each.date)
    days = sorted({*slots, *(milestones if slots else ())})
    for first, dates in grouped(days, lambda day: day.replace(day=1)).items():
        found = tuple(
            Day(
                day,
                due := _open_first(slots.get(day, ())),
                milestones.get(day, ()),
                count_states(due),
            )
            for day in dates
        )
        weeks = calendar.monthcalendar(first.year, first.month)
        whole = count_states(slot for day in found for slot in day.slots)
        yield Month(first, found, tuple(map(tuple, weeks)), whole)
