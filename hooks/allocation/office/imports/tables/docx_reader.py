"""Tables out of a Word file, as a reader sees them; what can't be read for sure is noted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from allocation.office.formats.file_guard import OfficeError
from allocation.office.imports.tables.numbering import Numbering, UnknownNumberError

_MAX_CELLS = 200_000
_MAX_SPAN = 100
_SAID = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_UNSEEN = (qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"))
_CHANGED = ("w:ins", "w:del", "w:moveFrom", "w:moveTo")
_NOTES = {
    "w:footnoteReference": (RELATIONSHIP_TYPE.FOOTNOTES, "w:footnote", "脚注"),
    "w:endnoteReference": (RELATIONSHIP_TYPE.ENDNOTES, "w:endnote", "尾注"),
    "w:commentReference": (RELATIONSHIP_TYPE.COMMENTS, "w:comment", "批注"),
}
_SHOWN = {
    qn("pic:pic"): "图片",
    qn("w:sym"): "符号字体的字",
    qn("m:oMath"): "公式",
    qn("w:object"): "嵌入的对象",
}
"""What is seen in a cell and has no text."""
_OFF = ("0", "false", "off")


class Table:
    """A table while it is read: rows of cells, the widest cell of each, and doubts."""

    def __init__(self, made: Any, reader: WordReader) -> None:
        self.rows: list[list[str | None]] = []
        self.widest: list[tuple[int, int]] = []
        self.doubts: list[tuple[int, int, str]] = []
        self._reader = reader
        for row in _children(made, qn("w:tr")):
            if not _is_removed(row):
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
        """Return the text of a cell; none where it is merged with the one above."""
        merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        if merge is not None and merge.get(qn("w:val"), "continue") == "continue":
            return None
        lines = [self._line(each, column) for each in _paragraphs(cell)]
        for said in self._reader.doubts(cell):
            self._doubt(column, said)
        return "\n".join(filter(None, lines))

    def _line(self, paragraph: Any, column: int) -> str:
        try:
            return self._reader.line(paragraph)
        except UnknownNumberError as error:
            said = f"自动编号的样式“{error}”不认识，标号没有读进来，请对照原表补上。"
            self._doubt(column, said)
            return seen(paragraph)

    def _doubt(self, column: int, said: str) -> None:
        self.doubts.append((len(self.rows), column, said))


class WordReader:
    """Reads a document from its beginning to its end: numbers count from table to table."""

    def __init__(self, name: str, document: Any) -> None:
        self.after: tuple[str, ...] = ()
        self._name = name
        self._body = document.element.body
        parts = {
            each.reltype: each.target_part
            for each in document.part.rels.values()
            if not each.is_external
        }
        self._notes = {
            tag: (_notes(parts.get(kind), element), said)
            for tag, (kind, element, said) in _NOTES.items()
        }
        numbering = parts.get(RELATIONSHIP_TYPE.NUMBERING)
        styles = parts.get(RELATIONSHIP_TYPE.STYLES)
        self._numbering = Numbering(
            getattr(numbering, "element", None), getattr(styles, "element", None)
        )

    def tables(self) -> Iterator[tuple[Table, tuple[str, ...]]]:
        """Yield each table with the lines above it; what stands below the last is ``after``.

        :raises OfficeError: if a table is too large to be one of an office.
        """
        before: list[str] = []
        for child in _children(self._body, qn("w:p"), qn("w:tbl")):
            if child.tag == qn("w:p"):
                before += filter(None, [self._plain(child)])
            else:
                self._measure(child)
                yield Table(child, self), tuple(before)
                before = []
        self.after = tuple(before)

    def line(self, paragraph: Any) -> str:
        """Return a paragraph as it is seen, the number before it too.

        :raises UnknownNumberError: if the number is of a sort that is not known.
        """
        number = self._numbering.before(paragraph)
        text = seen(paragraph)
        return f"{number}{text}" if text else ""

    def doubts(self, cell: Any) -> Iterator[str]:
        """Yield what a cell holds that has no place in a table of texts."""
        for tag, (notes, what) in self._notes.items():
            for reference in cell.iter(qn(tag)):
                text = notes.get(reference.get(qn("w:id")), "")
                yield f"有{what}，没有导入：“{text}”；要留的请写进备注。"
        yield from _within(cell)

    def _plain(self, paragraph: Any) -> str:
        try:
            return self.line(paragraph)
        except UnknownNumberError:
            return seen(paragraph)

    def _measure(self, made: Any) -> None:
        rows = made.iter(qn("w:tr"))
        cells = sum(_skipped(row, "w:gridBefore") + _skipped(row, "w:gridAfter") for row in rows)
        cells += sum(_span(cell) for cell in made.iter(qn("w:tc")))
        if cells > _MAX_CELLS:
            raise OfficeError(f"{self._name} 的表太大（超过 {_MAX_CELLS} 格），没有读。")


def _within(cell: Any) -> Iterator[str]:
    """Yield what is odd about the content of a cell."""
    boxes = (_joined(each) for each in cell.iter(qn("w:txbxContent")))
    # Word keeps each box twice, once for old programs.
    for text in dict.fromkeys(filter(None, boxes)):
        yield f"有文本框，没有导入：“{text}”；要留的请写进备注。"
    for nested in cell.iter(qn("w:tbl")):
        yield f"格里还有一个表，按文字读了：“{_joined(nested)}”，请核对。"
    if any(cell.find(f".//{qn(tag)}") is not None for tag in _CHANGED):
        yield "有没有接受的修订，按接受后的样子读了，请核对。"
    yield from _unlike_text(cell)


def _unlike_text(cell: Any) -> Iterator[str]:
    """Yield what of a cell is not seen as plain text is."""
    for tag, what in _SHOWN.items():
        if cell.find(f".//{tag}") is not None:
            yield f"有{what}，没有导入，请核对。"
    if hidden := _marked(cell, "w:vanish"):
        yield f"有隐藏文字，没有导入：“{hidden}”。"
    if struck := _marked(cell, "w:strike", "w:dstrike"):
        yield f"有划掉的文字，照样导入了：“{struck}”；不要的请删去。"


def seen(paragraph: Any) -> str:
    """Return the text of a paragraph as it is seen: what is deleted or hidden is left out."""
    nodes = (node for node in paragraph.iter(qn("w:t"), *_SAID) if not _is_unseen(node))
    return "".join(_SAID.get(node.tag) or node.text or "" for node in nodes).strip()


def _is_unseen(node: Any) -> bool:
    if any(True for _ in node.iterancestors(*_UNSEEN)):
        # The text of a box is unseen from outside only.
        return True
    run = next(node.iterancestors(qn("w:r")), None)
    return run is not None and _has(run, "w:vanish")


def _has(run: Any, *tags: str) -> bool:
    """Whether a run has one of these properties."""
    found = (run.find(f"{qn('w:rPr')}/{qn(tag)}") for tag in tags)
    return any(each is not None and each.get(qn("w:val"), "1") not in _OFF for each in found)


def _marked(cell: Any, *tags: str) -> str:
    """Return the text of those runs of a cell that have one of these properties."""
    runs = (run for run in cell.iter(qn("w:r")) if _has(run, *tags))
    return "".join(text.text or "" for run in runs for text in run.iterchildren(qn("w:t"))).strip()


def _joined(node: Any) -> str:
    """Return the text of a box, a note or a nested table on one line."""
    lines = (
        "".join(each.text or "" for each in line.iter(qn("w:t"))) for line in node.iter(qn("w:p"))
    )
    return " ".join(filter(None, map(str.strip, lines)))


def _notes(part: Any, tag: str) -> dict[str, str]:
    """Return the notes of a document by their number."""
    if part is None:
        return {}
    from docx.oxml import parse_xml  # noqa: PLC0415

    root = parse_xml(part.blob)
    return {str(each.get(qn("w:id"))): _joined(each) for each in root.iter(qn(tag))}


def _children(node: Any, *tags: str) -> Iterator[Any]:
    """Yield children with these tags, those in content controls and wrappers too."""
    for child in node.iterchildren():
        if child.tag in tags:
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins")):
            yield from _children(child, *tags)


def _paragraphs(cell: Any) -> Iterator[Any]:
    """Yield the paragraphs of a cell, those of nested tables too, but not those in boxes."""
    for each in cell.iter(qn("w:p")):
        if not any(True for _ in each.iterancestors(qn("w:txbxContent"))):
            yield each


def _is_removed(row: Any) -> bool:
    return row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None


def _span(cell: Any) -> int:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return _limited(span)


def _skipped(row: Any, tag: str) -> int:
    """Return how many columns a row leaves out at its beginning or end."""
    found = row.find(f"{qn('w:trPr')}/{qn(tag)}")
    return 0 if found is None else _limited(found)


def _limited(node: Any) -> int:
    return 1 if node is None else max(0, min(int(node.get(qn("w:val"))), _MAX_SPAN))
