"""Annotations and form fields of a PDF: which are seen, and what they look like."""

from __future__ import annotations

from typing import Any

import pikepdf

from allocation.cleaning.content import is_number
from allocation.cleaning.error import REPRINT, CleaningError
from allocation.cleaning.layers import Layers

_HIDDEN, _NOT_ON_SCREENS = 2, 32
"""Flags (ISO 32000-1, table 165)."""
_SEEN = {
    "/Caret", "/Circle", "/FreeText", "/Highlight", "/Ink", "/Line", "/PolyLine", "/Polygon",
    "/Square", "/Squiggly", "/Stamp", "/StrikeOut", "/Underline", "/Watermark", "/Widget",
}  # fmt: skip
"""Those that draw on the page; the others are notes, links, files, sounds, films and scripts, and
count if they cover something: their icons are not drawn, unless they are in the file.
"""
_ASKING = {"/Tx", "/Ch"}
_DEEPEST = 20
_STROKES = {1: "G", 3: "RG", 4: "K"}
"""The operator that sets a colour of so many numbers."""


def settle(document: pikepdf.Pdf) -> None:
    """Leave the annotations and fields that are seen, each with a look that is in the file.

    :raises CleaningError: if what a viewer shows is not in the file, but made up by the viewer.
    """
    layers = Layers(document.Root)
    form: Any = document.Root.get("/AcroForm")
    made_up = isinstance(form, pikepdf.Dictionary) and bool(form.get("/NeedAppearances"))
    for number, page in enumerate(document.pages, start=1):
        found = _annotations(page)
        for each in found:
            if each.get("/Subtype") == "/Link" and _appearance(each) is None:
                _frame(document, each)
        kept = [each for each in found if _is_seen(each, layers)]
        for each in kept:
            _check(each, number, made_up)
            if each.get("/Subtype") == "/Highlight":
                _let_shine_through(document, each)
        page.obj.Annots = pikepdf.Array([each for each in kept if _appearance(each) is not None])
    if made_up:
        form.NeedAppearances = False


def check_redacted(document: pikepdf.Pdf) -> None:
    """Look for what was marked to be blackened, which no viewer does.

    :raises CleaningError: if there is any.
    """
    for number, page in enumerate(document.pages, start=1):
        if any(each.get("/Subtype") == "/Redact" for each in _annotations(page)):
            found = f"第 {number} 页有标记了、还没有执行的密文（Redact），下面的内容还在"
            raise CleaningError(found, "在原来的软件里执行“应用密文”，另存一份再登记。")


def _annotations(page: pikepdf.Page) -> list[Any]:
    found = page.obj.get("/Annots")
    listed = list(found) if isinstance(found, pikepdf.Array) else []
    return [each for each in listed if isinstance(each, pikepdf.Dictionary)]


def _is_seen(annotation: Any, layers: Layers) -> bool:
    flags = annotation.get("/F", 0)
    hidden = isinstance(flags, int) and flags & (_HIDDEN | _NOT_ON_SCREENS)
    kind = str(annotation.get("/Subtype"))
    drawn = kind in _SEEN or (kind != "/Popup" and _appearance(annotation) is not None)
    return drawn and not hidden and not layers.hide(annotation.get("/OC"))


def _check(annotation: Any, page: int, made_up: bool) -> None:
    kind = str(annotation.get("/Subtype"))
    if kind == "/Widget":
        filled = str(_field(annotation, "/FT")) in _ASKING and str(_field(annotation, "/V") or "")
        if filled and (made_up or _appearance(annotation) is None):
            raise CleaningError(f"第 {page} 页的表单靠阅读器现画，文件里没有它的样子", REPRINT)
    elif _appearance(annotation) is None:
        name = kind.removeprefix("/")
        raise CleaningError(
            f"第 {page} 页的批注（{name}）靠阅读器现画，文件里没有它的样子", REPRINT
        )


def _appearance(annotation: Any) -> Any:
    """Return what an annotation looks like when nobody points at it."""
    looks = annotation.get("/AP")
    return looks.get("/N") if isinstance(looks, pikepdf.Dictionary) else None


def _frame(document: pikepdf.Pdf, link: Any) -> None:
    """Leave of a link the frame that viewers draw around it (12.5.4): it becomes a box."""
    style, border = link.get("/BS", {}), list(link.get("/Border", (0, 0, 1)))
    border += [0] * (3 - len(border))
    width = _number(style.get("/W", 1) if style else border[2])
    colour = [*map(_number, link.get("/C", (0,)))]
    corners = [*map(_number, link.get("/Rect", ()))]
    if width <= 0 or len(colour) not in _STROKES or len(corners) != 4:
        return
    (left, right), (bottom, top) = sorted(corners[::2]), sorted(corners[1::2])
    dashes = style.get("/D", (3,)) if style.get("/S") == "/D" else border[3] if border[3:] else ()
    pieces = " ".join(str(_number(each)) for each in dashes)
    drawn = [*colour, _STROKES[len(colour)], f"[{pieces}] 0 d", width, "w"]
    drawn += [left, bottom, right - left, top - bottom, "re S"]
    frame = pikepdf.Stream(document, " ".join(map(str, drawn)).encode())
    edge = width
    box = pikepdf.Array([left - edge, bottom - edge, right + edge, top + edge])
    frame.Type, frame.Subtype, frame.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, box
    link.Subtype, link.Rect, link.AP = pikepdf.Name.Square, box, pikepdf.Dictionary(N=frame)


def _number(given: Any) -> float:
    return float(given) if is_number(given) else 0


def _let_shine_through(document: pikepdf.Pdf, annotation: Any) -> None:
    """Viewers lay a highlight under the text, whatever its appearance says."""
    inner = _appearance(annotation)
    if not isinstance(inner, pikepdf.Stream):
        return
    around = pikepdf.Stream(document, b"/G gs /X Do")
    around.Type, around.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    around.BBox = inner.BBox
    look = pikepdf.Dictionary(BM=pikepdf.Name.Multiply)
    around.Resources = pikepdf.Dictionary(
        ExtGState=pikepdf.Dictionary(G=look), XObject=pikepdf.Dictionary(X=inner)
    )
    if "/Matrix" in inner:
        around.Matrix, inner.Matrix = inner.Matrix, pikepdf.Array([1, 0, 0, 1, 0, 0])
    annotation.AP.N = around


def _field(widget: Any, key: str) -> Any:
    """Return an entry of a field, which may stand above it."""
    for _ in range(_DEEPEST):
        if (found := widget.get(key)) is not None:
            return found
        if not isinstance(widget := widget.get("/Parent"), pikepdf.Dictionary):
            break
    return None
