"""Copies that may be shown hold what is seen, and nothing else that a format can carry."""

from __future__ import annotations

import io
import os
import struct
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pikepdf
import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import Browser

from allocation.privacy.sanitizer import (
    CleaningError,
    clean,
    icc,
    jpeg_png,
    sandbox,
    streams,
    thumbnail,
)
from cleaning import drawings, papers, photos
from cleaning.marks import MARK, difference, left, pages
from cleaning.papers import paper

Make = Callable[[], bytes]
NOTICEABLE = 3
"""The difference between colours, of 255, from which two pages count as different."""


@pytest.mark.parametrize("name", papers.HIDDEN)
def test_pdfs(name: str, tmp_path: Path) -> None:
    """The mark is in no object of the copy, however it is coded; the page looks as before."""
    original = papers.HIDDEN[name]()
    assert left(original)
    copy = clean(original)
    assert left(copy) == []
    looks = pages(original, tmp_path / "before"), pages(copy, tmp_path / "after")
    assert difference(*looks) < NOTICEABLE
    assert clean(original) == copy
    assert clean(copy) == copy


@pytest.mark.parametrize("name", drawings.DRAWINGS)
def test_every_way_of_drawing(name: str, tmp_path: Path) -> None:
    """Whatever a page can draw, its copy draws alike, and a copy of the copy is the same."""
    original = drawings.drawing(name)
    copy = clean(original)
    if name in drawings.PRINTED:
        looks_alike(original, copy, tmp_path)
        return
    looks = pages(original, tmp_path / "before"), pages(copy, tmp_path / "after")
    assert difference(*looks) < NOTICEABLE
    assert clean(copy) == copy


@pytest.mark.parametrize("name", papers.APART)
def test_what_is_no_part_of_the_page(name: str, tmp_path: Path) -> None:
    """Notes, films and layers for paper are gone, icons and all."""
    original = papers.APART[name]()
    assert left(original)
    copy = clean(original)
    assert left(copy) == []
    expected = pages(papers.LOOKS.get(name, paper)(), tmp_path / "before")
    assert difference(expected, pages(copy, tmp_path / "after")) < NOTICEABLE


@pytest.mark.parametrize("name", papers.COVERED)
def test_text_that_is_not_seen(name: str) -> None:
    """Text that can be copied and is not seen is refused, and may stay if somebody says so."""
    original = papers.COVERED[name]()
    with pytest.raises(CleaningError, match=r"第 1 页共有 \d+ 个字看不见") as refused:
        clean(original)
    assert "reprint: true" in refused.value.remedy
    assert "covered" in refused.value.remedy
    assert clean(original, covered=True)


@pytest.mark.parametrize("name", papers.HARMLESS)
def test_text_that_is_seen(name: str, tmp_path: Path) -> None:
    """Boxes under text, beside it, around it, and those that shine through are no reason."""
    original = papers.HARMLESS[name]()
    looks = pages(original, tmp_path / "before"), pages(clean(original), tmp_path / "after")
    assert difference(*looks) < NOTICEABLE


@pytest.mark.parametrize("name", papers.REFUSED)
def test_refused(name: str) -> None:
    """What can't be told apart, or read, is refused in these words."""
    make, words = papers.REFUSED[name]
    with pytest.raises(CleaningError, match=words):
        clean(make())


def test_redactions_are_never_skipped() -> None:
    """What was to be blackened and is not is refused, though the page becomes a picture."""
    with pytest.raises(CleaningError, match="还没有执行的密文"):
        clean(papers.REFUSED["没有执行的密文"][0](), reprint=True)


