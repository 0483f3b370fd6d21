"""Pages that become pictures: those with images of which a part is not seen, and odd ones.

What lies under a bar, outside a clip or behind a mask can be taken out of an image that is
published as it is. A picture of the page has none of it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import reduce
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from pikepdf import Array, Dictionary, Stream
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from allocation.cleaning import images, seen
from allocation.cleaning.annotations import check_redacted, settle
from allocation.cleaning.pdf import rebuilt, saved

_SMALLEST = 5
"""The side, in points, of a square that counts: letters on an image hide less of it."""
_FAINT = 13
"""How far, of 255, a pixel may change without anybody seeing it."""
_FINEST = (2400 / 72) ** 2
"""Pixels on a square point that nobody can see."""
_MOST = 300
"""More images on a page are not looked at one by one."""
_HATCH = 16
"""The side of an image, in pixels, that may be a pattern's: there is no room to say anything."""
_Point = tuple[float, float]


def published(content: bytes, reprint: bool, covered: bool) -> bytes:
    """Return a PDF with nothing but what is seen.

    :param reprint: whether its pages become pictures.
    :param covered: whether text may stay that can be copied but is not seen.
    :raises CleaningError: if something can't be told apart.
    :raises Exception: if it can't be read through.
    """
    with pikepdf.open(io.BytesIO(content)) as document:
        check_redacted(document)
        if reprint:
            return seen.reprinted(content)
        settle(document)
        settled = saved(document)
    copy = _with_pictures(settled, rebuilt(settled))
    if not covered:
        seen.check(copy)
    return copy


def _with_pictures(original: bytes, copy: bytes) -> bytes:
    """Return a copy of a PDF, with pictures for pages that can't be shown as they are.

    :raises CleaningError: if letters would be missing, since a font is not in the file.
    """
    with pypdfium2.PdfDocument(copy) as made, pypdfium2.PdfDocument(original) as given:
        given.init_forms()
        other = {page: given for page in range(len(made)) if not _alike(given[page], made[page])}
        hiding = dict.fromkeys(set(_hiding(copy, made)) - {*other}, made)
        with pikepdf.open(io.BytesIO(copy)) as target:
            for number, document in (other | hiding).items():
                target.pages[number] = seen.printed(target, document, number)
            return saved(target) if other or hiding else copy


def _alike(one: pypdfium2.PdfPage, other: pypdfium2.PdfPage) -> bool:
    looks = seen.look(one, may_draw_forms=True), seen.look(other)
    return looks[0].size == looks[1].size and not _large(_changed(*looks))


def _hiding(copy: bytes, document: pypdfium2.PdfDocument) -> Iterator[int]:
    """Yield the pages, from 0, with images that are not wholly seen."""
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        aside = [_draws_aside(page.obj) for page in pdf.pages]
        if not any(map(_is_image, pdf.objects)):
            return
        plain = [_with_plain_images(pdf, value) for value in (0, 255)]
    with pypdfium2.PdfDocument(plain[0]) as dark, pypdfium2.PdfDocument(plain[1]) as light:
        for number, apart in enumerate(aside):
            if apart or _is_hidden(document[number], dark[number], light[number]):
                yield number


def _draws_aside(drawing: Any, aside: bool = False, depth: int = 0) -> bool:
    """Whether images are drawn by patterns, masks or letters, where they are not looked at."""
    resources = drawing.get("/Resources", {})
    drawn = [*resources.get("/XObject", {}).values()]
    if aside and any(_is_image(each) and _says(each) for each in drawn):
        return True
    looks = (each.get("/SMask") for each in resources.get("/ExtGState", {}).values())
    masks = [each.G for each in looks if isinstance(each, Dictionary) and "/G" in each]
    others = [*resources.get("/Pattern", {}).values(), *resources.get("/Font", {}).values(), *masks]
    return depth < seen.DEEPEST and (
        any(_draws_aside(each, True, depth + 1) for each in others)
        or any(_draws_aside(each, aside, depth + 1) for each in drawn)
    )


def _is_image(found: Any) -> bool:
    return isinstance(found, Stream) and found.get("/Subtype") == "/Image"


