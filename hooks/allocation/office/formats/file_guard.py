"""Checks of untrusted Word and Excel files, before anything parses or opens them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from allocation.base.os_messages import reason
from allocation.base.zip_directory import directory_size

MAX_BYTES = 50_000_000

_MAX_DIRECTORY = 5_000_000
"""Bytes of the names of all parts, and what is said of them."""
_SHEETS = "xl/worksheets/"
_XML = (".xml", ".rels", ".svg")
_BLOCK = 1 << 20
_ZIP, _OLE, _RTF, _GZIP = b"PK", b"\xd0\xcf\x11\xe0", rb"{\rtf", b"\x1f\x8b"
_BEFORE_MARKUP = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
"""Bytes allowed before the first element: byte order marks, the zero bytes of UTF-16, spaces."""
_RESAVE = "请用 Word、Excel 或 WPS 打开，另存为 .docx 或 .xlsx"
_ORIGINAL = "请用原来的 Word 或 Excel 文件"
_OTHER_KINDS = (
    (
        rb"%PDF",
        "是 PDF，里面的表格读不准",
        f"{_ORIGINAL}；没有的，用 Word 或 WPS 转成 .docx，核对后再用",
    ),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0\0\0\0|II\*\0|MM\0\*", "是图片", _ORIGINAL),
    (rb"Rar!|7z\xbc\xaf", "是压缩包", "请先解压"),
    (rb"(?is)\s*(<\?xml.{0,400}?)?<!doctype html|\s*<(html|meta|table)", "其实是网页", _RESAVE),
    (
        rb"(?s)\s*<\?xml.*?urn:schemas-microsoft-com:office:spreadsheet",
        "是“XML 表格 2003”",
        _RESAVE,
    ),
)
"""Files of other kinds, some under the name of an office file: first bytes, kind, what to do."""
_TEXT = (
    rb"(?!\{\\rtf|\s*<)[^\0-\x08\x0e-\x1f]+\Z",
    "其实是文本",
    "请改名为 .csv（表格）或 .txt，再用",
)
"""The kind of what has no control characters; of use under the name of a text only."""
_HEAD = 2000
_ODF = tuple(f"application/vnd.oasis.opendocument.{kind}".encode() for kind in ("text", "spread"))
_MANIFEST = "META-INF/manifest.xml"
_HREF = "http://www.w3.org/1999/xlink href"
_SVG = "http://www.w3.org/2000/svg "
_OUTSIDE = re.compile(r"\.\./|[/\\]|[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_OTHER_MACHINE = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+:|(file:)?(//|\\\\)[^/\\]", re.IGNORECASE)
_MOST_LISTED = 3

Attributes = dict[str, str]
ElementHandler = Callable[[str, Attributes], object]


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Limits of a package: bytes in all, of XML trees, of a sheet; elements and attributes."""

    everything: int = 300_000_000
    trees: int = 300_000_000
    sheet: int = 300_000_000
    marks: float = float("inf")


_PARSED = _Bounds(everything=120_000_000, trees=30_000_000, sheet=64_000_000, marks=1_500_000)
"""For libraries that hold all parts, and trees of all but the sheets: some 250 MB of memory."""


class OfficeError(Exception):
    """The file can't be used; says in Chinese what is wrong and what to do."""


def check(path: Path) -> None:
    """Check a .docx or .xlsx before anything parses it.

    :raises OfficeError: if it is no such file, is damaged, would take too much memory, is protected
        by a password, or declares entities (which no office program does).
    """
    _refuse_kinds(path, (*_OTHER_KINDS, _TEXT))
    if first_bytes(path).startswith(_OLE):
        raise OfficeError(
            f"{path.name} 有密码，或是旧格式（.doc、.xls）；请另存为 .docx 或 .xlsx。"
        )
    _check_package(path, _PARSED)


def check_links(path: Path, *, contained: bool) -> None:
    """Check an office file of any format before a program that follows links opens it.

    :param contained: whether that program has no access to other files of this machine; if it has,
        RTF is refused, whose links can be spelt in too many ways.
    :raises OfficeError: if it is no office file, unpacks to too much, is protected by a password,
        declares entities, or would fetch something when opened.
    """
    _refuse_kinds(path, (*_OTHER_KINDS, _TEXT))
    first = first_bytes(path)
    if first.startswith(_ZIP):
        links: dict[str, None] = {}
        _check_package(path, _Bounds(), lambda *tag: links.update(dict.fromkeys(_targets(*tag))))
        _refuse(path.name, list(links))
    elif not first.startswith((_OLE, _RTF)):
        raise _not_office(path.name)
    elif first.startswith(_RTF) and not contained:
        raise OfficeError(
            f"{path.name} 是 RTF 格式，要装好 bubblewrap 才能读（apt-get install bubblewrap）；"
            "或者在 Word 或 WPS 里另存为 .docx。"
        )


def check_kind(path: Path) -> None:
    """Check that a file is of no kind that nothing here can read.

    :raises OfficeError: if it is; says what it is, and what to do.
    """
    _refuse_kinds(path, _OTHER_KINDS)


def _refuse_kinds(path: Path, kinds: Iterable[tuple[bytes, str, str]]) -> None:
    first_bytes(path)
    with path.open("rb") as file:
        head = file.read(_HEAD).removeprefix(b"\xef\xbb\xbf")
    for pattern, kind, remedy in kinds:
        if re.match(pattern, head):
            raise OfficeError(f"{path.name} {kind}；{remedy}。")


