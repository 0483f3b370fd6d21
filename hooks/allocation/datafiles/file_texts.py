"""The first words of a handed-in file: Word, Excel, PowerPoint and PDF, read in bounds.

Older formats are converted, scans and photographs recognised, by programs that may be missing; what
they gave is kept by the digest of the file.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from allocation.datafiles.file_metadata import FileFacts
from allocation.runtime import atomic_files

__all__ = ["Converter", "FileTexts", "Recognizer", "beginning"]

_LENGTH = 2_000
_PAGES = 2
_MAX_XML = 2_000_000
"""Bytes of a part that are read: the first words are near its beginning."""
_MAX_PDF = 50_000_000
_TEXTS = re.compile(rb"<(?:w:|a:|x:)?t(?: [^>]*)?>([^<]*)<|(</(?:w:p|a:p|si)>)")
"""The runs of text of a part of Office Open XML, and the ends of its paragraphs."""
_PARTS = ("word/document.xml", "xl/sharedStrings.xml", "ppt/slides/slide1.xml")

_FORMATS: Mapping[str, tuple[str, ...]] = {
    "docx": (".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt"),
    "xlsx": (".xls", ".xlt", ".et", ".ett", ".ods"),
    "pptx": (".ppt", ".dps", ".odp"),
}
"""The formats that are converted, by what they become."""
_CONVERTED = frozenset(suffix for suffixes in _FORMATS.values() for suffix in suffixes)
_PICTURES = frozenset((".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp", ".pdf"))
"""Files that may be pictures of text."""
_TOGETHER = 20
"""How many files one run of the converter takes."""
_LEGIBLE = 8
"""A PDF with fewer characters is a picture with a stamp or a page number."""
_RECIPE = "texts-1"

Converter = Callable[[Sequence[Path], Path, str], Mapping[Path, Path]]
"""Converts files into a folder and a format; those that it can't read are missing."""
Recognizer = Callable[[Path], str]
"""Returns the text of the first pages of a picture or PDF."""
Bar = Callable[[str, Sequence[Any]], Iterable[Any]]
"""Wraps what is worked through, to show the progress under a label."""


def without_bar(label: str, items: Sequence[Any]) -> Iterable[Any]:
    """Show nothing."""
    return items


class FileTexts:
    """The first words of files, with those that programs beside Python have to read."""

    def __init__(
        self, cache: Path, converter: Converter | None = None, recognizer: Recognizer | None = None
    ) -> None:
        self._cache = cache / _RECIPE
        self._converter = converter
        self._recognizer = recognizer
        self.unconverted = self.unrecognized = 0
        """How many files the programs would read that are not there."""

    def convert(self, files: Iterable[tuple[Path, FileFacts]], bar: Bar = without_bar) -> None:
        """Convert the files of older formats, many at a time, and keep their first words."""
        by_digest = {
            facts.sha256: path
            for path, facts in files
            if path.suffix.lower() in _CONVERTED and self._kept(facts) is None
        }
        if self._converter is None:
            self.unconverted += len(by_digest)
            return
        for digests in bar("正在转换旧格式", _batches(by_digest)):
            words = _converted_words([by_digest[digest] for digest in digests], self._converter)
            for digest in digests:
                self._keep(digest, words.get(by_digest[digest], ""))

    def beginning(self, path: Path, facts: FileFacts, *, recognize: bool = False) -> str:
        """Return the first characters of a file's text.

        :param recognize: whether the words in pictures are needed, which takes seconds.
        """
        if path.suffix.lower() in _CONVERTED:
            return self._kept(facts) or ""
        text = beginning(path)
        if path.suffix.lower() not in _PICTURES or len(text.strip()) >= _LEGIBLE or not recognize:
            return text
        return self._recognized(path, facts) or text

    def _recognized(self, path: Path, facts: FileFacts) -> str:
        if (kept := self._kept(facts)) is not None:
            return kept
        if self._recognizer is None:
            self.unrecognized += 1
            return ""
        try:
            text = self._recognizer(path)
        except Exception:  # As above.
            text = ""
        return self._keep(facts.sha256, text)

    def _kept(self, facts: FileFacts) -> str | None:
        with suppress(OSError, UnicodeDecodeError):
            return (self._cache / facts.sha256).read_text(encoding="utf-8")
        return None

    def _keep(self, digest: str, text: str) -> str:
        """Keep a text at once, so that no work is lost when the program is ended."""
        atomic_files.write_cache(self._cache / digest, text[:_LENGTH].encode())
        return text[:_LENGTH]


def _batches(by_digest: Mapping[str, Path]) -> list[list[str]]:
    """Return digests of files that become one format, some at a time."""
    batches = []
    for suffixes in _FORMATS.values():
        digests = [each for each, path in by_digest.items() if path.suffix.lower() in suffixes]
        starts = range(0, len(digests), _TOGETHER)
        batches += [digests[start : start + _TOGETHER] for start in starts]
    return batches


def _converted_words(paths: Sequence[Path], converter: Converter) -> dict[Path, str]:
    """Return the first words of files; those that one took along when it failed go alone."""
    suffix = paths[0].suffix.lower()
    kind = next(kind for kind, suffixes in _FORMATS.items() if suffix in suffixes)
    with TemporaryDirectory() as folder:
        made = converter(paths, Path(folder), kind)
        words = {path: beginning(target) for path, target in made.items()}
    if len(paths) > 1:
        for path in set(paths) - words.keys():
            words |= _converted_words([path], converter)
    return words


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
