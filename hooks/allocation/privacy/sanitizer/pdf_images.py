"""Image data of a PDF, limited to the pixels that are shown."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from allocation.privacy.sanitizer import jpeg_png

_COUNTS = {
    "/DeviceGray": 1, "/G": 1, "/CalGray": 1, "/Indexed": 1, "/I": 1, "/Separation": 1,
    "/DeviceRGB": 3, "/RGB": 3, "/CalRGB": 3, "/Lab": 3, "/DeviceCMYK": 4, "/CMYK": 4,
}  # fmt: skip
_SCANS = ("/CCITTFaxDecode", "/CCF", "/JBIG2Decode")
_PHOTOS = ("/DCTDecode", "/DCT")


def components(colour: Any, resources: Any) -> int:
    """Return the number of components of a colour space.

    :param resources: resources that define named colour spaces.
    :raises ValueError: if it is no colour space.
    """
    if isinstance(colour, Array):
        head = str(colour[0])
        if head == "/ICCBased":
            return int(colour[1].N)
        return len(colour[1]) if head == "/DeviceN" else _COUNTS[head]
    if str(colour) in _COUNTS:
        return _COUNTS[str(colour)]
    spaces = resources.get("/ColorSpace")
    if not isinstance(spaces, Dictionary) or str(colour) not in spaces:
        raise ValueError("colour space")
    return components(spaces[str(colour)], {})


def pixels(image: Stream, resources: Any) -> tuple[bytes, dict[str, Any]]:
    """Return the data of an image, and the stream entries that describe its coding."""
    filters = _items(image.get("/Filter"))
    last = str(filters[-1]) if filters else ""
    if last in _PHOTOS:
        data = jpeg_png.plain_jpeg(_before_last(image), profile=False)
        return data, _coded(image, Name.DCTDecode)
    if last == "/JPXDecode":
        return jpeg_png.without_boxes(_before_last(image)), {"/Filter": Name.JPXDecode}
    if last in _SCANS:
        return _before_last(image), _coded(image, filters[-1])
    return _uncoded(image, resources), {}


def _coded(image: Stream, coding: Any) -> dict[str, Any]:
    last = _items(image.get("/DecodeParms"))[-1:]
    parameters = {"/DecodeParms": last[0]} if last and isinstance(last[0], Dictionary) else {}
    return {"/Filter": coding} | parameters


def _uncoded(image: Stream, resources: Any) -> bytes:
    """Return the pixels of an image without the bytes after them, which are not shown."""
    mask = bool(image.get("/ImageMask"))
    bits = 1 if mask else int(image.BitsPerComponent)
    count = 1 if mask else components(image.ColorSpace, resources)
    size = (int(image.Width) * bits * count + 7) // 8 * int(image.Height)
    return image.read_bytes()[:size]


def _before_last(image: Stream) -> bytes:
    """Return the data decoded by all filters but the last."""
    filters = _items(image.get("/Filter"))
    if len(filters) == 1:
        return image.read_raw_bytes()
    with pikepdf.new() as scratch:
        inner = Stream(scratch, image.read_raw_bytes())
        inner.Filter = Array([Name(str(name)) for name in filters[:-1]])
        settings = _items(image.get("/DecodeParms"))[:-1]
        inner.DecodeParms = Array([_integers(item) for item in settings])
        return inner.read_bytes()


def _integers(settings: Any) -> Dictionary:
    entries = settings.items() if isinstance(settings, Dictionary) else ()
    return Dictionary({key: value for key, value in entries if isinstance(value, int)})


def _items(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Array) else [] if value is None else [value]
