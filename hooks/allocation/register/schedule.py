"""The term and its periods: the slots of a frequency and their due dates."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from allocation.base.enums import Frequency, Stage
from allocation.datafiles import due_rules
from allocation.datafiles.model import DueRules, Term

_MONTHS = {Frequency.YEAR: 12, Frequency.QUARTER: 3, Frequency.MONTH: 1}
FREQUENCIES = (
    Frequency.TERM,
    Frequency.YEAR,
    Frequency.QUARTER,
    Frequency.MONTH,
    Frequency.ACTIVITY,
)
"""From the longest period to the shortest; an activity's slot is its day."""


@dataclass(frozen=True, slots=True, order=True)
class DateSpan:
    """A period: first and last day, its key in data files, its label in Chinese."""

    start: date
    end: date
    key: str
    label: str

    @property
    def slug(self) -> str:
        """The key in ASCII, for addresses and ids."""
        return "term" if self.key == "届期" else self.key.lower()


class SlotError(Exception):
    """A name denotes no slot: the expected form, and the remedy."""

    def __init__(self, expected: str, remedy: str) -> None:
        self.expected = expected
        self.remedy = remedy
        super().__init__(expected)


def term_span(term: Term) -> DateSpan | None:
    """Return the span of the term, or None if its start is unknown."""
    if term.start is None:
        return None
    end = _add_months(term.start, 12 * term.years) - timedelta(days=1)
    return DateSpan(term.start, end, "届期", "届期")


def milestone_span(term: Term) -> DateSpan | None:
    """Return the days on which a milestone may lie: the term, a year before and a year after.

    A term is announced before it begins, and assessed in the months after it. None if the start is
    unknown.
    """
    if term.start is None:
        return None
    end = _add_months(term.start, 12 * (term.years + 1)) - timedelta(days=1)
    return DateSpan(_add_months(term.start, -12), end, "届期", "届期前后一年")


def provisional(term: Term) -> str:
    """Return the mark of dates and counts whose term nobody has confirmed; empty for others."""
    return "届期暂定，以正式通知为准" if term.start and not term.confirmed else ""


def inspection(term: Term) -> date | None:
    """Return the day of the last inspection (迎检); None if the term says none."""
    days = (stone.date for stone in term.milestones if stone.is_of(Stage.INSPECTION))
    return max(days, default=None)


@lru_cache(maxsize=64)
def _spans(start: date, years: int, frequency: Frequency) -> tuple[DateSpan, ...]:
    size = _MONTHS[frequency]
    return tuple(_span(start, months, size) for months in range(0, 12 * years, size))


def _span(first: date, months: int, size: int) -> DateSpan:
    """Return a period, named by the calendar unit that it equals, or else by its months."""
    start = _add_months(first, months)
    end = _add_months(first, months + size) - timedelta(days=1)
    if size == 1:
        return DateSpan(start, end, f"{start:%Y-%m}", f"{start.year}年{start.month}月")
    if size == 12:
        label = f"{start.year}年" if start.month == 1 else _months(start, end)
        return DateSpan(start, end, f"{start.year}", label)
    quarter, offset = divmod(start.month - 1, 3)
    if not offset:
        label = f"{start.year}年第{'一二三四'[quarter]}季度"
        return DateSpan(start, end, f"{start.year}-Q{quarter + 1}", label)
    return DateSpan(start, end, f"{start:%Y-%m}", _months(start, end))


def _months(start: date, end: date) -> str:
    """Return a range of months: 2025年2—4月, or 2025年11月—2026年1月 across a year."""
    if start.year == end.year:
        return f"{start.year}年{start.month}—{end.month}月"
    return f"{start.year}年{start.month}月—{end.year}年{end.month}月"


def spans(term: Term, frequency: Frequency) -> tuple[DateSpan, ...]:
    """Return the periods of a frequency in the term; empty for activities or without a start."""
    full_term = term_span(term)
    if full_term is None or frequency is Frequency.ACTIVITY:
        return ()
    if frequency is Frequency.TERM:
        return (full_term,)
    return _spans(full_term.start, term.years, frequency)


def months_until(term: Term, days: Iterable[date]) -> Iterator[DateSpan]:
    """Yield the months of the term, and further ones up to the month of the latest day."""
    last = max((*days, *(span.end for span in spans(term, Frequency.MONTH)[-1:])), default=None)
    months = 0
    while term.start and last and (span := _span(term.start, months, 1)).start <= last:
        yield span
        months += 1


def span_at(term: Term, frequency: Frequency, day: date) -> DateSpan | None:
    """Return the period that contains a day, or None outside the term; an activity's is its day."""
    full_term = term_span(term)
    if full_term is None or not full_term.start <= day <= full_term.end:
        return None
    if frequency is Frequency.ACTIVITY:
        return DateSpan(day, day, day.isoformat(), f"{day.year}年{day.month}月{day.day}日")
    return next(span for span in spans(term, frequency) if span.start <= day <= span.end)