def first_bytes(path: Path, most: int = MAX_BYTES) -> bytes:
    """Return the first bytes of a file.

    :raises OfficeError: if it can't be read, or has more than ``most`` bytes.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            first = file.read(8)
    except OSError as error:
        raise OfficeError(f"{path.name} 打不开（{reason(error)}）。") from error
    if size > most:
        raise OfficeError(f"{path.name} 有 {size // 1_000_000} MB，太大了；请确认没有放错文件。")
    return first


def _check_package(path: Path, bounds: _Bounds, on_element: ElementHandler | None = None) -> None:
    """Read all XML of a package, block by block.

    :param on_element: is called with the name and the attributes of each element.
    """
    try:
        if directory_size(path) > _MAX_DIRECTORY:
            raise _too_large(path.name)
        with zipfile.ZipFile(path) as archive:
            _check_kind(path.name, archive)
            _check_sizes(path.name, archive, bounds)
            marks = 0
            for part in archive.infolist():
                for count in _parse_part(path.name, archive, part, on_element):
                    marks += 0 if _is_sheet(part) else count
                    if marks > bounds.marks:
                        raise _too_large(path.name)
    except OfficeError:
        raise
    except Exception as error:  # damaged archives raise anything
        raise _not_office(path.name) from error


def _check_kind(name: str, archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if "mimetype" in names and not _head(archive, "mimetype").startswith(_ODF):
        raise _not_office(name)
    if _MANIFEST in names and b"encryption-data" in _head(archive, _MANIFEST):
        raise OfficeError(f"{name} 有密码；请去掉密码，再存一份。")
    if any(entry.startswith("Basic/") for entry in names):
        raise OfficeError(f"{name} 里有宏；请去掉宏，再存一份。")


def _head(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        return file.read(_BLOCK)


def _check_sizes(name: str, archive: zipfile.ZipFile, bounds: _Bounds) -> None:
    """Check the declared sizes: a part that has more is damaged."""
    parts = archive.infolist()
    sheet = max((part.file_size for part in parts if _is_sheet(part)), default=0)
    trees = sum(part.file_size for part in parts if _is_xml(part) and not _is_sheet(part))
    everything = sum(part.file_size for part in parts)
    if sheet > bounds.sheet or trees > bounds.trees or everything > bounds.everything:
        raise _too_large(name)


def _is_sheet(part: zipfile.ZipInfo) -> bool:
    return part.filename.startswith(_SHEETS)


def _is_xml(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith(_XML)


def _parse_part(
    name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo, on_element: ElementHandler | None
) -> Iterator[int]:
    """Parse a part without keeping it; yield about how many marks each block has.

    A parser finds a declaration in any encoding; a pattern would have to know all encodings.
    """
    with archive.open(part) as file:
        blocks = iter(lambda: file.read(_BLOCK), b"")
        first = next(blocks, b"")
        if first.startswith(_GZIP):
            raise OfficeError(f"{name} 里的 {part.filename} 又压缩了一层，看不到内容，没有读。")
        if not _is_xml(part) and not first.lstrip(_BEFORE_MARKUP).startswith(b"<"):
            return
        parser = _parser(name, on_element)
        for block in (first, *blocks):
            parser.Parse(block)
            yield block.count(b"<") + block.count(b"=")
        parser.Parse(b"", True)


def _parser(name: str, on_element: ElementHandler | None) -> expat.XMLParserType:
    def declared(*_: object) -> None:
        raise OfficeError(f"{name} 里有外部实体声明，不像是正常的文件，没有读。")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = on_element
    return parser


def _targets(tag: str, attributes: Attributes) -> Iterator[str]:
    """Yield the address that a program fetches when it opens a file with this element.

    Links for readers (``a`` in OpenDocument and SVG, ``hyperlink`` in OOXML) are not fetched, nor
    is the template on the writer's own disk, which Word names in every file.
    """
    kind = tag.rpartition(" ")[2]
    if kind == "Relationship":
        if attributes.get("TargetMode", "").lower() != "external":
            return
        kind, target = attributes.get("Type", "").rpartition("/")[2], attributes.get("Target", "")
        outside = True
    else:
        plain = attributes.get("href", "") if tag.startswith(_SVG) else ""
        target = attributes.get(_HREF) or plain
        outside = _OUTSIDE.match(target) is not None
    if kind in ("attachedTemplate", "template"):
        outside = _OTHER_MACHINE.match(target) is not None
    if outside and kind not in ("a", "hyperlink"):
        yield target


def _refuse(name: str, links: list[str]) -> None:
    if links:
        more = f" 等 {len(links)} 处" if len(links) > _MOST_LISTED else ""
        raise OfficeError(
            f"{name} 里链接了文件外面的内容：{'、'.join(links[:_MOST_LISTED])}{more}；没有转换。"
            "请在 Word 或 WPS 里断开链接（图片改成嵌入），再存一份。"
        )


def _too_large(name: str) -> OfficeError:
    return OfficeError(f"{name} 解开后太大，不像是正常的文件。")


def _not_office(name: str) -> OfficeError:
    return OfficeError(f"{name} 不是 Word 或 Excel 文件，或已经损坏。")
