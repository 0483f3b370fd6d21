"""Copies of PDFs and pictures with what is seen, and nothing else that a format can carry."""

from __future__ import annotations

import io
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
        return _quietly(partial(_pdf, content, reprint, covered))
    return _quietly(partial(pictures.picture, content))


def small(content: bytes, box: tuple[int, int]) -> bytes:
    """Return a small picture (JPEG) that fits into a box of pixels.

    :raises CleaningError: if it can't be read through.
    """
    return _quietly(partial(pictures.small, content, box))


def _quietly(work: Callable[[], bytes]) -> bytes:
    """Libraries warn of what is odd in a file, which is no news for whoever builds."""
    with warnings.catch_warnings(action="ignore"):
        return apart.done(work)


def _pdf(content: bytes, reprint: bool, covered: bool) -> bytes:
    # Importing takes long, and most builds have no files.
    import pikepdf  # noqa: PLC0415

    from allocation.cleaning import annotations, pdf, seen, shown  # noqa: PLC0415

    with pikepdf.open(io.BytesIO(content)) as document:
        annotations.check_redacted(document)
    if reprint:
        return seen.reprinted(content)
    copy = shown.settled(content, pdf.rebuilt(content))
    if not covered:
        seen.check(copy)
    return copy
