"""月历: what is due in the next weeks, and every month of the term with what is due in it."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

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

_WEEKS = 8


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

    @property
    def address(self) -> str:
        return f"{month_address(self.date)}#{self.anchor}"

    @property
    def coming(self) -> tuple[Slot, ...]:
        """The slots that are not done."""
        return tuple(slot for slot in self.slots if slot.coming)


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
class Week:
    """A week, from Monday or from today, with the days on which something is due or happens."""

    first: date
    last: date
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """The months of a year in which something is due; ``folded``: past, or not near."""

    year: int
    months: tuple[Month, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class MonthsView:
    """The weeks to come, then every month in which something is due, by year.

    ``next`` is the first month after these weeks with something due, where they have nothing.
    """

    active: bool
    today: date
    weeks: tuple[Week, ...]
    next: Month | None
    years: tuple[Year, ...]


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the list of months and a page for each."""
    index = context.index
    months = tuple(_months(index))
    today = index.progress.today
    years = tuple(_years(months, today))
    weeks = tuple(_weeks(months, today))
    coming = (month for month in months if month.days[-1].date >= today)
    term = index.register.unit.term
    yield Page(
        address=MONTHS,
        title="月历",
        template="months.html",
        view=MonthsView(
            index.progress.active, today, weeks, None if weeks else next(coming, None), years
        ),
        ref=term.ref,
        description="哪个月、哪一天有哪些材料到期，可以订阅到自己的日历",
        aliases=("日历", "到期", "期限", "截止日期", "时间表"),
        headings=(
            *((TocEntry(f"今后 {_WEEKS} 周", "weeks"),) if months else ()),
            *(TocEntry(f"{each.year}年", year_anchor(each.year)) for each in years),
        ),
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


def _weeks(months: tuple[Month, ...], today: date) -> Iterator[Week]:
    """Yield the weeks to come in which something is due or happens, this one from today."""
    end = today + timedelta(days=7 * _WEEKS - today.weekday() - 1)
    near = (day for month in months for day in month.days if today <= day.date <= end)
    for monday, days in grouped(near, lambda day: _monday(day.date)).items():
        yield Week(max(monday, today), monday + timedelta(days=6), days)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _years(months: tuple[Month, ...], today: date) -> Iterator[Year]:
    """Yield the years, folded those in which today is not; before the term the first is open."""
    years = grouped(months, lambda month: month.first.year)
    near = today.year if today.year in years or not years else max(min(years), today.year)
    for year, own in years.items():
        yield Year(year, own, folded=year != near)


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
