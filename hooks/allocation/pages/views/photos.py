"""照片: the items that have photographs; those of each, with the six elements of a caption."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from allocation.datafiles.file_metadata import FileFacts
from allocation.datafiles.model import Attachment
from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Crumb, Download, Page, item_crumbs
from allocation.register.addresses import (
    PHOTOS,
    address,
    file_address,
    photos_address,
    photos_document,
    thumbnail_address,
)
from allocation.register.register import AttachedFile, FilingEntry


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph that may be shown."""

    filing: FilingEntry
    file: AttachedFile
    facts: FileFacts
    full: str
    small: str

    @property
    def record(self) -> Attachment:
        return self.file.record


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the list of items with photographs to show, and a page for each of them."""
    index = context.index
    shown = {
        item: tuple(published_photos(index.filings(index.item(item).rows)))
        for item in index.register.items
    }
    yield Page(
        address=PHOTOS,
        title="照片",
        template="all_photos.html",
        view=tuple((item, photos) for item, photos in shown.items() if photos),
        ref=index.register.unit.ref,
        description="挂出的全部照片，按项目排列",
        aliases=("全部照片", "照片总览", "照片集", "活动照片"),
    )
    for item, photos in shown.items():
        if photos:
            yield Page(
                address=photos_address(item),
                title=f"{item.label}：照片",
                template="photos.html",
                view=photos,
                ref=item.ref,
                description=f"{item.label}的 {len(photos)} 张照片和说明，打印时一页一张",
                aliases=("图片", "影像资料", "打印照片"),
                subject=item,
                crumbs=(
                    *item_crumbs(item, index.register.labels.category),
                    Crumb(item.label, address(item)),
                ),
                downloads=(Download("照片页（Word，一页一张）", photos_document(item)),),
            )


def published_photos(filings: Iterable[FilingEntry]) -> Iterator[Photo]:
    """Yield the photographs of filings that may be shown."""
    for filing in filings:
        for file in filing.files:
            full, small = file_address(file), thumbnail_address(file)
            if full and small and file.facts:
                yield Photo(filing, file, file.facts, full, small)
