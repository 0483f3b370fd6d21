"""The mark that is hidden in made files, and where it is looked for."""

from __future__ import annotations

import io
import re
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path

import pypdf
from PIL import Image, ImageChops
from pypdf.generic import StreamObject

MARK = "SECRET"
_SPELLINGS = (MARK.encode(), MARK.encode("utf-16-be"), MARK.encode("utf-16-le"))
_HEX = {each.hex().encode() for each in _SPELLINGS}
_PNG_HEAD = 8


def left(content: bytes) -> list[str]:
    """Return the parts of a file, decoded, in which the mark stands in any spelling."""
    parts = (*_of_pdf(content),) if content.startswith(b"%PDF-") else (*_of_picture(content),)
    return [name for name, part in parts if _stands_in(part)]


def _stands_in(part: bytes) -> bool:
    squeezed = re.sub(rb"\s", b"", part).lower()
    return any(each in part for each in _SPELLINGS) or any(each in squeezed for each in _HEX)


def _of_pdf(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the file, and each object by another library than the one that makes copies."""
    yield "file", content
    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        reader.decrypt("")
    yield "trailer", repr(reader.trailer).encode()
    for number in range(1, int(reader.trailer["/Size"])):  # type: ignore[call-overload]
        found = reader.get_object(number)
        yield f"object {number}", repr(found).encode()
        yield f"object {number}", str(found).encode("utf-8", "replace")
        if isinstance(found, StreamObject):
            yield f"stream {number}", found._data
            yield f"stream {number}", _decoded(found)


def _decoded(stream: StreamObject) -> bytes:
    if any(each in str(stream.get("/Filter")) for each in ("DCT", "JPX", "CCITT")):
        data = stream._data
        data = zlib.decompress(data) if "Flate" in str(stream["/Filter"]) else data
        return b"".join(part for _, part in _of_picture(data))
    return stream.get_data()


def _of_picture(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the file, what its chunks say, its pixels and its palette."""
    yield "file", content
    if content.startswith(b"\x89PNG"):
        yield from _chunks(content)
    with Image.open(io.BytesIO(content)) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            image.load()
            yield "pixels", image.tobytes()
            colours = image.convert("RGBA").convert("RGB")
            yield "colours", colours.tobytes()
            yield "colours", b"".join(band.tobytes() for band in colours.split())
        yield "said", repr(image.info).encode()
        yield "palette", image.palette.tobytes() if image.palette else b""


def _chunks(png: bytes) -> Iterator[tuple[str, bytes]]:
    at = _PNG_HEAD
    while at + 8 < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        kind, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        packed = re.search(rb"\0\0?(x[\x01\x5e\x9c\xda].*)", content, re.DOTALL)
        if kind in (b"zTXt", b"iCCP", b"iTXt") and packed:
            yield kind.decode(), zlib.decompressobj().decompress(packed[1])
        at += size + 12


def pages(content: bytes, folder: Path, dots: int = 72) -> list[Image.Image]:
    """Return the pages of a PDF as poppler draws what lies in their crop boxes."""
    folder.mkdir()
    (folder / "x.pdf").write_bytes(content)
    command = ["pdftoppm", "-q", "-cropbox", "-r", str(dots), "x.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True)
    return [Image.open(path).convert("RGB") for path in sorted(folder.glob("page*.ppm"))]


def difference(one: list[Image.Image], other: list[Image.Image]) -> int:
    """Return how far the colours of two documents' pages differ at most, of 255."""
    assert [each.size for each in one] == [each.size for each in other]
    found = (ImageChops.difference(a, b).getextrema() for a, b in zip(one, other, strict=True))
    return max(int(high) for bands in found for _, high in bands)  # type: ignore[misc]
