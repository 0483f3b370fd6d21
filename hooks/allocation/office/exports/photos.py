"""``downloads/photos/``: the photographs of each item in Word, one per page with its caption."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from allocation.datafiles.data_folder import DataFolder
from allocation.datafiles.file_metadata import FileFacts
from allocation.feeds import published_files
from allocation.office.formats.docx_writer import Document, TableCell, cell
from allocation.pages.views.context import SiteContext
from allocation.pages.views.photos import Photo, published_photos
from allocation.register.addresses import photos_document
from allocation.register.common import Common
from allocation.runtime.streaming import Output

_BOX = (150, 130)
"""Maximum width and height of a photograph in millimetres, with room for the caption below."""
_CAPTION = (24, 132)


def export(context: SiteContext) -> Iterator[Output]:
    """Yield a file for each item that has photographs to show."""
    index = context.index
    for item in index.register.items:
        photos = tuple(published_photos(index.filings(index.item(item).rows)))
        if photos:
            make = partial(_document, index.common, index.register.data, item.label, photos)
            yield Output(photos_document(item), make)


def _document(common: Common, data: DataFolder, label: str, photos: tuple[Photo, ...]) -> bytes:
    document = Document(common.word_template)
    for place, photo in enumerate(photos):
        if place:
            document.page_break()
        document.paragraph(label, "小标题")
        _photo(document, data, photo)
    return document.content()


def _photo(document: Document, data: DataFolder, photo: Photo) -> None:
    elements = dict(photo.record.caption)
    document.picture(
        published_files.print_image(data, photo.file),
        *_size(photo.facts),
        next(filter(None, elements.values()), photo.filing.record.title),
    )
    document.paragraph()
    rows = [[TableCell((label,), "表头"), cell(text)] for label, text in elements.items()]
    filed = f"{photo.filing.record.title}（登记 {photo.filing.id}）"
    document.table(_CAPTION, [*rows, [TableCell(("材料",), "表头"), cell(filed)]], heads=0)


def _size(facts: FileFacts) -> tuple[float, float]:
    """Return the width and height of a photograph in millimetres, in its own proportions."""
    width, height = facts.width or 1, facts.height or 1
    scale = min(_BOX[0] / width, _BOX[1] / height)
    return width * scale, height * scale
