"""Annotations and form fields of a PDF: their visibility and their appearance streams."""

from __future__ import annotations

from typing import Any

import pikepdf

from allocation.privacy.sanitizer.content import is_number
from allocation.privacy.sanitizer.error import REPRINT, CleaningError
from allocation.privacy.sanitizer.layers import Layers

_HIDDEN, _NOT_ON_SCREENS = 2, 32
"""Annotation flags (ISO 32000-1, table 165)."""
_DRAWING = {
    "/Caret", "/Circle", "/FreeText", "/Highlight", "/Ink", "/Line", "/PolyLine", "/Polygon",
    "/Square", "/Squiggly", "/Stamp", "/StrikeOut", "/Underline", "/Watermark", "/Widget",
}  # fmt: skip
"""Subtypes that draw on the page. Others (notes, links, files, sounds, films, scripts) stay only if
they have an appearance stream, which may cover something; icons that viewers add are dropped.
"""
_VALUE_FIELDS = {"/Tx", "/Ch"}
_MAX_DEPTH = 20
_STROKES = {1: "G", 3: "RG", 4: "K"}
"""The operator that sets a stroke colour, by its number of components."""


def keep_visible(document: pikepdf.Pdf) -> None:
    """Keep the visible annotations and fields that have an appearance stream.

    :raises CleaningError: if a viewer generates an appearance that is not in the file.
    """
    layers = Layers(document.Root)
    form: Any = document.Root.get("/AcroForm")
    generated = isinstance(form, pikepdf.Dictionary) and bool(form.get("/NeedAppearances"))
    for number, page in enumerate(document.pages, start=1):
        annotations = _annotations(page)
        for annotation in annotations:
            if annotation.get("/Subtype") == "/Link" and _appearance(annotation) is None:
                _keep_border(document, annotation)
        visible = [annotation for annotation in annotations if _is_visible(annotation, layers)]
        for annotation in visible:
            _check(annotation, number, generated)
            if annotation.get("/Subtype") == "/Highlight":
                _multiply(document, annotation)
        page.obj.Annots = pikepdf.Array([item for item in visible if _appearance(item) is not None])
    if generated:
        form.NeedAppearances = False


def check_redacted(document: pikepdf.Pdf) -> None:
    """Look for redaction annotations that were not applied: the content is still under them.

    :raises CleaningError: if a page has one.
    """
    for number, page in enumerate(document.pages, start=1):
        if any(annotation.get("/Subtype") == "/Redact" for annotation in _annotations(page)):
            reason = f"第 {number} 页有标记了、还没有执行的密文（Redact），下面的内容还在"
            raise CleaningError(reason, "在原来的软件里执行“应用密文”，另存一份再登记。")


def _annotations(page: pikepdf.Page) -> list[Any]:
    value = page.obj.get("/Annots")
    items = list(value) if isinstance(value, pikepdf.Array) else []
    return [item for item in items if isinstance(item, pikepdf.Dictionary)]


def _is_visible(annotation: Any, layers: Layers) -> bool:
    flags = annotation.get("/F", 0)
    hidden = isinstance(flags, int) and flags & (_HIDDEN | _NOT_ON_SCREENS)
    kind = str(annotation.get("/Subtype"))
    draws = kind in _DRAWING or (kind != "/Popup" and _appearance(annotation) is not None)
    return draws and not hidden and not layers.hide(annotation.get("/OC"))


def _check(annotation: Any, page: int, generated: bool) -> None:
    kind = str(annotation.get("/Subtype"))
    if kind == "/Widget":
        takes_value = str(_field(annotation, "/FT")) in _VALUE_FIELDS
        value = str(_field(annotation, "/V") or "")
        if takes_value and value and (generated or _appearance(annotation) is None):
            raise CleaningError(f"第 {page} 页的表单靠阅读器现画，文件里没有它的样子", REPRINT)
    elif _appearance(annotation) is None:
        name = kind.removeprefix("/")
        raise CleaningError(
            f"第 {page} 页的批注（{name}）靠阅读器现画，文件里没有它的样子", REPRINT
        )


def _appearance(annotation: Any) -> Any:
    """Return the normal appearance stream of an annotation (12.5.5)."""
    streams = annotation.get("/AP")
    return streams.get("/N") if isinstance(streams, pikepdf.Dictionary) else None


def _keep_border(document: pikepdf.Pdf, link: Any) -> None:
    """Turn a link into a square annotation with the border that viewers draw (12.5.4)."""
    style, border = link.get("/BS", {}), list(link.get("/Border", (0, 0, 1)))
    border += [0] * (3 - len(border))
    width = _number(style.get("/W", 1) if style else border[2])
    colour = [*map(_number, link.get("/C", (0,)))]
    corners = [*map(_number, link.get("/Rect", ()))]
    if width <= 0 or len(colour) not in _STROKES or len(corners) != 4:
        return
    (left, right), (bottom, top) = sorted(corners[::2]), sorted(corners[1::2])
    dashes = style.get("/D", (3,)) if style.get("/S") == "/D" else border[3] if border[3:] else ()
    lengths = " ".join(str(_number(length)) for length in dashes)
    operators = [*colour, _STROKES[len(colour)], f"[{lengths}] 0 d", width, "w"]
    operators += [left, bottom, right - left, top - bottom, "re S"]
    stream = pikepdf.Stream(document, " ".join(map(str, operators)).encode())
    box = pikepdf.Array([left - width, bottom - width, right + width, top + width])
    stream.Type, stream.Subtype, stream.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, box
    link.Subtype, link.Rect, link.AP = pikepdf.Name.Square, box, pikepdf.Dictionary(N=stream)


def _number(value: Any) -> float:
    return float(value) if is_number(value) else 0


def _multiply(document: pikepdf.Pdf, annotation: Any) -> None:
    """Blend a highlight by multiplication, as viewers do whatever its appearance stream states."""
    inner = _appearance(annotation)
    if not isinstance(inner, pikepdf.Stream):
        return
    outer = pikepdf.Stream(document, b"/G gs /X Do")
    outer.Type, outer.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    outer.BBox = inner.BBox
    state = pikepdf.Dictionary(BM=pikepdf.Name.Multiply)
    outer.Resources = pikepdf.Dictionary(
        ExtGState=pikepdf.Dictionary(G=state), XObject=pikepdf.Dictionary(X=inner)
    )
    if "/Matrix" in inner:
        outer.Matrix, inner.Matrix = inner.Matrix, pikepdf.Array([1, 0, 0, 1, 0, 0])
    annotation.AP.N = outer


def _field(widget: Any, key: str) -> Any:
    """Return an entry of a field, which may be inherited (12.7.3.1)."""
    for _ in range(_MAX_DEPTH):
        if (value := widget.get(key)) is not None:
            return value
        if not isinstance(widget := widget.get("/Parent"), pikepdf.Dictionary):
            break
    return None
