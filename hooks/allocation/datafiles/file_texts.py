"""The first words of a handed-in file: Word, Excel, PowerPoint and PDF, read in bounds."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

__all__ = ["beginning"]

_LENGTH = 2_000
_PAGES = 2
_MAX_XML = 2_000_000
"""Bytes of a part that are read: the first words are near its beginning."""
_MAX_PDF = 50_000_000
_TEXTS = re.compile(rb"<(?:w:|a:|x:)?t(?: [^>]*)?>([^<]*)<|(</(?:w:p|a:p|si)>)")
"""The runs of text of a part of Office Open XML, and the ends of its paragraphs."""
_PARTS = ("word/document.xml", "xl/sharedStrings.xml", "ppt/slides/slide1.xml")


def beginning(path: Path) -> str:
    """Return the first characters of a file's text; nothing if it has none that can be read."""
    reader = _READERS.get(path.suffix.lower())
    try:
        text = "".join(reader(path)) if reader else ""
    except Exception:  # Whatever is wrong with a file, its name still speaks for it.
        return ""
    return text[:_LENGTH]


def _office(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for name in _PARTS:
            if name in archive.namelist():
                with archive.open(name) as part:
                    yield from _words(part.read(_MAX_XML))


def _words(xml: bytes) -> Iterator[str]:
    for match in _TEXTS.finditer(xml):
        yield "\n" if match[2] else html.unescape(match[1].decode("utf-8", "replace"))


def _pdf(path: Path) -> Iterator[str]:
    if path.stat().st_size > _MAX_PDF:
        return
    # The import is slow, and most commands read no text.
    import pypdfium2  # noqa: PLC0415

    with closing(pypdfium2.PdfDocument(path)) as document:
        for number in range(min(_PAGES, len(document))):
            with closing(document[number]) as page, closing(page.get_textpage()) as text:
                yield f"{text.get_text_bounded()}\n"


def _plain(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        content = file.read(4 * _LENGTH)
    try:
        yield content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield content.decode("gb18030", "replace")


_READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    **dict.fromkeys((".docx", ".docm", ".xlsx", ".xlsm", ".pptx"), _office),
    ".pdf": _pdf,
    **dict.fromkeys((".txt", ".csv", ".md"), _plain),
}
