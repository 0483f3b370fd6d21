"""PDFs that draw in every way the format knows: a copy must look like each."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from pikepdf import Array, Dictionary, Name, Page, Pdf, Stream, String
from PIL import Image, ImageChops

from cleaning.papers import (
    Change,
    both,
    coded,
    draw,
    drawn_font,
    form,
    image,
    inherited,
    instead,
    jpeg_2000,
    masked,
    note,
    on_page,
    paper,
    profiled,
    resource,
    spot,
    states,
    stencilled,
)

_STREAM = bytes(range(256))
_RAMP = Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 0, 0], C1=[0, 0, 1], N=1)


def painted(category: str, make: Callable[[Pdf], Any], content: str) -> Change:
    """Draw with a resource called R."""
    return both(resource(category, R=make), draw(content))


def shaded(**entries: Any) -> Change:
    """Fill a square with a shading."""

    def make(pdf: Pdf) -> Dictionary:
        return Dictionary({"/ColorSpace": Name.DeviceRGB, "/Function": _RAMP} | _keys(entries))

    return painted("Shading", make, "q 20 20 99 99 re W n /R sh Q\n")


def mesh(kind: int, size: int, **entries: Any) -> Change:
    """Fill a square with a shading of patches or triangles."""

    def make(pdf: Pdf) -> Stream:
        made = Stream(pdf, _STREAM[:size])
        made.ShadingType, made.ColorSpace = kind, Name.DeviceRGB
        made.BitsPerCoordinate = made.BitsPerComponent = 8
        made.Decode = [0, 200, 0, 200, 0, 1, 0, 1, 0, 1]
        for key, value in entries.items():
            made[f"/{key}"] = value
        return made

    return painted("Shading", make, "/R sh\n")


def _keys(entries: dict[str, Any]) -> dict[str, Any]:
    return {f"/{key}": value for key, value in entries.items()}


def coloured(space: Any, numbers: str) -> Change:
    """Fill a square with a colour of a space."""
    make = space if callable(space) else lambda _: space
    return painted("ColorSpace", make, f"/R cs {numbers} scn 20 20 99 60 re f\n")


def look(content: str, **entries: Any) -> Change:
    """Draw with a graphics state."""

    def make(pdf: Pdf) -> Dictionary:
        return Dictionary({f"/{key}": v(pdf) if callable(v) else v for key, v in entries.items()})

    return painted("ExtGState", make, f"q /R gs {content} Q\n")


def pixels(data: bytes, size: tuple[int, int], **entries: Any) -> Change:
    """Draw an image."""
    return instead(
        lambda pdf: image(
            pdf, data, size, **{key: v(pdf) if callable(v) else v for key, v in entries.items()}
        )
    )


def tiled(kind: int, content: str, colour: str) -> Change:
    """Fill a square with tiles, which have their own colours (1) or one that is given (2)."""

    def make(pdf: Pdf) -> Stream:
        made = form(pdf, content, PatternType=1, PaintType=kind, TilingType=1, XStep=9, YStep=9)
        made.BBox, made.Matrix = Array([0, 0, 9, 9]), Array([1, 0, 0, 1, 3, 3])
        return made

    space = both(resource("ColorSpace", S=lambda _: Array([Name.Pattern, Name.DeviceRGB])))
    return both(space, painted("Pattern", make, f"/{colour} scn 20 20 99 60 re f\n"))


def fax(pdf: Pdf) -> Stream:
    """Return a page as fax machines code it."""
    from PIL import TiffImagePlugin  # noqa: PLC0415

    out = io.BytesIO()
    picture = Image.linear_gradient("L").resize((64, 48)).convert("1")
    picture.save(out, "TIFF", compression="group4")
    with Image.open(io.BytesIO(out.getvalue())) as tiff:
        assert isinstance(tiff, TiffImagePlugin.TiffImageFile)
        at, size = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
    setting = Dictionary(K=-1, Columns=64, Rows=48, BlackIs1=False)
    made = image(pdf, out.getvalue()[at : at + size], (64, 48), DecodeParms=setting)
    made.Filter, made.ColorSpace, made.BitsPerComponent = Name.CCITTFaxDecode, Name.DeviceGray, 1
    return made


def printing(pdf: Pdf) -> Stream:
    """Return a JPEG in the colours of printers, inverted as Photoshop does."""
    out = io.BytesIO()
    ImageChops.invert(Image.linear_gradient("L")).resize((32, 32)).convert("CMYK").save(out, "JPEG")
    made = image(pdf, out.getvalue(), (32, 32), Filter=Name.DCTDecode)
    made.ColorSpace, made.Decode = Name.DeviceCMYK, Array([1, 0] * 4)
    return made


def soft(pdf: Pdf) -> Dictionary:
    """Return a mask made of a drawing's brightness."""
    drawing = form(pdf, "0.5 g 0 0 50 100 re f 1 g 50 0 50 100 re f")
    drawing.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    return Dictionary(S=Name.Luminosity, G=drawing, BC=Array([0]))


