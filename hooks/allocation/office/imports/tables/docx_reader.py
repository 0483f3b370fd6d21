"""The tables of a Word file, with numbers and without hidden text; doubts are collected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from allocation.office.formats.file_guard import OfficeError
from allocation.office.imports.tables.docx_text import (
    choose_alternatives,
    is_on,
    symbol,
    unread_fields,
    visible_text,
)
from allocation.office.imports.tables.grid import Doubt, TableGrid
from allocation.office.imports.tables.numbering import Numbering, UnknownNumberError

_MAX_CELLS = 200_000
_MAX_SPAN = 100
_REVISIONS = ("w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:cellIns", "w:cellMerge")
_DELETED = ("w:del", "w:moveFrom")
_WRAPPERS = tuple(map(qn, ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo")))
_NOTES = {
    "w:footnoteReference": (RELATIONSHIP_TYPE.FOOTNOTES, "w:footnote", "脚注"),
    "w:endnoteReference": (RELATIONSHIP_TYPE.ENDNOTES, "w:endnote", "尾注"),
    "w:commentReference": (RELATIONSHIP_TYPE.COMMENTS, "w:comment", "批注"),
}
_OBJECTS = {
    qn("pic:pic"): "图片",
    "{urn:schemas-microsoft-com:vml}imagedata": "图片",
    "{urn:schemas-microsoft-com:vml}textpath": "艺术字",
    qn("c:chart"): "图表",
    qn("dgm:relIds"): "图示",
    qn("m:oMath"): "公式",
    qn("w:object"): "嵌入的对象",
    qn("w:altChunk"): "嵌入的文档",
    qn("w:contentPart"): "手写的字",
}
"""Visible content of a cell that is no text."""


class _Table:
    """A table while it is read: rows of cells, the widest cell of each row, and doubts."""

    def __init__(self, element: Any, reader: WordReader) -> None:
        self.rows: list[list[str | None]] = []
        self.widest: list[tuple[int, int]] = []
        self.doubts: list[Doubt] = []
        self._reader = reader
        for row in _children(element, qn("w:tr")):
            if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
                self._add(row)
            else:
                text = "、".join(filter(None, map(_deleted_text, _children(row, qn("w:tc")))))
                message = f"后面有修订里删去的一行（{text}），没有导入，请核对。"
                self.doubts.append(Doubt(max(0, len(self.rows) - 1), None, message))

    def _add(self, row: Any) -> None:
        before, after = _skipped(row, "w:gridBefore"), _skipped(row, "w:gridAfter")
        cells: list[str | None] = [""] * before
        widest = (0, 0)
        if row.find(f"{qn('w:trPr')}/{qn('w:ins')}") is not None:
            self._doubt(None, "是修订里加的一行，照样导入了，请核对。")
        for cell in _children(row, qn("w:tc")):
            if cell.find(f"{qn('w:tcPr')}/{qn('w:cellDel')}") is not None:
                text = f"有修订里删去的一格（{_deleted_text(cell)}），没有导入，请核对。"
                self._doubt(len(cells), text)
                continue
            width = _span(cell)
            if width > widest[1]:
                widest = (len(cells), width)
            cells += [self._cell(cell, len(cells)), *[""] * (width - 1)]
        self.rows.append(cells + [""] * after)
        self.widest.append(widest)

    def _cell(self, cell: Any, column: int) -> str | None:
        """Return the text of a cell; None if it is merged with the one above."""
        if _is_continued(cell):
            if text := _on_one_line(cell):
                self._doubt(column, f"和上一格合并了，格里的“{text}”没有导入，请核对。")
            return None
        lines = [self._line(paragraphs, column) for paragraphs in _joined(_paragraphs(cell))]
        for message in self._reader.doubts(cell):
            self._doubt(column, message)
        return "\n".join(filter(None, lines))

    def _line(self, paragraphs: list[Any], column: int) -> str:
        try:
            return self._reader.line(paragraphs)
        except UnknownNumberError as error:
            message = f"自动编号的样式“{error}”不认识，标号没有读进来，请对照原表补上。"
            self._doubt(column, message)
            return visible_text(paragraphs)

    def _doubt(self, column: int | None, message: str) -> None:
        self.doubts.append(Doubt(len(self.rows), column, message))


class WordReader:
    """Reads a document from beginning to end, since numbers go on from table to table."""

    def __init__(self, name: str, document: Any) -> None:
        self._name = name
        self._body = document.element.body
        choose_alternatives(self._body)
        parts = {
            link.reltype: link.target_part
            for link in document.part.rels.values()
            if not link.is_external
        }
        self._notes = {
            tag: (_notes(parts.get(kind), element), label)
            for tag, (kind, element, label) in _NOTES.items()
        }
        kinds = (RELATIONSHIP_TYPE.NUMBERING, RELATIONSHIP_TYPE.STYLES)
        self._numbering = Numbering(*(getattr(parts.get(kind), "element", None) for kind in kinds))

    def tables(self) -> list[TableGrid]:
        """Return the tables, each with the lines above it, the last one with those below it.

        :raises OfficeError: if a table is too large to be one of an office.
        """
        grids: list[TableGrid] = []
        before: list[str] = []
        children = _children(self._body, qn("w:p"), qn("w:tbl"))
        for tag, group in groupby(children, key=lambda child: child.tag):
            if tag == qn("w:p"):
                before += filter(None, map(self._plain, _joined(group)))
                continue
            for element in group:
                self._measure(element)
                table = _Table(element, self)
                doubts, widest = tuple(table.doubts), tuple(table.widest)
                grids.append(TableGrid(table.rows, tuple(before), doubts, widest))
                before = []
        return [*grids[:-1], *(replace(last, after=tuple(before)) for last in grids[-1:])]

    def line(self, paragraphs: list[Any]) -> str:
        """Return the visible text of paragraphs that are one, with the number before it.

        :raises UnknownNumberError: if the format of the number is not known.
        """
        text = visible_text(paragraphs)
        numbered = _numbered(paragraphs, self._numbering)
        if not text and (_is_gone(paragraphs[-1]) or numbered is None):
            return ""
        number = self._numbering.before(paragraphs[-1] if numbered is None else numbered)
        return f"{number}{text}" if text else ""

    def doubts(self, cell: Any) -> Iterator[str]:
        """Yield questions about content of a cell that is no plain text."""
        for tag, (notes, label) in self._notes.items():
            for reference in cell.iter(qn(tag)):
                text = notes.get(reference.get(qn("w:id")), "")
                yield f"有{label}，没有导入：“{text}”；要留的请写进备注。"
        yield from _content_doubts(cell)

    def _plain(self, paragraphs: list[Any]) -> str:
        try:
            return self.line(paragraphs)
        except UnknownNumberError:
            return visible_text(paragraphs)

    def _measure(self, table: Any) -> None:
        rows = table.iter(qn("w:tr"))
        cells = sum(_skipped(row, "w:gridBefore") + _skipped(row, "w:gridAfter") for row in rows)
        cells += sum(_span(cell) for cell in table.iter(qn("w:tc")))
        if cells > _MAX_CELLS:
            raise OfficeError(f"{self._name} 的表太大（超过 {_MAX_CELLS} 格），没有读。")


def _content_doubts(cell: Any) -> Iterator[str]:
    boxes = (_on_one_line(box) for box in cell.iter(qn("w:txbxContent")))
    # Word stores a box twice, once for old programs.
    for text in dict.fromkeys(filter(None, boxes)):
        yield f"有文本框，没有导入：“{text}”；要留的请写进备注。"
    for nested in cell.iter(qn("w:tbl")):
        yield f"格里还有一个表，按文字读了：“{_on_one_line(nested)}”，请核对。"
    if any(cell.find(f".//{qn(tag)}") is not None for tag in _REVISIONS):
        yield "有没有接受的修订，按接受后的样子读了，请核对。"
    yield from _object_doubts(cell)
    if hidden := _runs_with(cell, "w:vanish"):
        yield f"有隐藏文字，没有导入：“{hidden}”。"
    if struck := _runs_with(cell, "w:strike", "w:dstrike"):
        yield f"有划掉的文字，照样导入了：“{struck}”；不要的请删去。"


def _object_doubts(cell: Any) -> Iterator[str]:
    """Yield questions about content that shows something and is no text."""
    for label in dict.fromkeys(_OBJECTS.values()):
        tags = [tag for tag, named in _OBJECTS.items() if named == label]
        if next(cell.iter(*tags), None) is not None:
            yield f"有{label}，没有导入，请核对。"
    if any(not symbol(node) for node in cell.iter(qn("w:sym"))):
        yield "有符号字体的字，没有导入，请核对。"
    for code in dict.fromkeys(unread_fields(cell)):
        yield f"有域“{code}”，看不出显示什么，没有导入，请对照原表补上。"


def _joined(paragraphs: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield the paragraphs; those whose mark between them is deleted, as one."""
    group: list[Any] = []
    for paragraph in paragraphs:
        group.append(paragraph)
        if not _has_mark(paragraph, *_DELETED):
            yield group
            group = []
    if group:
        yield group