def named_span(term: Term, frequency: Frequency, name: str | None, day: date | None) -> DateSpan:
    """Return the period that a filing belongs to.

    :param frequency: the frequency of the filed piece of evidence.
    :param name: the key in the data: ``届期``, ``2025``, ``2025-Q1``, ``2025-03``, ``2025-03-05``;
        the key of a shorter period denotes the longer one that contains it.
    :param day: the date of the document, which decides if there is no key.
    :raises SlotError: if there is no such period, or more than one.
    """
    if name is None:
        return _by_day(term, frequency, day)
    given = _frequency(name)
    if FREQUENCIES.index(given) < FREQUENCIES.index(frequency):
        raise _slot_error("finer", frequency=frequency, form=SLOT_FORMS[frequency])
    first = _first_day(term, given, name)
    span = span_at(term, frequency, first) if first else None
    if span is None:
        raise _slot_error("outside", example=_example(term, frequency))
    return span


def _by_day(term: Term, frequency: Frequency, day: date | None) -> DateSpan:
    if frequency is Frequency.TERM and (full_term := term_span(term)):
        return full_term
    if day is None:
        raise _slot_error("neither", example=_example(term, frequency))
    span = span_at(term, frequency, day)
    if span is None:
        raise _slot_error("day_outside", example=_example(term, frequency))
    return span


def _frequency(name: str) -> Frequency:
    if name == "届期":
        return Frequency.TERM
    if "Q" in name:
        return Frequency.QUARTER
    return (Frequency.YEAR, Frequency.MONTH, Frequency.ACTIVITY)[name.count("-")]


def _first_day(term: Term, frequency: Frequency, name: str) -> date | None:
    if frequency is Frequency.ACTIVITY:
        try:
            return date.fromisoformat(name)
        except ValueError:
            return None
    return next((span.start for span in spans(term, frequency) if span.key == name), None)


SLOT_FORMS = {
    Frequency.TERM: "届期",
    Frequency.YEAR: "年",
    Frequency.QUARTER: "季度（如 2025-Q1）",
    Frequency.MONTH: "月（如 2025-03）",
    Frequency.ACTIVITY: "当天（如 2025-03-05）",
}
"""How a slot of each frequency is written."""
SLOT_WORDS = {
    "finer": ("这项材料是{frequency}的，期次要写到{form}", "把 slot 写细。"),
    "outside": ("届期之内的期次，如 {example}", "改正 slot。"),
    "neither": ("写 slot，或写文件日期 date", "加上 slot，如 {example}。"),
    "day_outside": (
        "文件日期在届期之内，或写明 slot",
        "改正日期；文件是为届期内某一期做的，就写 slot，如 {example}。",
    ),
}
"""Why a name or a day denotes no slot: the expected form and the remedy, with placeholders."""


def _slot_error(why: str, **values: str) -> SlotError:
    expected, remedy = SLOT_WORDS[why]
    return SlotError(expected.format(**values), remedy.format(**values))


def _example(term: Term, frequency: Frequency) -> str:
    known = spans(term, frequency)
    full_term = term_span(term)
    return known[0].key if known else full_term.start.isoformat() if full_term else "届期"


def due(rule: str, span: DateSpan, term: DateSpan) -> date | None:
    """Return the due date of a period's evidence; None if it is never late.

    :param rule: one of ``due_rules.FORMS``. A day after the month's end denotes its last day.
    :param term: the span of the whole term.
    """
    if rule == due_rules.NEVER:
        return None
    relative = re.fullmatch(due_rules.RELATIVE, rule)
    if relative:
        seen = term if relative[1] else span
        base = seen.start if relative[2] == "初" else seen.end
        days = int(relative[4] or 0)
        return base + timedelta(days=-days if relative[3] == "前" else days)
    *year, month, day = map(int, rule.split("-"))
    return _clamped(year[0] if year else span.end.year, month, day)


def rule(rules: DueRules, frequency: Frequency) -> str:
    """Return the default rule of a frequency."""
    return {
        Frequency.TERM: rules.term,
        Frequency.YEAR: rules.year,
        Frequency.QUARTER: rules.quarter,
        Frequency.MONTH: rules.month,
        Frequency.ACTIVITY: rules.activity,
    }[frequency]


def month_before(day: date) -> date:
    """Return the same day of the month before, or its last day."""
    return _add_months(day, -1)


def _clamped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _add_months(day: date, months: int) -> date:
    """Return the same day some months later; terms start on the first of a month."""
    total = day.year * 12 + day.month - 1 + months
    return _clamped(total // 12, total % 12 + 1, day.day)
