"""What is really seen of a PDF's pages: text that can be copied but not seen; pages as pictures.

Text is seen if the page looks another way without it. So it makes no difference how text is hidden:
under a box or a picture that was drawn later, white on white, outside the page, clipped, too small.
What only runs over the edge of its cell or page, as long texts in sheets do, counts as seen.
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

from allocation.cleaning.content import product
from allocation.cleaning.error import CleaningError
from allocation.cleaning.pdf import saved

_LOOKING, _PRINTING = 1.0, 150 / 72
"""Pixels for each point of a page: to look at text, and on the pages that are published."""
_LONGEST = 5_000
"""The pixels of a picture's longer side at most."""
_FAINT = 8
"""A difference, of 255, that nobody sees."""
_INKY, _SEEN = 64, 0.25
"""How dark a letter's pixels are, and which share of them makes out which letter it is."""
_BLANK = {"Cc", "Cf", "Cn", "Cs", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"}
"""Categories of characters that may have no shape (Unicode, table 4-4)."""
_LATIN = 0x250
"""Below, every machine has a font."""
_QUALITY = 85
_NAMED = 20
"""How many pages a message names."""
_SQUARE = 32
"""The side, in pixels, of the squares that characters are looked up by."""
DEEPEST = 50
"""Forms in forms; readers stop before."""
_SPACES = {"L": pikepdf.Name.DeviceGray, "RGB": pikepdf.Name.DeviceRGB}
_FAR, _FINE = 1000, 256
"""How far apart points are measured, in how small parts of a pixel."""
_EDGE = 1e6
_CLIP = 7
"""The render mode of letters through which something else is seen (ISO 32000-1, table 106)."""
_ALLOW = (
    "把文字真正删掉再盖；或给这个文件加一行 reprint: true，按图片挂出；"
    "确认可以公开的，加一行 covered 写明理由。"
)
_EMBED = "导出 PDF 时选“嵌入字体”，再登记。"
_Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Char:
    """A character of a page, boxes in pixels: its text object, whether its font is at hand.

    Nothing is drawn outside of ``clip``.
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
    """An object of a page, in the order of drawing; ``inside`` is the form that it is part of.

    ``outer`` turns the units of that form into those of the page.
    """

    object: Any
    inside: Any
    kind: int
    outer: tuple[float, ...]

    @property
    def address(self) -> int:
        return _address(self.object)


def check(content: bytes) -> None:
    """Look at every page.

    :raises CleaningError: if text can be copied that is not seen, with all its pages.
    """
    with pypdfium2.PdfDocument(content) as document:
        hidden = {number: len(found) for number, found in _unseen(document)}
    if hidden:
        pages = "、".join(map(str, [*hidden][:_NAMED]))
        rest = f"等 {len(hidden)} " if len(hidden) > _NAMED else " "
        found = f"{sum(hidden.values())} 个字看不见（被盖住、和底色一样或在页面以外），却复制得出来"
        raise CleaningError(f"第 {pages}{rest}页共有 {found}", _ALLOW)


def reprinted(content: bytes) -> bytes:
    """Return a PDF whose pages are pictures of the pages of another.

    :raises CleaningError: if letters would be missing, since a font is not in the file.
    """
    with pypdfium2.PdfDocument(content) as document, pikepdf.new() as target:
        document.init_forms()
        for number in range(len(document)):
            target.pages.append(printed(target, document, number))
        return saved(target)


def printed(target: pikepdf.Pdf, document: pypdfium2.PdfDocument, number: int) -> pikepdf.Page:
    """Return a page that is a picture of a page of another document, which loses its text.

    :raises CleaningError: if letters would be missing, since a font is not in the file.
    """
    page = _picture(target, document[number])
    # Looking at text takes it off the page.
    if any(not each.drawable for each in _hidden(document, number)):
        raise CleaningError(f"第 {number + 1} 页的字体没有嵌入，印出来会缺字", _EMBED)
    return page


def _picture(target: pikepdf.Pdf, page: pypdfium2.PdfPage) -> pikepdf.Page:
    width, height = page.get_size()
    picture = _plain(page.render(scale=_scale(page, _PRINTING)).to_pil().convert("RGB"))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    image = pikepdf.Stream(target, out.getvalue())
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height = picture.size
    image.ColorSpace, image.BitsPerComponent = _SPACES[picture.mode], 8
    image.Filter = pikepdf.Name.DCTDecode
    drawn = pikepdf.Stream(target, f"{width} 0 0 {height} 0 0 cm /X1 Do".encode())
    shown = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=pikepdf.Array([0, 0, width, height]),
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(X1=image)),
        Contents=target.make_indirect(drawn),
    )
    return pikepdf.Page(target.make_indirect(shown))


def _plain(picture: Image.Image) -> Image.Image:
    """Return a picture without colours as one in shades of grey."""
    red, green, blue = picture.split()
    return red if red.tobytes() == green.tobytes() == blue.tobytes() else picture


def _unseen(document: pypdfium2.PdfDocument) -> Iterator[tuple[int, list[_Char]]]:
    """Yield each page, from 1, that has text which is not seen."""
    for number in range(len(document)):
        found = [each for each in _hidden(document, number) if each.drawable]
        if found:
            yield number + 1, found


def _hidden(document: pypdfium2.PdfDocument, number: int) -> list[_Char]:
    """Return characters without which a page looks as it does, but for a small part of them.

    Text that was replaced by other text in its place shows only when it alone is taken away.
    """
    page = document[number]
    drawn = list(objects(page))
    chars = list(_chars(page))
    if not chars:
        return []
    whole, ink = look(page), _ink(document[number])
    replaced = _replaced(drawn, chars)
    found: list[_Char] = []
    for taken in filter(None, (replaced, {each.object for each in chars} - replaced)):
        _remove(page, [each for each in drawn if each.address in taken])
        found += _alike(whole, look(page), ink, [each for each in chars if each.object in taken])
    return _without_cut_off(list(_judged(page, drawn, found)), chars)


def _judged(page: pypdfium2.PdfPage, drawn: list[Drawn], chars: list[_Char]) -> Iterator[_Char]:
    """Yield characters; where no font was at hand to draw them, what lies above them decides."""
    if all(each.drawable for each in chars):
        yield from chars
        return
    shapes = _shapes(page, drawn)
    order = {each.address: place for place, each in enumerate(drawn)}
    for each in chars:
        above = (box for place, box in shapes if place > order.get(each.object, 0))
        covered = not each.drawable and any(_lies_in(each, box) for box in above)
        yield replace(each, drawable=True) if covered else each


def _shapes(page: pypdfium2.PdfPage, drawn: list[Drawn]) -> list[tuple[int, _Box]]:
    """Return the boxes of what is no text, and when each is drawn."""
    to_pixels = _to_pixels(page)
    found = []
    for place, each in enumerate(drawn):
        if each.kind != pdfium.FPDF_PAGEOBJ_TEXT and not each.inside:
            sides = [ctypes.c_float() for _ in range(4)]
            pdfium.FPDFPageObj_GetBounds(each.object, *sides)
            found.append((place, to_pixels(*(side.value for side in sides))))
    return found


def _without_cut_off(found: list[_Char], chars: list[_Char]) -> list[_Char]:
    """Leave out what is cut off in a line of which something is seen."""
    unseen = {(each.object, each.box) for each in found}
    lines: dict[_Box, list[_Char]] = defaultdict(list)
    for each in chars if found else ():
        if (each.object, each.box) not in unseen:
            lines[each.clip].append(each)
    return [
        each
        for each in found
        if _lies_in(each, each.clip) or not any(_same_line(each, seen) for seen in lines[each.clip])
    ]


def _lies_in(char: _Char, box: _Box) -> bool:
    (left, top, right, bottom), (x, y) = box, char.middle
    return left <= x <= right and top <= y <= bottom


def _same_line(char: _Char, seen: _Char) -> bool:
    return seen.box[1] <= char.middle[1] <= seen.box[3]


def _replaced(drawn: list[Drawn], chars: list[_Char]) -> set[int]:
    """Return text objects under later text, with something else drawn in between."""
    layers: dict[int, int] = {}
    layer = 0
    for each in drawn:
        layer += each.kind != pdfium.FPDF_PAGEOBJ_TEXT
        layers[each.address] = layer
    if not layer:
        return set()
    places = _places(chars)
    return {
        each.object
        for each in chars
        for other in places.get(_place(*each.middle), ())
        if layers.get(other.object, 0) > layers.get(each.object, 0) and _lies_in(each, other.box)
    }


def _places(chars: list[_Char]) -> dict[tuple[int, int], list[_Char]]:
    """Return the characters that reach into each square of the page."""
    found: dict[tuple[int, int], list[_Char]] = defaultdict(list)
    for each in chars:
        left, top, right, bottom = each.box
        (first, above), (last, below) = _place(left, top), _place(right, bottom)
        for column in range(first, last + 1):
            for row in range(above, below + 1):
                found[column, row].append(each)
    return found


def _place(x: float, y: float) -> tuple[int, int]:
    return int(x) // _SQUARE, int(y) // _SQUARE


def _ink(page: pypdfium2.PdfPage) -> Image.Image:
    """Return the text of a page as if nothing else were there, white on black."""
    drawn = list(objects(page))
    for each in drawn:
        pdfium.FPDFPageObj_SetFillColor(each.object, 0, 0, 0, 255)
    kept = (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM)
    _remove(page, [each for each in drawn if each.kind not in kept])
    return ImageChops.invert(look(page).convert("L")).point([0] * _INKY + [255] * (256 - _INKY))


def _alike(
    one: Image.Image, other: Image.Image, ink: Image.Image, chars: list[_Char]
) -> list[_Char]:
    """Return the characters in whose boxes two pictures are alike, but for little of their ink.

    What shines through letters that only clip is no longer theirs, so their boxes must be plain.
    """
    bands = ImageChops.difference(one, other).split()
    most = reduce(ImageChops.lighter, bands)
    clipping = [each for each in chars if each.mode == _CLIP and _is_plain(one, each.box)]
    drawn = [each for each in chars if each.mode != _CLIP and not _differs(most, ink, each.box)]
    return clipping + drawn


def _is_plain(picture: Image.Image, box: _Box) -> bool:
    bands = picture.crop(box).getextrema() if _is_on_page(box) else ()
    return not any(_is_noticed(high - low) for low, high in bands)  # type: ignore[misc]


def _differs(changed: Image.Image, ink: Image.Image, box: _Box) -> bool:
    if not _is_on_page(box):
        return False
    noticed = changed.crop(box).point([0] * (_FAINT + 1) + [255] * (255 - _FAINT))
    drawn = ink.crop(box)
    whole, shown = (_white(each) for each in (drawn, ImageChops.darker(drawn, noticed)))
    return shown > whole * _SEEN if whole else bool(_white(noticed))


def _white(picture: Image.Image) -> int:
    return picture.histogram()[255]


def _is_on_page(box: _Box) -> bool:
    left, top, right, bottom = box
    return left < right and top < bottom


def _is_noticed(value: Any) -> bool:
    return bool(value > _FAINT)


def look(page: pypdfium2.PdfPage, may_draw_forms: bool = False) -> Image.Image:
    """Return what a page looks like, a pixel for each point."""
    shown = page.render(scale=_scale(page, _LOOKING), may_draw_forms=may_draw_forms)
    picture: Image.Image = shown.to_pil()
    return picture.convert("RGB")


def _scale(page: pypdfium2.PdfPage, wanted: float) -> float:
    longest: float = max(page.get_size())
    return min(wanted, _LONGEST / longest)


def objects(
    page: pypdfium2.PdfPage,
    form: Any = None,
    depth: int = 0,
    outer: tuple[float, ...] = (1, 0, 0, 1, 0, 0),
) -> Iterator[Drawn]:
    """Yield the objects of a page or a form, and those of forms in them."""
    count = pdfium.FPDFFormObj_CountObjects(form) if form else pdfium.FPDFPage_CountObjects(page)
    for number in range(count):
        found = (
            pdfium.FPDFFormObj_GetObject(form, number)
            if form
            else pdfium.FPDFPage_GetObject(page, number)
        )
        each = Drawn(found, form, pdfium.FPDFPageObj_GetType(found), outer)
        yield each
        if each.kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
            yield from objects(page, found, depth + 1, product(_matrix(found), outer))


def corners(image: Drawn) -> Iterator[tuple[float, float]]:
    """Yield the corners of an image, in the units of the page, one after the other."""
    a, b, c, d, e, f = product(_matrix(image.object), image.outer)
    for x, y in ((0, 0), (1, 0), (1, 1), (0, 1)):
        yield a * x + c * y + e, b * x + d * y + f


def size(image: Drawn) -> tuple[int, int]:
    """Return the pixels of an image."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(image.object, width, height)
    return width.value, height.value


def _matrix(found: Any) -> tuple[float, ...]:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(found, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _remove(page: pypdfium2.PdfPage, drawn: list[Drawn]) -> None:
    for each in drawn:
        if each.inside:
            pdfium.FPDFFormObj_RemoveObject(each.inside, each.object)
        else:
            pdfium.FPDFPage_RemoveObject(page, each.object)
        pdfium.FPDFPageObj_Destroy(each.object)


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
    """Return what turns a point of a page into one of a look."""
    width, height = _pixels(page)
    x0, y0 = _device(page, width, height, 0, 0)
    (x1, y1), (x2, y2) = (_device(page, width, height, *each) for each in ((_FAR, 0), (0, _FAR)))
    a, b, c, d = ((x1 - x0) / _FAR, (y1 - y0) / _FAR, (x2 - x0) / _FAR, (y2 - y0) / _FAR)
    return lambda x, y: (x0 + a * x + c * y, y0 + b * x + d * y)


def _to_pixels(page: pypdfium2.PdfPage) -> Callable[[float, float, float, float], _Box]:
    """Return what turns a box of a page into pixels of a look, cut off where the page ends."""
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
    scale = _scale(page, _LOOKING)
    width, height = (math.ceil(side * scale) for side in page.get_size())
    return width, height


def _device(
    page: pypdfium2.PdfPage, width: int, height: int, x: int, y: int
) -> tuple[float, float]:
    """Return where a point of a page is on a device, finer than in whole pixels."""
    across, down = ctypes.c_int(), ctypes.c_int()
    size = width * _FINE, height * _FINE
    pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
    return across.value / _FINE, down.value / _FINE


def _address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0
