"""The list of items, and one page per item: its rows, clauses verbatim, and their evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocation.base.grouping import grouped_pairs
from allocation.base.slugs import shortened
from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Page, TocEntry, downloads, item_crumbs
from allocation.pages.views.photos import published_photos
from allocation.register.addresses import address, anchor
from allocation.register.index import ItemBlock, Tally, tally
from allocation.register.progress import Progress
from allocation.register.register import EvidenceEntry, FilingEntry, ItemEntry


@dataclass(frozen=True, slots=True)
class FiledLine:
    """A filing for a piece of evidence in one of its periods.

    ``is_first`` says whether the page names it here for the first time: there it has its anchor.
    """

    period: str
    filing: FilingEntry
    is_first: bool


@dataclass(frozen=True, slots=True)
class Filed:
    """What was filed for a piece of evidence, over all periods in order of time."""

    evidence: EvidenceEntry
    lines: tuple[FiledLine, ...]


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item with its neighbours in the table; ``filed`` has the filings by evidence."""

    block: ItemBlock
    tally: Tally
    filings: tuple[FilingEntry, ...]
    filed: tuple[Filed, ...]
    photos: int
    previous: ItemEntry | None
    next: ItemEntry | None


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the list of items and a page for each."""
    index = context.index
    items = index.register.items
    labels = index.register.labels
    blocks = tuple(index.item(item) for item in items)
    yield Page(
        address="items/",
        title=labels.item,
        template="items.html",
        view=blocks,
        ref=index.register.unit.ref,
        description=f"全部 {len(items)} 个{labels.item}的目录：编码、名称、责任科室和责任人",
        aliases=(f"全部{labels.item}", f"{labels.item}目录", f"{labels.item}列表", "指标目录"),
    )
    for place, block in enumerate(blocks):
        filings = index.filings(block.rows)
        before = items[place - 1] if place else None
        after = items[place + 1] if place + 1 < len(items) else None
        yield Page(
            address=address(block.item),
            title=block.item.label,
            template="item.html",
            view=ItemView(
                block=block,
                tally=tally(block.rows),
                filings=filings,
                filed=tuple(_filed(index.progress, block, filings)),
                photos=sum(1 for _ in published_photos(filings)),
                previous=before,
                next=after,
            ),
            ref=block.item.ref,
            description=f"{block.item.label}有哪些条款，谁负责，要交哪些佐证材料",
            subject=block.item,
            crumbs=item_crumbs(block.item, labels.category),
            headings=tuple(_headings(block, filings)),
            downloads=downloads(block.item, block.item.id),
        )


def item_headings(
    items: tuple[ItemBlock, ...], prefix: str = "item", level: int = 2
) -> tuple[TocEntry, ...]:
    """Return an entry per item, for the table of contents of a page that lists items."""
    return tuple(
        TocEntry(block.item.label, f"{prefix}-{block.item.slug}", level) for block in items
    )


def _filed(
    progress: Progress, block: ItemBlock, filings: tuple[FilingEntry, ...]
) -> Iterator[Filed]:
    """Yield what was filed for each piece of evidence of an item, in the order of the table."""
    by_evidence = grouped_pairs(
        (evidence, filing) for filing in filings for evidence in filing.evidence
    )
    named: set[FilingEntry] = set()
    for part in block.clauses:
        for evidence in part.evidence:
            if own := by_evidence.get(evidence):
                places = {each: slot for slot in progress.of(evidence) for each in slot.filings}
                in_time = sorted(own, key=lambda each: places[each].span.start) if places else own
                yield Filed(
                    evidence,
                    tuple(
                        FiledLine(places[each].label if places else "", each, each not in named)
                        for each in in_time
                    ),
                )
                named.update(own)


def _headings(block: ItemBlock, filings: tuple[FilingEntry, ...]) -> Iterator[TocEntry]:
    for row in block.rows:
        for clause in row.clauses:
            mark, text = clause.clause.record.mark, clause.clause.record.text
            yield TocEntry(f"{mark}{shortened(text, 14)}", anchor(clause.clause))
    if filings:
        yield TocEntry("登记的材料", "filings")
