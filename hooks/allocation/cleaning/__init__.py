"""Copies of PDFs and pictures with what is seen, and nothing else that a format can carry."""

from __future__ import annotations

import warnings

from allocation.cleaning import pictures
from allocation.cleaning.error import CleaningError

__all__ = ["CleaningError", "clean", "small"]


def clean(content: bytes, *, reprint: bool = False, covered: bool = False) -> bytes:
    """Return the content of a PDF, JPEG or PNG with nothing but what is seen.

    :param reprint: whether the pages of a PDF become pictures.
    :param covered: whether text may stay that can be copied but is not seen.
    :raises CleaningError: if it can't be read through, or something can't be told apart.
    """
    try:
        # Libraries warn of what is odd in a file, which is no news for whoever builds.
        with warnings.catch_warnings(action="ignore"):
            if content.startswith(b"%PDF-"):
                return _pdf(content, reprint, covered)
            return pictures.picture(content)
    except CleaningError:
        raise
    except Exception as error:
        raise CleaningError(f"读不完整：{type(error).__name__}") from error


def small(content: bytes, box: tuple[int, int]) -> bytes:
    """Return a small picture (JPEG) that fits into a box of pixels.

    :raises CleaningError: if it can't be read through.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            return pictures.small(content, box)
    except Exception as error:
        raise CleaningError(f"读不完整：{type(error).__name__}") from error


def _pdf(content: bytes, reprint: bool, covered: bool) -> bytes:
    # Importing takes long, and most builds have no files.
    from allocation.cleaning import pdf, seen  # noqa: PLC0415

    if reprint:
        return seen.reprinted(content)
    copy = pdf.rebuilt(content)
    if not covered:
        seen.check(copy)
    return copy
