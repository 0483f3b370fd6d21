"""Detection of invisible text in PDFs that can be copied; rasterized pages.

Text is visible if the rendering of its page differs without it. So it makes no difference how text
is hidden: under a box or an image that is drawn later, white on white, outside the page, clipped,
too small. Text that is cut off at the edge of its cell or page, as long texts in sheets are, counts
as visible.
"""

from __future__ import annotations

import ctypes
import io
import math
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, reduce
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from allocation.privacy.sanitizer.content import product
from allocation.privacy.sanitizer.error import CleaningError
from allocation.privacy.sanitizer.pdf import saved

_COMPARED_SCALE, _PRINTED_SCALE = 1.0, 150 / 72
"""Pixels per point: to compare renderings, and of published rasterized pages."""
_MAX_SIDE = 5_000
"""The limit of an image's longer side, in pixels."""
_FAINT = 8
"""The greatest difference of a colour value (0 to 255) that is invisible."""
_DARK, _LEGIBLE_SHARE = 64, 0.25
"""The darkness of a letter's pixels, and the share of them that makes the letter legible."""
_BLANK = {"Cc", "Cf", "Cn", "Cs", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"}
"""Categories of characters that may have no shape (Unicode, table 4-4)."""
_LATIN = 0x250
"""Characters below this code are in a font of every machine."""
_QUALITY = 85
_MAX_LISTED = 20
"""The number of pages that a message lists."""
_CELL = 32
"""The side, in pixels, of a cell of the grid by which characters are looked up."""
MAX_DEPTH = 50
"""The limit of nested forms; viewers stop before."""
_SPACES = {"L": pikepdf.Name.DeviceGray, "RGB": pikepdf.Name.DeviceRGB}
_STEP, _SUBPIXELS = 1000, 256
"""To compute a page's transformation: the distance of points, the subdivision of a pixel."""
_EDGE = 1e6
_CLIP = 7
"""The render mode of text that is a clipping path only (ISO 32000-1, table 106)."""
_ALLOW = (
    "把文字真正删掉再盖；或给这个文件加一行 reprint: true，按图片挂出；"
    "确认可以公开的，加一行 covered 写明理由。"
)
_EMBED = "导出 PDF 时选“嵌入字体”，再登记。"
_Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Char:
    """A character of a page: its text object, render mode and boxes in pixels.

    ``drawable`` tells whether its font is available. Nothing is drawn outside of ``clip``.
    """

    object: int
    mode: int
    box: _Box
    drawable: bool
    clip: _Box

    @property
    def middle(self) -> tuple[float, float]:
        left, top, right, bottom = self.box
        return (left + right) / 2, (top + bottom) / 2


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn object of a page; ``form`` is the form that contains it, or None.

    ``outer`` is the matrix from the units of that form to those of the page.
    """

    object: Any
    form: Any
    kind: int
    outer: tuple[float, ...]

    @property
    def address(self) -> int:
        return _address(self.object)


def check(content: bytes) -> None:
    """Check that all text that can be copied is visible.

    :raises CleaningError: if there is invisible text; the message lists the pages.
    """
    with pypdfium2.PdfDocument(content) as document:
        hidden = {number: len(chars) for number, chars in _hidden_by_page(document)}
    if hidden:
        pages = "、".join(map(str, [*hidden][:_MAX_LISTED]))
        suffix = f"等 {len(hidden)} " if len(hidden) > _MAX_LISTED else " "
        text = f"{sum(hidden.values())} 个字看不见（被盖住、和底色一样或在页面以外），却复制得出来"
        raise CleaningError(f"第 {pages}{suffix}页共有 {text}", _ALLOW)


def rasterized(content: bytes) -> bytes:
    """Return a PDF with its pages rasterized.

    :raises CleaningError: if letters would be missing, since a font is not embedded.
    """
    with pypdfium2.PdfDocument(content) as document, pikepdf.new() as target:
        document.init_forms()
        for number in range(len(document)):
            target.pages.append(raster_page(target, document, number))
        return saved(target)


def raster_page(target: pikepdf.Pdf, document: pypdfium2.PdfDocument, number: int) -> pikepdf.Page:
    """Return a rasterized page for another document; the page in ``document`` loses its text.

    :param target: the document of the new page.
    :param number: the index of the page, from 0.
    :raises CleaningError: if letters would be missing, since a font is not embedded.
    """
    page = _rasterize(target, document[number])
    # Render before this check, which removes text from the page.
    if any(not char.drawable for char in _hidden(document, number)):
        raise CleaningError(f"第 {number + 1} 页的字体没有嵌入，印出来会缺字", _EMBED)
    return page


def _rasterize(target: pikepdf.Pdf, page: pypdfium2.PdfPage) -> pikepdf.Page:
    width, height = page.get_size()
    bitmap = page.render(scale=_scale(page, _PRINTED_SCALE))
    picture = _plain_grey(bitmap.to_pil().convert("RGB"))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    image = pikepdf.Stream(target, out.getvalue())
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height = picture.size
    image.ColorSpace, image.BitsPerComponent = _SPACES[picture.mode], 8
    image.Filter = pikepdf.Name.DCTDecode
    content = pikepdf.Stream(target, f"{width} 0 0 {height} 0 0 cm /X1 Do".encode())
    fields = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=pikepdf.Array([0, 0, width, height]),
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(X1=image)),
        Contents=target.make_indirect(content),
    )
    return pikepdf.Page(target.make_indirect(fields))


def _plain_grey(picture: Image.Image) -> Image.Image:
    """Return a picture in shades of grey if it has no other colours."""
    red, green, blue = picture.split()
    return red if red.tobytes() == green.tobytes() == blue.tobytes() else picture


def _hidden_by_page(document: pypdfium2.PdfDocument) -> Iterator[tuple[int, list[_Char]]]:
    """Yield the pages that have invisible text, numbered from 1, with its characters."""
    for number in range(len(document)):
        chars = [char for char in _hidden(document, number) if char.drawable]
        if chars:
            yield number + 1, chars


def _hidden(document: pypdfium2.PdfDocument, number: int) -> list[_Char]:
    """Return the invisible characters of a page: its rendering is nearly the same without them.

    Text that other text replaces at the same place is removed in a step of its own: if both were
    removed together, the visible text would make the difference.
    """
    page = document[number]
    all_objects = list(objects(page))
    chars = list(_chars(page))
    if not chars:
        return []
    rendering, ink = render(page), _ink(document[number])
    replaced = _replaced(all_objects, chars)
    hidden: list[_Char] = []
    for removed in filter(None, (replaced, {char.object for char in chars} - replaced)):
        _remove(page, [item for item in all_objects if item.address in removed])
        candidates = [char for char in chars if char.object in removed]
        hidden += _unchanged(rendering, render(page), ink, candidates)
    return _without_cut_off(list(_judged(page, all_objects, hidden)), chars)


def _judged(page: pypdfium2.PdfPage, drawn: list[Drawn], chars: list[_Char]) -> Iterator[_Char]:
    """Yield the hidden characters, drawable if they are: without a font, objects above decide."""
    if all(char.drawable for char in chars):
        yield from chars
        return
    shapes = _shapes(page, drawn)
    order = {item.address: place for place, item in enumerate(drawn)}
    for char in chars:
        above = (box for place, box in shapes if place > order.get(char.object, 0))
        covered = not char.drawable and any(_is_inside(char, box) for box in above)
        yield replace(char, drawable=True) if covered else char


def _shapes(page: pypdfium2.PdfPage, drawn: list[Drawn]) -> list[tuple[int, _Box]]:
    """Return the boxes of objects other than text, with their index in the order of drawing."""
    to_pixels = _to_pixels(page)
    boxes = []
    for place, item in enumerate(drawn):
        if item.kind != pdfium.FPDF_PAGEOBJ_TEXT and not item.form:
            sides = [ctypes.c_float() for _ in range(4)]
            pdfium.FPDFPageObj_GetBounds(item.object, *sides)
            boxes.append((place, to_pixels(*(side.value for side in sides))))
    return boxes


def _without_cut_off(hidden: list[_Char], chars: list[_Char]) -> list[_Char]:
    """Return the characters without those cut off in a line that is visible in part."""
    hidden_keys = {(char.object, char.box) for char in hidden}
    lines: dict[_Box, list[_Char]] = defaultdict(list)
    for char in chars if hidden else ():
        if (char.object, char.box) not in hidden_keys:
            lines[char.clip].append(char)
    return [
        char
        for char in hidden
        if _is_inside(char, char.clip)
        or not any(
            visible.box[1] <= char.middle[1] <= visible.box[3] for visible in lines[char.clip]
        )
    ]


def _is_inside(char: _Char, box: _Box) -> bool:
    (left, top, right, bottom), (x, y) = box, char.middle
    return left <= x <= right and top <= y <= bottom


def _replaced(drawn: list[Drawn], chars: list[_Char]) -> set[int]:
    """Return text objects under later text, with another object drawn in between."""
    layers: dict[int, int] = {}
    layer = 0
    for item in drawn:
        layer += item.kind != pdfium.FPDF_PAGEOBJ_TEXT
        layers[item.address] = layer
    if not layer:
        return set()
    cells = _by_cell(chars)
    return {
        char.object
        for char in chars
        for other in cells.get(_cell(*char.middle), ())
        if layers.get(other.object, 0) > layers.get(char.object, 0) and _is_inside(char, other.box)
    }


def _by_cell(chars: list[_Char]) -> dict[tuple[int, int], list[_Char]]:
    """Return the characters by the cells of the page's grid that they touch."""
    cells: dict[tuple[int, int], list[_Char]] = defaultdict(list)
    for char in chars:
        left, top, right, bottom = char.box
        (first, above), (last, below) = _cell(left, top), _cell(right, bottom)
        for column in range(first, last + 1):
            for row in range(above, below + 1):
                cells[column, row].append(char)
    return cells


def _cell(x: float, y: float) -> tuple[int, int]:
    return int(x) // _CELL, int(y) // _CELL


def _ink(page: pypdfium2.PdfPage) -> Image.Image:
    """Return a rendering of the text of a page alone, white on black."""
    all_objects = list(objects(page))
    for item in all_objects:
        pdfium.FPDFPageObj_SetFillColor(item.object, 0, 0, 0, 255)
    kinds = (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM)
    _remove(page, [item for item in all_objects if item.kind not in kinds])
    return ImageChops.invert(render(page).convert("L")).point([0] * _DARK + [255] * (256 - _DARK))


def _unchanged(
    one: Image.Image, other: Image.Image, ink: Image.Image, chars: list[_Char]
) -> list[_Char]:
    """Return the characters in whose boxes two renderings agree, but for little of their ink.

    Clipping letters are unchanged only if their boxes have one colour: they show other objects.
    """
    bands = ImageChops.difference(one, other).split()
    difference = reduce(ImageChops.lighter, bands)
    clipping = [char for char in chars if char.mode == _CLIP and _is_plain(one, char.box)]
    drawn = [char for char in chars if char.mode != _CLIP]
    return clipping + [char for char in drawn if not _differs(difference, ink, char.box)]


def _is_plain(picture: Image.Image, box: _Box) -> bool:
    bands = picture.crop(box).getextrema() if _is_on_page(box) else ()
    return all(high - low <= _FAINT for low, high in bands)  # type: ignore[misc]


def _differs(changed: Image.Image, ink: Image.Image, box: _Box) -> bool:
    if not _is_on_page(box):
        return False
    difference = changed.crop(box).point([0] * (_FAINT + 1) + [255] * (255 - _FAINT))
    text = ink.crop(box)
    total, visible = (_white_count(mask) for mask in (text, ImageChops.darker(text, difference)))
    return visible > total * _LEGIBLE_SHARE if total else bool(_white_count(difference))


def _white_count(picture: Image.Image) -> int:
    return picture.histogram()[255]


def _is_on_page(box: _Box) -> bool:
    left, top, right, bottom = box
    return left < right and top < bottom


def render(page: pypdfium2.PdfPage, may_draw_forms: bool = False) -> Image.Image:
    """Return a rendering of a page, one pixel per point."""
    bitmap = page.render(scale=_scale(page, _COMPARED_SCALE), may_draw_forms=may_draw_forms)
    picture: Image.Image = bitmap.to_pil()
    return picture.convert("RGB")


def _scale(page: pypdfium2.PdfPage, wanted: float) -> float:
    longest: float = max(page.get_size())
    return min(wanted, _MAX_SIDE / longest)


def objects(
    page: pypdfium2.PdfPage,
    form: Any = None,
    depth: int = 0,
    outer: tuple[float, ...] = (1, 0, 0, 1, 0, 0),
) -> Iterator[Drawn]:
    """Yield the objects of a page or a form in the order of drawing, with those of nested forms."""
    count = pdfium.FPDFFormObj_CountObjects(form) if form else pdfium.FPDFPage_CountObjects(page)
    for number in range(count):
        pointer = (
            pdfium.FPDFFormObj_GetObject(form, number)
            if form
            else pdfium.FPDFPage_GetObject(page, number)
        )
        drawn = Drawn(pointer, form, pdfium.FPDFPageObj_GetType(pointer), outer)
        yield drawn
        if drawn.kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            yield from objects(page, pointer, depth + 1, product(_matrix(pointer), outer))


def corners(image: Drawn) -> Iterator[tuple[float, float]]:
    """Yield the corners of an image in the units of the page, in their order around it."""
    a, b, c, d, e, f = product(_matrix(image.object), image.outer)
    for x, y in ((0, 0), (1, 0), (1, 1), (0, 1)):
        yield a * x + c * y + e, b * x + d * y + f


def size(image: Drawn) -> tuple[int, int]:
    """Return the width and height of an image in pixels."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(image.object, width, height)
    return width.value, height.value


def _matrix(pointer: Any) -> tuple[float, ...]:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(pointer, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _remove(page: pypdfium2.PdfPage, drawn: list[Drawn]) -> None:
    for item in drawn:
        if item.form:
            pdfium.FPDFFormObj_RemoveObject(item.form, item.object)
        else:
            pdfium.FPDFPage_RemoveObject(page, item.object)
        pdfium.FPDFPageObj_Destroy(item.object)


def _chars(page: pypdfium2.PdfPage) -> Iterator[_Char]:
    """Yield the characters of a page that have a shape and can be copied."""
    text = page.get_textpage()
    to_pixels = _to_pixels(page)
    known: dict[int, tuple[int, bool, _Box]] = {}
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        owner = pdfium.FPDFText_GetTextObject(text, index) if _has_shape(code) else None
        if owner and not pdfium.FPDFText_IsGenerated(text, index):
            key = _address(owner)
            if key not in known:
                font = pdfium.FPDFTextObj_GetFont(owner)
                embedded = bool(pdfium.FPDFFont_GetIsEmbedded(font))
                mode = pdfium.FPDFTextObj_GetTextRenderMode(owner)
                known[key] = mode, embedded, to_pixels(*_clip(owner))
            mode, embedded, clip = known[key]
            box = to_pixels(*text.get_charbox(index))
            yield _Char(key, mode, box, embedded or code < _LATIN, clip)
    text.close()


def _clip(drawn: Any) -> tuple[float, float, float, float]:
    """Return the box that an object is clipped to, in the units of the page."""
    left, bottom, right, top = -_EDGE, -_EDGE, _EDGE, _EDGE
    clip = pdfium.FPDFPageObj_GetClipPath(drawn)
    for number in range(max(0, pdfium.FPDFClipPath_CountPaths(clip) if clip else 0)):
        points = list(_points(clip, number))
        if points:
            xs, ys = zip(*points, strict=True)
            left, right = max(left, min(xs)), min(right, max(xs))
            bottom, top = max(bottom, min(ys)), min(top, max(ys))
    return left, bottom, right, top


def _points(clip: Any, number: int) -> Iterator[tuple[float, float]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    for place in range(pdfium.FPDFClipPath_CountPathSegments(clip, number)):
        segment = pdfium.FPDFClipPath_GetPathSegment(clip, number, place)
        if pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            yield x.value, y.value


@cache
def _has_shape(code: int) -> bool:
    return 0 < code < 0x110000 and unicodedata.category(chr(code)) not in _BLANK


def affine(page: pypdfium2.PdfPage) -> Callable[[float, float], tuple[float, float]]:
    """Return the function from a point of a page to a point of its rendering."""
    width, height = _pixels(page)
    x0, y0 = _device(page, width, height, 0, 0)
    (x1, y1), (x2, y2) = (_device(page, width, height, *at) for at in ((_STEP, 0), (0, _STEP)))
    a, b, c, d = ((x1 - x0) / _STEP, (y1 - y0) / _STEP, (x2 - x0) / _STEP, (y2 - y0) / _STEP)
    return lambda x, y: (x0 + a * x + c * y, y0 + b * x + d * y)


def _to_pixels(page: pypdfium2.PdfPage) -> Callable[[float, float, float, float], _Box]:
    """Return the function from a box of a page to one in pixels, cut off at the page's edges."""
    width, height = _pixels(page)
    point = affine(page)

    def box(left: float, bottom: float, right: float, top: float) -> _Box:
        xs, ys = zip(point(left, bottom), point(right, top), strict=True)
        return (
            max(0, math.floor(min(xs)) - 1),
            max(0, math.floor(min(ys)) - 1),
            min(width, math.ceil(max(xs)) + 1),
            min(height, math.ceil(max(ys)) + 1),
        )

    return box


def _pixels(page: pypdfium2.PdfPage) -> tuple[int, int]:
    scale = _scale(page, _COMPARED_SCALE)
    width, height = (math.ceil(side * scale) for side in page.get_size())
    return width, height


def _device(
    page: pypdfium2.PdfPage, width: int, height: int, x: int, y: int
) -> tuple[float, float]:
    """Return the pixel position of a point of a page, with fractions."""
    across, down = ctypes.c_int(), ctypes.c_int()
    size = width * _SUBPIXELS, height * _SUBPIXELS
    pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
    return across.value / _SUBPIXELS, down.value / _SUBPIXELS


def _address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0
