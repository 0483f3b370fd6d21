"""Tables as rows of cells, from Word files and from text that was copied out of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allocation.importers import office
from allocation.importers.office import OfficeError

_MAX_CELLS = 200_000


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of cells, each a list of lines; none for a cell merged with the one above.

    ``before`` are the lines that stand above the table; ``doubts`` is what could not be read.
    """

    rows: list[list[str | None]]
    before: tuple[str, ...]
    doubts: tuple[str, ...] = ()


def read(path: Path) -> list[Grid]:
    """Return the tables of a file: a Word file, or text with cells after tabs.

    :raises OfficeError: if it can't be read.
    """
    if path.suffix.lower() == ".txt":
        return [_from_text(_text(path))]
    return _from_word(path)


def _text(path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return path.read_text(encoding=encoding)
        except UnicodeDecodeError:
            continue
    raise OfficeError(f"{path.name} 不是文本文件；请另存为 UTF-8 的 .txt。")


def _from_text(text: str) -> Grid:
    """Read flattened text: an empty line between rows, a tab before each cell."""
    head, _, rest = text.replace("\r\n", "\n").partition("\n\t")
    rows = [
        [cell.strip() for cell in block.removeprefix("\t").split("\n\t")]
        for block in f"\t{rest}".split("\n\n")
        if block.strip()
    ]
    return Grid([list(row) for row in rows], tuple(filter(None, map(str.strip, head.split("\n")))))


def _from_word(path: Path) -> list[Grid]:
    office.check(path)
    # Loading takes a while, and no other command needs it.
    import docx  # noqa: PLC0415

    try:
        body = docx.Document(str(path)).element.body
        return list(_grids(path.name, body))
    except OfficeError:
        raise
    except Exception as error:
        why = type(error).__name__
        raise OfficeError(f"{path.name} 不是 Word 文件，或已经损坏（{why}）。") from error


def _grids(name: str, body: Any) -> list[Grid]:
    from docx.oxml.ns import qn  # noqa: PLC0415

    found: list[Grid] = []
    before: list[str] = []
    for child in _children(body, qn("w:p"), qn("w:tbl")):
        if child.tag == qn("w:p"):
            before += filter(None, [_line(child)])
        else:
            rows = [_row(row) for row in _children(child, qn("w:tr"))]
            if sum(map(len, rows)) > _MAX_CELLS:
                raise OfficeError(f"{name} 的表太大（超过 {_MAX_CELLS} 格），没有读。")
            found.append(Grid(rows, tuple(before), tuple(_doubts(child))))
            before = []
    return found


def _children(node: Any, *tags: str) -> Iterator[Any]:
    """Yield children with these tags, those in content controls too."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    for child in node.iterchildren():
        if child.tag in tags:
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent")):
            yield from _children(child, *tags)


_DOUBTS = {
    "w:numPr": "表里有自动编号，标号没有读进来，请对照原表补上",
    "w:footnoteReference": "表里有脚注，没有读进来",
    "w:txbxContent": "表里有文本框，没有读进来",
    "w:tbl": "单元格里还有表，按文字读了，请核对",
    "w:moveFrom": "表里有没有接受的修订，按接受后的样子读了",
    "w:ins": "表里有没有接受的修订，按接受后的样子读了",
    "w:gridBefore": "有的行左边缺格，各栏可能错位，请核对",
}


def _doubts(made: Any) -> Iterator[str]:
    """Yield what a table holds that can't be read for sure."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    found = (said for tag, said in _DOUBTS.items() if made.find(f".//{qn(tag)}") is not None)
    yield from dict.fromkeys(found)


def _row(row: Any) -> list[str | None]:
    """Return the cells of a row; a wide cell is followed by empty ones."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    cells: list[str | None] = []
    for cell in row.iterchildren(qn("w:tc"), qn("w:sdt")):
        inner = cell if cell.tag == qn("w:tc") else cell.find(f".//{qn('w:tc')}")
        if inner is None:
            continue
        merge = inner.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        span = inner.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        on = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
        lines = [_line(each) for each in inner.iter(qn("w:p"))]
        cells.append(None if on else "\n".join(filter(None, lines)))
        width = int(span.get(qn("w:val"))) if span is not None else 1
        cells += [""] * (min(width, 100) - 1)
    return cells


def _line(paragraph: Any) -> str:
    """Return the text of a paragraph as it is seen: deleted text and fields' codes left out."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    said = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n"}
    unseen = (qn("w:moveFrom"), qn("w:txbxContent"))
    nodes = (
        node
        for node in paragraph.iter(qn("w:t"), *said)
        if not any(True for _ in node.iterancestors(*unseen))
    )
    return "".join(said.get(node.tag) or node.text or "" for node in nodes).strip()