def _has_mark(paragraph: Any, *tags: str) -> bool:
    """Whether the mark at the end of a paragraph has one of these properties."""
    return is_on(paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}"), *tags)


def _is_gone(paragraph: Any) -> bool:
    """Whether nothing is left of a paragraph without text: it is not counted."""
    return _has_mark(paragraph, *_DELETED, "w:vanish")


def _numbered(paragraphs: list[Any], numbering: Numbering) -> Any:
    """Return the paragraph that has the number of some that are one; None if there is none.

    It is the first that has both text and a number, or else the one whose mark is left.
    """
    *joined, last = paragraphs
    within = (each for each in joined if numbering.has(each) and visible_text([each]))
    return next(within, last if numbering.has(last) else None)


def _is_continued(cell: Any) -> bool:
    """Whether a cell is merged with the one above, after accepting changes."""
    properties = cell.find(qn("w:tcPr"))
    if properties is None:
        return False
    changed = properties.find(qn("w:cellMerge"))
    if changed is not None:
        return bool(changed.get(qn("w:vMerge")) == "cont")
    merge = properties.find(qn("w:vMerge"))
    return merge is not None and merge.get(qn("w:val"), "continue") == "continue"


def _runs_with(cell: Any, *tags: str) -> str:
    """Return the text of the runs of a cell that have one of these properties."""
    runs = (run for run in cell.iter(qn("w:r")) if is_on(run.find(qn("w:rPr")), *tags))
    return "".join(text.text or "" for run in runs for text in run.iterchildren(qn("w:t"))).strip()


