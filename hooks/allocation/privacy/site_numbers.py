"""Scan of a built site for personal numbers: pages, downloads, and files packed in them.

Most content repeats on many pages, so pieces that were read before and have no number are skipped.
"""

from __future__ import annotations

import gzip
import html
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

from allocation.base.problems import Problem, Ref
from allocation.privacy.personal_numbers import CANDIDATE, NumberMatch, find, mask
from allocation.runtime.trees import digests, is_page

Texts = Iterator["Extract"]
END = "\n\n"
"""The end of a paragraph, at which a number ends."""

_END = END.encode()
_PREFIX = 24
"""The number of bytes by which a piece is located."""
_MAX_KNOWN = 100_000
"""The limit of known pieces: those of a large site do not fit into memory."""
_MAX_UNPACKED = 500_000_000
_TAG = (
    rb"/?(?!span class=.reading)(?:a|abbr|b|bdi|bdo|br|cite|code|del|em|font|i|ins|kbd|mark|q|s"
    rb"|small|span|strong|sub|sup|tspan|u|var|wbr)(?:\s[^<>]*)?/?>|!--.*?-->"
)
"""Inline tags; the screen reader text of a code is a separate text."""
_BREAK = re.compile(rb"<br\s*/?>")
_TAGS = re.compile(rb"<(?:%b)" % _TAG, re.DOTALL)
_ATTRIBUTE = re.compile(r"""([^\s"'=<>/]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_GEOMETRY = re.compile("class|cx|cy|d|height|points|r|style|transform|viewbox|width|x[12]?|y[12]?")
"""Attributes with geometry or style, not text."""
_NUMBER = re.compile(r"(?<![\d.\w])\d{11,20}(?![\d.\w])")
_STYLE_TEXT = re.compile(r"/\*.*?\*/|\bcontent:[^;}]*", re.DOTALL)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_PERCENT = re.compile(r"%(?:3[0-9]|[CE][0-9A-F]%)", re.IGNORECASE)
_PERCENTS = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_FOLDS = (b"\r\n ", b"\r\n\t", b"\n ", b"\n\t")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_OFFICE_END = re.compile(rb"</(?:w:p|si|c|comment|row)>")
_OFFICE_TAG = re.compile(rb"<[^>]*>")
_OFFICE_GAP = re.compile(rb"<(?:w:tab|w:br|w:cr|br)\b[^>]*>")
_OFFICE_CELL = re.compile(rb"</?(?:v|f|text|si|c|row|oddHeader|oddFooter)\b[^>]*>")
_OFFICE_VALUE = re.compile(
    rb"<v>(?:[^<]{0,10}|-?[0-9]*\.[^<]*)</v>|<t>(?=[0-9]*[a-f])[0-9a-f]{12}</t>"
)
"""Cells that are no personal numbers: short values, amounts, keys of exported rows."""
_OFFICE_ATTRIBUTE = re.compile(
    r" (?:Target|alt|(?:w:)?(?:author|name)|content|descr|display|error|errorTitle|location|prompt"
    r'|promptTitle|title|tooltip|w:val)="([^"]*)"'
)


class Extract(NamedTuple):
    """A text of a file; the bytes that it was read from, and the part of the file."""

    text: str
    piece: bytes = b""
    part: str = ""
    is_read: bool = True
    """Whether the file could be read; not if it is damaged, encrypted or too large."""


_UNREADABLE = Extract("", is_read=False)


@dataclass(frozen=True, slots=True)
class SiteNumber:
    """A personal number on the site, with the bytes that it was read from, if they are known."""

    ref: Ref
    match: NumberMatch
    part: str = ""
    piece: bytes = b""

    @property
    def key(self) -> object:
        """What is equal for the same words in several files."""
        return self.match.digits, self.piece or self.part or self.ref.file

    @property
    def problem(self) -> Problem:
        """The problem with its remedy; the message does not repeat the number."""
        actual = f"{self.part}有{self.match.kind}“{self.match.masked}”"
        return Problem(self.ref, actual, "网站上没有个人号码", _REMEDY)


@dataclass(frozen=True, slots=True)
class Scan:
    """The result of scanning a site.

    ``unused`` are allowed numbers that the site does not have; ``unread`` are files that could not
    be read.
    """

    numbers: tuple[SiteNumber, ...]
    unused: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def problems(self) -> Iterator[Problem]:
        """The problems to be solved before the site may be published."""
        return (number.problem for number in self.numbers)


@dataclass(frozen=True, slots=True)
class _KnownPieces:
    """The pieces that were read before, and have no number; each way of reading finds its own."""

    seen: dict[str, set[bytes]] = field(default_factory=dict)

    def add(self, way: str, pieces: Iterable[bytes]) -> set[bytes]:
        """Remember pieces that are read in a way; return those that are new."""
        if sum(map(len, self.seen.values())) > _MAX_KNOWN:
            self.seen.clear()
        seen = self.seen.setdefault(way, set())
        new = set(pieces) - seen
        seen.update(new)
        return new

    def forget(self, piece: bytes) -> None:
        """Read a piece again in every file; all of them, if it is not known which has a number."""
        if piece:
            for seen in self.seen.values():
                seen.discard(piece)
        else:
            self.seen.clear()


_File = tuple[str, str]
"""The name of a file below the folder of the site, and the digest of its content."""
Found = dict[_File, tuple[SiteNumber | str, ...]]
"""The numbers in files; a text names a part of a file that could not be read."""


class Scanner:
    """Scans a site, and later what changed of it: what was found in a file holds for its bytes."""

    def __init__(self) -> None:
        self._pieces = _KnownPieces()
        self._found: Found = {}

    def scan(
        self, folder: Path, files: Mapping[str, str], allowed: frozenset[str] = frozenset()
    ) -> Scan:
        """Search for personal numbers in all files of a site, and in their names.

        :param files: their names below the folder, with the digests of their contents.
        :param allowed: numbers that may be published.
        """
        self.read(folder, files)
        visible = sorted(_visible(files))
        pages = [file for file in visible if is_page(file[0])]
        others = [file for file in visible if not is_page(file[0])]
        self._found = {file: self._found[file] for file in visible}
        found = [*self._told(pages), *self._told(others)]
        unread = (item for file in visible for item in self._found[file] if isinstance(item, str))
        occurrences = {(item.match.digits, file) for file in visible for item in self._in(file)}
        counts = Counter(digits for digits, _ in occurrences)
        # The page of the settings lists every allowed number once.
        unused = tuple(sorted(number for number in allowed if counts[number] < 2))
        refused = tuple(item for item in found if item.match.digits not in allowed)
        return Scan(refused, unused, tuple(unread))

    def read(self, folder: Path, files: Mapping[str, str]) -> Found:
        """Search the files that are new; what is in several, or in several sites, is read once.

        :returns: what was found in them, which another process may :meth:`add`.
        """
        new = {
            file: tuple(_numbers(file[0], (folder / file[0]).read_bytes(), self._pieces))
            for file in self.new(files)
        }
        self.add(new)
        return new

    def new(self, files: Mapping[str, str]) -> list[_File]:
        """Return the files that were not searched yet."""
        return [file for file in _visible(files) if file not in self._found]

    def add(self, found: Found) -> None:
        """Remember what was found in files."""
        self._found |= found

    def _told(self, files: Iterable[_File]) -> Iterator[SiteNumber]:
        """Yield the numbers that are told: once where the same words stand in several files."""
        told: set[object] = set()
        for file in files:
            yield from (item for item in self._in(file) if item.key not in told)
            told.update(item.key for item in self._in(file))

    def _in(self, file: _File) -> list[SiteNumber]:
        return [item for item in self._found[file] if isinstance(item, SiteNumber)]


def scan(folder: Path, allowed: frozenset[str] = frozenset()) -> Scan:
    """Search for personal numbers in a site once."""
    return Scanner().scan(folder, digests(folder), allowed)


def _visible(files: Mapping[str, str]) -> Iterator[_File]:
    """Yield the files that are served; dot files are for the publishing script."""
    return (file for file in files.items() if not _is_dotted(file[0]))


def _is_dotted(name: str) -> bool:
    return PurePosixPath(name).name.startswith(".")


def numbers(name: str, content: bytes) -> Iterator[SiteNumber]:
    """Yield the personal numbers in a file and in its name."""
    results = _numbers(name, content, _KnownPieces())
    return (item for item in results if isinstance(item, SiteNumber))


def _numbers(name: str, content: bytes, known: _KnownPieces) -> Iterator[SiteNumber | str]:
    for extract in _texts(name, content, known):
        if not extract.is_read:
            known.forget(b"")
            yield f"{mask(name)} {extract.part}".strip()
        for match in find(extract.text):
            known.forget(extract.piece)
            line = _line(content, extract.piece) + extract.text.count("\n", 0, match.start)
            yield SiteNumber(Ref(mask(name), line), match, extract.part, extract.piece)


def _line(content: bytes, piece: bytes) -> int:
    """Return the line, from 1, where a piece begins; an assembled one is located by its start."""
    places = (content.find(text) for text in (piece, piece[:_PREFIX]))
    return content.count(b"\n", 0, next((place for place in places if place >= 0), 0)) + 1


def _texts(name: str, content: bytes, known: _KnownPieces) -> Texts:
    path = PurePosixPath(name)
    yield Extract(unquote(END.join(path.parts)), part="文件名里")
    yield from READERS.get(path.suffix.lower(), _plain)(path.stem, content, known)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("utf-16" if content[:2] in _UTF16 else "gb18030", "replace")


def _plain(name: str, content: bytes, known: _KnownPieces) -> Texts:
    yield Extract(_unescaped(_decoded(content)))


def _markdown(name: str, content: bytes, known: _KnownPieces) -> Texts:
    """Read Markdown, which may contain HTML."""
    yield Extract(_unescaped(_decoded(content)))
    yield Extract(_unescaped(_decoded(_TAGS.sub(b"", content))))


def _unescaped(text: str) -> str:
    """Resolve the character escapes of HTML, JSON and URLs."""
    if "&" in text:
        text = html.unescape(text)
    if "\\" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
        text = text.replace("\\n", "\n").replace("\\t", " ")
    if "%" in text and _PERCENT.search(text):
        # Of a text in Chinese, urllib.parse.unquote decodes what stands between any two characters.
        text = f"{text}{END}{_PERCENTS.sub(_decoded_percents, text)}"
    return text


def _decoded_percents(match: re.Match[str]) -> str:
    return bytes.fromhex(match[0].replace("%", "")).decode("utf-8", "replace")


def _calendar(name: str, content: bytes, known: _KnownPieces) -> Texts:
    """Read a calendar (RFC 5545): unfold lines (3.1) and remove escapes (3.3.11)."""
    for fold in _FOLDS:
        content = content.replace(fold, b"")
    fresh = known.add("calendar", content.splitlines())
    if _may_have_one(_END.join(fresh).replace(b"\\", b"")):
        yield from (Extract(_decoded(line).replace("\\", ""), line) for line in fresh)


def _markup(name: str, content: bytes, known: _KnownPieces) -> Texts:
    """Read HTML and XML: a number can contain inline tags, but no others."""
    pieces = content.split(b"<")
    yield from _pieces(pieces, known)
    whole = _TAGS.sub(b"", _BREAK.sub(b" ", content)).split(b"<")
    yield from _pieces(set(whole).difference(pieces), known)


def _pieces(pieces: Iterable[bytes], known: _KnownPieces) -> Texts:
    fresh = known.add("markup", pieces)
    # Most pages have no new possible number, and most pieces of the others have none.
    if _may_have_one(_END.join(map(_parted, fresh))):
        for piece in fresh:
            if _may_have_one(_parted(piece)):
                yield from (Extract(text, piece) for text in _tag_texts(_decoded(piece)))


def _may_have_one(content: bytes) -> bool:
    """Whether there may be a number, as there may in what is not in UTF-8."""
    try:
        return CANDIDATE.search(_unescaped(content.decode())) is not None
    except UnicodeDecodeError:
        return True


def _parted(piece: bytes) -> bytes:
    """Keep the digits of a tag and those of the text behind it apart: a letter ends a number."""
    return piece if piece.startswith((b"!", b"?")) else piece.replace(b">", b">x", 1)


def _tag_texts(piece: str) -> Iterator[str]:
    """Yield the text after a tag, and the texts of its attributes."""
    if piece.startswith(("!", "?")):
        yield _unescaped(piece)
        return
    tag, _, text = piece.partition(">")
    yield _unescaped(text).replace("\n", " ")
    for name, *values in _ATTRIBUTE.findall(tag):
        if not _GEOMETRY.fullmatch(name.lower()):
            yield _unescaped("".join(values))


def _script(name: str, content: bytes, known: _KnownPieces) -> Texts:
    """Read JSON and JavaScript: string literals, and numbers outside them."""
    pieces = content.replace(b"\\\\", b"/").replace(b'\\"', b"'").split(b'"')
    for fresh, is_text in (
        (known.add("literal", pieces[1::2]), True),
        (known.add("script", pieces[::2]), False),
    ):
        joined = _unescaped(_decoded(_END.join(fresh)))
        yield Extract(joined if is_text else END.join(_NUMBER.findall(joined)))


def _style(name: str, content: bytes, known: _KnownPieces) -> Texts:
    """Read CSS: comments, generated content and long numbers."""
    text = _decoded(content)
    yield Extract(_unescaped(END.join((*_STYLE_TEXT.findall(text), *_NUMBER.findall(text)))))


def _zip(name: str, content: bytes, known: _KnownPieces) -> Texts:
    """Read the members of a zip archive, or of an Office file."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError):
        yield _UNREADABLE
        return
    with archive:
        parts = [entry for entry in archive.infolist() if not entry.is_dir()]
        if sum(entry.file_size for entry in parts) > _MAX_UNPACKED:
            yield _UNREADABLE
            return
        is_office = "[Content_Types].xml" in archive.namelist()
        for part in parts:
            # The name has a text, too, and says how the content is read.
            name = f"{part.filename} {is_office} {part.CRC} {part.file_size}"
            if known.add("member", [name.encode("utf-8", "surrogateescape")]):
                for extract in _part(archive, part.filename, is_office, known):
                    yield extract._replace(part=f"{mask(part.filename)} 里", piece=b"")


def _part(archive: zipfile.ZipFile, name: str, is_office: bool, known: _KnownPieces) -> Texts:
    # Damaged and encrypted files raise any exception.
    try:
        inner = archive.read(name)
    except Exception:
        yield from (Extract(name), _UNREADABLE)
        return
    is_markup = is_office and name.endswith((".xml", ".rels"))
    yield from _office(inner, known) if is_markup else _texts(name, inner, known)


def _office(content: bytes, known: _KnownPieces) -> Texts:
    """Read OOXML: a paragraph or a cell is one text, regardless of its runs."""
    fresh = _END.join(known.add("office", _OFFICE_END.split(content)))
    texts = _OFFICE_CELL.sub(_END, _OFFICE_GAP.sub(b" ", _OFFICE_VALUE.sub(b"", fresh)))
    yield Extract(_unescaped(_decoded(_OFFICE_TAG.sub(b"", texts))))
    yield Extract(_unescaped(END.join(_OFFICE_ATTRIBUTE.findall(_decoded(fresh)))))


def _gzip(name: str, content: bytes, known: _KnownPieces) -> Texts:
    try:
        with gzip.open(io.BytesIO(content)) as file:
            inner = file.read(_MAX_UNPACKED)
    except (OSError, EOFError, zlib.error):
        yield _UNREADABLE
        return
    yield from _texts(name, inner, known)


def _pdf(name: str, content: bytes, known: _KnownPieces) -> Texts:
    from pypdfium2 import PdfDocument  # noqa: PLC0415 - most sites have none

    # Damaged files raise any exception.
    try:
        with PdfDocument(content) as document:
            yield Extract(END.join(document.get_metadata_dict().values()))
            for number, page in enumerate(document, start=1):
                yield Extract(page.get_textpage().get_text_range(), part=f"第 {number} 页")
    except Exception:
        yield _UNREADABLE


def _empty(name: str, content: bytes, known: _KnownPieces) -> Texts:
    """Images and fonts have no text."""
    return iter(())


Reader = Callable[[str, bytes, _KnownPieces], Texts]
READERS: dict[str, Reader] = {
    **dict.fromkeys((".html", ".htm", ".xhtml", ".xml", ".svg"), _markup),
    **dict.fromkeys((".json", ".js", ".map"), _script),
    **dict.fromkeys((".docx", ".xlsx", ".pptx", ".zip"), _zip),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".webp", ".ico", ".woff", ".woff2"), _empty),
    ".css": _style,
    ".gz": _gzip,
    ".ics": _calendar,
    ".md": _markdown,
    ".pdf": _pdf,
}
"""Readers by file extension; other files are read as plain text."""
_REMEDY = (
    "在数据或 docs/ 里删去号码（材料文件换成去除个人信息的），再生成；"
    "确是公开的值班电话等，在 unit.yml 的 allowed_numbers 里写明号码和理由。"
)
