"""Word files (ECMA-376) from a template: paragraphs and tables in its styles, nothing else.

The template gives page, margins, footer and styles; a unit may put its own in the place of ours.
Parts are written as XML, since a library that builds cell by cell takes as long for one table as a
site for all its pages.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from allocation.office.formats.line_breaks import line_count, title_lines
from allocation.runtime.deterministic_zip import zipped
from allocation.runtime.spooled_file import spooled_file

TEMPLATE = Path(__file__).with_name("official.docx")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_BODY = "word/document.xml"
_RELATIONSHIPS = "word/_rels/document.xml.rels"
_CONTENT_TYPES = "[Content_Types].xml"
_SHORT, _LONG = 156, 225
"""The sides of the type area in millimetres (GB/T 9704-2012, 5.2.1)."""
POINTS = 72 / 25.4
"""Points in a millimetre."""
_TWIPS = 1440 / 25.4
"""Twentieths of a point in a millimetre."""
_EMU = 36_000
"""English metric units, in which drawings are measured, in a millimetre."""
_IN_MEMORY = 1_000_000
"""Bytes of a body that are held in memory; a larger one goes to a temporary file."""
_CHUNK = 65_536
"""Bytes that are read from the body at once."""

STYLES = (
    "附件号",
    "公文标题",
    "公文正文",
    "小标题",
    "二级标题",
    "说明",
    "表头",
    "表格文字",
    "表格居中",
    "封面大字",
    "脊背",
)
"""Names of the styles that a template must have."""


class TemplateError(Exception):
    """The template can't be used; says in Chinese what is missing."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG or PNG; its width and height are in millimetres."""

    content: bytes
    width: float
    height: float
    alt: str


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table: a paragraph per line, or a picture.

    ``merge`` is ``"start"`` for the first of cells merged downwards, ``"on"`` for the further ones;
    ``span`` is its width in columns; ``vertical`` text runs downwards, as on a spine.
    """

    lines: tuple[str, ...] = ("",)
    style: str = "表格文字"
    merge: str = ""
    span: int = 1
    vertical: bool = False
    picture: Picture | None = None


def cell(text: object, style: str = "表格文字") -> TableCell:
    """Return a cell with a text, line by line; it is empty for None."""
    return TableCell(tuple(str("" if text is None else text).split("\n")), style)


Row = Sequence[TableCell]
Arrange = Callable[[Iterable[Row]], Iterator[tuple[Row, float]]]
"""Gives rows their least heights in points, 0 for none; what it yields may differ from the rows."""


@dataclass(frozen=True, slots=True)
class TypeSize:
    """The size of the characters of a style, and its line pitch, in points."""

    size: float
    line: float


@dataclass(frozen=True, slots=True)
class _Template:
    parts: dict[str, bytes]
    section: str
    styles: dict[str, str]
    """Style names to ids, which are quoted as XML attributes."""
    sizes: dict[str, TypeSize]
    lying: dict[str, bytes]
    """The parts, with footers for pages in landscape."""


class Document:
    """A Word file, to which paragraphs, tables and pictures are appended.

    :param template: the .docx with page, footer and styles; ours when not given.
    :param numbered: whether the first page has a page number, which covers have not.
    :raises TemplateError: if the template is no Word file, or lacks a style.
    """

    def __init__(
        self, template: Path | None = None, *, landscape: bool = False, numbered: bool = True
    ) -> None:
        self._template = read_template(template or TEMPLATE)
        self._landscape = self._lies = landscape
        self._numbered = numbered
        self._restarts = False
        self._opening = b""
        self._body = spooled_file(self, _IN_MEMORY)
        self._pictures: dict[int, bytes] = {}
        self._break_before = False
        self.filled = 0.0
        """Points of the page that its paragraphs take so far."""

    @property
    def width(self) -> int:
        """The width of the type area in millimetres: 156 upright (GB/T 9704-2012)."""
        return _LONG if self._landscape else _SHORT

    @property
    def height(self) -> float:
        """The height of the type area in points: 225 mm upright."""
        return (_SHORT if self._landscape else _LONG) * POINTS

    @property
    def sizes(self) -> dict[str, TypeSize]:
        """The sizes of the styles."""
        return self._template.sizes

    def title(self, text: str, names: Iterable[str] = ()) -> None:
        """Add the title, broken by sense (GB/T 9704-2012, 7.3.1); names stay on one line."""
        style = self.sizes["公文标题"]
        lines = title_lines(text, self.width * POINTS / style.size, names)
        self.paragraph("\n".join(lines), "公文标题")

    def paragraph(self, text: str = "", style: str = "公文正文", place: str = "") -> None:
        """Add a paragraph, line by line.

        :param place: ``"flush"``: without the first line's indent, as for those addressed;
            ``"signed"``: at the right, as who signs, four characters in (GB/T 9704-2012, 7.3.5).
        """
        size = self.sizes[style]
        lines = text.split("\n")
        wide = self.width * POINTS / size.size
        self.filled += size.line * sum(line_count(line, wide) for line in lines)
        rules = (_BREAK if self._break_before else "") + _PLACES[place]
        self._add(_paragraph(lines, self._template.styles[style], rules))
        self._break_before = False

    def picture(self, content: bytes, width: float, height: float, alt: str) -> None:
        """Add a JPEG or PNG in a paragraph of its own; its width and height are in millimetres."""
        drawing = self._drawing(Picture(content, width, height, alt), len(self._pictures) + 1)
        rules = _BREAK if self._break_before else ""
        self._add(_PICTURED.format(rules=rules, drawing=drawing))
        self._break_before = False

    def corner_picture(self, picture: Picture, number: int) -> None:
        """Put a picture into the margin at the upper right of the first page.

        :param number: another one for each of the documents that are appended to one.
        """
        drawing = self._drawing(picture, number, _CORNER)
        run = f"<w:r>{drawing}</w:r></w:p>".encode()
        self._opening = self._opening.removesuffix(b"</w:p>") + run

    def table(
        self,
        widths: Sequence[int],
        rows: Iterable[Row],
        *,
        heads: int = 1,
        heights: Sequence[int] = (),
        arrange: Arrange | None = None,
        whole_rows: bool | None = None,
    ) -> None:
        """Add a table.

        :param widths: of the columns, in millimetres.
        :param heads: how many rows are repeated on each page.
        :param heights: of the rows, in millimetres, where they are fixed.
        :param arrange: makes pages of the rows, which may break.
        :param whole_rows: whether rows stay on one page; by default those of a table with headings
            do. Where they are long, this leaves blanks. A form whose rows do is on one page.
        """
        grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
        self._add(f"<w:tbl>{_TABLE}<w:tblGrid>{grid}</w:tblGrid>")
        # Forms without headings have rows as long as a page, which have to break.
        whole = bool(heads) if whole_rows is None else whole_rows
        unbroken = "<w:cantSplit/>" if whole and not arrange else ""
        arranged = arrange(rows) if arrange else ((row, 0.0) for row in rows)
        for place, (row, least) in enumerate(arranged):
            rules = unbroken
            if heights:
                rules += f'<w:trHeight w:val="{_twips(heights[place])}" w:hRule="exact"/>'
            if least:
                rules += f'<w:trHeight w:val="{round(20 * least)}" w:hRule="atLeast"/>'
            if place < heads:
                rules += "<w:tblHeader/>"
            cells = "".join(self._cells(row, widths, "" if heads or not whole else _KEPT))
            self._add(f"<w:tr><w:trPr>{rules}</w:trPr>{cells}</w:tr>")
        self._add("</w:tbl>")

    def section(self, *, landscape: bool = False, numbered: bool = True) -> None:
        """Begin a section on a new page: its own orientation, and pages numbered from 1.

        :param numbered: whether its first page has a page number, which covers have not.
        """
        self._add(f"<w:p><w:pPr>{_NO_HEIGHT}{self._section()}</w:pPr></w:p>")
        self._landscape, self._numbered, self._restarts = landscape, numbered, True
        self._lies = self._lies or landscape
        self._break_before = False
        self.filled = 0.0

    def page_break(self) -> None:
        """Begin a page with the next paragraph: a break as a paragraph may leave an empty page."""
        self._break_before = True
        self.filled = 0.0

    def content(self) -> bytes:
        """Return the file: the same bytes for the same content."""
        parts = self._template.lying if self._lies else self._template.parts
        return zipped({**parts, **self._media(parts), _BODY: self._pieces()})

    def append(self, other: Document) -> None:
        """Append another document, whose pictures have other numbers, on a new page."""
        # The first element is a paragraph: every document begins with a title.
        ending = b"</w:pPr>"
        self._body.write(other._opening.replace(ending, _BREAK.encode() + ending, 1))
        other._body.seek(0)
        shutil.copyfileobj(other._body, self._body)
        self._pictures |= other._pictures

    def _add(self, xml: str) -> None:
        if self._opening:
            self._body.write(xml.encode())
        else:
            self._opening = xml.encode()

    def _section(self) -> str:
        section = self._template.section
        if self._landscape:
            section = _in_landscape(section)
        if self._restarts:
            section = _with(section, "pgNumType", start="1")
        # A section that names no footer for its first page has none there.
        return section if self._numbered else _with(section, "titlePg")

    def _pieces(self) -> Iterator[bytes]:
        yield b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        yield f'<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>'.encode()
        yield self._opening
        self._body.seek(0)
        yield from iter(partial(self._body.read, _CHUNK), b"")
        yield f"{self._section()}</w:body></w:document>".encode()

    def _media(self, parts: dict[str, bytes]) -> dict[str, bytes]:
        """Return the pictures, and the two parts that must list them."""
        if not self._pictures:
            return {}
        kinds = etree.fromstring(parts[_CONTENT_TYPES])
        links = etree.fromstring(parts[_RELATIONSHIPS])
        media = {}
        for number, content in self._pictures.items():
            ending, kind = _PNG if content.startswith(_PNG_SIGNATURE) else _JPEG
            name = f"media/picture{number}.{ending}"
            media[f"word/{name}"] = content
            link = etree.SubElement(links, f"{{{links.nsmap[None]}}}Relationship")
            link.set("Id", _link(number))
            link.set("Type", f"{_R}/image")
            link.set("Target", name)
            if not any(entry.get("Extension") == ending for entry in kinds):
                # Defaults come before overrides for single parts.
                default = etree.Element(f"{{{kinds.nsmap[None]}}}Default")
                default.set("Extension", ending)
                default.set("ContentType", kind)
                kinds.insert(0, default)
        lists = {_CONTENT_TYPES: etree.tostring(kinds), _RELATIONSHIPS: etree.tostring(links)}
        return lists | media

    def _drawing(self, picture: Picture, number: int, frame: tuple[str, str] | None = None) -> str:
        self._pictures[number] = picture.content
        return _drawing(number, picture, frame or _INLINE)

    def _cells(self, row: Row, widths: Sequence[int], rules: str) -> Iterator[str]:
        at = 0
        for cell in row:
            width = _twips(sum(widths[at : at + cell.span]))
            at += cell.span
            span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
            merge = _MERGES[cell.merge]
            style = self._template.styles[cell.style]
            down = '<w:textDirection w:val="tbRlV"/>' if cell.vertical else ""
            if cell.picture:
                drawing = self._drawing(cell.picture, len(self._pictures) + 1)
                styled = f"<w:pStyle w:val={style}/>{rules}"
                lines = _PICTURED.format(rules=styled, drawing=drawing)
            else:
                lines = "".join([_paragraph((line,), style, rules) for line in cell.lines or ("",)])
            yield (
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{down}'
                f'<w:vAlign w:val="center"/></w:tcPr>{lines}</w:tc>'
            )


_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_KEPT = "<w:keepNext/>"
_BREAK = "<w:pageBreakBefore/>"
_PLACES = {
    "": "",
    "flush": '<w:ind w:firstLineChars="0" w:firstLine="0"/>',
    "signed": (
        '<w:ind w:rightChars="400" w:right="1280" w:firstLineChars="0" w:firstLine="0"/>'
        '<w:jc w:val="right"/>'
    ),
}
"""Where a paragraph stands that does not stand where its style says."""
_NO_HEIGHT = (
    '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    '<w:rPr><w:sz w:val="2"/></w:rPr>'
)
"""The paragraph that ends a section must not begin a page of its own."""
_MERGES = {"start": '<w:vMerge w:val="restart"/>', "on": "<w:vMerge/>", "": ""}
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in _SIDES
)
_TABLE = (
    f'<w:tblPr><w:tblW w:w="0" w:type="auto"/><w:jc w:val="center"/><w:tblBorders>{_BORDERS}'
    '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/>'
    '<w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)


def _paragraph(lines: Sequence[str], style: str, rules: str = "") -> str:
    texts = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' if line else "" for line in lines]
    inner = "<w:br/>".join(texts)
    run = f"<w:r>{inner}</w:r>" if inner else ""
    return f"<w:p><w:pPr><w:pStyle w:val={style}/>{rules}</w:pPr>{run}</w:p>"


_JPEG, _PNG = ("jpg", "image/jpeg"), ("png", "image/png")
_PNG_SIGNATURE = b"\x89PNG"
_PICTURED = (
    '<w:p><w:pPr>{rules}<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
    f'{_PLACES["flush"]}<w:jc w:val="center"/></w:pPr><w:r>{{drawing}}</w:r></w:p>'
)
"""A line as high as its picture."""
_BARE = 'distT="0" distB="0" distL="0" distR="0"'
_INLINE = (f"inline {_BARE}", "{extent}")
_CORNER = (
    f'anchor {_BARE} simplePos="0" relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" '
    'allowOverlap="1"',
    '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:align>right</wp:align>'
    f'</wp:positionH><wp:positionV relativeFrom="page"><wp:posOffset>{10 * _EMU}</wp:posOffset>'
    "</wp:positionV>{extent}<wp:wrapNone/>",
)
"""The element around a drawing, and what stands in it before the names: 10 mm below the edge."""


def _drawing(number: int, picture: Picture, frame: tuple[str, str]) -> str:
    extent = f'cx="{round(picture.width * _EMU)}" cy="{round(picture.height * _EMU)}"'
    named = f'id="{number}" name="图 {number}" descr={quoteattr(picture.alt)}'
    element, place = frame[0], frame[1].format(extent=f"<wp:extent {extent}/>")
    return (
        f'<w:drawing><wp:{element} xmlns:wp="{_DRAWING}/wordprocessingDrawing">{place}'
        f'<wp:docPr {named}/><a:graphic xmlns:a="{_DRAWING}/main">'
        f'<a:graphicData uri="{_DRAWING}/picture"><pic:pic xmlns:pic="{_DRAWING}/picture">'
        f"<pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{_link(number)}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        f"</a:graphic></wp:{element.partition(' ')[0]}></w:drawing>"
    )


def _link(number: int) -> str:
    return f"picture{number}"


@lru_cache(maxsize=1024)
def _twips(millimetres: int) -> int:
    return round(millimetres * _TWIPS)


def read_template(path: Path) -> _Template:
    """Return the parts of a template.

    :raises TemplateError: if it is no Word file, or lacks a style.
    """
    if not path.is_file():
        raise TemplateError(f"没有 Word 模板 {path.name}。")
    template = _template(path, path.stat().st_mtime_ns)
    missing = [name for name in STYLES if name not in template.styles]
    if missing:
        names = "、".join(f"“{name}”" for name in missing)
        raise TemplateError(f"Word 模板里没有样式{names}；对照 scripts/template 补上。")
    return template


@lru_cache(maxsize=4)
def _template(path: Path, changed: int) -> _Template:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        body = etree.fromstring(parts[_BODY], parser).find(f"{{{_W}}}body")
        styles = etree.fromstring(parts["word/styles.xml"], parser)
        section = etree.tostring(body.find(f"{{{_W}}}sectPr"), encoding="unicode")
        lying = _with_turned_footers(parts, section)
    except Exception as error:  # damaged archives raise anything
        raise TemplateError(f"{path.name} 不是能用的 Word 模板（.docx）。") from error
    named = {
        style.find(f"{{{_W}}}name").get(f"{{{_W}}}val"): style
        for style in styles.findall(f"{{{_W}}}style")
    }
    ids = {name: quoteattr(style.get(f"{{{_W}}}styleId")) for name, style in named.items()}
    sizes = {name: _size(style) for name, style in named.items()}
    return _Template(parts, section, ids, sizes, lying)


def _size(style: Any) -> TypeSize:
    """Return the size of a style; what it does not say itself is that of a table's text."""
    size, line = (style.find(f".//{{{_W}}}{tag}") for tag in ("sz", "spacing"))
    return TypeSize(
        10.5 if size is None else int(size.get(f"{{{_W}}}val")) / 2,
        15.0 if line is None else int(line.get(f"{{{_W}}}line", "300")) / 20,
    )


