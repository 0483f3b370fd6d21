"""Images in a PDF: as many pixels as are shown, and none that lie under a mask."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from allocation.cleaning import pictures

_COUNTS = {
    "/DeviceGray": 1,
    "/G": 1,
    "/CalGray": 1,
    "/Indexed": 1,
    "/I": 1,
    "/Separation": 1,
    "/DeviceRGB": 3,
    "/RGB": 3,
    "/CalRGB": 3,
    "/Lab": 3,
    "/DeviceCMYK": 4,
    "/CMYK": 4,
}
_MODES = {1: "L", 3: "RGB", 4: "CMYK"}
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
    filters = _listed(image.get("/Filter"))
    last = str(filters[-1]) if filters else ""
    if last in _PHOTOS:
        return _photo(image, near)
    if last == "/JPXDecode":
        return pictures.without_boxes(_before_last(image)), {"/Filter": Name.JPXDecode}
    if last in _SCANS:
        parameters = _listed(image.get("/DecodeParms"))
        said = {"/DecodeParms": parameters[-1]} if _is_said(parameters) else {}
        return _before_last(image), {"/Filter": filters[-1]} | said
    return _uncovered(_whole(image, near), image, near) or _whole(image, near), {}


def _is_said(parameters: list[Any]) -> bool:
    return bool(parameters) and isinstance(parameters[-1], Dictionary)


def _photo(image: Stream, near: Any) -> tuple[bytes, dict[str, Any]]:
    data = pictures.plain_jpeg(_before_last(image), profile=False)
    if _visible(image) is not None:
        from PIL import Image  # noqa: PLC0415

        with Image.open(io.BytesIO(data)) as photo:
            if photo.mode in ("L", "RGB") and (found := _uncovered(photo.tobytes(), image, near)):
                return found, {}
    said = _listed(image.get("/DecodeParms"))
    return data, {"/Filter": Name.DCTDecode} | (
        {"/DecodeParms": said[-1]} if _is_said(said) else {}
    )


def _whole(image: Stream, near: Any) -> bytes:
    """Return the pixels of an image; what follows them in the stream is not shown."""
    mask = bool(image.get("/ImageMask"))
    bits = 1 if mask else int(image.BitsPerComponent)
    count = 1 if mask else components(image.ColorSpace, near)
    size = (int(image.Width) * bits * count + 7) // 8 * int(image.Height)
    data = image.read_bytes()
    return data[:size]


def _uncovered(data: bytes, image: Stream, near: Any) -> bytes | None:
    """Return pixels with those blackened that a mask hides; nothing if all may stay."""
    visible = _visible(image)
    if visible is None or image.get("/BitsPerComponent") != 8 or "/Decode" in image:
        return None
    from PIL import Image  # noqa: PLC0415

    mode = _MODES.get(components(image.ColorSpace, near))
    if mode is None or (
        isinstance(image.ColorSpace, Array) and image.ColorSpace[0] in ("/Indexed", "/I")
    ):
        return None
    size = int(image.Width), int(image.Height)
    shown = Image.frombytes(mode, size, data)
    made = Image.composite(shown, Image.new(mode, size), visible.resize(size)).tobytes()
    return made if made != data else None


def _visible(image: Stream) -> Any:
    """Return a picture that is white where anything of an image is seen; nothing if all is."""
    mask = image.get("/SMask")
    mask = image.get("/Mask") if mask is None else mask
    if not isinstance(mask, Stream) or "/Decode" in mask:
        return None
    from PIL import Image, ImageFilter  # noqa: PLC0415

    size = int(mask.Width), int(mask.Height)
    try:
        if mask.get("/ImageMask"):
            visible = Image.frombytes("1", size, _whole(mask, {}), "raw", "1;I").convert("L")
        else:
            visible = pikepdf.PdfImage(mask).as_pil_image().convert("L").point(_WHITE)
    except (pikepdf.PdfError, NotImplementedError, ValueError):
        return None
    if visible.getextrema()[0] == 255:
        return None
    same = size == (int(image.Width), int(image.Height))
    return visible if same else visible.filter(ImageFilter.MaxFilter(3))


_WHITE = [0] + [255] * 255


def _before_last(image: Stream) -> bytes:
    """Return the data as the last filter reads it."""
    filters = _listed(image.get("/Filter"))
    if len(filters) == 1:
        return image.read_raw_bytes()
    parameters = _listed(image.get("/DecodeParms"))
    with pikepdf.new() as apart:
        inner = Stream(apart, image.read_raw_bytes())
        inner.Filter = Array([Name(str(each)) for each in filters[:-1]])
        if any(isinstance(each, Dictionary) for each in parameters[:-1]):
            raise ValueError("parameters")
        return inner.read_bytes()


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Array) else [] if value is None else [value]
