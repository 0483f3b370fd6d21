"""Labels of values, for pages and for Word and Excel files."""

from __future__ import annotations

from datetime import date

from allocation.base.enums import EvidenceKind, Frequency, Operator
from allocation.datafiles.model import Evidence, Indicator
from allocation.register.indicators import LAST_YEAR
from allocation.register.register import AttachedFile

_TIMES = {Frequency.TERM: "届期"}
_THAN_LAST_YEAR = {
    Operator.EQUAL: "与上年相同",
    Operator.AT_LEAST: "不少于上年",
    Operator.MORE: "多于上年",
    Operator.AT_MOST: "不多于上年",
    Operator.LESS: "少于上年",
}


def quantity(evidence: Evidence) -> str:
    """Return the number due in each period: ``每年 ≥2 份``; photographs are counted in 张."""
    if evidence.min_count is None:
        return f"{_times(evidence)} 有则交"
    return f"{_times(evidence)} ≥{evidence.min_count} {counter(evidence)}"


def least(evidence: Evidence) -> str:
    """Return the number due in each period in words: ``至少 2 份／每年``."""
    if evidence.min_count is None:
        return f"有则交／{_times(evidence)}"
    return f"至少 {evidence.min_count} {counter(evidence)}／{_times(evidence)}"


def measure(indicator: Indicator) -> str:
    """Return the comparison of an indicator: ``≥ 30%``, ``≥ 20 小时``, ``不多于上年``."""
    if indicator.threshold == LAST_YEAR:
        return _THAN_LAST_YEAR[indicator.operator]
    unit = (indicator.unit or "").replace("％", "%")
    space = "" if unit in ("", "%") else " "
    return f"{indicator.operator} {indicator.threshold}{space}{unit}"


def counter(evidence: Evidence) -> str:
    """Return the word that pieces of evidence are counted in: 张 for photographs, else 份."""
    return "张" if evidence.kind is EvidenceKind.PHOTO else "份"


def day(value: date | None) -> str:
    """Return a day in Chinese: ``2025年3月5日``; empty for None."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def month_day(value: date) -> str:
    """Return a day in Chinese without its year: ``3月5日``."""
    return f"{value.month}月{value.day}日"


def file_label(file: AttachedFile) -> str:
    """Return the text of a link to a file: ``PDF 6 页``, ``照片``."""
    facts = file.facts
    return f"PDF {facts.pages} 页" if facts and facts.pages else "照片"


def _times(evidence: Evidence) -> str:
    return _TIMES.get(evidence.frequency, evidence.frequency.value)
