"""Copies of PDFs and pictures without what they say of people, places and other files.

What may stay is listed; whatever else a format can carry is left out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

_ORIENTATION = 0x0112
_KEPT_IN_PICTURES = ("transparency", "icc_profile")
_FRAMES = {*range(0xC0, 0xD0)} - {0xC8}
"""JPEG markers of frames and tables (ITU-T T.81, table B.1)."""
_STANDING = {*_FRAMES, 0xDB, 0xDD}
_RESTARTS = {*range(0xD0, 0xD8), 0x00}
_UNWANTED_KEYS = (
    "/A", "/AA", "/AF", "/CreationDate", "/DV", "/EF", "/FS", "/IRT", "/JS", "/JavaScript",
    "/LastModified", "/M", "/Metadata", "/NM", "/OpenAction", "/PieceInfo", "/Popup", "/RC",
    "/Subj", "/T", "/TM", "/TU", "/V",
)  # fmt: skip
"""Keys of PDF dictionaries that hold actions, files, scripts, names and times (ISO 32000-1)."""
_KEPT_ANNOTATIONS = {
    "/Caret", "/Circle", "/FreeText", "/Highlight", "/Ink", "/Line", "/PolyLine", "/Polygon",
    "/Square", "/Squiggly", "/Stamp", "/StrikeOut", "/Underline", "/Widget",
}  # fmt: skip
"""Annotations that are seen on the page; the others carry files, sounds, actions or notes."""
_JP2_SPEAKING = {b"xml ", b"uuid", b"uinf"}


class CleaningError(Exception):
    """No clean copy can be made of a file."""


def clean(content: bytes) -> bytes:
    """Return the content of a PDF, JPEG or PNG with nothing but what is seen.

    :raises CleaningError: if it can't be read through.
    """
    try:
        return _pdf(content) if content.startswith(b"%PDF-") else _picture(content)
    except Exception as error:
        raise CleaningError(type(error).__name__) from error


def small(content: bytes, box: tuple[int, int]) -> bytes:
    """Return a small picture (JPEG) that fits into a box of pixels.

    :raises CleaningError: if it can't be read through.
    """
    from PIL import Image  # noqa: PLC0415 - most builds have no files, and it takes long to load

    try:
        with Image.open(io.BytesIO(content)) as image:
            image.draft("RGB", box)
            upright = _upright(image).convert("RGB")
        upright.thumbnail(box)
        return _saved(upright, "JPEG", quality=80, optimize=True)
    except Exception as error:
        raise CleaningError(type(error).__name__) from error


def _pdf(content: bytes) -> bytes:
    """Copy pages twice: what the first copy no longer refers to is not in the second."""
    import pypdf  # noqa: PLC0415

    freed = _of_pages(pypdf.PdfReader(io.BytesIO(content)))
    for entry in freed._objects:
        _free(entry)
    out = io.BytesIO()
    freed.write(out)
    final = io.BytesIO()
    _of_pages(pypdf.PdfReader(out)).write(final)
    return final.getvalue()


def _of_pages(reader: Any) -> Any:
    import pypdf  # noqa: PLC0415

    if reader.is_encrypted:
        reader.decrypt("")
    writer = pypdf.PdfWriter()
    for page in reader.pages:
        writer.add_page(page, excluded_keys=("/Annots",) if not _annotations(page) else ())
    writer.metadata = None
    return writer


def _annotations(page: Any) -> bool:
    """Take away what is no mark on the page; tell whether anything is left."""
    from pypdf.generic import ArrayObject, NameObject  # noqa: PLC0415

    there = page.get("/Annots")
    found = there.get_object() if there is not None else []
    kept = [each for each in found if each.get_object().get("/Subtype") in _KEPT_ANNOTATIONS]
    if there is not None:
        page[NameObject("/Annots")] = ArrayObject(kept)
    return bool(kept)


def _free(entry: Any) -> None:
    """Take unwanted keys out of a dictionary and all that lie directly in it."""
    from pypdf.generic import ArrayObject, DictionaryObject, StreamObject  # noqa: PLC0415

    if isinstance(entry, ArrayObject):
        for each in entry:
            _free(each)
    if not isinstance(entry, DictionaryObject):
        return
    for key in _UNWANTED_KEYS:
        if not (key == "/T" and entry.get("/Type") == "/Halftone"):
            entry.pop(key, None)
    for each in list(entry.values()):
        _free(each)
    if isinstance(entry, StreamObject):
        _free_stream(entry)


def _free_stream(stream: Any) -> None:
    from pypdf.filters import decode_stream_data  # noqa: PLC0415
    from pypdf.generic import NameObject  # noqa: PLC0415

    given = stream.get("/Filter")
    filters = [str(each) for each in (given if isinstance(given, list) else [given])]
    last = filters[-1]
    if last not in ("/DCTDecode", "/DCT", "/JPXDecode"):
        return
    data = stream._data if len(filters) == 1 else decode_stream_data(stream)
    stream._data = _boxes(data) if last == "/JPXDecode" else _jpeg(data)
    stream[NameObject("/Filter")] = NameObject(
        "/JPXDecode" if last == "/JPXDecode" else "/DCTDecode"
    )
    stream.pop("/DecodeParms", None)


def _jpeg(content: bytes) -> bytes:
    try:
        return without_segments(content)
    except ValueError:
        return _compressed_again(content)


def _picture(content: bytes) -> bytes:
    from PIL import Image  # noqa: PLC0415

    with Image.open(io.BytesIO(content)) as image:
        kind = image.format
        if kind == "JPEG" and image.getexif().get(_ORIENTATION, 1) == 1:
            return _jpeg(content)
    return _compressed_again(content)


def _compressed_again(content: bytes) -> bytes:
    from PIL import Image  # noqa: PLC0415

    with Image.open(io.BytesIO(content)) as image:
        kind = image.format or "PNG"
        upright = _upright(image)
    return _saved(upright, kind, **({"quality": 92} if kind == "JPEG" else {}))


def _upright(image: Any) -> Any:
    """Return the picture as it is meant to be seen; the rest of its EXIF is not looked at."""
    from PIL.Image import Transpose  # noqa: PLC0415

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    turn = turns.get(image.getexif().get(_ORIENTATION, 1))
    image.load()
    kept = {key: image.info[key] for key in _KEPT_IN_PICTURES if key in image.info}
    upright = image.transpose(turn) if turn is not None else image.copy()
    upright.info = kept
    return upright


def _saved(image: Any, kind: str, **settings: Any) -> bytes:
    out = io.BytesIO()
    kept = {key: value for key, value in image.info.items() if key in _KEPT_IN_PICTURES}
    if kind == "JPEG":
        kept.pop("transparency", None)
    image.save(out, kind, **kept, **settings)
    return out.getvalue()


def without_segments(jpeg: bytes) -> bytes:
    """Return a JPEG with what is needed to show it, every pixel as it was (ITU-T T.81, annex B).

    :raises ValueError: if it is not put together as it should be.
    """
    out = bytearray(jpeg[:2])
    at = 2
    while True:
        marker, at = _marker(jpeg, at)
        if marker == 0xD9:
            return bytes(out) + b"\xff\xd9"
        size = int.from_bytes(jpeg[at : at + 2], "big")
        if size < 2 or at + size > len(jpeg):
            raise ValueError("segment")
        segment = jpeg[at : at + size]
        at += size
        if _may_stand(marker, segment):
            out += bytes((0xFF, marker)) + segment
        if marker == 0xDA:
            end = _scan_end(jpeg, at)
            out += jpeg[at:end]
            at = end


def _marker(jpeg: bytes, at: int) -> tuple[int, int]:
    """Return the next marker and what follows it; any number of fill bytes may stand before it."""
    if jpeg[at : at + 1] != b"\xff":
        raise ValueError("marker")
    while jpeg[at : at + 1] == b"\xff":
        at += 1
    if at >= len(jpeg):
        raise ValueError("end")
    return jpeg[at], at + 1


def _may_stand(marker: int, segment: bytes) -> bool:
    content = segment[2:]
    return (
        marker in _STANDING
        or marker == 0xDA
        or (marker == 0xE0 and content.startswith(b"JFIF\0") and len(segment) == 16)
        or (marker == 0xE2 and content.startswith(b"ICC_PROFILE\0"))
        or (marker == 0xEE and content.startswith(b"Adobe") and len(segment) == 14)
    )


def _scan_end(jpeg: bytes, at: int) -> int:
    """Return where the coded data of a scan ends: at a marker that is no restart."""
    for match in re.compile(rb"\xff+([^\xff])").finditer(jpeg, at):
        if match[1][0] not in _RESTARTS:
            return match.start()
    raise ValueError("scan")


def _boxes(content: bytes) -> bytes:
    """Return a JPEG 2000 file without boxes that speak (ISO/IEC 15444-1, annex I)."""
    return b"".join(box for kind, box in _each_box(content) if kind not in _JP2_SPEAKING)


def _each_box(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    if content[:4] == b"\xff\x4f\xff\x51":
        yield b"code", content
        return
    at = 0
    while at < len(content):
        size = int.from_bytes(content[at : at + 4], "big") or len(content) - at
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16], "big")
        if size < 8 or at + size > len(content):
            raise ValueError("box")
        yield content[at + 4 : at + 8], content[at : at + size]
        at += size
