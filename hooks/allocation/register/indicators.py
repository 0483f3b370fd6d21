"""Results of indicators by year: value, computation and comparison with the threshold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from allocation.base.enums import Frequency, Operator, Period, Verdict
from allocation.base.grouping import grouped
from allocation.datafiles.model import IndicatorValue
from allocation.register.register import IndicatorEntry, Register, ValueEntry
from allocation.register.schedule import spans

LAST_YEAR = "上年"
"""The threshold that denotes last year's value."""


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorResult:
    """The result of an indicator in one year.

    ``number`` is None if the value is no number; ``working`` is the quotient that it was computed
    from, if any.
    """

    indicator: IndicatorEntry
    year: int
    number: Decimal | None
    shown: str
    working: str
    verdict: Verdict
    note: str | None


def measures(register: Register, today: date) -> dict[str, tuple[IndicatorResult, ...]]:
    """Return the results by the slug of the indicator, for the years that have begun.

    If the start of the term is unknown, there are only the years with values.
    """
    values = grouped(register.values, lambda value: value.indicator.slug)
    known = spans(register.unit.term, Frequency.YEAR)
    years = tuple(int(span.key) for span in known if span.start <= today)
    return {
        indicator.slug: tuple(_results(indicator, values.get(indicator.slug, ()), years))
        for indicator in register.indicators
        if years or indicator.slug in values
    }


def number(record: IndicatorValue) -> Decimal | None:
    """Return the value as a number: the given one, or numerator by denominator.

    :returns: None if it is a word, or the denominator is 0 or missing.
    """
    if record.numerator is not None:
        if not record.denominator:
            return None
        return record.numerator / record.denominator
    return _decimal(record.value or "")


def _results(
    indicator: IndicatorEntry, values: tuple[ValueEntry, ...], years: tuple[int, ...]
) -> Iterator[IndicatorResult]:
    by_year = {value.year: value.record for value in values}
    if indicator.record.period is Period.TERM:
        # One value in any year is enough; the latest year shows that there is none.
        years = () if by_year else years[-1:]
    numbers: dict[int, Decimal | None] = {}
    for year in sorted({*by_year, *years}):
        if record := by_year.get(year):
            result = _result(indicator, year, record, numbers.get(year - 1))
        else:
            result = IndicatorResult(indicator, year, None, "", "", Verdict.MISSING, None)
        numbers[year] = result.number
        yield result


def _result(
    indicator: IndicatorEntry, year: int, record: IndicatorValue, before: Decimal | None
) -> IndicatorResult:
    value = number(record)
    unit = unicodedata.normalize("NFKC", indicator.record.unit or "")
    if value is not None and record.numerator is not None and unit == "%":
        value *= 100
    working = f"{record.numerator} ÷ {record.denominator}" if record.numerator is not None else ""
    # At most two decimal places, without trailing zeros.
    shown = record.value or "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")
    verdict = _verdict(indicator, value, shown, before)
    return IndicatorResult(indicator, year, value, shown, working, verdict, record.note)


def _verdict(
    indicator: IndicatorEntry, value: Decimal | None, shown: str, before: Decimal | None
) -> Verdict:
    record = indicator.record
    threshold = before if record.threshold == LAST_YEAR else _decimal(record.threshold)
    if value is None and record.operator is Operator.EQUAL and shown:
        met = shown == record.threshold
    elif value is None or threshold is None:
        return Verdict.UNDECIDED
    else:
        met = _COMPARE[record.operator](value, threshold)
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
