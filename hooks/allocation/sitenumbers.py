"""Personal numbers in the bytes of a finished site: pages, downloads, and what is packed in them.

Most of a site stands on many of its pages, so what was read once is not read again.
"""

from __future__ import annotations

import gzip
import html
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

from allocation.personal_numbers import CANDIDATE, NUMERALS, Match, find, mask
from allocation.problems import Problem, Ref

Texts = Iterator["Said"]
END = "\n\n"
"""The end of a paragraph, as numbers are read."""

_END = END.encode()
_START = 24
"""Bytes by which a piece is known again."""
_REMEMBERED = 100_000
"""Pieces; a large site does not fit into memory."""
_MAX_UNPACKED = 500_000_000
_TAG = (
    rb"/?(?!span class=.reading)(?:a|abbr|b|bdi|bdo|br|cite|code|del|em|font|i|ins|kbd|mark|q|s"
    rb"|small|span|strong|sub|sup|tspan|u|var|wbr)(?:\s[^<>]*)?/?>|!--.*?-->"
)
"""Tags inside a line; how a code is read out is a text of its own."""
_NUMERAL = b"|".join(
    (
        *(char.encode() for char in NUMERALS),
        rb"\xef\xbc[\x90-\x99]|\xe2\x81[\xb0-\xbf]|\xe2\x82[\x80-\x89]|\xe2[\x91\x92].",
        rb"\xe2\x93[\xaa-\xbf]|\xe2\x9d[\xb6-\xbf]|\xe2\x9e[\x80-\x93]",
    )
)
"""The bytes of digits of three bytes: Chinese, full width, raised, lowered, in circles."""
_PARTING = (
    rb"(?:[\s\-._/()+,:]|\xc2.|\xe2[\x80\x81\x88].|\xe3\x80\x80|\xef[\xb8-\xbc].|&[^;<>\s]+;)"
)
_PARTED = re.compile(
    rb"<(?:(?<=[0-9;]<)|(?<=[0-9;][\s\-._/()+,:]<)|(?<=[0-9]\xc2.<)|(?<=[0-9][\xe2\xe3\xef]..<)"
    rb"|(?<=[\x80-\xbf]<)(?<=(?:%(digit)b)<))(?:%(tag)b)(?:%(gap)b*<(?:%(tag)b))*%(gap)b*(?:[0-9]|%(digit)b)"
    % {b"digit": _NUMERAL, b"tag": _TAG, b"gap": _PARTING},
    re.DOTALL,
)
"""Tags inside a line that may stand in the middle of a number."""
_BREAK = re.compile(rb"<br\s*/?>")
_TAGS = re.compile(rb"<(?:%b)" % _TAG, re.DOTALL)
_ATTRIBUTE = re.compile(r"""([^\s"'=<>/]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_DRAWN = re.compile("class|cx|cy|d|height|points|r|style|transform|viewbox|width|x[12]?|y[12]?")
"""Attributes that say where something is drawn."""
_NUMBER = re.compile(r"(?<![\d.\w])\d{11,20}(?![\d.\w])")
_STYLE_TEXT = re.compile(r"/\*.*?\*/|\bcontent:[^;}]*", re.DOTALL)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_QUOTED = re.compile(r"%(?:3[0-9]|[CE][0-9A-F]%)", re.IGNORECASE)
_FOLDED = re.compile(rb"\r?\n[ \t]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_OFFICE_END = re.compile(rb"</(?:w:p|si|c|comment|row)>")
_OFFICE_TAG = re.compile(rb"<[^>]*>")
_OFFICE_GAP = re.compile(rb"<(?:w:tab|w:br|w:cr|br)\b[^>]*>")
_OFFICE_CELL = re.compile(rb"</?(?:v|f|text|si|c|row|oddHeader|oddFooter)\b[^>]*>")
_OFFICE_VALUE = re.compile(
    rb"<v>(?:[^<]{0,10}|-?[0-9]*\.[^<]*)</v>|<t>(?=[0-9]*[a-f])[0-9a-f]{12}</t>"
)
"""What is too short for a number of a person, an amount, or the mark of a row in an export."""
_OFFICE_SAID = re.compile(
    r" (?:Target|alt|(?:w:)?(?:author|name)|content|descr|display|error|errorTitle|location|prompt"
    r'|promptTitle|title|tooltip|w:val)="([^"]*)"'
)


class Said(NamedTuple):
    """A text as somebody reads it; the bytes that it was read from, and the part of the file."""

    text: str
    piece: bytes = b""
    part: str = ""
    is_read: bool = True
    """Whether the file could be looked into: it may be damaged, locked or too large."""


_UNREAD = Said("", is_read=False)


@dataclass(frozen=True, slots=True)
class Found:
    """A number on the site, that nobody allowed."""

    ref: Ref
    match: Match
    part: str = ""

    @property
    def problem(self) -> Problem:
        """What to do about it, in words that do not repeat the number."""
        found = f"{self.part}有{self.match.kind}“{self.match.masked}”"
        return Problem(self.ref, found, "网站上没有个人号码", _REMEDY)


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found in a site.

    ``unused`` are exceptions that nothing needs, by their numbers; ``unread`` are files that could
    not be looked into.
    """

    found: tuple[Found, ...]
    unused: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def problems(self) -> Iterator[Problem]:
        """What must be put right before the site may be shown."""
        return (each.problem for each in self.found)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The pieces of the site that were read already."""

    seen: set[bytes] = field(default_factory=set)

    def fresh(self, pieces: Iterable[bytes]) -> set[bytes]:
        """Return pieces that are met for the first time."""
        if len(self.seen) > _REMEMBERED:
            self.seen.clear()
        new = set(pieces) - self.seen
        self.seen.update(new)
        return new


def scan(folder: Path, allowed: frozenset[str] = frozenset()) -> Scan:
    """Look for personal numbers in every file of a site, and in its name.

    :param allowed: numbers that may be shown.
    """
    # What begins with a dot is for the step of publishing: check sums, that nobody is shown.
    served = (each for each in folder.rglob("*") if not each.name.startswith("."))
    paths = sorted(each for each in served if each.is_file())
    pages = [path for path in paths if path.suffix == ".html"]
    others = [path for path in paths if path.suffix != ".html"]
    with get_context("fork").Pool(1) as beside:
        later = beside.apply_async(_in_all, (folder, others))
        read = (*_in_all(folder, pages), *later.get())
    found = [each for each in read if isinstance(each, Found)]
    unread = tuple(each for each in read if isinstance(each, str))
    places = {(each.match.digits, each.ref.file) for each in found}
    times = Counter(digits for digits, _ in places)
    # The page of the settings shows each exception itself.
    unused = tuple(sorted(number for number in allowed if times[number] < 2))
    found = [each for each in found if each.match.digits not in allowed]
    return Scan(tuple(found), unused, unread)


def _in_all(folder: Path, paths: Iterable[Path]) -> list[Found | str]:
    """Return what was found, and the names of files that could not be looked into."""
    reading = _Reading()
    named = ((path.relative_to(folder).as_posix(), path) for path in paths)
    return [each for name, path in named for each in _numbers(name, path.read_bytes(), reading)]


def numbers(name: str, content: bytes) -> Iterator[Found]:
    """Yield the personal numbers in a file and in its name."""
    return (each for each in _numbers(name, content, _Reading()) if isinstance(each, Found))


def _numbers(name: str, content: bytes, reading: _Reading) -> Iterator[Found | str]:
    for said in _texts(name, content, reading):
        if not said.is_read:
            yield f"{mask(name)} {said.part}".strip()
        for match in find(said.text):
            line = _line(content, said.piece) + said.text.count("\n", 0, match.start)
            yield Found(Ref(mask(name), line), match, said.part)


def _line(content: bytes, piece: bytes) -> int:
    """Return the line, from 1, where a piece begins; of one that was put together, its start."""
    places = (content.find(each) for each in (piece, piece[:_START]))
    return content.count(b"\n", 0, next((place for place in places if place >= 0), 0)) + 1


def _texts(name: str, content: bytes, reading: _Reading) -> Texts:
    path = PurePosixPath(name)
    yield Said(unquote(END.join(path.parts)), part="文件名里")
    yield from READERS.get(path.suffix.lower(), _plain)(path.stem, content, reading)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("utf-16" if content[:2] in _UTF16 else "gb18030", "replace")


def _plain(name: str, content: bytes, reading: _Reading) -> Texts:
    yield Said(_unescaped(_decoded(content)))


def _written(name: str, content: bytes, reading: _Reading) -> Texts:
    """Markdown, which may hold HTML."""
    yield Said(_unescaped(_decoded(content)))
    yield Said(_unescaped(_decoded(_TAGS.sub(b"", content))))


def _unescaped(text: str) -> str:
    """Resolve what HTML, JSON and addresses write instead of a character."""
    if "&" in text:
        text = html.unescape(text)
    if "\\" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
        text = text.replace("\\n", "\n").replace("\\t", " ")
    if "%" in text and _QUOTED.search(text):
        text = f"{text}{END}{unquote(text)}"
    return text


def _calendar(name: str, content: bytes, reading: _Reading) -> Texts:
    """RFC 5545, 3.1: a line goes on in the next that begins with white space; 3.3.11: escapes."""
    fresh = reading.fresh(_FOLDED.sub(b"", content).splitlines())
    yield from (Said(_decoded(line).replace("\\", ""), line) for line in fresh)


def _markup(name: str, content: bytes, reading: _Reading) -> Texts:
    """HTML and XML: tags inside a line do not part a number, all others do."""
    yield from _pieces(content, reading)
    if _PARTED.search(content):
        yield from _pieces(_TAGS.sub(b"", _BREAK.sub(b" ", content)), reading)


def _pieces(content: bytes, reading: _Reading) -> Texts:
    fresh = reading.fresh(content.split(b"<"))
    # Most pages have nothing new that could be a number; only the others are taken apart.
    if CANDIDATE.search(_unescaped(_decoded(_END.join(fresh)))):
        for piece in fresh:
            yield from (Said(text, piece) for text in _said(_decoded(piece)))


def _said(piece: str) -> Iterator[str]:
    """Yield what a tag says, and the text behind it."""
    if piece.startswith(("!", "?")):
        yield _unescaped(piece)
        return
    tag, _, text = piece.rpartition(">") if piece.count(">") == 1 else piece.partition(">")
    yield _unescaped(text).replace("\n", " ")
    for name, *values in _ATTRIBUTE.findall(tag):
        if not _DRAWN.fullmatch(name.lower()):
            yield _unescaped("".join(values))


def _script(name: str, content: bytes, reading: _Reading) -> Texts:
    """JSON and JavaScript: each text by itself, and numbers that stand alone."""
    pieces = content.replace(b"\\\\", b"/").replace(b'\\"', b"'").split(b'"')
    for fresh, is_text in (
        (reading.fresh(pieces[1::2]), True),
        (reading.fresh(pieces[::2]), False),
    ):
        joined = _unescaped(_decoded(_END.join(fresh)))
        yield Said(joined if is_text else END.join(_NUMBER.findall(joined)))


def _style(name: str, content: bytes, reading: _Reading) -> Texts:
    """CSS: what it says beside sizes and shapes."""
    text = _decoded(content)
    yield Said(_unescaped(END.join((*_STYLE_TEXT.findall(text), *_NUMBER.findall(text)))))


def _packed(name: str, content: bytes, reading: _Reading) -> Texts:
    """Files in a file: an archive, or what Word and Excel write."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError):
        yield _UNREAD
        return
    with archive:
        parts = [each for each in archive.infolist() if not each.is_dir()]
        if sum(each.file_size for each in parts) > _MAX_UNPACKED:
            yield _UNREAD
            return
        is_office = "[Content_Types].xml" in archive.namelist()
        for part in parts:
            if reading.fresh([b"%d %d" % (part.CRC, part.file_size)]):
                for said in _part(archive, part.filename, is_office, reading):
                    yield said._replace(part=f"{mask(part.filename)} 里", piece=b"")


def _part(archive: zipfile.ZipFile, name: str, is_office: bool, reading: _Reading) -> Texts:
    # Damaged and locked files raise anything.
    try:
        inner = archive.read(name)
    except Exception:
        yield from (Said(name), _UNREAD)
        return
    is_markup = is_office and name.endswith((".xml", ".rels"))
    yield from _office(inner, reading) if is_markup else _texts(name, inner, reading)


def _office(content: bytes, reading: _Reading) -> Texts:
    """OOXML: a paragraph or a cell is one text, in however many runs."""
    fresh = _END.join(reading.fresh(_OFFICE_END.split(content)))
    whole = _OFFICE_CELL.sub(_END, _OFFICE_GAP.sub(b" ", _OFFICE_VALUE.sub(b"", fresh)))
    yield Said(_unescaped(_decoded(_OFFICE_TAG.sub(b"", whole))))
    yield Said(_unescaped(END.join(_OFFICE_SAID.findall(_decoded(fresh)))))


def _gzip(name: str, content: bytes, reading: _Reading) -> Texts:
    try:
        with gzip.open(io.BytesIO(content)) as file:
            inner = file.read(_MAX_UNPACKED)
    except (OSError, EOFError, zlib.error):
        yield _UNREAD
        return
    yield from _texts(name, inner, reading)


def _pdf(name: str, content: bytes, reading: _Reading) -> Texts:
    from pypdfium2 import PdfDocument  # noqa: PLC0415 - most sites have none

    # Damaged files raise anything.
    try:
        with PdfDocument(content) as document:
            yield Said(END.join(document.get_metadata_dict().values()))
            for number, page in enumerate(document, start=1):
                yield Said(page.get_textpage().get_text_range(), part=f"第 {number} 页")
    except Exception:
        yield _UNREAD


def _silent(name: str, content: bytes, reading: _Reading) -> Texts:
    """Pictures and typefaces say nothing but their name."""
    return iter(())


Reader = Callable[[str, bytes, _Reading], Texts]
READERS: dict[str, Reader] = {
    **dict.fromkeys((".html", ".htm", ".xhtml", ".xml", ".svg"), _markup),
    **dict.fromkeys((".json", ".js", ".map"), _script),
    **dict.fromkeys((".docx", ".xlsx", ".pptx", ".zip"), _packed),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".webp", ".ico", ".woff", ".woff2"), _silent),
    ".css": _style,
    ".gz": _gzip,
    ".ics": _calendar,
    ".md": _written,
    ".pdf": _pdf,
}
"""How to read a kind of file; all others are text."""
_REMEDY = (
    "在数据或 docs/ 里删去号码（材料文件换成脱敏的），再生成；"
    "确是公开的值班电话等，在 unit.yml 的 allowed_numbers 里写明号码和理由。"
)
