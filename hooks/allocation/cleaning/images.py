"""Images in a PDF: as many pixels as are shown."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from allocation.cleaning import pictures

_COUNTS = {
    "/DeviceGray": 1, "/G": 1, "/CalGray": 1, "/Indexed": 1, "/I": 1, "/Separation": 1,
    "/DeviceRGB": 3, "/RGB": 3, "/CalRGB": 3, "/Lab": 3, "/DeviceCMYK": 4, "/CMYK": 4,
}  # fmt: skip
_SCANS = ("/CCITTFaxDecode", "/CCF", "/JBIG2Decode")
_PHOTOS = ("/DCTDecode", "/DCT")


def components(colour: Any, near: Any) -> int:
    """Return how many numbers a colour of a space has.

    :param near: resources where a space may be found by its name.
    :raises ValueError: if it is no colour space.
    """
    if isinstance(colour, Array):
        head = str(colour[0])
        if head == "/ICCBased":
            return int(colour[1].N)
        return len(colour[1]) if head == "/DeviceN" else _COUNTS[head]
    if str(colour) in _COUNTS:
        return _COUNTS[str(colour)]
    spaces = near.get("/ColorSpace")
    if not isinstance(spaces, Dictionary) or str(colour) not in spaces:
        raise ValueError("colour space")
    return components(spaces[str(colour)], {})


def pixels(image: Stream, near: Any) -> tuple[bytes, dict[str, Any]]:
    """Return the data of an image, and how it is coded."""
    filters = _each(image.get("/Filter"))
    last = str(filters[-1]) if filters else ""
    if last in _PHOTOS:
        data = pictures.plain_jpeg(_before_last(image), profile=False)
        return data, _coded(image, Name.DCTDecode)
    if last == "/JPXDecode":
        return pictures.without_boxes(_before_last(image)), {"/Filter": Name.JPXDecode}
    if last in _SCANS:
        return _before_last(image), _coded(image, filters[-1])
    return _whole(image, near), {}


def _coded(image: Stream, coding: Any) -> dict[str, Any]:
    said = _each(image.get("/DecodeParms"))[-1:]
    known = {"/DecodeParms": said[0]} if said and isinstance(said[0], Dictionary) else {}
    return {"/Filter": coding} | known


def _whole(image: Stream, near: Any) -> bytes:
    """Return the pixels of an image; what follows them in the stream is not shown."""
    mask = bool(image.get("/ImageMask"))
    bits = 1 if mask else int(image.BitsPerComponent)
    count = 1 if mask else components(image.ColorSpace, near)
    size = (int(image.Width) * bits * count + 7) // 8 * int(image.Height)
    return image.read_bytes()[:size]


def _before_last(image: Stream) -> bytes:
    """Return the data as the last filter reads it."""
    filters = _each(image.get("/Filter"))
    if len(filters) == 1:
        return image.read_raw_bytes()
    with pikepdf.new() as apart:
        inner = Stream(apart, image.read_raw_bytes())
        inner.Filter = Array([Name(str(each)) for each in filters[:-1]])
        settings = _each(image.get("/DecodeParms"))[:-1]
        inner.DecodeParms = Array([_whole_numbers(each) for each in settings])
        return inner.read_bytes()


def _whole_numbers(settings: Any) -> Dictionary:
    found = settings.items() if isinstance(settings, Dictionary) else ()
    return Dictionary({key: value for key, value in found if isinstance(value, int)})


def _each(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Array) else [] if value is None else [value]