@lru_cache(maxsize=16)
def _in_landscape(section: str) -> str:
    """Return a section in landscape: the top margin becomes the left one (GB/T 9704-2012, 11)."""
    root = etree.fromstring(section)
    size, margins = root.find(f"{{{_W}}}pgSz"), root.find(f"{{{_W}}}pgMar")
    width, height = size.get(f"{{{_W}}}w"), size.get(f"{{{_W}}}h")
    size.set(f"{{{_W}}}w", height)
    size.set(f"{{{_W}}}h", width)
    size.set(f"{{{_W}}}orient", "landscape")
    sides = ("top", "right", "bottom", "left")
    upright = [margins.get(f"{{{_W}}}{side}") for side in sides]
    for side, margin in zip(sides, (upright[-1], *upright), strict=False):
        margins.set(f"{{{_W}}}{side}", margin)
    for footer in root.findall(f"{{{_W}}}footerReference"):
        footer.set(f"{{{_R}}}id", f"{_TURNED}{footer.get(f'{{{_R}}}id')}")
    # The number is at the short side: what is left of the footer must fit below the type area.
    margins.set(f"{{{_W}}}footer", str(_twips(5)))
    return str(etree.tostring(root, encoding="unicode"))


def _with_turned_footers(template: dict[str, bytes], section: str) -> dict[str, bytes]:
    """Return the parts with further footers for pages in landscape.

    There the page number is where it is on upright pages, once the page is turned: at the short
    side, whose upper end is the left one (GB/T 9704-2012, 11).
    """
    margins = etree.fromstring(section).find(f"{{{_W}}}pgMar")
    place = {side: margins.get(f"{{{_W}}}{side}") for side in ("left", "footer")}
    opening, closing = _AT_THE_EDGE.format(**place, long=_twips(_SHORT)).encode().split(b"|")
    links = etree.fromstring(template[_RELATIONSHIPS])
    kinds = etree.fromstring(template[_CONTENT_TYPES])
    parts = dict(template)
    for link in links.findall("{*}Relationship"):
        name = f"word/{link.get('Target')}"
        if not link.get("Type", "").endswith("/footer") or name not in parts:
            continue
        content = _FOOTER.sub(rb"\1%b\2%b\3" % (opening, closing), parts[name])
        parts[f"word/{_TURNED}{link.get('Target')}"] = content
        turned = etree.SubElement(links, link.tag, dict(link.attrib))
        turned.set("Id", f"{_TURNED}{link.get('Id')}")
        turned.set("Target", f"{_TURNED}{link.get('Target')}")
        for kind in kinds.findall(f"{{*}}Override[@PartName='/{name}']"):
            own = etree.SubElement(kinds, kind.tag, dict(kind.attrib))
            own.set("PartName", f"/word/{_TURNED}{link.get('Target')}")
    return parts | {_RELATIONSHIPS: etree.tostring(links), _CONTENT_TYPES: etree.tostring(kinds)}


