"""进度: the dashboard of slots due and filed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from allocation.base.enums import Column, Frequency, SlotState, Verdict
from allocation.base.grouping import grouped, unique
from allocation.datafiles.model import Milestone, Term
from allocation.pages.views.context import SiteContext
from allocation.pages.views.matrix import MatrixRow
from allocation.pages.views.page import Download, Page, TocEntry
from allocation.register.index import Index, RowBlock, gaps, tally
from allocation.register.owing import Party
from allocation.register.progress import Progress, Slot, StateCounts, count_states, filed_on
from allocation.register.register import (
    DepartmentEntry,
    EvidenceEntry,
    IndicatorEntry,
    ItemEntry,
    PersonEntry,
)
from allocation.register.schedule import DateSpan, months_until, spans

_MOST_MISSING = 20
_BARS = 12
"""How many bars a chart has; the lists of people, departments and items have them all."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The term as a line: positions run from 0 to 1.

    These are its first and its last day, or milestones outside of it. ``ticks`` are the years of
    the term, and its end where the line goes on.
    """

    term: Term
    span: DateSpan
    ticks: tuple[tuple[str, float], ...]
    milestones: tuple[tuple[Milestone, float], ...]
    today: float | None


@dataclass(frozen=True, slots=True)
class BurnPoint:
    """The numbers of slots due and filed by the end of a month; None filed for months to come."""

    month: str
    due: int
    filed: int | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A piece of evidence with its gaps."""

    evidence: EvidenceEntry
    slots: tuple[Slot, ...]
    named: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class StandingBar:
    """How somebody or something stands; ``share`` of the most late slots that one bar has."""

    entry: PersonEntry | DepartmentEntry | ItemEntry
    name: str
    standing: StateCounts
    share: float


@dataclass(frozen=True, slots=True)
class StandingChart:
    """Those who have late slots, the most first; ``more`` have some, too, ``clear`` have none."""

    anchor: str
    label: str
    bars: tuple[StandingBar, ...]
    more: int
    clear: int


@dataclass(frozen=True, slots=True)
class ProgressView:
    """The whole dashboard; ``started`` is None while the term has no first day."""

    started: Started | None
    term: Term
    evidence: int