def letters(mode: int) -> Change:
    """Draw letters filled, stroked or as a clip."""
    return draw(
        f"q BT 1 0 0 RG 0 0 1 rg {mode} Tr /F1 60 Tf 10 40 Td (Ab) Tj ET 0 1 0 rg 9 30 99 30 re f Q\n"
    )


def turned(degrees: int) -> Change:
    """Turn the page, which is not square, and let it have another unit."""
    return on_page(
        Rotate=lambda _: degrees,
        UserUnit=lambda _: 1.5,
        MediaBox=lambda _: Array([10, -20, 210, 180]),
    )


def split(pdf: Pdf, page: Page) -> None:
    """Let the content of a page come in pieces."""
    whole: bytes = page.obj.Contents.read_bytes()
    pieces = [whole[:30], whole[30:60], whole[60:]]
    page.obj.Contents = Array([Stream(pdf, each) for each in pieces])


def computed(pdf: Pdf) -> Dictionary:
    """Return a shading that a program computes."""
    program = Stream(pdf, b"{ 0.5 }")
    program.FunctionType, program.Domain, program.Range = 4, Array([0, 1] * 2), Array([0, 1] * 3)
    matrix = Array([99, 0, 0, 99, 20, 20])
    return Dictionary(ShadingType=1, ColorSpace=Name.DeviceRGB, Matrix=matrix, Function=program)


def bare(drawing: Stream) -> Stream:
    """Take the resources of a form away: it uses those of the page."""
    del drawing.Resources
    return drawing


def spaces(pdf: Pdf) -> Array:
    """Return colours of two inks."""
    program = Stream(pdf, b"{ 2 copy add 2 div }")
    program.FunctionType, program.Domain, program.Range = 4, Array([0, 1] * 2), Array([0, 1] * 3)
    return Array([Name.DeviceN, Array([Name.Cyan, Name("/Gold")]), Name.DeviceRGB, program])


def sampled(pdf: Pdf) -> Array:
    """Return a spot colour that a table computes."""
    table = Stream(pdf, bytes((255, 0, 0, 0, 255, 0, 0, 0, 255)))
    table.FunctionType, table.Domain, table.Range = 0, Array([0, 1]), Array([0, 1] * 3)
    table.Size, table.BitsPerSample = Array([3]), 8
    return Array([Name.Separation, Name("/Gold"), Name.DeviceRGB, table])


