"""Labels of values, for pages and for Word and Excel files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from allocation.base.enums import EvidenceKind, Frequency, Operator, SlotState
from allocation.datafiles.due_rules import NEVER
from allocation.datafiles.model import Evidence, HandIn, Indicator
from allocation.register import owing
from allocation.register.index import EvidenceBlock
from allocation.register.indicators import LAST_YEAR
from allocation.register.owing import Party
from allocation.register.progress import Slot
from allocation.register.register import AttachedFile, DepartmentEntry, EvidenceEntry
from allocation.register.schedule import DateSpan

_TIMES = {Frequency.TERM: "届期"}
_THAN_LAST_YEAR = {
    Operator.EQUAL: "与上年相同",
    Operator.AT_LEAST: "不少于上年",
    Operator.MORE: "多于上年",
    Operator.AT_MOST: "不多于上年",
    Operator.LESS: "少于上年",
}


def quantity(block: EvidenceBlock) -> str:
    """Return the number due in each period: ``每年 ≥2 份``, ``本科室每年 ≥1 份``, ``有则交``.

    Photographs are counted in 张. The same paper as another piece is not due again.
    """
    entry, record = block.evidence, block.evidence.record
    if record.same_as:
        return f"同 {record.same_as}"
    whose = _whose(entry, block.owner)
    if record.min_count is None:
        return f"{whose}{_occasional(record)}"
    return f"{whose}{_times(record)} ≥{record.min_count} {counter(record)}"


def least(entry: EvidenceEntry) -> str:
    """Return the number due in each period in words: ``至少 2 份／每年``."""
    record = entry.record
    if record.same_as:
        return f"同 {record.same_as}"
    whose = _whose(entry, None)
    if record.min_count is None:
        return f"{whose}{_occasional(record)}"
    return f"至少 {record.min_count} {counter(record)}／{whose}{_times(record)}"


def due(value: date | None) -> str:
    """Return a due date in Chinese, or that there is none: ``2025年3月5日``, ``无期限``."""
    return day(value) if value else NEVER


HANDIN_UNSET = "交到哪里、找谁：办公室还没有写明"


def handin(known: HandIn | None) -> str:
    """Return where to hand in and whom to ask: ``交到文明办，找张三（三楼 305，电话 2550117）``."""
    if known is None:
        return HANDIN_UNSET
    parts = (known.place and f"交到{known.place}", known.person and f"找{known.person}")
    reach = f"（{known.reach}）" if known.reach else ""
    return f"{'，'.join(filter(None, parts))}{reach}"


def periods(slots: tuple[Slot, ...], today: date) -> Iterator[str]:
    """Yield periods in order of time; a year is said once where it goes on.

    Due dates that are still to come stand beside them, and that of a single period.
    """
    before = ""
    for slot in sorted(slots, key=lambda slot: slot.span):
        label = slot.span.label
        year, rest = label[:5], label[5:]
        same = year == before and year.endswith("年") and rest
        before = year
        whose = slot.label.removeprefix(label)
        said = slot.due and (slot.due >= today or len(slots) == 1)
        due = f"（{_due_within(slot.due, slot.span.end)}前）" if slot.due and said else ""
        yield f"{rest if same else label}{whose}{due}"


def names_of(parties: Iterable[Party]) -> str:
    """Return the names of persons and departments: ``张三、工会``."""
    return "、".join(map(owing.name, parties))


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


def digits(value: date | None) -> str:
    """Return a day as eight digits (DA/T 22-2015, 5.5): ``20250305``; empty for None."""
    return f"{value:%Y%m%d}" if value else ""


def month_day(value: date) -> str:
    """Return a day in Chinese without its year: ``3月5日``."""
    return f"{value.month}月{value.day}日"


def wider_periods(span: DateSpan) -> tuple[str, ...]:
    """Return by which periods one looks for a span: its year and quarter, or its own longer one."""
    start, end = span.start, span.end
    quarter = (start.month - 1) // 3
    if (end.year, (end.month - 1) // 3) != (start.year, quarter):
        return (span.label,)
    return f"{start.year}年", f"{start.year}年第{'一二三四'[quarter]}季度"


def file_label(file: AttachedFile) -> str:
    """Return the text of a link to a file: ``PDF 6 页``, ``照片``."""
    facts = file.facts
    return f"PDF {facts.pages} 页" if facts and facts.pages else "照片"


def _due_within(due: date, end: date) -> str:
    """Return a due date; without its year where it is that of the period."""
    return month_day(due) if due.year == end.year else day(due)


def _times(evidence: Evidence) -> str:
    return _TIMES.get(evidence.frequency, evidence.frequency.value)


def _occasional(evidence: Evidence) -> str:
    """Return that something is owed if it happens; periods only say where it is filed then."""
    if evidence.frequency is Frequency.ACTIVITY:
        return str(SlotState.OPTIONAL)
    return f"{_times(evidence)} {SlotState.OPTIONAL}"


def _whose(entry: EvidenceEntry, owner: Party | None) -> str:
    """Return of whom a number is due, if each party of the row owes its own."""
    if not entry.record.per:
        return ""
    known = [
        party
        for party in owing.parties(entry)
        if party and owing.owes(party, owner or party, entry.clause.row)
    ]
    of_departments = not known or isinstance(known[0], DepartmentEntry)
    if owner:
        return "本科室" if of_departments else "本人"
    return "每科室" if of_departments else "每人"
