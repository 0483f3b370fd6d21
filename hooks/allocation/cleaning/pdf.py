"""Copies of PDFs, put together from what is seen.

A new document is made. Every dictionary in it is written key by key from a list for its kind
(ISO 32000-1); what no list names does not get there. So nothing has to be known of what else a PDF
can carry: names, notes, forms, scripts, files, bookmarks, tags, thumbnails, signatures, layers.
"""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Page, Pdf, Stream

from allocation.cleaning import colours, drawings, fonts
from allocation.cleaning.content import filtered
from allocation.cleaning.copier import Copier, Resources
from allocation.cleaning.layers import Layers

_KINDS = colours.KINDS | drawings.KINDS | fonts.KINDS
_MOST = 400_000_000
"""How many bytes a stream may unfold to: a page scanned in colours at 1200 dpi has fewer."""

# A damaged content stream is read to its end, or not at all.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=_MOST,
    png_max_memory=_MOST,
    tiff_max_memory=_MOST,
    run_length_max_memory=_MOST,
    parser_max_errors=0,
)


def rebuilt(content: bytes) -> bytes:
    """Return a PDF with what is seen of its pages.

    :raises CleaningError: if something can neither be kept nor be left out.
    :raises Exception: if the file is damaged.
    """
    with pikepdf.open(io.BytesIO(content)) as source, pikepdf.new() as target:
        layers = Layers(source.Root)
        source.flatten_annotations("screen")
        copier = Copier(target, layers, _KINDS)
        for page in source.pages:
            target.pages.append(Page(target.make_indirect(_page(copier, page))))
        return saved(target)


def saved(document: Pdf) -> bytes:
    """Return the bytes of a document, the same each time."""
    out = io.BytesIO()
    document.save(
        out,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        fix_metadata_version=False,
    )
    return out.getvalue()


def _page(copier: Copier, page: Page) -> Dictionary:
    """A page shows what lies in its crop box; the rest of its sheet is cut off."""
    copier.around = {}
    resources = Resources(copier, _inherited(page.obj, "/Resources"))
    box = _seen_box(page)
    content = filtered(page, resources, box)
    made = copier.fields({"UserUnit": "number", "Group": "group"}, page.obj)
    made.Type = Name.Page
    made.MediaBox = Array(box)
    rotation = _inherited(page.obj, "/Rotate")
    if isinstance(rotation, int) and rotation % 360:
        made.Rotate = rotation % 360
    made.Resources = resources.dictionary()
    made.Contents = copier.target.make_indirect(Stream(copier.target, content))
    return made


def _inherited(page: Any, key: str) -> Any:
    """Return what a page has from the nodes above it (ISO 32000-1, 7.7.3.4)."""
    for _ in range(50):
        if (found := page.get(key)) is not None:
            return found
        if not isinstance(page := page.get("/Parent"), Dictionary):
            break
    return None


def _seen_box(page: Page) -> list[float]:
    sheet, crop = (_corners(box) for box in (page.mediabox, page.cropbox))
    inner = [max(a, b) for a, b in zip(sheet[:2], crop[:2], strict=True)]
    outer = [min(a, b) for a, b in zip(sheet[2:], crop[2:], strict=True)]
    empty = any(a >= b for a, b in zip(inner, outer, strict=True))
    return sheet if empty else inner + outer


def _corners(box: Any) -> list[Any]:
    left, bottom, right, top = box
    return [min(left, right), min(bottom, top), max(left, right), max(bottom, top)]