_TURNED = "turned-"
"""What the names of these footers begin with, and of the links to them."""
_FOOTER = re.compile(rb"(<w:ftr\b[^>]*>)(.*)(</w:ftr>)", re.DOTALL)
_AT_THE_EDGE = (
    '<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="page" '
    'w:horzAnchor="page" w:tblpX="{footer}" w:tblpY="{left}"/><w:tblW w:w="400" w:type="dxa"/>'
    '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
    '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="400"/>'
    '</w:tblGrid><w:tr><w:trPr><w:trHeight w:val="{long}" w:hRule="exact"/></w:trPr><w:tc><w:tcPr>'
    '<w:tcW w:w="400" w:type="dxa"/><w:textDirection w:val="tbRl"/></w:tcPr>|</w:tc></w:tr></w:tbl>'
    "<w:p/>"
)
"""What comes before and after the paragraphs of a cell at the left edge, which run downwards."""


@lru_cache(maxsize=16)
def _with(section: str, name: str, **attributes: str) -> str:
    """Return a section with a further element, at the place that the schema prescribes for it."""
    root = etree.fromstring(section)
    element = root.find(f"{{{_W}}}{name}")
    if element is None:
        element = etree.Element(f"{{{_W}}}{name}")
        later = {f"{{{_W}}}{each}" for each in _SECTION[_SECTION.index(name) + 1 :]}
        place = next((at for at, each in enumerate(root) if each.tag in later), len(root))
        root.insert(place, element)
    for key, value in attributes.items():
        element.set(f"{{{_W}}}{key}", value)
    return str(etree.tostring(root, encoding="unicode"))


_SECTION = (
    "pgNumType", "cols", "formProt", "vAlign", "noEndnote", "titlePg", "textDirection", "bidi",
    "rtlGutter", "docGrid", "printerSettings", "sectPrChange",
)  # fmt: skip
"""The last elements of a section in the order of the schema (ECMA-376, CT_SectPr)."""
