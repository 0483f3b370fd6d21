"""The text in scans and photographs, by rapidocr: an extra that a machine may have or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from allocation.datafiles.file_metadata import MAX_PIXELS

_PAGES = 2
_ENOUGH = 30
"""How many pages are read at most, and how many characters make the next one needless."""
_SIDE = 1_440
"""Pixels of the longer side: more takes longer, and is read no better."""


def recognizer() -> Callable[[Path], str] | None:
    """Return what reads a picture, or the first pages of a PDF; none without rapidocr."""
    return _Recognizer() if find_spec("rapidocr") else None


class _Recognizer:
    """Reads pictures; the models are loaded for the first one."""

    def __init__(self) -> None:
        self._engine: Any = None

    def __call__(self, path: Path) -> str:
        if self._engine is None:
            self._engine = _engine()
        pages = _printed(path) if path.suffix.lower() == ".pdf" else _pictures(path)
        text = ""
        for page in pages:
            page.thumbnail((_SIDE, _SIDE))
            text += "\n".join((*(self._engine(page.convert("RGB")).txts or ()), ""))
            if len(text) >= _ENOUGH:
                break
        return text


def _engine() -> Any:
    from rapidocr import RapidOCR  # noqa: PLC0415

    return RapidOCR(params={"Global.log_level": "critical"})


def _pictures(path: Path) -> Iterator[Image.Image]:
    with Image.open(path) as image:
        if image.width * image.height <= MAX_PIXELS:
            yield ImageOps.exif_transpose(image)


def _printed(path: Path) -> Iterator[Image.Image]:
    import pypdfium2  # noqa: PLC0415

    with closing(pypdfium2.PdfDocument(path)) as document:
        for number in range(min(_PAGES, len(document))):
            with closing(document[number]) as page:
                yield page.render(scale=_SIDE / max(*page.get_size(), 1)).to_pil()
