"""The list of items, and one page per item: its rows, clauses verbatim, and their evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocation.base.slugs import shortened
from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Page, TocEntry, downloads, item_crumbs
from allocation.pages.views.photos import published_photos
from allocation.register.addresses import address, anchor
from allocation.register.index import ItemBlock, Tally, tally
from allocation.register.register import FilingEntry, ItemEntry


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item with its neighbours in the table."""

    block: ItemBlock
    tally: Tally
    filings: tuple[FilingEntry, ...]
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
            sources=index.sources(block.rows, block.item, before, after),
        )


def item_headings(
    items: tuple[ItemBlock, ...], prefix: str = "item", level: int = 2
) -> tuple[TocEntry, ...]:
    """Return an entry per item, for the table of contents of a page that lists items."""
    return tuple(
        TocEntry(block.item.label, f"{prefix}-{block.item.slug}", level) for block in items
    )


def _headings(block: ItemBlock, filings: tuple[FilingEntry, ...]) -> Iterator[TocEntry]:
    for row in block.rows:
        for clause in row.clauses:
            mark, text = clause.clause.record.mark, clause.clause.record.text
            yield TocEntry(f"{mark}{shortened(text, 14)}", anchor(clause.clause))
    if filings:
        yield TocEntry("登记的材料", "filings")