def _on_one_line(node: Any, *tags: str) -> str:
    """Return the text of a box, a note or a nested table on one line."""
    wanted = [qn("w:t"), *map(qn, tags)]
    texts = ("".join(text.itertext(*wanted)).strip() for text in node.iter(qn("w:p")))
    return " ".join(filter(None, texts))


def _deleted_text(node: Any) -> str:
    """Return the text of a row or a cell that is deleted, whether its own is marked or not."""
    return _on_one_line(node, "w:delText")


def _notes(part: Any, tag: str) -> dict[str, str]:
    """Return the texts of footnotes, endnotes or comments by their id."""
    if part is None:
        return {}
    from docx.oxml import parse_xml  # noqa: PLC0415

    root = parse_xml(part.blob)
    return {str(note.get(qn("w:id"))): _on_one_line(note) for note in root.iter(qn(tag))}


def _children(node: Any, *tags: str) -> Iterator[Any]:
    """Yield children with these tags, also those inside content controls and wrappers."""
    for child in node.iterchildren():
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, *tags)


def _paragraphs(cell: Any) -> Iterator[Any]:
    """Yield the paragraphs of a cell and of its nested tables, but not those in text boxes."""
    for paragraph in cell.iter(qn("w:p")):
        if not any(True for _ in paragraph.iterancestors(qn("w:txbxContent"))):
            yield paragraph


def _span(cell: Any) -> int:
    return _limited(cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}"))


def _skipped(row: Any, tag: str) -> int:
    """Return how many columns a row skips at its beginning or end."""
    node = row.find(f"{qn('w:trPr')}/{qn(tag)}")
    return 0 if node is None else _limited(node)


def _limited(node: Any) -> int:
    return 1 if node is None else max(0, min(int(node.get(qn("w:val"))), _MAX_SPAN))
