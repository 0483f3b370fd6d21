"""Sanitized copies of PDFs and images: the visible content, and nothing else of the file.

``jpeg_png`` copies photographs; ``pdf`` copies a PDF, key by key, with the modules for its parts;
``invisible_text`` and ``rasterization`` find what is not seen; all run in a ``sandbox``.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial

from allocation.privacy.sanitizer import jpeg_png, sandbox
from allocation.privacy.sanitizer.error import CleaningError

__all__ = ["CleaningError", "clean", "thumbnail"]


def clean(content: bytes, *, reprint: bool = False, covered: bool = False) -> bytes:
    """Return a sanitized copy of a PDF, JPEG or PNG that has its visible content only.

    :param content: the bytes of the original file.
    :param reprint: whether the pages of a PDF are rasterized.
    :param covered: whether text that can be copied but is invisible may stay.
    :raises CleaningError: if the file can't be decoded, or hidden content can't be separated.
    """
    if content.startswith(b"%PDF-"):
        # Imported here: it is slow, and most builds have no files.
        from allocation.privacy.sanitizer.rasterization import published  # noqa: PLC0415

        return _run_apart(partial(published, content, reprint, covered))
    return _run_apart(partial(jpeg_png.picture, content))


def thumbnail(content: bytes, box: tuple[int, int]) -> bytes:
    """Return a JPEG thumbnail of an image.

    :param box: the greatest width and height in pixels.
    :raises CleaningError: if the image can't be decoded.
    """
    return _run_apart(partial(jpeg_png.thumbnail, content, box))


def _run_apart(work: Callable[[], bytes]) -> bytes:
    # Imported in the parent, so that the forked process of every file shares it.
    from PIL import Image  # noqa: PLC0415

    Image.preinit()
    # Libraries warn of irregularities in a file, which the person who builds can't act on.
    with warnings.catch_warnings(action="ignore"):
        return sandbox.run(work)
