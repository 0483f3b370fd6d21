"""Sanitized copies of JPEGs and PNGs: their visible pixels and colours only."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

from allocation.privacy.sanitizer import icc

_JPEG = b"\xff\xd8"
_ORIENTATION = 0x0112
_KEPT_IN_PICTURES = ("transparency", "icc_profile")
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""JPEG markers of frames (ITU-T T.81, table B.1)."""
_SCAN, _END, _PROFILE = 0xDA, 0xD9, 0xE2
_HUFFMAN, _ARITHMETIC, _QUANTUM, _INTERVAL = 0xC4, 0xCC, 0xDB, 0xDD
_RESTARTS = {*range(0xD0, 0xD8), 0x00}
_PROFILE_HEAD = b"ICC_PROFILE\0"
_JP2_BOXES = {b"jP  ", b"ftyp", b"jp2h", b"jp2c"}
_JP2_PARTS = {b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef"}
"""Boxes with the coding and the colours of an image (ISO/IEC 15444-1, annex I)."""
_COMMENT, _TILE = 0xFF64, 0xFF90


def picture(content: bytes) -> bytes:
    """Return a sanitized JPEG or PNG, upright.

    :raises Exception: if it can't be decoded.
    """
    from PIL import Image  # noqa: PLC0415 - slow to import, and most builds have no files

    with Image.open(io.BytesIO(content)) as image:
        turned = image.getexif().get(_ORIENTATION, 1) != 1
    if content.startswith(_JPEG) and not turned:
        return plain_jpeg(content)
    return _recompressed(content)


def thumbnail(content: bytes, box: tuple[int, int]) -> bytes:
    """Return a JPEG thumbnail of an image.

    :param box: the greatest width and height in pixels.
    :raises Exception: if the image can't be decoded.
    """
    from PIL import Image  # noqa: PLC0415

    with Image.open(io.BytesIO(content)) as image:
        image.draft("RGB", box)
        upright = _upright(image).convert("RGB")
    upright.thumbnail(box)
    return _saved(upright, "JPEG", quality=80, optimize=True)


def plain_jpeg(content: bytes, profile: bool = True) -> bytes:
    """Return a sanitized JPEG: lossless, or recompressed if it is malformed.

    :param profile: whether its colour profile is kept.
    """
    try:
        return without_segments(content, profile)
    except (IndexError, ValueError):
        return _recompressed(content)


def _recompressed(content: bytes) -> bytes:
    from PIL import Image  # noqa: PLC0415

    with Image.open(io.BytesIO(content)) as image:
        # Of an animation, take the first frame that is shown.
        image.seek(1 if image.info.get("default_image") else 0)
        upright = _upright(image)
    if content.startswith(_JPEG):
        return _saved(upright, "JPEG", quality=92)
    return _saved(upright, "PNG")


def _upright(image: Any) -> Any:
    """Return an image turned by its EXIF orientation; other EXIF data is ignored."""
    from PIL.Image import Transpose  # noqa: PLC0415

    transposes = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    transpose = transposes.get(image.getexif().get(_ORIENTATION, 1))
    image.load()
    info = {key: image.info[key] for key in _KEPT_IN_PICTURES if key in image.info}
    profile = icc.stripped(info.pop("icc_profile", None) or b"")
    upright = image.transpose(transpose) if transpose is not None else image.copy()
    upright.info = info | ({"icc_profile": profile} if profile else {})
    return _without_hidden_colours(upright)


def _without_hidden_colours(image: Any) -> Any:
    """Return an image without colours that no pixel has, and without colours under alpha 0."""
    from PIL import Image  # noqa: PLC0415

    if image.mode == "P":
        image = _with_used_colours(image)
    if isinstance(image.info.get("transparency"), bytes) or image.mode == "PA":
        image = image.convert("RGBA")
    if image.mode not in ("RGBA", "LA"):
        return image
    visible = image.getchannel("A").point([0] + [255] * 255)
    copy = Image.composite(image, Image.new(image.mode, image.size), visible)
    copy.info = image.info
    return copy


def _with_used_colours(image: Any) -> Any:
    """Return an image whose palette has the visible colours only."""
    used = {index for _, index in image.getcolors(256)} - {image.info.get("transparency")}
    mode = image.palette.mode
    width = len(mode)
    palette = image.palette.tobytes()
    colours = (palette[at : at + width] for at in range(0, len(palette), width))
    visible = (entry if index in used else bytes(width) for index, entry in enumerate(colours))
    image.putpalette(b"".join(visible), mode)
    return image


def _saved(image: Any, kind: str, **settings: Any) -> bytes:
    out = io.BytesIO()
    kept = {key: value for key, value in image.info.items() if key in _KEPT_IN_PICTURES}
    if kind == "JPEG":
        kept.pop("transparency", None)
    image.save(out, kind, **kept, **settings)
    return out.getvalue()


def without_segments(jpeg: bytes, profile: bool = True) -> bytes:
    """Return a JPEG with the segments needed to decode it, losslessly (ITU-T T.81, annex B).

    :param profile: whether its colour profile is kept.
    :raises ValueError: if it is malformed.
    """
    parts = list(_parts(jpeg))
    arithmetic = any(marker in _FRAMES and marker > _ARITHMETIC - 4 for marker, *_ in parts)
    profiles = [
        content[14:]
        for marker, content, _ in parts
        if marker == _PROFILE and content.startswith(_PROFILE_HEAD)
    ]
    kept = icc.stripped(b"".join(profiles)) if profile else None
    out = [jpeg[:2]]
    for marker, content, scan in parts:
        if kept and not _is_application(marker):
            out += _profile(kept)
            kept = None
        if _is_needed(marker, content, arithmetic):
            out += [bytes((0xFF, marker)), (len(content) + 2).to_bytes(2, "big"), content, scan]
    return b"".join(out) + b"\xff\xd9"


def _parts(jpeg: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield the markers, each with its segment and the entropy-coded data after it."""
    at = 2
    while True:
        marker, at = _marker(jpeg, at)
        if marker == _END:
            return
        size = int.from_bytes(jpeg[at : at + 2], "big")
        if size < 2 or at + size > len(jpeg):
            raise ValueError("segment")
        content = jpeg[at + 2 : at + size]
        at += size
        end = _scan_end(jpeg, at) if marker == _SCAN else at
        yield marker, content, jpeg[at:end]
        at = end


def _marker(jpeg: bytes, at: int) -> tuple[int, int]:
    """Return the next marker and the offset after it; fill bytes before it are skipped."""
    if jpeg[at : at + 1] != b"\xff":
        raise ValueError("marker")
    while jpeg[at : at + 1] == b"\xff":
        at += 1
    if at >= len(jpeg):
        raise ValueError("end")
    return jpeg[at], at + 1


def _is_needed(marker: int, content: bytes, arithmetic: bool) -> bool:
    """Whether a segment is needed to decode the image.

    :raises ValueError: if its length differs from the part that decoders read.
    """
    if marker in _FRAMES or marker in _LENGTHS:
        if len(content) != _LENGTHS.get(marker, _frame_length)(content):
            raise ValueError("length")
        return marker != _ARITHMETIC or arithmetic
    return (marker == 0xE0 and content.startswith(b"JFIF\0") and len(content) == 14) or (
        marker == 0xEE and content.startswith(b"Adobe") and len(content) == 12
    )


def _frame_length(content: bytes) -> int:
    return 6 + 3 * content[5]


def _huffman_length(content: bytes) -> int:
    at = 0
    while at < len(content):
        at += 17 + sum(content[at + 1 : at + 17])
    return at


def _quantum_length(content: bytes) -> int:
    at = 0
    while at < len(content):
        at += 129 if content[at] >> 4 else 65
    return at


_LENGTHS: dict[int, Callable[[bytes], int]] = {
    _SCAN: lambda content: 4 + 2 * content[0],
    _HUFFMAN: _huffman_length,
    _QUANTUM: _quantum_length,
    _INTERVAL: lambda _: 2,
    _ARITHMETIC: lambda content: len(content) // 2 * 2,
}
"""The length in bytes that decoders read, by marker (ITU-T T.81, annex B.2)."""


def _is_application(marker: int) -> bool:
    return 0xE0 <= marker <= 0xEF or marker == 0xFE


def _profile(content: bytes) -> list[bytes]:
    """Return the segments of a colour profile (ICC.1:2022, B.4)."""
    size = 65_000
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    return [
        b"\xff\xe2"
        + (len(piece) + 16).to_bytes(2, "big")
        + _PROFILE_HEAD
        + bytes((number, len(pieces)))
        + piece
        for number, piece in enumerate(pieces, start=1)
    ]


def _scan_end(jpeg: bytes, at: int) -> int:
    """Return the offset of the end of a scan: the next marker that is no restart."""
    for match in re.compile(rb"\xff+([^\xff])").finditer(jpeg, at):
        if match[1][0] not in _RESTARTS:
            return match.start()
    raise ValueError("scan")


def without_boxes(content: bytes) -> bytes:
    """Return a JPEG 2000 file with the boxes needed to decode it.

    :raises ValueError: if it is malformed.
    """
    if content[:4] == b"\xff\x4f\xff\x51":
        return _without_comments(content)
    boxes = (_box(kind, data) for kind, data in _boxes(content) if kind in _JP2_BOXES)
    return b"".join(boxes)


def _box(kind: bytes, content: bytes) -> bytes:
    if kind == b"jp2h":
        parts = ((name, data) for name, data in _boxes(content) if name in _JP2_PARTS)
        content = b"".join(_box(*part) for part in parts)
    if kind == b"jp2c":
        content = _without_comments(content)
    if kind == b"colr" and content[:1] == b"\2":
        content = content[:3] + (icc.stripped(content[3:]) or b"")
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def _without_comments(code: bytes) -> bytes:
    """Return a codestream without the comments of its main header (annex A.9.2)."""
    out, at = [code[:2]], 2
    while at < len(code):
        marker, size = (int.from_bytes(code[at + n : at + n + 2], "big") for n in (0, 2))
        if marker == _TILE:
            return b"".join(out) + code[at:]
        if marker < 0xFF00 or size < 2:
            break
        out += [code[at : at + size + 2]] if marker != _COMMENT else []
        at += size + 2
    raise ValueError("marker")


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(content):
        size, head = int.from_bytes(content[at : at + 4], "big") or len(content) - at, 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        if size < head or at + size > len(content):
            raise ValueError("box")
        yield content[at + 4 : at + 8], content[at + head : at + size]
        at += size
