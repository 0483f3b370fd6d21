"""Copies that may be shown hold what is seen, and nothing else that a format can carry."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from typing import Any

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from allocation.cleaning import CleaningError, clean, small

SECRET = b"SECRET"


def picture(kind: str = "JPEG", **settings: Any) -> bytes:
    """Return a picture of two colours, none of its corners alike."""
    image = Image.new("RGB", (64, 48), (200, 30, 30))
    image.paste((30, 30, 200), (0, 0, 20, 10))
    out = io.BytesIO()
    image.save(out, kind, **settings)
    return out.getvalue()


def segment(marker: int, content: bytes) -> bytes:
    """Return a JPEG segment."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def exif(*tags: bytes) -> bytes:
    """Return an EXIF segment with these twelve-byte entries."""
    head = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(tags))
    return segment(0xE1, head + b"".join(tags) + b"\0" * 4)


def within(jpeg: bytes, extra: bytes, at: int = 2) -> bytes:
    """Set something into a JPEG."""
    return jpeg[:at] + extra + jpeg[at:]


JPEG = picture()
PROGRESSIVE = picture(progressive=True)
SECOND_SCAN = PROGRESSIVE.index(b"\xff\xda", PROGRESSIVE.index(b"\xff\xda") + 2)
JPEGS = {
    "EXIF": within(JPEG, segment(0xE1, b"Exif\0\0" + SECRET)),
    "fill bytes": within(JPEG, b"\xff\xff" + segment(0xE1, SECRET)),
    "comment": within(JPEG, segment(0xFE, SECRET)),
    "IPTC": within(JPEG, segment(0xED, SECRET)),
    "FlashPix": within(JPEG, segment(0xE2, b"FPXR\0" + SECRET)),
    "other application": within(JPEG, segment(0xEB, SECRET)),
    "thumbnail in JFIF": within(JPEG, segment(0xE0, b"JFXX\0" + SECRET)),
    "a film after the end": JPEG + b"\0\0\0\x18ftypmp42" + SECRET,
    "a second picture": JPEG + within(JPEG, segment(0xE1, SECRET)),
    "between scans": within(PROGRESSIVE, segment(0xFE, SECRET), SECOND_SCAN),
    "before the end": within(JPEG, segment(0xE1, SECRET), len(JPEG) - 2),
    "segment of no length": within(JPEG, b"\xff\xe1\0\0" + segment(0xFE, SECRET)),
}


@pytest.mark.parametrize("name", JPEGS)
def test_jpegs(name: str) -> None:
    """Whatever stands beside the picture is gone, and every pixel is there."""
    assert SECRET in JPEGS[name]
    try:
        copy = clean(JPEGS[name])
    except CleaningError:
        return
    assert SECRET not in copy
    original = PROGRESSIVE if name == "between scans" else JPEG
    with Image.open(io.BytesIO(copy)) as after, Image.open(io.BytesIO(original)) as before:
        assert after.tobytes() == before.tobytes() or name == "segment of no length"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright(orientation: int) -> None:
    """A picture that says how to turn it is turned, whatever else its EXIF holds."""
    odd = struct.pack("<HHI4s", 0x128, 2, 2, b"2\0")
    turned = within(JPEG, exif(struct.pack("<HHIHH", 0x112, 3, 1, orientation, 0), odd))
    with Image.open(io.BytesIO(clean(turned))) as image:
        assert image.size == ((64, 48) if orientation < 5 else (48, 64))
        assert not image.getexif()
        corners = {
            1: (2, 2), 2: (61, 2), 3: (61, 45), 4: (2, 45),
            5: (2, 2), 6: (45, 2), 7: (45, 61), 8: (2, 61),
        }  # fmt: skip
        red, _, blue = image.convert("RGB").getpixel(corners[orientation])  # type: ignore[misc]
        assert blue > red
    with Image.open(io.BytesIO(small(turned, (32, 32)))) as image:
        assert max(image.size) == 32


def test_pngs() -> None:
    """Texts of a PNG are gone, its transparency is not."""
    said = PngInfo()
    said.add_text("Author", "SECRET")
    image = Image.new("P", (8, 8))
    image.putpalette([255, 255, 255, 200, 0, 0])
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=said, transparency=0)
    copy = clean(out.getvalue())
    assert SECRET not in copy
    with Image.open(io.BytesIO(copy)) as after:
        assert after.info.get("transparency") == 0


