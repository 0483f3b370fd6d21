"""项目材料目录 and 测评材料提交表 of an item, as a page to print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocation.base.codes import box_number
from allocation.base.enums import FilingState
from allocation.base.grouping import unique
from allocation.datafiles.model import Item
from allocation.pages.views.context import SiteContext
from allocation.pages.views.labels import digits
from allocation.pages.views.page import Crumb, Download, Page, TocEntry, item_crumbs
from allocation.register.addresses import address, dossier_address, dossier_page, submission_address
from allocation.register.archive import Box, paper_pages
from allocation.register.index import Index, ItemBlock
from allocation.register.register import FilingEntry

LIST_HEADS = (
    "序号", "材料编号", "文号", "责任者", "题名", "日期", "页数", "盒号", "页次", "对应条款",
    "备注",
)  # fmt: skip
"""The columns of the list of an item's papers (项目材料目录)."""


@dataclass(frozen=True, slots=True)
class DossierView:
    """An item with the lines of its list; ``titles`` are those of the papers handed in for it.

    What was returned is in neither.
    """

    block: ItemBlock
    lines: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...]
    boxes: tuple[Box, ...]
    statement: str | None


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield a page per item."""
    index = context.index
    for item in index.register.items:
        yield Page(
            address=dossier_page(item),
            title=f"{item.label}：项目材料目录",
            template="dossier.html",
            view=dossier(index, index.item(item)),
            ref=item.ref,
            description=f"{item.label}的材料目录和测评材料提交表，可以打印",
            aliases=("材料清单目录", "卷内目录", "测评材料提交表"),
            subject=item,
            crumbs=(
                *item_crumbs(item, index.register.labels.category),
                Crumb(item.label, address(item)),
            ),
            headings=(
                TocEntry("项目材料目录", "list"),
                TocEntry("测评材料提交表", "submission"),
            ),
            downloads=(
                Download("项目材料目录（Word）", dossier_address(item)),
                Download("测评材料提交表（Word）", submission_address(item)),
            ),
        )


def dossier(index: Index, block: ItemBlock) -> DossierView:
    """Return the dossier of an item."""
    filings = tuple(
        filing
        for filing in index.filings(block.rows)
        if filing.record.state is not FilingState.RETURNED
    )
    lines = [*_filed(filings, block), *_missing(filings, block)]
    record = block.item.record
    return DossierView(
        block=block,
        lines=tuple((str(number), *line) for number, line in enumerate(lines, start=1)),
        titles=tuple(filing.record.title for filing in filings),
        boxes=unique(index.papers[each][0] for each in filings if each in index.papers),
        statement=record.statement if isinstance(record, Item) else None,
    )


def _filed(filings: tuple[FilingEntry, ...], block: ItemBlock) -> Iterator[tuple[str, ...]]:
    for filing in filings:
        record = filing.record
        own = [evidence for evidence in filing.evidence if evidence.clause.item is block.item]
        yield (
            "、".join(evidence.id for evidence in own),
            record.document_no or "",
            record.author_body or "",
            record.title,
            digits(record.date),
            str(record.pages or ""),
            box_number(record.box) if record.box else "",
            place.label if (place := paper_pages(record)) else record.page or "",
            "、".join(dict.fromkeys(evidence.clause.id for evidence in own)),
            "",
        )


def _missing(filings: tuple[FilingEntry, ...], block: ItemBlock) -> Iterator[tuple[str, ...]]:
    """Yield a line for each piece of evidence without filings that were accepted."""
    filed = {evidence.id for filing in filings for evidence in filing.evidence}
    for evidence in block.papers:
        if evidence.id not in filed and evidence.clause.item is block.item:
            remark = "不适用" if evidence.record.not_applicable else "待交"
            name = evidence.record.name
            yield (evidence.id, "", "", name, "", "", "", "", evidence.clause.id, remark)
