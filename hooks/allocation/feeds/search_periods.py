"""The entries of periods: where the search leads for 2026年6月, 2026年第四季度 and 2026年.

Titles have the forms to which the worker turns whatever people type.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from allocation.base.enums import Frequency
from allocation.base.grouping import grouped, grouped_pairs
from allocation.datafiles.model import Milestone
from allocation.feeds.search_doc import Doc
from allocation.pages.views.labels import day as day_label
from allocation.register.addresses import MONTHS, gaps_query, month_address, year_anchor
from allocation.register.index import Index
from allocation.register.progress import Slot, count_states
from allocation.register.schedule import DateSpan, spans

KIND = "期间"
TERM = "progress/#term"
"""Where the term and its milestones are shown."""
_QUARTERS = "一二三四"


def month(first: date, description: str, slots: tuple[Slot, ...]) -> Doc:
    """Return the entry of a month that has a page, with the slots that are due in it."""
    return Doc(
        place=month_address(first),
        title=f"{first.year}年{first.month}月",
        kind=KIND,
        text=description,
        context="月历",
        aliases=(f"{first:%Y-%m}", f"{first:%y}年{first.month}月"),
        count=_portion(slots) if slots else "",
    )


def quarters_and_years(index: Index) -> Iterator[Doc]:
    """Yield the quarters of the term in which evidence is due, and the years of the page 月历."""
    dated = [(due, slot) for due, slots in index.progress.by_due.items() for slot in slots]
    by_period = grouped(dated, lambda pair: pair[1].span.key)
    for span in spans(index.register.unit.term, Frequency.QUARTER):
        pairs = by_period.get(span.key, ())
        if pairs and _is_quarter(span):
            yield _quarter(span, pairs)
    by_year = grouped_pairs((due.year, slot) for due, slot in dated)
    for year in sorted(by_year):
        yield _year(year, by_year[year])


def milestone(record: Milestone, *, has_month: bool) -> Doc:
    """Return the entry of a milestone of the term.

    :param has_month: whether its month has a page.
    """
    day = record.date
    return Doc(
        place=month_address(day) if has_month else TERM,
        title=record.label,
        kind=KIND,
        context="届期",
        when=day_label(day),
    )


def _is_quarter(span: DateSpan) -> bool:
    return "-Q" in span.key


def _quarter(span: DateSpan, pairs: tuple[tuple[date, Slot], ...]) -> Doc:
    """Return the entry of a quarter, which leads to what is missing of it.

    Where nothing is, it leads to the month in which most of it is due.

    :param pairs: its slots, each with its due date.
    """
    (day, _), *_ = Counter(due for due, _ in pairs).most_common(1)
    year, _, quarter = span.key.partition("-Q")
    name = _QUARTERS[int(quarter) - 1]
    missing = any(slot.state.gap for _, slot in pairs)
    return Doc(
        place=f"gaps/?{gaps_query(period=span.label)}" if missing else month_address(day),
        title=span.label,
        kind=KIND,
        text=f"{span.label}要交的季度材料",
        context="未交清单" if missing else "月历",
        aliases=(f"{year}年{name}季度", f"{year}年Q{quarter}", f"{year}-Q{quarter}"),
        when=f"{day_label(day)}到期",
        count=_portion(slot for _, slot in pairs),
    )


def _year(year: int, slots: tuple[Slot, ...]) -> Doc:
    return Doc(
        place=f"{MONTHS}#{year_anchor(year)}",
        title=f"{year}年",
        kind=KIND,
        text=f"{year}年各月到期的材料",
        context="月历",
        aliases=(f"{year}年度", f"{year}"),
        count=_portion(slots),
    )


def _portion(slots: Iterable[Slot]) -> str:
    standing = count_states(slots)
    return f"共 {standing.total} 项次，已交 {standing.done}"
