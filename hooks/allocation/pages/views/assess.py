"""测评查阅: the rubric in its order, and for each clause what proves it, by year, box and page.

It is for guests: nobody is named, nothing is late, and what was returned proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from allocation.base.enums import Frequency
from allocation.base.grouping import grouped, unique
from allocation.pages.views.context import SiteContext
from allocation.pages.views.labels import counter
from allocation.pages.views.page import Crumb, Page, TocEntry
from allocation.pages.views.summary import CategoryView
from allocation.register.addresses import ASSESS, assess_address
from allocation.register.index import ClauseBlock, EvidenceBlock, Index, IndicatorBlock
from allocation.register.progress import Slot
from allocation.register.register import (
    CategoryEntry,
    ClauseEntry,
    EvidenceEntry,
    FilingEntry,
    GroupEntry,
    ItemEntry,
)

TERM = "届期"
"""In place of a year, for what is owed once in a term."""
_HALF_A_SHEET = 20
"""Lines of a table."""


@dataclass(frozen=True, slots=True)
class YearProof:
    """What was filed in a year: filings with their periods, and which periods have none."""

    label: str
    filings: tuple[tuple[FilingEntry, str], ...]
    lacking: str


@dataclass(frozen=True, slots=True)
class Material:
    """A piece of evidence by year; a year without filings of which none are owed is left out."""

    evidence: EvidenceEntry
    years: tuple[YearProof, ...]

    @property
    def filings(self) -> Iterator[FilingEntry]:
        return (filing for year in self.years for filing, _ in year.filings)


@dataclass(frozen=True, slots=True)
class ClauseProof:
    """A clause with its evidence and its indicators."""

    clause: ClauseEntry
    materials: tuple[Material, ...]
    indicators: tuple[IndicatorBlock, ...]

    @property
    def is_short(self) -> bool:
        """Whether it takes less than half a sheet of paper, and is best kept together there."""
        lines = sum(len(year.filings) + 1 for each in self.materials for year in each.years)
        values = sum(len(block.measures) + 1 for block in self.indicators)
        return len(self.materials) + lines + values <= _HALF_A_SHEET

    @property
    def filings(self) -> tuple[FilingEntry, ...]:
        return unique(filing for material in self.materials for filing in material.filings)


@dataclass(frozen=True, slots=True)
class ItemProof:
    """An item with its clauses, and the groups that it is the first item of."""

    opens: tuple[GroupEntry, ...]
    item: ItemEntry
    clauses: tuple[ClauseProof, ...]

    @property
    def proven(self) -> int:
        """The number of clauses for which anything was filed."""
        return sum(bool(clause.filings) for clause in self.clauses)

    @property
    def filings(self) -> tuple[FilingEntry, ...]:
        return unique(filing for clause in self.clauses for filing in clause.filings)


@dataclass(frozen=True, slots=True)
class AssessView:
    """A category with its items in printed order."""

    category: CategoryEntry
    items: tuple[ItemProof, ...]
    previous: CategoryEntry | None
    next: CategoryEntry | None


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the contents and a page for each category."""
    index = context.index
    views = tuple(_view(index, view) for view in context.categories)
    yield Page(
        address=ASSESS,
        title="测评查阅",
        template="assess.html",
        view=views,
        ref=index.register.unit.ref,
        description="按测评细则的次序，逐条列出佐证材料：年度、在第几盒第几页、可以看的电子文件",
        aliases=("测评组", "查阅", "测评材料查阅", "测评组查阅", "哪条在第几盒第几页"),
    )
    for view in views:
        items = (each.item for each in view.items)
        yield Page(
            address=assess_address(view.category),
            title=f"{view.category.label}：测评查阅",
            template="assess_category.html",
            view=view,
            ref=view.category.ref,
            description=f"{view.category.label}逐条的佐证材料：年度、盒、页次、电子文件，可以打印",
            subject=view.category,
            crumbs=(Crumb("测评查阅", ASSESS),),
            headings=tuple(TocEntry(item.label, f"item-{item.slug}") for item in items),
        )


def _view(index: Index, view: CategoryView) -> AssessView:
    today = index.progress.today
    items = (
        ItemProof(
            section.opens,
            section.block.item,
            tuple(_clause(block, today) for block in section.block.clauses),
        )
        for section in view.sections
    )
    return AssessView(view.category, tuple(items), view.previous, view.next)


def _clause(block: ClauseBlock, today: date) -> ClauseProof:
    materials = tuple(_material(evidence, today) for evidence in block.evidence_blocks)
    return ClauseProof(block.clause, materials, block.indicator_blocks)


def _material(block: EvidenceBlock, today: date) -> Material:
    evidence = block.evidence.paper
    by_year = grouped(block.shown, lambda slot: _year(evidence, slot))
    years = (_year_proof(label, slots, today) for label, slots in by_year.items())
    return Material(block.evidence, tuple(year for year in years if year.filings or year.lacking))


def _year(evidence: EvidenceEntry, slot: Slot) -> str:
    if evidence.record.frequency is Frequency.TERM:
        return TERM
    return f"{slot.span.start.year}年"


def _year_proof(year: str, slots: tuple[Slot, ...], today: date) -> YearProof:
    filings = (
        (filing, slot.label.removeprefix(year)) for slot in slots for filing in slot.accepted
    )
    owed = [slot for slot in slots if slot.state.expected and slot.span.start <= today]
    return YearProof(year, tuple(filings), _lacking(year, owed))


def _lacking(year: str, owed: list[Slot]) -> str:
    """Return what there is none or too little of, in periods that have begun: ``尚无：10月``."""
    none = [slot.label.removeprefix(year) for slot in owed if not slot.accepted]
    listed = f"：{'、'.join(none)}" if any(none) and len(none) < len(owed) else ""
    short = (
        f"{slot.label.removeprefix(year)}尚缺 {_missing(slot)}"
        for slot in owed
        if slot.accepted and slot.count < slot.wanted
    )
    return "；".join([*([f"尚无{listed}"] if none else []), *short])


def _missing(slot: Slot) -> str:
    return f"{slot.wanted - slot.count} {counter(slot.evidence.record)}"
