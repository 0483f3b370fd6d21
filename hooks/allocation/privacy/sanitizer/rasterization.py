"""Rasterization of pages with images that are partly invisible, and of pages that render otherwise.

An image that is published unchanged still holds the parts under a bar, outside a clipping path or
behind a mask. A rasterized page has none of them.
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

from allocation.privacy.sanitizer import invisible_text, pdf_images
from allocation.privacy.sanitizer.annotations import check_redacted, keep_visible
from allocation.privacy.sanitizer.pdf import rebuilt, saved

_MIN_SIDE = 5
"""The side, in points, of the smallest hidden square that counts: letters hide less."""
_FAINT = 13
"""The greatest difference of a colour value (0 to 255) that is invisible."""
_MAX_PIXELS_PER_POINT = (2400 / 72) ** 2
"""The greatest number of pixels per square point that can be distinguished."""
_MAX_IMAGES = 300
"""A page with more images is rasterized without looking at them."""
_PATTERN_SIDE = 16
"""The side, in pixels, up to which an image counts as a pattern: it can't hold text."""
_Point = tuple[float, float]


def published(content: bytes, reprint: bool, covered: bool) -> bytes:
    """Return a sanitized PDF.

    :param reprint: whether all pages are rasterized.
    :param covered: whether text that can be copied but is invisible may stay.
    :raises CleaningError: if hidden content can't be separated.
    :raises Exception: if the file is damaged.
    """
    with pikepdf.open(io.BytesIO(content)) as document:
        check_redacted(document)
        if reprint:
            return invisible_text.rasterized(content)
        keep_visible(document)
        visible = saved(document)
    copy = _with_rasterized_pages(visible, rebuilt(visible))
    if not covered:
        invisible_text.check(copy)
    return copy


def _with_rasterized_pages(original: bytes, copy: bytes) -> bytes:
    """Return a copy with those pages rasterized that differ from the original or hide images.

    :raises CleaningError: if letters would be missing, since a font is not embedded.
    """
    with pypdfium2.PdfDocument(copy) as made, pypdfium2.PdfDocument(original) as given:
        given.init_forms()
        pages = range(len(made))
        differing = {page: given for page in pages if not _same_rendering(given[page], made[page])}
        hiding = dict.fromkeys(set(_pages_hiding_images(copy, made)) - {*differing}, made)
        with pikepdf.open(io.BytesIO(copy)) as target:
            for number, document in (differing | hiding).items():
                target.pages[number] = invisible_text.raster_page(target, document, number)
            return saved(target) if differing or hiding else copy


def _same_rendering(one: pypdfium2.PdfPage, other: pypdfium2.PdfPage) -> bool:
    before, after = invisible_text.render(one, may_draw_forms=True), invisible_text.render(other)
    return before.size == after.size and not _has_large_area(_difference(before, after))


def _pages_hiding_images(copy: bytes, document: pypdfium2.PdfDocument) -> Iterator[int]:
    """Yield the indices, from 0, of pages with images that are partly invisible."""
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        indirect = [_draws_images_indirectly(page.obj) for page in pdf.pages]
        if not any(map(_is_image, pdf.objects)):
            return
        variants = [_with_filled_images(pdf, value) for value in (0, 255)]
    with pypdfium2.PdfDocument(variants[0]) as dark, pypdfium2.PdfDocument(variants[1]) as light:
        for number, is_indirect in enumerate(indirect):
            if is_indirect or _hides_part(document[number], dark[number], light[number]):
                yield number


def _draws_images_indirectly(drawing: Any, indirect: bool = False, depth: int = 0) -> bool:
    """Whether patterns, masks or glyphs draw images, which the comparison doesn't cover."""
    resources = drawing.get("/Resources", {})
    objects = [*resources.get("/XObject", {}).values()]
    if indirect and any(_is_image(item) and _can_hold_text(item) for item in objects):
        return True
    soft_masks = (state.get("/SMask") for state in resources.get("/ExtGState", {}).values())
    masks = [mask.G for mask in soft_masks if isinstance(mask, Dictionary) and "/G" in mask]
    others = [*resources.get("/Pattern", {}).values(), *resources.get("/Font", {}).values(), *masks]
    return depth < invisible_text.MAX_DEPTH and (
        any(_draws_images_indirectly(item, True, depth + 1) for item in others)
        or any(_draws_images_indirectly(item, indirect, depth + 1) for item in objects)
    )


