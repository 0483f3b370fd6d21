"""``downloads/dossier/``: papers in and on the boxes, as is usual with DA/T 22-2015.

For each item the catalogue of its box and the closing note; for the
archive one catalogue of all filings; covers and spines for the boxes.
"""

from __future__ import annotations

from collections.abc import Iterator

from allocation.base.grouping import unique
from allocation.office.formats.docx_writer import Document, TableCell, cell
from allocation.pages.views.context import SiteContext
from allocation.pages.views.dossier import BOX_HEADS, DossierView, archive_lines, dossier
from allocation.register.addresses import dossier_address
from allocation.register.index import Index, ItemBlock
from allocation.register.register import FilingEntry, ItemEntry, Register

_BOX = (10, 22, 30, 34, 49, 19, 10, 13, 21, 17)
_ARCHIVE_HEADS = ("序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注")
_ARCHIVE = (10, 24, 30, 36, 62, 20, 12, 12, 19)
_SPINES = (20, 30, 40, 50)
"""Widths of boxes in millimetres (DA/T 22-2015, A.7)."""


def export(context: SiteContext) -> Iterator[tuple[str, bytes]]:
    """Yield the dossier of each item, the catalogue of the archive, covers and spines."""
    index = context.index
    for item in index.register.items:
        yield dossier_address(item), _item(index, index.item(item)).content()
    yield "downloads/dossier/catalogue.docx", _archive(index).content()
    yield "downloads/dossier/covers.docx", _covers(index).content()
    yield "downloads/dossier/spines.docx", _spines(index).content()


def _item(index: Index, block: ItemBlock) -> Document:
    view = dossier(index, block)
    document = Document(index.register.word_template, landscape=True)
    document.title("盒内目录")
    document.paragraph(f"{block.item.category.label}　{block.item.label}", "公文正文")
    head = [TableCell((head,), "表头") for head in BOX_HEADS]
    lines = (
        [cell(text, "表格居中" if text.isdigit() else "表格文字") for text in line]
        for line in view.lines
    )
    document.table(_BOX, [head, *lines])
    document.page_break()
    _note(document, view)
    return document


def _note(document: Document, view: DossierView) -> None:
    document.title("备考表")
    counted = (
        f"本盒共 {view.count} 件、{view.pages} 页。" if view.count else "本盒共    件、    页。"
    )
    lines = (
        ("盒内文件情况说明", f"{counted}\n\n\n\n"),
        ("整理人", "\n"),
        ("检查人", "\n"),
        ("日期", "　　　　年　　月　　日"),
    )
    document.table((50, 175), [[cell(name, "表头"), cell(text)] for name, text in lines], heads=0)


def _archive(index: Index) -> Document:
    document = Document(index.register.word_template, landscape=True)
    document.title("归档文件目录")
    head = [TableCell((text,), "表头") for text in _ARCHIVE_HEADS]
    lines = [[cell(text) for text in line] for line in archive_lines(index.register)]
    document.table(_ARCHIVE, [head, *lines])
    return document


def _covers(index: Index) -> Document:
    """Return a document with a cover for the box of each item."""
    document = Document(index.register.word_template)
    for place, item in enumerate(index.register.items):
        if place:
            document.page_break()
        document.paragraph(index.register.unit.name, "公文标题")
        for _ in range(4):
            document.paragraph()
        document.paragraph(item.code or item.title, "封面大字")
        if item.code:
            document.paragraph(item.title, "公文标题")
        for _ in range(4):
            document.paragraph()
        for text in _cover_lines(index.register, item, index.filings(index.item(item).rows)):
            document.paragraph(text, "公文正文")
    return document


def _cover_lines(
    register: Register, item: ItemEntry, filings: tuple[FilingEntry, ...]
) -> Iterator[str]:
    boxes = unique(filing.record.box for filing in filings if filing.record.box)
    yield f"称　　号：{register.unit.honor}"
    yield f"类　　别：{item.category.label}"
    yield f"届　　期：{register.unit.term.name or '＿＿＿＿＿＿'}"
    yield f"盒　　号：{'、'.join(boxes) or '＿＿＿＿'}"
    yield "保管期限：＿＿＿＿"


def _spines(index: Index) -> Document:
    """Return a document with four spines for each item, for boxes of four widths."""
    unit = index.register.unit
    document = Document(index.register.word_template)
    for place, item in enumerate(index.register.items):
        if place:
            document.page_break()
        widths = " ".join(f"{width} mm" for width in _SPINES)
        document.paragraph(f"{item.label}：脊背 {widths}，沿线剪下", "说明")
        parts = (
            (unit.name, 68),
            (unit.term.name or "届期＿＿＿＿", 34),
            (item.code, 10),
            (item.title, 62),
            ("盒号", 10),
            ("", 18),
        )
        rows = [
            [TableCell((text,), "脊背", vertical=height > 20)] * len(_SPINES)
            for text, height in parts
        ]
        document.table(_SPINES, rows, heads=0, heights=[height for _, height in parts])
    return document
