"""The tables of a Word file, with numbers and without hidden text; doubts are collected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from allocation.office.formats.file_guard import OfficeError
from allocation.office.imports.tables.grid import Doubt, TableGrid
from allocation.office.imports.tables.numbering import Numbering, UnknownNumberError

_MAX_CELLS = 200_000
_MAX_SPAN = 100
_CHARACTERS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_SKIPPED_CONTENT = (qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"))
_REVISIONS = ("w:ins", "w:del", "w:moveFrom", "w:moveTo")
_NOTES = {
    "w:footnoteReference": (RELATIONSHIP_TYPE.FOOTNOTES, "w:footnote", "脚注"),
    "w:endnoteReference": (RELATIONSHIP_TYPE.ENDNOTES, "w:endnote", "尾注"),
    "w:commentReference": (RELATIONSHIP_TYPE.COMMENTS, "w:comment", "批注"),
}
_OBJECTS = {
    qn("pic:pic"): "图片",
    qn("w:sym"): "符号字体的字",
    qn("m:oMath"): "公式",
    qn("w:object"): "嵌入的对象",
}
"""Visible content of a cell that is no text."""
_OFF = ("0", "false", "off")


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

    def _add(self, row: Any) -> None:
        before, after = _skipped(row, "w:gridBefore"), _skipped(row, "w:gridAfter")
        cells: list[str | None] = [""] * before
        widest = (0, 0)
        for cell in _children(row, qn("w:tc")):
            width = _span(cell)
            if width > widest[1]:
                widest = (len(cells), width)
            cells += [self._cell(cell, len(cells)), *[""] * (width - 1)]
        self.rows.append(cells + [""] * after)
        self.widest.append(widest)

    def _cell(self, cell: Any, column: int) -> str | None:
        """Return the text of a cell; None if it is merged with the one above."""
        merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        if merge is not None and merge.get(qn("w:val"), "continue") == "continue":
            return None
        lines = [self._line(paragraph, column) for paragraph in _paragraphs(cell)]
        for message in self._reader.doubts(cell):
            self._doubt(column, message)
        return "\n".join(filter(None, lines))

    def _line(self, paragraph: Any, column: int) -> str:
        try:
            return self._reader.line(paragraph)
        except UnknownNumberError as error:
            message = f"自动编号的样式“{error}”不认识，标号没有读进来，请对照原表补上。"
            self._doubt(column, message)
            return visible_text(paragraph)

    def _doubt(self, column: int, message: str) -> None:
        self.doubts.append(Doubt(len(self.rows), column, message))


class WordReader:
    """Reads a document from beginning to end, since numbers go on from table to table."""

    def __init__(self, name: str, document: Any) -> None:
        self._name = name
        self._body = document.element.body
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
        for child in _children(self._body, qn("w:p"), qn("w:tbl")):
            if child.tag == qn("w:p"):
                before += filter(None, [self._plain(child)])
            else:
                self._measure(child)
                table = _Table(child, self)
                doubts, widest = tuple(table.doubts), tuple(table.widest)
                grids.append(TableGrid(table.rows, tuple(before), doubts, widest))
                before = []
        return [*grids[:-1], *(replace(last, after=tuple(before)) for last in grids[-1:])]

    def line(self, paragraph: Any) -> str:
        """Return the visible text of a paragraph with the number before it.

        :raises UnknownNumberError: if the format of the number is not known.
        """
        number = self._numbering.before(paragraph)
        text = visible_text(paragraph)
        return f"{number}{text}" if text else ""

    def doubts(self, cell: Any) -> Iterator[str]:
        """Yield questions about content of a cell that is no plain text."""
        for tag, (notes, label) in self._notes.items():
            for reference in cell.iter(qn(tag)):
                text = notes.get(reference.get(qn("w:id")), "")
                yield f"有{label}，没有导入：“{text}”；要留的请写进备注。"
        yield from _content_doubts(cell)

    def _plain(self, paragraph: Any) -> str:
        try:
            return self.line(paragraph)
        except UnknownNumberError:
            return visible_text(paragraph)

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
    for tag, label in _OBJECTS.items():
        if cell.find(f".//{tag}") is not None:
            yield f"有{label}，没有导入，请核对。"
    if hidden := _runs_with(cell, "w:vanish"):
        yield f"有隐藏文字，没有导入：“{hidden}”。"
    if struck := _runs_with(cell, "w:strike", "w:dstrike"):
        yield f"有划掉的文字，照样导入了：“{struck}”；不要的请删去。"


def visible_text(paragraph: Any) -> str:
    """Return the text of a paragraph without deleted and hidden text."""
    nodes = (node for node in paragraph.iter(qn("w:t"), *_CHARACTERS) if not _is_hidden(node))
    return "".join(_CHARACTERS.get(node.tag) or node.text or "" for node in nodes).strip()


def _is_hidden(node: Any) -> bool:
    run = next(node.iterancestors(qn("w:r")), None)
    deleted = any(True for _ in node.iterancestors(*_SKIPPED_CONTENT))
    return deleted or (run is not None and _has(run, "w:vanish"))


def _has(run: Any, *tags: str) -> bool:
    """Whether a run has one of these properties, and not as "off"."""
    toggles = (run.find(f"{qn('w:rPr')}/{qn(tag)}") for tag in tags)
    return any(node is not None and node.get(qn("w:val"), "1") not in _OFF for node in toggles)


def _runs_with(cell: Any, *tags: str) -> str:
    """Return the text of the runs of a cell that have one of these properties."""
    runs = (run for run in cell.iter(qn("w:r")) if _has(run, *tags))
    return "".join(text.text or "" for run in runs for text in run.iterchildren(qn("w:t"))).strip()


def _on_one_line(node: Any) -> str:
    """Return the text of a box, a note or a nested table on one line."""
    lines = (
        "".join(text.text or "" for text in line.iter(qn("w:t"))) for line in node.iter(qn("w:p"))
    )
    return " ".join(filter(None, map(str.strip, lines)))


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
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins")):
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
