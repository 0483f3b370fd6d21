"""JPEGs and PNGs that look like one another, each with the mark where nobody sees it."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from cleaning.marks import MARK
from cleaning.papers import coded, profile

_SAID = MARK.encode()
JPEG = coded("JPEG")
PROGRESSIVE = coded("JPEG", progressive=True)
_SECOND_SCAN = PROGRESSIVE.index(b"\xff\xda", PROGRESSIVE.index(b"\xff\xda") + 2)
_FRAME = JPEG.index(b"\xff\xc0")


def segment(marker: int, content: bytes) -> bytes:
    """Return a JPEG segment."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def within(jpeg: bytes, extra: bytes, at: int = 2) -> bytes:
    """Set something into a JPEG."""
    return jpeg[:at] + extra + jpeg[at:]


def exif(*tags: bytes) -> bytes:
    """Return an EXIF segment with these twelve-byte entries."""
    head = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(tags))
    return segment(0xE1, head + b"".join(tags) + b"\0" * 4)


def _two_pictures() -> bytes:
    """Return a JPEG with another one behind it, as telephones write them (CIPA DC-007)."""
    second = Image.new("RGB", (8, 8))
    made = coded("MPO", save_all=True, append_images=[second])
    return within(made, segment(0xFE, _SAID), made.rindex(b"\xff\xd8") + 2)


def _artist() -> bytes:
    said = Image.Exif()
    said[0x13B] = MARK
    return said.tobytes()


def longer_frame() -> bytes:
    """Return a JPEG whose frame header is longer than what is read of it."""
    size = int.from_bytes(JPEG[_FRAME + 2 : _FRAME + 4], "big")
    content = JPEG[_FRAME + 4 : _FRAME + 2 + size] + _SAID
    return JPEG[:_FRAME] + segment(0xC0, content) + JPEG[_FRAME + 2 + size :]


def _png(image: Image.Image, **settings: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", **settings)
    return out.getvalue()


def _texts(**entries: bool) -> bytes:
    said = PngInfo()
    for key, packed in entries.items():
        said.add_text(key, MARK, zip=packed)
    return coded("PNG", pnginfo=said)


def _chunk(kind: bytes, content: bytes) -> bytes:
    """Return a PNG with a chunk of this kind after its header."""
    made = struct.pack(">I", len(content)) + kind + content
    made += struct.pack(">I", zlib.crc32(kind + content))
    png = coded("PNG")
    return png[:33] + made + png[33:]


def _transparent(mode: str, *pixels: tuple[int, ...]) -> bytes:
    """Return a picture whose first pixels are these, all with alpha 0."""
    image = Image.new(mode, (8, 8), (90, 120, 60, 255) if mode == "RGBA" else (90, 255))
    for column, pixel in enumerate(pixels):
        image.putpixel((column, 0), pixel)
    return _png(image)


def _palette(*more: int, **settings: Any) -> bytes:
    """Return a picture of colours 0 and 1 whose palette goes on."""
    image = Image.new("P", (8, 8))
    image.putpalette([255, 255, 255, 200, 0, 0, *more])
    image.putpixel((3, 3), 1)
    return _png(image, **settings)


def _under_index() -> bytes:
    """Return a picture whose colours 2 and 3 are seen nowhere, since they are transparent."""
    image = Image.new("P", (8, 8))
    image.putpalette([255, 255, 255, 200, 0, 0, *_SAID])
    image.putpixel((0, 0), 2)
    image.putpixel((1, 0), 3)
    return _png(image, transparency=b"\xff\xff\0\0")


PHOTOS: Mapping[str, Callable[[], bytes]] = {
    "EXIF": lambda: within(JPEG, segment(0xE1, b"Exif\0\0" + _SAID)),
    "填充字节后的段": lambda: within(JPEG, b"\xff\xff" + segment(0xE1, _SAID)),
    "注释": lambda: within(JPEG, segment(0xFE, _SAID)),
    "IPTC": lambda: within(JPEG, segment(0xED, _SAID)),
    "XMP": lambda: within(JPEG, segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + _SAID)),
    "FlashPix": lambda: within(JPEG, segment(0xE2, b"FPXR\0" + _SAID)),
    "第二张图": _two_pictures,
    "别的应用段": lambda: within(JPEG, segment(0xEB, _SAID)),
    "JFIF 里的缩略图": lambda: within(JPEG, segment(0xE0, b"JFXX\0" + _SAID)),
    "结尾以后的影片": lambda: JPEG + b"\0\0\0\x18ftypmp42" + _SAID,
    "结尾以后的图片": lambda: JPEG + within(JPEG, segment(0xE1, _SAID)),
    "两次扫描之间": lambda: within(PROGRESSIVE, segment(0xFE, _SAID), _SECOND_SCAN),
    "结尾之前": lambda: within(JPEG, segment(0xE1, _SAID), len(JPEG) - 2),
    "色彩特性文件的说明": lambda: coded("JPEG", icc_profile=profile()),
    "假的色彩特性文件": lambda: within(JPEG, segment(0xE2, b"ICC_PROFILE\0\1\1" + _SAID)),
    "PNG 的文字": lambda: _texts(Author=False),
    "PNG 的压缩文字": lambda: _texts(Author=True),
    "PNG 的 EXIF": lambda: coded("PNG", exif=_artist()),
    "PNG 的色彩特性文件": lambda: coded("PNG", icc_profile=profile()),
    "PNG 的私有块": lambda: _chunk(b"prVt", _SAID),
    "PNG 结尾以后": lambda: coded("PNG") + _SAID,
    "PNG 的透明像素": lambda: _transparent("RGBA", (*_SAID[:3], 0), (*_SAID[3:], 0)),
    "PNG 的透明灰度": lambda: _transparent("LA", *((each, 0) for each in _SAID)),
    "PNG 的透明颜色": _under_index,
    "PNG 没用到的颜色": lambda: _palette(*_SAID),
    "PNG 没用到的颜色，一种透明": lambda: _palette(*_SAID, transparency=0),
    "动画的后一帧": lambda: _png(
        Image.new("RGB", (8, 8), (9, 9, 9)),
        save_all=True,
        append_images=[Image.frombytes("RGB", (8, 8), (_SAID * 32)[:192])],
    ),
    "动画不显示的第一张": lambda: _png(
        Image.frombytes("RGB", (8, 8), (_SAID * 32)[:192]),
        save_all=True,
        append_images=[Image.new("RGB", (8, 8), (9, 9, 9))] * 2,
        default_image=True,
    ),
}  # fmt: skip
"""Where the mark is, and the file; each copy must look like its original."""
