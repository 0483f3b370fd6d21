"""ICC colour profiles reduced to the tags that compute colours (ICC.1:2022, clauses 7 to 10)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_HEADER = 128
_IDENTIFYING = (range(4, 8), range(24, 36), range(40, 64), range(80, 128))
"""Bytes of the header that identify makers, devices, programs and the time."""
_CURVES = (b"rTRC", b"gTRC", b"bTRC", b"kTRC")
_COLOURS = (b"wtpt", b"bkpt", b"rXYZ", b"gXYZ", b"bXYZ", b"chad")
_TABLES = (b"A2B0", b"A2B1", b"A2B2", b"B2A0", b"B2A1", b"B2A2", b"gamt")
_ALLOWED_TYPES = {
    **dict.fromkeys(_CURVES, (b"curv", b"para")),
    **dict.fromkeys(_COLOURS, (b"XYZ ", b"sf32")),
    **dict.fromkeys(_TABLES, (b"mft1", b"mft2", b"mAB ", b"mBA ")),
}
"""Tags that change colours, and their allowed types."""
_PARAMETERS = (1, 3, 4, 5, 7)
"""The number of parameters of a parametric curve, by its function type (10.18)."""


def stripped(profile: bytes) -> bytes | None:
    """Return a profile without descriptions, makers and times; None if it is invalid."""
    try:
        if profile[36:40] != b"acsp":
            return None
        return _assembled(bytearray(profile[:_HEADER]), dict(_tags(profile)))
    except (IndexError, ValueError, struct.error):
        return None


def _tags(profile: bytes) -> Iterator[tuple[bytes, bytes]]:
    (count,) = struct.unpack_from(">I", profile, _HEADER)
    for number in range(min(count, 200)):
        name, at, size = struct.unpack_from(">4sII", profile, _HEADER + 4 + 12 * number)
        content = profile[at : at + size]
        if content[:4] in _ALLOWED_TYPES.get(name, ()):
            yield name, content[:4] + bytes(4) + content[8 : _length(content)]


def _length(content: bytes) -> int:
    """Return the size in bytes of the part of a tag that readers interpret."""
    kind = content[:4]
    if kind == b"curv":
        return 12 + 2 * int.from_bytes(content[8:12], "big")
    if kind == b"para":
        return 12 + 4 * _PARAMETERS[int.from_bytes(content[8:10], "big")]
    return {b"XYZ ": 20, b"sf32": 44}.get(kind, len(content))


def _assembled(header: bytearray, tags: dict[bytes, bytes]) -> bytes | None:
    if not tags:
        return None
    for span in _IDENTIFYING:
        header[span.start : span.stop] = bytes(len(span))
    at = _HEADER + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, content in sorted(tags.items()):
        table += struct.pack(">4sII", name, at + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    header[:4] = struct.pack(">I", at + len(body))
    return bytes(header) + table + body