@dataclass(frozen=True, slots=True)
class Started:
    """The numbers and charts of a term whose first day is known."""

    today: date
    standing: StateCounts
    filings: int
    timeline: Timeline
    charts: tuple[StandingChart, ...]
    matrix: tuple[MatrixRow, ...]
    burn: tuple[BurnPoint, ...]
    verdicts: tuple[tuple[Verdict, tuple[IndicatorEntry, ...]], ...]
    missing: tuple[Missing, ...]


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the one page."""
    index = context.index
    term = index.register.unit.term
    started = _started(context) if index.progress.active else None
    yield Page(
        address="progress/",
        title="进度",
        template="progress.html",
        view=ProgressView(started, term, len(index.register.evidence)),
        ref=term.ref,
        description="各类别、各科室的材料交了多少、完成率多少、缺多少、哪些逾期",
        aliases=("进度表", "完成情况", "完成率", "已交", "已审核", "统计", "届期"),
        headings=tuple(_headings(started)) if started else (),
        downloads=(
            Download("汇报提纲（Word）", "downloads/report.docx", aliases=("汇报材料",)),
            Download("登记动态（Atom 订阅）", "feed.xml", aliases=("订阅", "RSS")),
        ),
    )


def _headings(started: Started) -> Iterator[TocEntry]:
    yield from (TocEntry(f"按{chart.label}", chart.anchor) for chart in started.charts)
    if started.matrix:
        yield TocEntry("科室 × 类别", "heat")
    yield TocEntry("届期", "term")
    yield TocEntry("到期与已交", "burn")
    if started.verdicts:
        yield TocEntry("量化要求", "indicators")
    yield TocEntry(f"未交最多的 {_MOST_MISSING} 项", "missing")


def _started(context: SiteContext) -> Started:
    index = context.index
    return Started(
        today=index.progress.today,
        standing=index.tally.standing,
        filings=len(index.register.filings),
        timeline=_timeline(index.register.unit.term, index.progress),
        charts=tuple(_charts(index)),
        matrix=context.matrix,
        burn=tuple(_burn(index)),
        verdicts=index.verdicts,
        missing=_missing(index),
    )


def _charts(index: Index) -> Iterator[StandingChart]:
    """Yield charts of persons, departments and items, as far as the table has any."""
    persons = [(each, each.key, index.of_person(each)) for each in index.responsible()]
    departments = [
        (each, each.name, index.of_department(each)) for each in index.register.departments
    ]
    items = [(each, each.label, index.item(each).rows) for each in index.register.items]
    if index.register.unit.names_persons:
        yield from _chart("persons", str(Column.PERSON), persons)
    yield from _chart("departments", str(Column.DEPARTMENT), departments)
    yield from _chart("items", index.register.labels.item, items)


def _chart(
    anchor: str,
    label: str,
    owners: Sequence[tuple[PersonEntry | DepartmentEntry | ItemEntry, str, tuple[RowBlock, ...]]],
) -> Iterator[StandingChart]:
    if not owners:
        return
    known = [(entry, name, tally(rows).standing) for entry, name, rows in owners]
    late = [each for each in known if each[2].due > each[2].due_done]
    late.sort(key=lambda each: (-each[2].late, each[2].rate))
    most = max((counts.late for _, _, counts in late), default=0) or 1
    bars = tuple(
        StandingBar(entry, name, counts, counts.late / most) for entry, name, counts in late[:_BARS]
    )
    more, clear = len(late) - len(bars), len(known) - len(late)
    yield StandingChart(f"late-{anchor}", label, bars, more, clear)


def _timeline(term: Term, progress: Progress) -> Timeline:
    span = progress.term
    assert span is not None
    stones = [stone.date for stone in term.milestones]
    first, last = min((span.start, *stones)), max((span.end, *stones))
    days = (last - first).days or 1

    def place(day: date) -> float:
        return (day - first).days / days

    end = (("届期末", place(span.end)),) if last > span.end else ()
    return Timeline(
        term=term,
        span=span,
        ticks=(*((year.label, place(year.start)) for year in spans(term, Frequency.YEAR)), *end),
        milestones=tuple((stone, place(stone.date)) for stone in term.milestones),
        today=place(progress.today) if first <= progress.today <= last else None,
    )


def _burn(index: Index) -> Iterator[BurnPoint]:
    """Yield the months until the last slot is due; what is never late is in no month."""
    expected = [slot for slot in index.progress.slots if slot.state.expected and slot.due]
    due = sorted(slot.order for slot in expected)
    filed = sorted(day for slot in expected if (day := _completion_day(slot)))
    for month in months_until(index.register.unit.term, due[-1:]):
        known = month.start <= index.progress.today
        count = bisect_right(filed, month.end) if known else None
        yield BurnPoint(month.label, bisect_right(due, month.end), count)


def _completion_day(slot: Slot) -> date | None:
    """Return the last day of filing of a slot that is done, or else the date of its documents."""
    if not slot.state.done:
        return None
    days = (day for filing in slot.filings if (day := filed_on(filing)))
    return max(days, default=slot.span.start)


def _missing(index: Index) -> tuple[Missing, ...]:
    by_evidence = grouped(gaps(index.blocks.values()), lambda slot: slot.evidence)
    missing = (
        Missing(evidence, slots, unique(party for slot in slots for party in slot.named))
        for evidence, slots in by_evidence.items()
    )
    return tuple(sorted(missing, key=_urgency)[:_MOST_MISSING])


def _urgency(missing: Missing) -> tuple[int, int, date]:
    pressing = count_states(missing.slots).of(SlotState.LATE, SlotState.RETURNED)
    return (-pressing, -len(missing.slots), min(slot.order for slot in missing.slots))
