"""Copies of PDFs and pictures with what is seen, and nothing else that a format can carry."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial

from allocation.cleaning import apart, pictures
from allocation.cleaning.error import CleaningError

__all__ = ["CleaningError", "clean", "small"]


def clean(content: bytes, *, reprint: bool = False, covered: bool = False) -> bytes:
    """Return the content of a PDF, JPEG or PNG with nothing but what is seen.

    :param reprint: whether the pages of a PDF become pictures.
    :param covered: whether text may stay that can be copied but is not seen.
    :raises CleaningError: if it can't be read through, or something can't be told apart.
    """
    if content.startswith(b"%PDF-"):
        # Importing takes long, and most builds have no files.
        from allocation.cleaning.shown import published  # noqa: PLC0415

        return _apart(partial(published, content, reprint, covered))
    return _apart(partial(pictures.picture, content))


def small(content: bytes, box: tuple[int, int]) -> bytes:
    """Return a small picture (JPEG) that fits into a box of pixels.

    :raises CleaningError: if it can't be read through.
    """
    return _apart(partial(pictures.small, content, box))


def _apart(work: Callable[[], bytes]) -> bytes:
    # Loaded here, not again by the process of each file.
    from PIL import Image  # noqa: PLC0415

    Image.preinit()
    # Libraries warn of what is odd in a file, which is no news for whoever builds.
    with warnings.catch_warnings(action="ignore"):
        return apart.done(work)
