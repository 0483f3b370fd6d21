"""盒内目录, 测评材料提交表 and 备考表 of an item, as a page to print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from allocation.datafiles.model import Item
from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Crumb, Download, Page, TocEntry, item_crumbs
from allocation.register.addresses import address, dossier_address, dossier_page, submission_address
from allocation.register.index import Index, ItemBlock
from allocation.register.register import FilingEntry, Register

BOX_HEADS = (
    "序号", "材料编号", "文号", "责任者", "题名", "日期", "页数", "页次", "对应条款", "备注",
)  # fmt: skip
"""The columns of the catalogue in a box."""


@dataclass(frozen=True, slots=True)
class DossierView:
    """An item with the lines of its catalogue; ``pages`` is the sum of the known page counts."""

    block: ItemBlock
    lines: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...]
    count: int
    pages: int
    statement: str | None


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield a page per item."""
    index = context.index
    for item in index.register.items:
        yield Page(
            address=dossier_page(item),
            title=f"{item.label}：盒内目录",
            template="dossier.html",
            view=dossier(index, index.item(item)),
            ref=item.ref,
            description=f"{item.label}装盒要印的盒内目录、测评材料提交表和备考表",
            aliases=("备考表", "卷内目录", "测评材料提交表"),
            subject=item,
            crumbs=(
                *item_crumbs(item, index.register.labels.category),
                Crumb(item.label, address(item)),
            ),
            headings=(
                TocEntry("盒内目录", "box"),
                TocEntry("测评材料提交表", "submission"),
                TocEntry("备考表", "note"),
            ),
            downloads=(
                Download("盒内目录、备考表（Word）", dossier_address(item)),
                Download("测评材料提交表（Word）", submission_address(item)),
            ),
            sources=index.sources(index.item(item).rows, item),
        )


def dossier(index: Index, block: ItemBlock) -> DossierView:
    """Return the dossier of an item."""
    filings = index.filings(block.rows)
    lines = [*_filed(filings, block), *_missing(filings, block)]
    record = block.item.record
    return DossierView(
        block=block,
        lines=tuple((str(number), *line) for number, line in enumerate(lines, start=1)),
        titles=tuple(filing.record.title for filing in filings),
        count=len(filings),
        pages=sum(filing.record.pages or 0 for filing in filings),
        statement=record.statement if isinstance(record, Item) else None,
    )


def archive_lines(register: Register) -> Iterator[tuple[str, ...]]:
    """Yield the lines of 归档文件目录, by the date of the documents (DA/T 22-2015, 5.5)."""
    by_date = sorted(
        register.filings, key=lambda filing: (filing.record.date or date.max, filing.id)
    )
    for number, filing in enumerate(by_date, start=1):
        record = filing.record
        yield (
            str(number),
            "",
            record.document_no or "",
            record.author_body or "",
            record.title,
            _digits(record.date),
            "",
            str(record.pages or ""),
            f"第 {record.box} 盒" if record.box else "",
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
            _digits(record.date),
            str(record.pages or ""),
            record.page or "",
            "、".join(dict.fromkeys(evidence.clause.id for evidence in own)),
            f"第 {record.box} 盒" if record.box else "",
        )


def _missing(filings: tuple[FilingEntry, ...], block: ItemBlock) -> Iterator[tuple[str, ...]]:
    """Yield a line for each piece of evidence without filings: the box is not complete."""
    filed = {evidence.id for filing in filings for evidence in filing.evidence}
    for evidence in block.evidence:
        if evidence.id not in filed:
            remark = "不适用" if evidence.record.not_applicable else "待交"
            name = evidence.record.name
            yield (evidence.id, "", "", name, "", "", "", evidence.clause.id, remark)


def _digits(day: date | None) -> str:
    """Return a date as eight digits (DA/T 22-2015, 6.1.3)."""
    return f"{day:%Y%m%d}" if day else ""
