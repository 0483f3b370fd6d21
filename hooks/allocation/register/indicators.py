"""Results of indicators by year: value, computation and comparison with the threshold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from allocation.base.enums import FilingState, Frequency, Operator, Period, Verdict
from allocation.base.grouping import grouped
from allocation.datafiles.model import IndicatorValue
from allocation.register.register import FilingEntry, IndicatorEntry, Register, ValueEntry
from allocation.register.schedule import spans

LAST_YEAR = "上年"
"""The threshold that denotes last year's value."""
_WORDS = {str(verdict): verdict for verdict in (Verdict.NOT_OCCURRED, Verdict.NOT_APPLICABLE)}
"""The values that say why there is no number, with their verdicts."""


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorResult:
    """The result of an indicator in one year, or in one of its rounds.

    ``number`` is None if the value is no number; ``working`` is the quotient that it was computed
    from, if any; ``proof`` are the filings that it was computed from, without returned ones.
    """

    indicator: IndicatorEntry
    year: int
    round: str | None
    number: Decimal | None
    shown: str
    working: str
    verdict: Verdict
    note: str | None
    proof: tuple[FilingEntry, ...] = ()

    @property
    def label(self) -> str:
        """The period in Chinese: 2025年, or 2025年第一轮."""
        return f"{self.year}年{self.round or ''}"


def measures(register: Register, today: date) -> dict[str, tuple[IndicatorResult, ...]]:
    """Return the results by the slug of the indicator, for the years that have begun.

    If the start of the term is unknown, there are only the years with values. What does not apply
    has no results.
    """
    values = grouped(register.values, lambda value: value.indicator.slug)
    accepted = {
        filing.id: filing
        for filing in register.filings
        if filing.record.state is not FilingState.RETURNED
    }
    known = spans(register.unit.term, Frequency.YEAR)
    years = tuple(int(span.key) for span in known if span.start <= today)
    return {
        indicator.slug: tuple(_results(indicator, values.get(indicator.slug, ()), years, accepted))
        for indicator in register.indicators
        if (years or indicator.slug in values) and not indicator.not_applicable
    }


def word(record: IndicatorValue) -> Verdict | None:
    """Return the verdict of a value that is a word, 未发生 or 不适用; 0 ÷ 0 is 未发生, too."""
    if record.numerator == 0 == record.denominator:
        return Verdict.NOT_OCCURRED
    return _WORDS.get(record.value or "")


def latest(indicator: IndicatorEntry, results: tuple[IndicatorResult, ...]) -> Verdict:
    """Return the verdict of the last year or round; 不适用 of what does not apply.

    :param results: the results of the indicator, in the order of time.
    """
    if indicator.not_applicable:
        return Verdict.NOT_APPLICABLE
    return results[-1].verdict if results else Verdict.MISSING


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
    indicator: IndicatorEntry,
    values: tuple[ValueEntry, ...],
    years: tuple[int, ...],
    accepted: Mapping[str, FilingEntry],
) -> Iterator[IndicatorResult]:
    by_year = grouped(values, lambda value: value.year)
    if indicator.record.period is Period.TERM:
        # One value in any year is enough; the latest year shows that there is none.
        years = () if by_year else years[-1:]
    numbers: dict[tuple[int, str | None], Decimal | None] = {}
    for year in sorted({*by_year, *years}):
        if year not in by_year:
            yield IndicatorResult(indicator, year, None, None, "", "", Verdict.MISSING, None)
        for value in by_year.get(year, ()):
            result = _result(value, numbers.get((year - 1, value.record.round)))
            numbers[year, result.round] = result.number
            proof = (accepted[id] for id in value.record.proof if id in accepted)
            yield replace(result, proof=tuple(proof))


def _result(value: ValueEntry, before: Decimal | None) -> IndicatorResult:
    indicator, record = value.indicator, value.record
    found = number(record)
    unit = unicodedata.normalize("NFKC", indicator.record.unit or "")
    if found is not None and record.numerator is not None and unit == "%":
        found *= 100
    working = f"{record.numerator} ÷ {record.denominator}" if record.numerator is not None else ""
    # At most two decimal places, without trailing zeros.
    shown = record.value or "" if found is None else f"{found:.2f}".rstrip("0").rstrip(".")
    said = word(record)
    verdict = said or _verdict(indicator, found, shown, before)
    return IndicatorResult(
        indicator=indicator,
        year=value.year,
        round=record.round,
        number=found,
        # The verdict says the same word.
        shown="" if said else shown,
        working=working,
        verdict=verdict,
        note=record.note,
    )


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