_CAL = Dictionary(WhitePoint=[0.95, 1, 1.09], Gamma=[2.2, 2.2, 2.2])
_PIECES = Dictionary(
    FunctionType=3,
    Domain=[0, 1],
    Functions=Array([_RAMP, _RAMP]),
    Bounds=[0.3],
    Encode=[0, 1, 1, 0],
)
_INDEXED = Array([Name.Indexed, Name.DeviceRGB, 3, String(bytes(range(0, 240, 20)))])
_GRAY = {"ColorSpace": Name.DeviceGray}
_INLINE = "q 60 0 0 40 20 20 cm BI /W 4 /H 2 /BPC 8 /CS /G ID abcdABCD EI Q\n"
_MASK = {"ImageMask": True, "BitsPerComponent": 1}
DRAWINGS: Mapping[str, Change | tuple[Change, ...]] = {
    "function-based shading": painted("Shading", computed, "/R sh\n"),
    "axial shading": shaded(ShadingType=2, Coords=[20, 20, 120, 120], Extend=[True, False]),
    "radial shading": shaded(ShadingType=3, Coords=[60, 60, 5, 70, 70, 60], Function=_PIECES),
    "triangles": mesh(4, 6 * 9, BitsPerFlag=8),
    "lattice": mesh(5, 5 * 9, VerticesPerRow=3),
    "Coons patches": mesh(6, 37, BitsPerFlag=8),
    "tensor patches": mesh(7, 45, BitsPerFlag=8),
    "shading pattern": painted("Pattern", lambda _: Dictionary(PatternType=2, Shading=Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=[0, 0, 150, 150], Function=_RAMP)),
        "/Pattern cs /R scn 20 20 99 60 re f /Pattern CS /R SCN 9 w 20 90 99 20 re S\n"),
    "coloured tiles": tiled(1, "1 0 0 rg 0 0 4 4 re f", "Pattern cs /R"),
    "uncoloured tiles": tiled(2, "0 0 4 4 re f", "S cs 0 0.5 0 /R"),
    "calibrated colours": coloured(Array([Name.CalRGB, _CAL]), "0.2 0.7 0.4"),
    "calibrated grey": coloured(Array([Name.CalGray, Dictionary(WhitePoint=[0.95, 1, 1.09], Gamma=1.8)]), "0.4"),
    "Lab": coloured(Array([Name.Lab, Dictionary(WhitePoint=[0.95, 1, 1.09], Range=[-99, 99, -99, 99])]), "60 40 -30"),
    "indexed colours": coloured(_INDEXED, "2"),
    "two inks": coloured(spaces, "0.3 0.9"),
    "a spot colour by a program": coloured(spot, "0.5"),
    "a spot colour by a table": coloured(sampled, "0.6"),
    "printing colours": draw("0.1 0.9 0.3 0.2 k 20 20 99 60 re f 1 0 0 0 K 5 w 30 30 50 20 re S\n"),
    "multiply": look("1 1 0 rg 20 110 99 60 re f", BM=Name.Multiply),
    "blend modes of a list": look("1 1 0 rg 20 110 99 60 re f", BM=Array([Name.Darken, Name.Normal])),
    "half transparent": look("1 0 0 rg 20 110 99 60 re f", ca=0.3, CA=0.3),
    "soft mask": look("1 0 0 rg 0 0 100 100 re f", SMask=soft),
    "dashes and joins": draw("[9 4 2] 3 d 5 w 1 J 2 j 3 M 20 20 m 90 90 l 150 20 l S\n"),
    "dashes of a state": look("20 20 m 90 90 l S", D=Array([Array([7, 3]), 0]), LW=6, LC=1, LJ=1, ML=2),
    "curves and rules": draw("20 20 m 40 90 90 90 99 20 c 50 50 60 60 v 10 10 15 15 y h f* 9 9 40 40 re B*\n"),
    "letters outlined": letters(1),
    "letters filled and outlined": letters(2),
    "letters as a clip": letters(7),
    "letters drawn and as a clip": letters(6),
    "spaced and raised letters": draw("BT /F1 14 Tf 3 Tc 9 Tw 80 Tz 5 Ts 16 TL 10 90 Td (a b) Tj T* [(c) -500 (d)] TJ (e) ' 2 1 (f g) \" ET\n"),
    "a font of drawings": painted("Font", drawn_font, "0 0.5 0 rg BT /R 40 Tf 20 20 Td (a a) Tj ET\n"),
    "a font of a state": look("BT 20 90 Td (State) Tj ET", Font=lambda pdf: Array([pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Times-Roman"))), 30])),
    "an inline image": draw(_INLINE),
    "a fax": instead(fax),
    "a JPEG": pixels(coded("JPEG"), (64, 48), Filter=Name.DCTDecode),
    "a JPEG for printing": instead(printing),
    "a JPEG 2000": instead(jpeg_2000),
    "a profile": instead(profiled),
    "indexed pixels of 2 bits": pixels(b"\x1b\xe4\x1b", (4, 3), ColorSpace=_INDEXED, BitsPerComponent=2),
    "pixels of 1 bit, inverted": pixels(b"\xa0\x50\xa0", (4, 3), BitsPerComponent=1, Decode=[1, 0], **_GRAY),
    "pixels of 4 bits": pixels(b"\x12\x34\x56\x78\x9a\xbc", (4, 3), BitsPerComponent=4, **_GRAY),
    "pixels of 16 bits": pixels(_STREAM[:24], (4, 3), BitsPerComponent=16, **_GRAY),
    "a stencil": (draw("1 0 0 rg\n"), pixels(b"\xa0\x50\xa0", (4, 3), **_MASK), draw("q 50 0 0 50 9 9 cm /Im1 Do Q\n")),
    "a mask of colours": pixels(_STREAM[:36], (4, 3), Mask=Array([0, 20, 0, 20, 0, 20])),
    "a soft mask of another size": pixels(_STREAM[:36], (4, 3), SMask=lambda pdf: image(pdf, b"\0\xff\x80\0", (2, 2), **_GRAY)),
    "a soft mask": instead(masked),
    "a hard mask": instead(stencilled),
    "a matte": pixels(_STREAM[:36], (4, 3), SMask=lambda pdf: image(pdf, _STREAM[20:152:11], (4, 3), Matte=[0.5, 0.5, 0.5], **_GRAY)),
    "fewer pixels than promised": pixels(_STREAM[:20], (4, 3)),
    "a form, moved": painted("XObject", lambda pdf: form(pdf, "1 0 0 rg 0 0 150 50 re f", Matrix=[0.5, 0.2, 0, 0.5, 9, 9]), "/R Do\n"),
    "a form in a form": painted("XObject", lambda pdf: form(pdf, "q 0.5 0 0 0.5 0 0 cm /X Do Q", Resources=Dictionary(
        XObject=Dictionary(X=form(pdf, "0 1 0 rg 0 0 90 90 re f")))), "/R Do\n"),
    "a form without resources": painted("XObject", lambda pdf: bare(form(pdf, "q 90 0 0 90 0 0 cm /Im1 Do Q")), "/R Do\n"),
    "a form in the font around it": painted("XObject", lambda pdf: form(pdf, "BT 5 5 Td (Around) Tj ET"), "/F1 20 Tf /R Do\n"),
    "a link in a frame": note("Link"),
    "a link in a coloured frame": note("Link", C=Array([1, 0, 0]), Border=Array([0, 0, 3])),
    "a link in a dashed frame": note("Link", C=Array([0, 0, 1]), BS=Dictionary(W=2, S=Name.D, D=[5, 2])),
    "a link with half a border": note("Link", Border=Array([0])),
    "a link with a colour that is none": note("Link", C=Array([Name.Red])),
    "a link that is nowhere": note("Link", Rect=Array([])),
    "a link without a frame": note("Link", BS=Dictionary(W=0)),
    "a stamp that is turned": note("Stamp", "1 0 0 RG 8 w 10 10 80 80 re S\n", Rect=Array([20, 20, 180, 90])),
    "a box that is ticked": states,
    "turned by 90": turned(90),
    "turned by 270": turned(270),
    "a stamp on a turned page": (turned(90), note("Stamp", "1 0 0 RG 8 w 10 10 80 80 re S\n", Rect=Array([20, 20, 180, 90]))),
    "resources from above": inherited,
    "content in pieces": split,
    "too few Q": draw("q 0.5 0 0 0.5 0 0 cm q 1 0 0 rg 9 9 30 30 re f\n"),
    "state that is set and not used": draw("/F1 9 Tf 1 0 0 rg q 0 1 0 rg Q 9 9 30 30 re f\n"),
}  # fmt: skip
PRINTED = {"a soft mask", "a hard mask", "a soft mask of another size", "a mask of colours"}
"""Those that hide pixels: a copy has a picture of the page."""


def drawing(name: str) -> bytes:
    """Return the page that draws in one way."""
    changes = DRAWINGS[name]
    return paper(*(changes if isinstance(changes, tuple) else (changes,)))