def test_files_that_take_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that takes too much time or memory, or breaks its process, is refused."""
    monkeypatch.setattr("allocation.privacy.sanitizer.sandbox._SECONDS", 1)
    with pytest.raises(CleaningError, match="太费时间或内存"):
        clean(papers.finely_tiled())
    with pytest.raises(CleaningError, match="太费时间或内存"):
        sandbox.run(lambda: os._exit(1))
    monkeypatch.setattr("allocation.privacy.sanitizer.sandbox._BYTES", 1 << 30)
    with pytest.raises(CleaningError, match="MemoryError"):
        sandbox.run(lambda: bytes(1 << 31))


def test_all_pages_with_hidden_text_are_named() -> None:
    """The message counts over the whole document."""
    original = after(papers.COVERED["黑框盖住文字"](), paper())
    with pytest.raises(CleaningError, match="第 1、3 页共有 8 个字看不见"):
        clean(after(original, papers.COVERED["白框盖住文字"]()))


REPRINTED = {**papers.COVERED, **papers.HIDDEN}


@pytest.mark.parametrize(
    "name",
    [
        "黑框盖住文字",
        "盖住以后重写",
        "和底色一样",
        "在页面外",
        "关掉的层",
        "隐藏的批注",
        "图章的文字",
    ],
)
def test_reprinted_pages_are_pictures(name: str, tmp_path: Path) -> None:
    """Reprinted, a page looks as before, as far as a picture can, and has no text at all."""
    original = REPRINTED[name]()
    copy = clean(original, reprint=True)
    assert left(copy) == []
    reader = pypdf.PdfReader(io.BytesIO(copy))
    assert reader.pages[0].extract_text() == ""
    looks_alike(original, copy, tmp_path)
    assert clean(original, reprint=True) == copy


def looks_alike(original: bytes, copy: bytes, folder: Path) -> None:
    """Compare two documents as far as pictures of pages can be compared."""
    looks = pages(original, folder / "before"), pages(copy, folder / "after")
    coarse = ([each.resize((20, 20), Image.Resampling.BOX) for each in look] for look in looks)
    assert difference(*coarse) < 60


@pytest.mark.parametrize("name", papers.PRINTED)
def test_images_that_are_not_wholly_seen(name: str, tmp_path: Path) -> None:
    """Their page becomes a picture of what is seen; the pages beside it stay as they are."""
    original = after(paper(), papers.PRINTED[name]())
    assert left(original)
    copy = clean(original)
    assert left(copy) == []
    looks_alike(original, copy, tmp_path)
    first, second = pypdf.PdfReader(io.BytesIO(copy)).pages
    assert first.extract_text().strip() == "Seen"
    assert second.extract_text() == ""
    (image,) = second.images
    assert image.image
    assert image.image.size > (400, 400)
    assert left(clean(copy)) == []


def after(first: bytes, second: bytes) -> bytes:
    """Return a document of the pages of two others."""
    with (
        pikepdf.open(io.BytesIO(first)) as document,
        pikepdf.open(io.BytesIO(second)) as more,
    ):
        document.pages.extend(more.pages)
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def test_visible_layers_stay(tmp_path: Path) -> None:
    """A layer that is on is drawn as before."""
    green = "/OC /L1 BDC 0 1 0 rg 5 5 9 9 re f EMC\n"
    shown = pages(clean(paper(papers.with_layer(green, off=False))), tmp_path / "on")
    hidden = pages(clean(paper(papers.with_layer(green))), tmp_path / "off")
    assert shown[0].getpixel((9, 190)) == (0, 255, 0)
    assert hidden[0].getpixel((9, 190)) == (255, 255, 255)


PRINTED = """<html lang="zh"><style>@page { size: A4 } h1 { color: #c00 }
td { border: 1px solid #333; background: #eef } .seal { opacity: 0.4; transform: rotate(20deg);
border: 4px double red; width: 9em } .bow { background: linear-gradient(red, blue); height: 3em }
</style><h1>关于开展文明单位创建活动的通知</h1><p>各科室：𠮷田、㛃伟、葛城，ffi 1234（试行）。</p>
<table><tr><td>测评内容<td>责任人</table><p class="seal">某市金融工作局</p><p class="bow"></p>
<svg width="90" height="90"><circle cx="45" cy="45" r="40" fill="gold" fill-opacity="0.5"/></svg>
<p style="page-break-before: always; writing-mode: vertical-rl">第二页竖排的文字</p></html>"""


def test_a_printed_document(browser: Browser, tmp_path: Path) -> None:
    """Embedded Chinese fonts, gradients, transparency: the same look and text, no marks."""
    page = browser.new_page()
    page.set_content(PRINTED)
    page.evaluate("mark => { document.title = mark; document.body.lang = mark; }", MARK)
    original = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True)
    page.close()
    assert left(original)
    copy = clean(original)
    assert left(copy) == []
    looks = pages(original, tmp_path / "before"), pages(copy, tmp_path / "after")
    assert difference(*looks) < NOTICEABLE
    before, after = (pypdf.PdfReader(io.BytesIO(each)).pages for each in (original, copy))
    assert [each.extract_text() for each in after] == [each.extract_text() for each in before]
    assert clean(copy) == copy


def test_the_text_of_a_copy_can_be_copied() -> None:
    """What is seen can still be searched."""
    (page,) = pypdf.PdfReader(io.BytesIO(clean(paper()))).pages
    assert page.extract_text().strip() == "Seen"


@pytest.mark.parametrize("name", photos.PHOTOS)
def test_pictures(name: str) -> None:
    """Whatever stands beside, behind or under a picture is gone; every pixel that is seen stays."""
    original = photos.PHOTOS[name]()
    assert left(original)
    copy = clean(original)
    assert left(copy) == []
    assert clean(original) == copy
    assert clean(copy) == copy
    assert difference([shown(original)], [shown(copy)]) < NOTICEABLE


def shown(content: bytes) -> Image.Image:
    """Return a picture as it is seen on white."""
    with Image.open(io.BytesIO(content)) as image:
        image.seek(1 if image.info.get("default_image") else 0)
        above = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", above.size, "white"), above).convert("RGB")


def test_a_badly_made_jpeg() -> None:
    """A JPEG that does not fit together is compressed again without what it said, or refused."""
    broken = photos.within(photos.JPEG, b"\xff\xe1\0\0" + photos.segment(0xFE, MARK.encode()))
    with pytest.raises(ValueError, match="segment"):
        jpeg_png.without_segments(broken)
    assert left(clean(broken)) == []
    with pytest.raises(CleaningError, match="OSError"):
        clean(photos.longer_frame())


def test_tables_of_a_jpeg_end_where_they_are_read() -> None:
    """Tables for another way of coding are gone, and longer ones are no JPEG's."""
    codes = photos.segment(0xCC, MARK.encode())
    assert jpeg_png.without_segments(photos.within(photos.JPEG, codes)) == photos.JPEG
    longer = (0xDD, b"\0\0"), (0xDB, bytes(65)), (0xC4, bytes(17))
    for marker, table in longer:
        extra = photos.segment(marker, table + MARK.encode())
        with pytest.raises((ValueError, IndexError)):
            jpeg_png.without_segments(photos.within(photos.JPEG, extra))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright(orientation: int) -> None:
    """A picture that says how to turn it is turned, whatever else its EXIF holds."""
    odd = struct.pack("<HHI4s", 0x128, 2, 2, b"2\0")
    tags = struct.pack("<HHIHH", 0x112, 3, 1, orientation, 0), odd
    turned = photos.within(photos.JPEG, photos.exif(*tags))
    with Image.open(io.BytesIO(clean(turned))) as image:
        assert image.size == ((64, 48) if orientation < 5 else (48, 64))
        assert not image.getexif()
        corners = {
            1: (2, 2), 2: (61, 2), 3: (61, 45), 4: (2, 45),
            5: (2, 2), 6: (45, 2), 7: (45, 61), 8: (2, 61),
        }  # fmt: skip
        red, _, blue = image.convert("RGB").getpixel(corners[orientation])  # type: ignore[misc]
        assert blue > red
    with Image.open(io.BytesIO(thumbnail(turned, (32, 32)))) as image:
        assert max(image.size) == 32


def test_small_pictures_say_nothing() -> None:
    """Nor do the small ones."""
    for name in ("EXIF", "PNG 的文字", "色彩特性文件的说明", "PNG 的透明像素"):
        assert left(thumbnail(photos.PHOTOS[name](), (32, 32))) == []


def test_colour_profiles_keep_their_colours() -> None:
    """A profile loses its words; what it makes of colours does not change."""
    from PIL import ImageCms  # noqa: PLC0415

    plain = icc.stripped(papers.profile())
    assert plain
    assert b"desc" not in plain
    assert b"cprt" not in plain
    image = Image.linear_gradient("L").convert("RGB")
    srgb = ImageCms.createProfile("sRGB")
    looks = [
        ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(io.BytesIO(each)), srgb)
        for each in (papers.profile(), plain)
    ]
    assert looks[0].tobytes() == looks[1].tobytes()  # type: ignore[union-attr]


