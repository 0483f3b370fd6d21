"""月历: the slots that are due, month by month."""

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
from allocation.register.addresses import (
    MONTHS,
    calendar_address,
    day_anchor,
    month_address,
    year_anchor,
)
from allocation.register.index import Index
from allocation.register.progress import Slot, StateCounts, count_states


@dataclass(frozen=True, slots=True)
class Day:
    """A day with the slots and milestones that are due on it, open slots first."""

    date: date
    slots: tuple[Slot, ...]
    milestones: tuple[Milestone, ...]
    standing: StateCounts

    @property
    def anchor(self) -> str:
        return day_anchor(self.date)


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its days with something due, and its weeks from Monday (0: another month)."""

    first: date
    days: tuple[Day, ...]
    weeks: tuple[tuple[int, ...], ...]
    standing: StateCounts

    @property
    def label(self) -> str:
        return f"{self.first.year}年{self.first.month}月"

    @property
    def address(self) -> str:
        return month_address(self.first)

    def day(self, number: int) -> Day | None:
        """Return a day of the month; None if nothing is due on it."""
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
    """Every month in which something is due, by year."""

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
        address=MONTHS,
        title="月历",
        template="months.html",
        view=MonthsView(index.progress.active, today, tuple(years.items())),
        ref=term.ref,
        description="哪个月、哪一天有哪些材料到期，可以订阅到自己的日历",
        aliases=("日历", "到期", "期限", "截止日期", "时间表"),
        headings=tuple(TocEntry(f"{year}年", year_anchor(year)) for year in years),
        downloads=calendars("全部", calendar_address(), ("日历订阅", "订阅日历", "到期提醒"))
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
            description=f"{month.label}每天到期的材料，各是谁交、交了没有",
            month=month.first,
            crumbs=(Crumb("月历", MONTHS),),
            headings=tuple(TocEntry(month_day(day.date), day.anchor) for day in month.days),
        )


def _months(index: Index) -> Iterator[Month]:
    slots = index.progress.by_due
    milestones = grouped(index.register.unit.term.milestones, lambda milestone: milestone.date)
    dates = sorted({*slots, *(milestones if slots else ())})
    for first, own in grouped(dates, lambda date: date.replace(day=1)).items():
        days = tuple(_day(date, slots.get(date, ()), milestones.get(date, ())) for date in own)
        weeks = calendar.monthcalendar(first.year, first.month)
        total = count_states(slot for day in days for slot in day.slots)
        yield Month(first, days, tuple(map(tuple, weeks)), total)


def _day(date: date, slots: tuple[Slot, ...], milestones: tuple[Milestone, ...]) -> Day:
    open_first = tuple(sorted(slots, key=lambda slot: not slot.state.gap))
    return Day(date, open_first, milestones, count_states(slots))