def _is_image(value: Any) -> bool:
    return isinstance(value, Stream) and value.get("/Subtype") == "/Image"


def _can_hold_text(image: Any) -> bool:
    """Whether an image has room for more than a letter or a hatch pattern."""
    return not image.get("/ImageMask") and max(int(image.Width), int(image.Height)) > _PATTERN_SIDE


def _with_filled_images(pdf: pikepdf.Pdf, value: int) -> bytes:
    """Return the document with every image filled by one value, in the same places."""
    pictures = [item for item in pdf.objects if _is_image(item)]
    masks = {image[key].objgen for image in pictures for key in ("/SMask", "/Mask") if key in image}
    for image in pictures:
        if image.objgen not in masks:
            _fill(image, value)
    return saved(pdf)


def _fill(image: Any, value: int) -> None:
    count = 1
    if not image.get("/ImageMask"):
        image.BitsPerComponent = 8
        try:
            colour = image.ColorSpace
            is_indexed = isinstance(colour, Array) and str(colour[0]) in ("/Indexed", "/I")
            count = 0 if is_indexed else pdf_images.components(colour, {})
        except (AttributeError, KeyError, ValueError):
            count = 0
        if not count:
            image.ColorSpace, count = pikepdf.Name.DeviceGray, 1
            image.Decode = Array([0, 1])
    image.Width = image.Height = 1
    image.write(bytes([value] * count))
    if "/Matte" in (mask := image.get("/SMask", {})):
        del mask["/Matte"]


def _hides_part(page: pypdfium2.PdfPage, dark: pypdfium2.PdfPage, light: pypdfium2.PdfPage) -> bool:
    """Whether a part of an image is invisible: its pixels render alike if black or white."""
    page_images = [
        item for item in invisible_text.objects(page) if item.kind == pdfium.FPDF_PAGEOBJ_IMAGE
    ]
    if not page_images or len(page_images) > _MAX_IMAGES:
        return bool(page_images)
    visible = _difference(invisible_text.render(dark), invisible_text.render(light))
    to_pixels = invisible_text.affine(page)
    corners = [
        [to_pixels(*point) for point in invisible_text.corners(image)] for image in page_images
    ]
    boxes = [_bounds(outline) for outline in corners]
    return (
        any(_is_too_fine(*image) for image in zip(page_images, corners, strict=True))
        or any(_is_partly_hidden(visible, *image) for image in zip(corners, boxes, strict=True))
        or any(_overlap(one, two) for place, one in enumerate(boxes) for two in boxes[:place])
    )


def _is_too_fine(image: invisible_text.Drawn, corners: list[_Point]) -> bool:
    (x, y), (x1, y1), _, (x2, y2) = corners
    area = abs((x1 - x) * (y2 - y) - (x2 - x) * (y1 - y))
    width, height = invisible_text.size(image)
    return width * height > _MAX_PIXELS_PER_POINT * area


def _bounds(corners: list[_Point]) -> tuple[float, float, float, float]:
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _overlap(one: tuple[float, ...], two: tuple[float, ...]) -> bool:
    width = min(one[2], two[2]) - max(one[0], two[0])
    height = min(one[3], two[3]) - max(one[1], two[1])
    return min(width, height) >= _MIN_SIDE


def _is_partly_hidden(visible: Image.Image, corners: list[_Point], box: tuple[float, ...]) -> bool:
    """Whether an image is invisible, has a large invisible part, or leaves the page."""
    left, top, right, bottom = box
    leaves_page = max(-left, -top, right - visible.width, bottom - visible.height) >= _MIN_SIDE
    if leaves_page:
        return True
    frame = int(left) - 3, int(top) - 3, int(right) + 4, int(bottom) + 4
    visible_part = visible.crop(frame)
    shape = Image.new("L", visible_part.size)
    outline = [(x - frame[0], y - frame[1]) for x, y in corners]
    ImageDraw.Draw(shape).polygon(outline, fill=255)
    return not visible_part.getbbox() or _has_large_area(ImageChops.subtract(shape, visible_part))


def _difference(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return an image that is white where two others differ visibly."""
    bands = ImageChops.difference(one, other).split()
    return reduce(ImageChops.lighter, bands).point([0] * _FAINT + [255] * (256 - _FAINT))


def _has_large_area(image: Image.Image) -> bool:
    """Whether an image has a white square that is large enough to count."""
    return image.filter(ImageFilter.MinFilter(_MIN_SIDE)).getbbox() is not None