def test_fonts_keep_the_tables_that_draw() -> None:
    """Names, dates and signatures of a font are gone; its glyphs are not."""
    tables = {b"glyf": b"outline", b"name": MARK.encode(), b"DSIG": MARK.encode(), b"head": b"1234"}
    head, body = b"", b""
    for name, content in tables.items():
        head += struct.pack(">4sIII", name, 0, 12 + 16 * len(tables) + len(body), len(content))
        body += content
    font = struct.pack(">4sHHHH", b"\0\1\0\0", len(tables), 0, 0, 0) + head + body
    copy = streams.sfnt(font)
    assert MARK.encode() not in copy
    assert b"outline\0" + b"1234" in copy
    assert streams.sfnt(copy) == copy


def test_programs_of_colours_have_plain_numbers() -> None:
    """A number to another base could spell anything."""
    assert streams.calculation(f"{{ 36#{MARK} -.5 2. pop }}".encode()) == b"{ -.5 2. pop }"


def test_type_1_fonts_lose_their_notices() -> None:
    """What a font says of its maker is gone, the part that draws is not."""
    clear = f"%!PS-AdobeFont-1.0: X\n%{MARK}\n/Notice ({MARK}) readonly def eexec\n".encode()
    copy, size = streams.type_1(clear + b"\x80drawn", len(clear))
    assert MARK.encode() not in copy
    assert copy[size:] == b"\x80drawn"


def test_damaged_pdfs() -> None:
    """A damaged file is copied, without the mark, or refused; it raises nothing else."""
    outcomes: Counter[str] = Counter()
    hidden = cache(lambda name: papers.HIDDEN[name]())

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(sorted(papers.HIDDEN)), st.binary(max_size=40), st.floats(0, 1))
    def check(name: str, noise: bytes, at: float) -> None:
        content = hidden(name)
        place = int(at * len(content))
        try:
            copy = clean(content[:place] + noise + content[place + len(noise) :])
        except CleaningError:
            outcomes["refused"] += 1
        else:
            outcomes["copied"] += 1
            assert MARK.encode() not in copy

    check()
    assert outcomes["copied"] > outcomes["refused"] / 3, "a test of refusals only proves nothing"