def _says(image: Any) -> bool:
    """Whether an image has room for more than a letter or a hatch."""
    return not image.get("/ImageMask") and max(int(image.Width), int(image.Height)) > _HATCH


def _with_plain_images(pdf: pikepdf.Pdf, value: int) -> bytes:
    """Return a document whose images have one colour each, in the same places."""
    found = [each for each in pdf.objects if _is_image(each)]
    masks = {each[key].objgen for each in found for key in ("/SMask", "/Mask") if key in each}
    for each in found:
        if each.objgen not in masks:
            _fill(each, value)
    return saved(pdf)


def _fill(image: Any, value: int) -> None:
    count = 1
    if not image.get("/ImageMask"):
        image.BitsPerComponent = 8
        try:
            known = not _is_looked_up(image.ColorSpace)
            count = images.components(image.ColorSpace, {}) if known else 0
        except (AttributeError, KeyError, ValueError):
            count = 0
        if not count:
            image.ColorSpace, count = pikepdf.Name.DeviceGray, 1
            image.Decode = Array([0, 1])
    image.Width = image.Height = 1
    image.write(bytes([value] * count))
    if "/Matte" in (mask := image.get("/SMask", {})):
        del mask["/Matte"]


def _is_looked_up(colour: Any) -> bool:
    return isinstance(colour, Array) and str(colour[0]) in ("/Indexed", "/I")


def _is_hidden(page: pypdfium2.PdfPage, dark: pypdfium2.PdfPage, light: pypdfium2.PdfPage) -> bool:
    """Whether a part of an image is not seen: where it may be black or white, it makes no odds."""
    drawn = [each for each in seen.objects(page) if each.kind == pdfium.FPDF_PAGEOBJ_IMAGE]
    if not drawn or len(drawn) > _MOST:
        return bool(drawn)
    shows = _changed(seen.look(dark), seen.look(light))
    to_pixels = seen.affine(page)
    corners = [[to_pixels(*point) for point in seen.corners(each)] for each in drawn]
    boxes = [_bounds(each) for each in corners]
    return (
        any(_too_fine(*each) for each in zip(drawn, corners, strict=True))
        or any(_hides(shows, *each) for each in zip(corners, boxes, strict=True))
        or any(_overlap(one, two) for place, one in enumerate(boxes) for two in boxes[:place])
    )


def _too_fine(drawn: seen.Drawn, corners: list[_Point]) -> bool:
    (x, y), (x1, y1), _, (x2, y2) = corners
    area = abs((x1 - x) * (y2 - y) - (x2 - x) * (y1 - y))
    width, height = seen.size(drawn)
    return width * height > _FINEST * area


def _bounds(corners: list[_Point]) -> tuple[float, float, float, float]:
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _overlap(one: tuple[float, ...], two: tuple[float, ...]) -> bool:
    width = min(one[2], two[2]) - max(one[0], two[0])
    height = min(one[3], two[3]) - max(one[1], two[1])
    return min(width, height) >= _SMALLEST


def _hides(shows: Image.Image, corners: list[_Point], box: tuple[float, ...]) -> bool:
    """Whether nothing shows of an image, or in a square of it; or it leaves the page."""
    left, top, right, bottom = box
    beside = max(-left, -top, right - shows.width, bottom - shows.height) >= _SMALLEST
    if beside:
        return True
    frame = int(left) - 3, int(top) - 3, int(right) + 4, int(bottom) + 4
    seen_there = shows.crop(frame)
    shape = Image.new("L", seen_there.size)
    moved = [(x - frame[0], y - frame[1]) for x, y in corners]
    ImageDraw.Draw(shape).polygon(moved, fill=255)
    return not seen_there.getbbox() or _large(ImageChops.subtract(shape, seen_there))


def _changed(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return a picture that is white where two others differ."""
    bands = ImageChops.difference(one, other).split()
    return reduce(ImageChops.lighter, bands).point([0] * _FAINT + [255] * (256 - _FAINT))


def _large(found: Image.Image) -> bool:
    """Whether there is a white square that counts."""
    return found.filter(ImageFilter.MinFilter(_SMALLEST)).getbbox() is not None
