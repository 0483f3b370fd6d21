"""``files/``: copies of the handed-in files that may be shown, freed from what they say of people.

A copy is made once and kept under the digest of its original.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from allocation.addresses import file_address, thumbnail_address
from allocation.facts import CACHE
from allocation.views import Index

_RECIPE = "copies-1"
"""Changes whenever copies are made in another way."""
_SMALL = (480, 480)
"""The box, in pixels, that a small picture fits in."""
_SPEAKING = {0xE1, 0xED, 0xFE}
"""JPEG segments that name authors and places: EXIF and XMP, IPTC, comments. Colours stay."""


def export(index: Index) -> Iterator[tuple[str, bytes | Path]]:
    """Yield each copy once, and the small picture of each photograph."""
    register = index.register
    kept = register.folder.parent / CACHE / _RECIPE
    made: set[str] = set()
    for filing in register.filings:
        for file in filing.files if filing.published else ():
            source = register.evidence_folder / file.record.name
            for address, make in ((file_address(file), _copy), (thumbnail_address(file), _small)):
                if address and address not in made:
                    made.add(address)
                    yield address, _kept(kept / Path(address).name, source, make)


def _kept(target: Path, source: Path, make: Callable[[Path], bytes]) -> bytes | Path:
    if target.is_file():
        return target
    content = make(source)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(target)
    except OSError:
        return content
    return target


def _copy(source: Path) -> bytes:
    content = source.read_bytes()
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    return _picture(content)


def _pdf(content: bytes) -> bytes:
    import pypdf  # noqa: PLC0415 - most builds have no files, and it takes long to load

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    writer.metadata = None
    for entry in writer._objects:
        if isinstance(entry, pypdf.generic.DictionaryObject):
            _free(entry)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _free(entry: Any) -> None:
    for key in ("/Metadata", "/PieceInfo", "/LastModified"):
        entry.pop(key, None)
    if entry.get("/Filter") == "/DCTDecode":
        entry._data = without_segments(entry._data)


def _picture(content: bytes) -> bytes:
    from PIL import Image, ImageOps  # noqa: PLC0415

    with Image.open(io.BytesIO(content)) as image:
        if image.format == "JPEG" and image.getexif().get(0x0112, 1) == 1:
            return without_segments(content)
        upright = ImageOps.exif_transpose(image)
        out = io.BytesIO()
        settings = {"quality": 92} if image.format == "JPEG" else {}
        upright.info.clear()
        upright.save(out, image.format, **settings)
    return out.getvalue()


def _small(source: Path) -> bytes:
    from PIL import Image, ImageOps  # noqa: PLC0415

    with Image.open(source) as image:
        image.draft("RGB", _SMALL)
        upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.thumbnail(_SMALL)
        out = io.BytesIO()
        upright.info.clear()
        upright.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()


def without_segments(jpeg: bytes) -> bytes:
    """Return a JPEG without its speaking segments, every pixel as it was (ITU-T T.81, annex B)."""
    out = bytearray(jpeg[:2])
    at = 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        size = 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if jpeg[at + 1] not in _SPEAKING:
            out += jpeg[at : at + size]
        at += size
    return bytes(out) + jpeg[at:]
