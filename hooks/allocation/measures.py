"""Indicators: the values of each year beside their thresholds, with the working."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from allocation.enums import Frequency, Operator, Period, Verdict
from allocation.grouping import grouped
from allocation.model import IndicatorValue
from allocation.register import IndicatorEntry, Register, ValueEntry
from allocation.schedule import spans

_LAST_YEAR = "上年"
"""A threshold that is last year's value."""


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorResult:
    """An indicator in one year.

    ``number`` is the value where it is a number; ``working`` says how it came about.
    """

    indicator: IndicatorEntry
    year: int
    number: Decimal | None
    shown: str
    working: str
    verdict: Verdict
    note: str | None


def measures(register: Register, today: date) -> dict[str, tuple[IndicatorResult, ...]]:
    """Return, under the slug of each indicator, its measures of the years that have begun.

    Where the term has no beginning yet there are the years with values only.
    """
    given = grouped(register.values, lambda value: value.indicator.slug)
    years = _years(register, today)
    return {
        indicator.slug: tuple(_measures(indicator, given.get(indicator.slug, ()), years))
        for indicator in register.indicators
        if years or indicator.slug in given
    }


def number(record: IndicatorValue) -> Decimal | None:
    """Return the value as a number, computed where numerator and denominator are given.

    :returns: none where it is a word, or the denominator is 0 or missing.
    """
    if record.numerator is not None:
        if not record.denominator:
            return None
        return record.numerator / record.denominator
    return _decimal(record.value or "")


def _years(register: Register, today: date) -> tuple[int, ...]:
    known = spans(register.unit.term, Frequency.YEAR)
    return tuple(int(span.key) for span in known if span.start <= today)


def _measures(
    indicator: IndicatorEntry, values: tuple[ValueEntry, ...], years: tuple[int, ...]
) -> Iterator[IndicatorResult]:
    by_year = {value.year: value.record for value in values}
    once = indicator.record.period is Period.TERM
    wanted = years[-1:] if once and not by_year else () if once else years
    found: dict[int, IndicatorResult] = {}
    for year in sorted({*by_year, *wanted}):
        record = by_year.get(year)
        last = found[year - 1].number if year - 1 in found else None
        found[year] = (
            _measure(indicator, year, record, last) if record else _missing(indicator, year)
        )
    yield from found.values()


def _missing(indicator: IndicatorEntry, year: int) -> IndicatorResult:
    return IndicatorResult(indicator, year, None, "", "", Verdict.MISSING, None)


def _measure(
    indicator: IndicatorEntry, year: int, record: IndicatorValue, before: Decimal | None
) -> IndicatorResult:
    value = number(record)
    unit = unicodedata.normalize("NFKC", indicator.record.unit or "")
    if value is not None and record.numerator is not None and unit == "%":
        value *= 100
    working = f"{record.numerator} ÷ {record.denominator}" if record.numerator is not None else ""
    shown = record.value or "" if value is None else _plain(value)
    verdict = _verdict(indicator, value, shown, before)
    return IndicatorResult(indicator, year, value, shown, working, verdict, record.note)


def _verdict(
    indicator: IndicatorEntry, value: Decimal | None, shown: str, before: Decimal | None
) -> Verdict:
    record = indicator.record
    threshold = before if record.threshold == _LAST_YEAR else _decimal(record.threshold)
    if value is None:
        same = record.operator is Operator.EQUAL and shown
        return _decided(shown == record.threshold) if same else Verdict.UNDECIDED
    if threshold is None:
        return Verdict.UNDECIDED
    return _decided(_COMPARE[record.operator](value, threshold))


def _decided(met: bool) -> Verdict:
    return Verdict.MET if met else Verdict.MISSED


_COMPARE = {
    Operator.EQUAL: Decimal.__eq__,
    Operator.AT_LEAST: Decimal.__ge__,
    Operator.MORE: Decimal.__gt__,
    Operator.AT_MOST: Decimal.__le__,
    Operator.LESS: Decimal.__lt__,
}


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", text) else None


def _plain(value: Decimal) -> str:
    """Return at most two decimal places, without noughts at the end."""
    text = f"{value:.2f}"
    return text.rstrip("0").rstrip(".")
