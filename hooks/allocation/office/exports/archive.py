"""``downloads/archive/``: papers in and on the boxes, and the catalogue (DA/T 22-2015).

For each box its cover, spines, catalogue and closing note; all of them in one file, and in a zip.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from allocation.datafiles.model import Unit
from allocation.office.exports.sheet_parts import qr_picture
from allocation.office.formats.docx_writer import Document, TableCell, cell
from allocation.pages.views.boxes import (
    ARCHIVE_HEADS,
    BOX_HEADS,
    BoxView,
    archive_lines,
    box_view,
    class_facts,
)
from allocation.pages.views.context import SiteContext
from allocation.register.addresses import (
    archive_catalogue,
    box_document,
    boxes_document,
    boxes_zip,
)
from allocation.register.archive import Box, by_class
from allocation.register.common import Common
from allocation.runtime.deterministic_zip import zipped
from allocation.runtime.streaming import Output

_BOX = (12, 36, 33, 56, 21, 19, 12, 23, 13)
_ARCHIVE = (9, 50, 34, 32, 45, 21, 10, 10, 14)
_CENTRED = frozenset({"序号", "件号", "日期", "页次", "页数"})
SPINES = (20, 30, 40, 50)
"""Widths of boxes in millimetres (DA/T 22-2015, 6.4.1)."""
_BLANK = "＿＿＿＿"
_COVER_QR, _SPINE_QR = 30, 16
"""Millimetres of the QR codes, which lead to the page of the box."""


def export(context: SiteContext) -> Iterator[Output]:
    """Yield a file for each box, one with all, the catalogue of the archive, and a zip of these."""
    index = context.index
    if not index.boxes:
        return
    views = tuple(box_view(context, box) for box in index.boxes)
    files = _Files(index.common)
    for view in views:
        yield Output(box_document(view.box), partial(files.box, view))
    yield Output(boxes_document(), partial(_written, index.common, views))
    yield Output(archive_catalogue(), partial(files.catalogue, index.boxes))
    yield Output(boxes_zip(), partial(files.zipped, views, index.boxes))


@dataclass(frozen=True, slots=True)
class _Files:
    """The files that are also in the zip, each made once."""

    common: Common
    made: dict[str, bytes] = field(default_factory=dict, compare=False)

    def box(self, view: BoxView) -> bytes:
        """Return the file of a box."""
        slug = view.box.slug
        if slug not in self.made:
            self.made[slug] = _written(self.common, (view,))
        return self.made[slug]

    def catalogue(self, boxes: tuple[Box, ...]) -> bytes:
        """Return the catalogue of the archive."""
        if "" not in self.made:
            self.made[""] = _catalogue(self.common, boxes).content()
        return self.made[""]

    def zipped(self, views: tuple[BoxView, ...], boxes: tuple[Box, ...]) -> bytes:
        """Return a zip of all."""
        files = {f"第{view.box.slug}盒.docx": self.box(view) for view in views}
        return zipped(files | {"归档文件目录.docx": self.catalogue(boxes)})


def _written(common: Common, views: tuple[BoxView, ...]) -> bytes:
    document = Document(common.word_template, numbered=False)
    for place, view in enumerate(views):
        if place:
            document.section(numbered=False)
        _cover(document, common.unit, view)
        document.section(numbered=False)
        _spines(document, view)
        document.section(landscape=True)
        _contents(document, view)
        document.section(numbered=False)
        _note(document, view)
    return document.content()


def _cover(document: Document, unit: Unit, view: BoxView) -> None:
    facts = dict(view.facts)
    # A cover is one page: the QR code takes the place of a line in each of the gaps.
    gap = 2 if view.url else 3
    _down(document, gap)
    document.paragraph(unit.name, "公文标题")
    document.paragraph(f"创建{unit.honor}档案", "公文标题")
    _down(document, gap)
    document.paragraph(view.box.title, "封面大字")
    _down(document, gap)
    if unit.term.name:
        document.paragraph(f"届　　期：{unit.term.name}")
    for name in ("全宗号", "年度", "保管期限", "机构（问题）", "起止件号"):
        document.paragraph(f"{_LABELS.get(name, name)}：{facts[name] or _BLANK}")
    document.paragraph(f"数　　量：{view.box.piece_count} 件、{view.box.page_count} 页")
    if view.url:
        _down(document, 1)
        code = qr_picture(view.url, _COVER_QR)
        document.picture(code.content, code.width, code.height, code.alt)


_LABELS = {"全宗号": "全 宗 号", "年度": "年　　度"}
"""Labels as wide as those of four characters."""


def _spines(document: Document, view: BoxView) -> None:
    """Add spines for boxes of every width: what DA/T 22-2015, 6.4.1.2, demands, and 机构."""
    box, facts = view.box, dict(view.facts)
    widths = "、".join(map(str, SPINES))
    document.paragraph(
        f"{box.title}：盒脊（{widths} 毫米），本盒用 {box.thickness} 毫米的，沿线剪下", "说明"
    )
    parts = (
        ("全宗号", facts["全宗号"], 16),
        ("年度", facts["年度"], 16),
        ("保管期限", facts["保管期限"], 16),
        ("机构\n（问题）", facts["机构（问题）"], 40),
        ("起止件号", f"{box.first_piece}\n—\n{box.last_piece}", 24),
        ("盒号", box.number, 16),
    )
    rows, heights = [], []
    for label, text, height in parts:
        down = height > max(SPINES) // 2 and "\n" not in text
        label_cell = TableCell(tuple(label.split("\n")), "表头")
        text_cell = TableCell(tuple(text.split("\n")), "脊背", vertical=down)
        rows += [[label_cell] * len(SPINES), [text_cell] * len(SPINES)]
        heights += [6 * len(label_cell.lines) + 2, height]
    if view.url:
        rows.append([TableCell(picture=qr_picture(view.url, _SPINE_QR))] * len(SPINES))
        heights.append(_SPINE_QR + 2)
    document.table(SPINES, rows, heads=0, heights=heights)


def _contents(document: Document, view: BoxView) -> None:
    document.paragraph("盒内目录", "公文标题")
    facts = (f"{name}：{text or _BLANK}" for name, text in view.facts if name in _ABOVE)
    document.paragraph("　".join(facts), "说明")
    _table(document, _BOX, BOX_HEADS, (line for _, line in view.lines))


_ABOVE = ("全宗号", "年度", "保管期限", "机构（问题）", "盒号")
"""What stands above the catalogue of a box."""


def _note(document: Document, view: BoxView) -> None:
    document.paragraph("备考表", "公文标题")
    document.paragraph(f"盒号：{view.box.number}", "说明")
    (name, said), *others = view.note
    rows = [[cell(name, "表头"), cell(said + "\n" * 24)]]
    rows += [[cell(name, "表头"), cell(f"\n{text}\n")] for name, text in others]
    document.table((40, 116), rows, heads=0)


def _catalogue(common: Common, all_boxes: tuple[Box, ...]) -> Document:
    """Return the catalogue of the archive: for each year and retention, a cover and the lines."""
    document = Document(common.word_template, landscape=True, numbered=False)
    for place, (kind, boxes) in enumerate(by_class(all_boxes).items()):
        if place:
            document.section(landscape=True, numbered=False)
        _down(document, 3)
        document.paragraph("归档文件目录", "封面大字")
        _down(document, 2)
        for name, text in class_facts(common.unit, boxes[0].fonds, kind):
            document.paragraph(f"{_LABELS.get(name, name)}：{text or _BLANK}")
        document.section(landscape=True)
        document.paragraph("归档文件目录", "公文标题")
        _table(document, _ARCHIVE, ARCHIVE_HEADS, archive_lines(boxes))
    return document


def _table(
    document: Document,
    widths: tuple[int, ...],
    heads: tuple[str, ...],
    lines: Iterator[tuple[str, ...]],
) -> None:
    styles = ["表格居中" if head in _CENTRED else "表格文字" for head in heads]
    rows = ([cell(*pair) for pair in zip(line, styles, strict=True)] for line in lines)
    document.table(widths, [[TableCell((head,), "表头") for head in heads], *rows])


def _down(document: Document, lines: int) -> None:
    for _ in range(lines):
        document.paragraph()
