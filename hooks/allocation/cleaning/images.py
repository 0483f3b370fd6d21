"""Images in a PDF: as many pixels as are shown, and none that lie under a mask."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from allocation.cleaning import pictures

_COUNTS = {
    "/DeviceGray": 1, "/G": 1, "/CalGray": 1, "/Indexed": 1, "/I": 1, "/Separation": 1,
    "/DeviceRGB": 3, "/RGB": 3, "/CalRGB": 3, "/Lab": 3, "/DeviceCMYK": 4, "/CMYK": 4,
}  # fmt: skip
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
        return _before_last(image), _coded(image, filters[-1])
    data = _whole(image, near)
    return _uncovered(data, image, near) or data, {}


def _coded(image: Stream, filter: Any) -> dict[str, Any]:
    said = _listed(image.get("/DecodeParms"))[-1:]
    known = {"/DecodeParms": said[0]} if said and isinstance(said[0], Dictionary) else {}
    return {"/Filter": filter} | known


def _photo(image: Stream, near: Any) -> tuple[bytes, dict[str, Any]]:
    """Return a JPEG as it is, or the pixels of one of which a part lies under a mask."""
    data = pictures.plain_jpeg(_before_last(image), profile=False)
    if _visible(image) is not None:
        from PIL import Image  # noqa: PLC0415

        with Image.open(io.BytesIO(data)) as photo:
            if photo.mode in ("L", "RGB") and (found := _uncovered(photo.tobytes(), image, near)):
                return found, {}
    return data, _coded(image, Name.DCTDecode)


def _whole(image: Stream, near: Any) -> bytes:
    """Return the pixels of an image; what follows them in the stream is not shown."""
    mask = bool(image.get("/ImageMask"))
    bits = 1 if mask else int(image.BitsPerComponent)
    count = 1 if mask else components(image.ColorSpace, near)
    size = (int(image.Width) * bits * count + 7) // 8 * int(image.Height)
    return image.read_bytes()[:size]


def _uncovered(data: bytes, image: Stream, near: Any) -> bytes | None:
    """Return pixels with those blackened that a mask hides; nothing if all may stay."""
    visible = _visible(image)
    if visible is None or image.get("/BitsPerComponent") != 8:
        return None
    mode = _MODES.get(components(image.ColorSpace, near))
    if mode is None:
        return None
    from PIL import Image  # noqa: PLC0415

    size = int(image.Width), int(image.Height)
    shown = Image.frombytes(mode, size, data)
    seen = visible.resize(size, Image.Resampling.BOX).point(_WHITE)
    made = Image.composite(shown, Image.new(mode, size), seen).tobytes()
    return made if made != data else None


def _visible(image: Stream) -> Any:
    """Return a picture that is white where anything of an image is seen; nothing if all is."""
    soft = image.get("/SMask")
    mask = image.get("/Mask") if soft is None else soft
    if not isinstance(mask, Stream):
        return None
    from PIL import ImageFilter  # noqa: PLC0415

    found = _opacity(mask, soft is None)
    if found is None or found.getextrema()[0] > 0:
        return None
    visible = found.point(_WHITE)
    # Viewers make a mask of another size softer at its edges.
    same = found.size == (int(image.Width), int(image.Height))
    return visible if same else visible.filter(ImageFilter.MaxFilter(3))


def _opacity(mask: Stream, stencil: bool) -> Any:
    """Return a mask as a picture: white where it lets an image be seen."""
    from PIL import Image, ImageOps  # noqa: PLC0415

    decode = [float(each) for each in mask.get("/Decode", ())]
    size = int(mask.Width), int(mask.Height)
    if stencil or mask.get("/BitsPerComponent") == 1:
        found = Image.frombytes("1", size, _decoded(mask)).convert("L")
    elif mask.get("/BitsPerComponent") == 8:
        found = Image.frombytes("L", size, _decoded(mask))
    else:
        return None
    return ImageOps.invert(found) if (decode == [1, 0]) != stencil else found


def _decoded(mask: Stream) -> bytes:
    """Return the pixels of a mask, however they are coded."""
    last = [str(each) for each in _listed(mask.get("/Filter"))[-1:]]
    if last and last[0] in (*_PHOTOS, *_SCANS, "/JPXDecode"):
        return pikepdf.PdfImage(mask).as_pil_image().tobytes()
    return _whole(mask, {})


_WHITE = [0] + [255] * 255


def _before_last(image: Stream) -> bytes:
    """Return the data as the last filter reads it."""
    filters = _listed(image.get("/Filter"))
    if len(filters) == 1:
        return image.read_raw_bytes()
    with pikepdf.new() as apart:
        inner = Stream(apart, image.read_raw_bytes())
        inner.Filter = Array([Name(str(each)) for each in filters[:-1]])
        settings = _listed(image.get("/DecodeParms"))[:-1]
        inner.DecodeParms = Array([_numbers(each) for each in settings])
        return inner.read_bytes()


def _numbers(settings: Any) -> Dictionary:
    found = settings.items() if isinstance(settings, Dictionary) else ()
    return Dictionary({key: value for key, value in found if isinstance(value, int)})


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Array) else [] if value is None else [value]