def pdf(change: Callable[[pypdf.PdfWriter], None]) -> bytes:
    """Return a PDF of one page after some change."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def stream(content: bytes, **entries: Any) -> StreamObject:
    """Return a stream with these entries."""
    made = StreamObject()
    made._data = content
    made.update({NameObject(f"/{key}"): value for key, value in entries.items()})
    return made


def with_metadata(writer: pypdf.PdfWriter) -> None:
    """Say who wrote the file, in both ways."""
    writer.add_metadata({"/Author": "SECRET"})
    xml = stream(SECRET, Type=NameObject("/Metadata"), Subtype=NameObject("/XML"))
    writer._root_object[NameObject("/Metadata")] = writer._add_object(xml)


def with_nested_metadata(writer: pypdf.PdfWriter) -> None:
    """Say it in the properties of a page's resources."""
    xml = writer._add_object(stream(SECRET, Type=NameObject("/Metadata")))
    inner = DictionaryObject({NameObject("/Metadata"): xml})
    marks = DictionaryObject({NameObject("/MC0"): inner})
    resources = DictionaryObject({NameObject("/Properties"): marks})
    writer.pages[0][NameObject("/Resources")] = resources


def with_picture(filters: Any) -> Callable[[pypdf.PdfWriter], None]:
    """Return a change that sets a talking JPEG on the page, coded by these filters."""

    def change(writer: pypdf.PdfWriter) -> None:
        content = within(JPEG, segment(0xE1, b"Exif\0\0" + SECRET))
        if isinstance(filters, ArrayObject) and len(filters) > 1:
            import zlib  # noqa: PLC0415

            content = zlib.compress(content)
        image = stream(
            content,
            Type=NameObject("/XObject"),
            Subtype=NameObject("/Image"),
            Width=NumberObject(64),
            Height=NumberObject(48),
            ColorSpace=NameObject("/DeviceRGB"),
            BitsPerComponent=NumberObject(8),
            Filter=filters,
        )
        images = DictionaryObject({NameObject("/Im0"): writer._add_object(image)})
        writer.pages[0][NameObject("/Resources")] = DictionaryObject(
            {NameObject("/XObject"): images}
        )

    return change


def with_attachment(writer: pypdf.PdfWriter) -> None:
    """Attach another file."""
    writer.add_attachment("SECRET.docx", SECRET)


def with_script(writer: pypdf.PdfWriter) -> None:
    """Let the file do something when it is opened."""
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("SECRET")}
    )
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(action)
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})


def with_notes(writer: pypdf.PdfWriter) -> None:
    """Put a stamp and a note on the page, with their author's name."""
    marks = [
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject(kind),
                NameObject("/T"): TextStringObject("SECRET"),
                NameObject("/Rect"): ArrayObject([NumberObject(n) for n in (10, 10, 50, 50)]),
            }
        )
        for kind in ("/Stamp", "/Text", "/FileAttachment")
    ]
    writer.pages[0][NameObject("/Annots")] = ArrayObject(map(writer._add_object, marks))


PDFS = {
    "metadata": with_metadata,
    "metadata of a part": with_nested_metadata,
    "picture": with_picture(NameObject("/DCTDecode")),
    "picture in a list": with_picture(ArrayObject([NameObject("/DCTDecode")])),
    "picture coded twice": with_picture(
        ArrayObject([NameObject("/FlateDecode"), NameObject("/DCTDecode")])
    ),
    "picture by its short name": with_picture(NameObject("/DCT")),
    "attachment": with_attachment,
    "script": with_script,
    "notes": with_notes,
}


def everything(content: bytes) -> Iterator[bytes]:
    """Yield the file, and each of its objects as it is once decoded."""
    yield content
    reader = pypdf.PdfReader(io.BytesIO(content))
    for number in range(1, int(reader.trailer["/Size"])):  # type: ignore[call-overload]
        found = reader.get_object(number)
        yield repr(found).encode()
        if isinstance(found, StreamObject):
            yield found._data
            yield found.get_data()


@pytest.mark.parametrize("name", PDFS)
def test_pdfs(name: str) -> None:
    """No object of the copy, however it is coded, holds what the original said of people."""
    original = pdf(PDFS[name])
    assert any(SECRET in part for part in everything(original))
    copy = clean(original)
    assert not [part for part in everything(copy) if SECRET in part]
    reader = pypdf.PdfReader(io.BytesIO(copy))
    assert len(reader.pages) == 1
    if name == "notes":
        marks: Any = reader.pages[0]["/Annots"]
        assert [each.get_object()["/Subtype"] for each in marks] == ["/Stamp"]
    if name.startswith("picture"):
        assert len(reader.pages[0].images) == 1


def test_the_same_bytes_each_time() -> None:
    """A copy made again is the same."""
    original = pdf(with_notes)
    assert clean(original) == clean(original)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(PDFS)), st.binary(max_size=40), st.floats(0, 1))
def test_damaged_pdfs(name: str, noise: bytes, at: float) -> None:
    """A damaged file is copied or refused; it raises nothing else."""
    content = pdf(PDFS[name])
    place = int(at * len(content))
    try:
        clean(content[:place] + noise + content[place + len(noise) :])
    except CleaningError:
        return
