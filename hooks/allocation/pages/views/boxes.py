"""档案盒: all boxes of the archive, and each box with its catalogue (盒内目录) and closing note."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from allocation.base.grouping import unique
from allocation.datafiles.model import ArchiveBox, Unit
from allocation.pages.views.context import SiteContext
from allocation.pages.views.labels import day, digits
from allocation.pages.views.page import Crumb, Download, Page, TocEntry
from allocation.register.addresses import (
    BOXES,
    archive_catalogue,
    box_document,
    box_page,
    boxes_document,
    boxes_zip,
)
from allocation.register.archive import Box, BoxClass, Paper, needs_box, piece_digits
from allocation.register.index import Index
from allocation.register.register import FilingEntry, ItemEntry

BOX_HEADS = ("件号", "文号", "责任者", "题名", "日期", "页次", "页数", "对应条款", "备注")
"""The columns of the catalogue in a box (盒内目录)."""
ARCHIVE_HEADS = ("序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注")
"""The columns of the catalogue of the archive (DA/T 22-2015, 5.5)."""


@dataclass(frozen=True, slots=True)
class BoxesView:
    """All boxes; the papers that should be in one and are not."""

    boxes: tuple[Box, ...]
    unboxed: tuple[FilingEntry, ...]
    has_settings: bool
    """Whether the unit has said how it archives."""


@dataclass(frozen=True, slots=True)
class BoxView:
    """A box: what its cover and spine say, its catalogue, and its closing note."""

    box: Box
    facts: tuple[tuple[str, str], ...]
    lines: tuple[tuple[FilingEntry, tuple[str, ...]], ...]
    note: tuple[tuple[str, str], ...]
    items: tuple[ItemEntry, ...]
    url: str
    """The whole address of its page, for a QR code; empty where that of the site is not known."""


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the list of boxes and a page for each."""
    index = context.index
    unboxed = tuple(filter(needs_box, index.register.filings))
    yield Page(
        address=BOXES,
        title="档案盒",
        template="boxes.html",
        view=BoxesView(index.boxes, unboxed, index.register.unit.archive is not None),
        ref=(index.register.unit.archive or index.register.unit).ref,
        description="每一盒的年度、保管期限、起止件号、页数，还没有装盒的材料",
        aliases=("装盒", "归档", "备考表", "盒内目录", "档案盒封面", "盒脊"),
        downloads=tuple(_downloads(index)),
    )
    for box in index.boxes:
        view = box_view(context, box)
        yield Page(
            address=box_page(box),
            title=box.title,
            template="box.html",
            view=view,
            ref=box.setting.ref if box.setting else box.filings[0].ref,
            description=f"{box.title}的盒内目录、备考表、封面、盒脊",
            box=box,
            crumbs=(Crumb("档案盒", BOXES),),
            headings=(TocEntry("盒内目录", "catalogue"), TocEntry("备考表", "note")),
            downloads=(Download("封面、盒脊、盒内目录、备考表（Word）", box_document(box)),),
        )


def _downloads(index: Index) -> Iterator[Download]:
    if not index.boxes:
        return
    yield Download(
        "全部盒的封面、盒脊、盒内目录、备考表（Word）",
        boxes_document(),
        aliases=("打印档案盒", "盒脊背"),
    )
    yield Download("每盒一个 Word 文件（压缩包）", boxes_zip(), aliases=("档案盒压缩包",))
    yield Download("归档文件目录（Word）", archive_catalogue(), aliases=("归档目录", "档号目录"))


def box_view(context: SiteContext, box: Box) -> BoxView:
    """Return what the page and the papers of a box show."""
    index = context.index
    evidence = (entry for filing in box.filings for entry in filing.evidence)
    return BoxView(
        box=box,
        facts=tuple(_facts(index, box)),
        lines=tuple((paper.filing, _line(paper)) for paper in box.papers),
        note=closing_note(box),
        items=unique(entry.clause.item for entry in evidence),
        url=context.url(box_page(box)),
    )


def closing_note(box: Box) -> tuple[tuple[str, str], ...]:
    """Return the closing note (备考表) of a box (DA/T 22-2015, 6.4.2), empty where not written."""
    own = box.setting
    said = f"本盒共 {box.piece_count} 件、{box.page_count} 页。"
    return (
        ("盒内文件情况说明", f"{said}{own.note}" if own and own.note else said),
        ("整理人", _written(own, "arranged_by")),
        ("整理日期", _written(own, "arranged_on")),
        ("检查人", _written(own, "checked_by")),
        ("检查日期", _written(own, "checked_on")),
    )


def archive_lines(boxes: tuple[Box, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the lines of 归档文件目录 for the boxes of a class, by archival number."""
    papers = ((box, paper) for box in boxes for paper in box.papers)
    for number, (box, paper) in enumerate(papers, start=1):
        record = paper.filing.record
        yield (
            str(number),
            paper.code,
            record.document_no or "",
            record.author_body or "",
            record.title,
            digits(record.date),
            "",
            str(paper.count or ""),
            box.title,
        )


def class_facts(unit: Unit, fonds: str, kind: BoxClass) -> tuple[tuple[str, str], ...]:
    """Return what a cover of the catalogue says (DA/T 22-2015, 5.5)."""
    return (
        ("全宗号", fonds),
        ("全宗名称", unit.name),
        ("年度", str(kind.year or "")),
        ("保管期限", kind.retention or ""),
        ("机构（问题）", kind.organisation),
    )


def _facts(index: Index, box: Box) -> Iterator[tuple[str, str]]:
    """Yield what cover and spine of a box say (DA/T 22-2015, 6.4.1)."""
    fonds, name, _, *kind = class_facts(index.register.unit, box.fonds, box.kind)
    yield from (fonds, name, ("年度", box.year_label), *kind)
    yield "起止件号", box.piece_range
    yield "盒号", box.number


def _line(paper: Paper) -> tuple[str, ...]:
    record = paper.filing.record
    return (
        piece_digits(paper.piece),
        record.document_no or "",
        record.author_body or "",
        record.title,
        digits(record.date),
        paper.pages.label if paper.pages else "",
        str(paper.count or ""),
        "、".join(unique(evidence.clause.id for evidence in paper.filing.evidence)),
        "",
    )


def _written(own: ArchiveBox | None, name: str) -> str:
    value = getattr(own, name, None)
    return day(value) if isinstance(value, date) else value or ""
