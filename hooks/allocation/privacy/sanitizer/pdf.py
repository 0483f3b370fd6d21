"""Copies of PDFs, rebuilt from their visible content.

A new document is made. Every dictionary in it is copied by a list of allowed keys for its kind
(ISO 32000-1), so that nothing else that a PDF can carry has to be known: names, notes, forms,
scripts, files, bookmarks, tags, thumbnails, signatures, layers.
"""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Page, Pdf, Stream

from allocation.privacy.sanitizer import colours, drawings, fonts
from allocation.privacy.sanitizer.content import filtered
from allocation.privacy.sanitizer.copier import Copier, Resources
from allocation.privacy.sanitizer.layers import Layers

_KINDS = colours.KINDS | drawings.KINDS | fonts.KINDS
_MAX_STREAM_BYTES = 400_000_000
"""The limit of a decompressed stream: a page scanned in colours at 1200 dpi is smaller."""

# A damaged content stream is refused, not read in part.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=_MAX_STREAM_BYTES,
    png_max_memory=_MAX_STREAM_BYTES,
    tiff_max_memory=_MAX_STREAM_BYTES,
    run_length_max_memory=_MAX_STREAM_BYTES,
    parser_max_errors=0,
)


def rebuilt(content: bytes) -> bytes:
    """Return a PDF with the visible content of its pages only.

    :raises CleaningError: if hidden content can't be separated from visible content.
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
    """Return the bytes of a document, the same for the same document."""
    out = io.BytesIO()
    document.save(
        out,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        fix_metadata_version=False,
    )
    return out.getvalue()


def _page(copier: Copier, page: Page) -> Dictionary:
    """Copy a page, cut to its crop box."""
    copier.enclosing = {}
    resources = Resources(copier, _inherited(page.obj, "/Resources"))
    box = _visible_box(page)
    content = filtered(page, resources, box)
    copy = copier.fields({"UserUnit": "number", "Group": "group"}, page.obj)
    copy.Type = Name.Page
    copy.MediaBox = Array(box)
    rotation = _inherited(page.obj, "/Rotate")
    if isinstance(rotation, int) and rotation % 360:
        copy.Rotate = rotation % 360
    copy.Resources = resources.dictionary()
    copy.Contents = copier.target.make_indirect(Stream(copier.target, content))
    return copy


def _inherited(page: Any, key: str) -> Any:
    """Return an entry of a page, which may be inherited (ISO 32000-1, 7.7.3.4)."""
    for _ in range(50):
        if (value := page.get(key)) is not None:
            return value
        if not isinstance(page := page.get("/Parent"), Dictionary):
            break
    return None


def _visible_box(page: Page) -> list[float]:
    sheet, crop = (_corners(box) for box in (page.mediabox, page.cropbox))
    inner = [max(a, b) for a, b in zip(sheet[:2], crop[:2], strict=True)]
    outer = [min(a, b) for a, b in zip(sheet[2:], crop[2:], strict=True)]
    empty = any(a >= b for a, b in zip(inner, outer, strict=True))
    return sheet if empty else inner + outer


def _corners(box: Any) -> list[Any]:
    left, bottom, right, top = box
    return [min(left, right), min(bottom, top), max(left, right), max(bottom, top)]
