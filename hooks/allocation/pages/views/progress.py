"""进度: how far everything is, at a glance."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from allocation.base.enums import Frequency, SlotState
from allocation.base.grouping import grouped
from allocation.datafiles.model import Milestone, Term
from allocation.pages.views.context import SiteContext
from allocation.pages.views.matrix import MatrixRow
from allocation.pages.views.page import Download, Page, TocEntry
from allocation.register.index import Index, gaps
from allocation.register.progress import Progress, Slot, StateCounts, count_states
from allocation.register.register import CategoryEntry, EvidenceEntry, PersonEntry
from allocation.register.schedule import DateSpan, months_until, spans

_MOST_MISSING = 20


@dataclass(frozen=True, slots=True)
class Ring:
    """A category and how far it is."""

    category: CategoryEntry
    standing: StateCounts


@dataclass(frozen=True, slots=True)
class Timeline:
    """The term as a line: places run from 0 (its first day) to 1 (its last)."""

    term: Term
    span: DateSpan
    years: tuple[tuple[str, float], ...]
    milestones: tuple[tuple[Milestone, float], ...]
    today: float | None


@dataclass(frozen=True, slots=True)
class BurnPoint:
    """The end of a month: how much was due by then, and how much had been filed."""

    month: str
    due: int
    filed: int | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A piece of evidence with its gaps."""

    evidence: EvidenceEntry
    slots: tuple[Slot, ...]
    persons: tuple[PersonEntry, ...]


@dataclass(frozen=True, slots=True)
class ProgressView:
    """The whole dashboard; ``started`` is missing while the term has no beginning."""

    started: Started | None
    term: Term
    evidence: int


@dataclass(frozen=True, slots=True)
class Started:
    """What there is to show once the term runs."""

    today: date
    standing: StateCounts
    filings: int
    timeline: Timeline
    rings: tuple[Ring, ...]
    matrix: tuple[MatrixRow, ...]
    burn: tuple[BurnPoint, ...]
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
        description="各类别、各科室的材料交了多少、缺多少、哪些逾期",
        headings=tuple(_headings(started)) if started else (),
        downloads=(
            Download("汇报提纲（Word）", "downloads/report.docx"),
            Download("归档文件目录（Word）", "downloads/dossier/catalogue.docx"),
            Download("登记动态（Atom 订阅）", "feed.xml"),
        ),
    )


def _headings(started: Started) -> Iterator[TocEntry]:
    yield TocEntry("届期", "term")
    yield TocEntry("各类别", "rings")
    if started.matrix:
        yield TocEntry("科室 × 类别", "heat")
    yield TocEntry("到期与已交", "burn")
    yield TocEntry(f"最缺的 {_MOST_MISSING} 项", "missing")


def _started(context: SiteContext) -> Started:
    index = context.index
    return Started(
        today=index.progress.today,
        standing=index.tally.standing,
        filings=len(index.register.filings),
        timeline=_timeline(index.register.unit.term, index.progress),
        rings=tuple(Ring(view.category, view.tally.standing) for view in context.categories),
        matrix=context.matrix,
        burn=tuple(_burn(index)),
        missing=_missing(index),
    )


def _timeline(term: Term, progress: Progress) -> Timeline:
    span = progress.term
    assert span is not None
    days = (span.end - span.start).days or 1

    def place(day: date) -> float:
        return (day - span.start).days / days

    return Timeline(
        term=term,
        span=span,
        years=tuple((each.label, place(each.start)) for each in spans(term, Frequency.YEAR)),
        milestones=tuple((each, place(each.date)) for each in term.milestones),
        today=place(progress.today) if span.start <= progress.today <= span.end else None,
    )


def _burn(index: Index) -> Iterator[BurnPoint]:
    """Yield the ends of months until all is due; nothing is known of filings after today."""
    expected = [slot for slot in index.progress.slots if slot.state.expected]
    due = sorted(slot.due for slot in expected)
    filed = sorted(day for slot in expected if (day := completed(slot)))
    for month in months_until(index.register.unit.term, due[-1:]):
        known = month.start <= index.progress.today
        count = bisect_right(filed, month.end) if known else None
        yield BurnPoint(month.label, bisect_right(due, month.end), count)


def completed(slot: Slot) -> date | None:
    """Return the day on which enough was there: when it was filed, else the document's date."""
    if not slot.state.done:
        return None
    days = [each.record.filed_on or each.record.date for each in slot.filings]
    return max((day for day in days if day), default=slot.span.start)


def _missing(index: Index) -> tuple[Missing, ...]:
    by_evidence = grouped(gaps(index.blocks.values()), lambda slot: slot.evidence)
    found = (
        Missing(evidence, slots, evidence.clause.row.persons)
        for evidence, slots in by_evidence.items()
    )
    return tuple(sorted(found, key=_urgency)[:_MOST_MISSING])


def _urgency(missing: Missing) -> tuple[int, int, date]:
    pressing = count_states(missing.slots).of(SlotState.LATE, SlotState.RETURNED)
    return (-pressing, -len(missing.slots), min(slot.due for slot in missing.slots))
