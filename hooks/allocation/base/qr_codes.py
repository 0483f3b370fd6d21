"""QR codes (ISO/IEC 18004) of addresses, as PNG for Word, as SVG for pages: always the same."""

from __future__ import annotations

import io
from typing import Any

_QUIET = 4
"""Modules of white on each side (ISO/IEC 18004, 9.1)."""
_PIXELS = 8
"""Pixels of a module in a PNG: sharp at 600 dpi where a module is a third of a millimetre."""


def png(text: str) -> bytes:
    """Return the QR code of a text as a PNG in black and white."""
    made = io.BytesIO()
    _code(text).save(made, kind="png", scale=_PIXELS, border=_QUIET)
    return made.getvalue()


def svg(text: str) -> str:
    """Return the QR code of a text as an SVG element, whose size the style sheet says."""
    svg: str = _code(text).svg_inline(
        border=_QUIET, omitsize=True, light="#fff", svgclass="qr", lineclass=None
    )
    return svg


def _code(text: str) -> Any:
    # Only here: what it loads, few builds need.
    import segno  # noqa: PLC0415

    # Error correction M: a code on a box is still read when 15 % of it are worn.
    return segno.make_qr(text, error="m")
