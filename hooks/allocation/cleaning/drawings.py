"""What is drawn on the pages of a PDF: forms, images, patterns, and how they are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from allocation.cleaning import images
from allocation.cleaning.content import INTENTS, filtered, is_number
from allocation.cleaning.copier import (
    Copier,
    Copy,
    Resources,
    number,
    numbers,
    one_of,
    record,
    truth,
)

_BLENDS = {
    "/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten",
    "/ColorDodge", "/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue",
    "/Saturation", "/Color", "/Luminosity",
}  # fmt: skip
_FORM = {"BBox": "numbers", "Matrix": "numbers", "Group": "group"}
_TILE = {
    "PatternType": "number", "PaintType": "number", "TilingType": "number", "BBox": "numbers",
    "XStep": "number", "YStep": "number", "Matrix": "numbers",
}  # fmt: skip
_IMAGE = {
    "Width": "number", "Height": "number", "ColorSpace": "colour", "BitsPerComponent": "number",
    "Intent": "intent", "ImageMask": "truth", "Decode": "numbers", "Interpolate": "truth",
    "SMask": "image", "Matte": "numbers",
}  # fmt: skip
_PARAMETERS = {
    "K": "number", "EndOfLine": "truth", "EncodedByteAlign": "truth", "Columns": "number",
    "Rows": "number", "EndOfBlock": "truth", "BlackIs1": "truth",
    "DamagedRowsBeforeError": "number", "ColorTransform": "number",
}  # fmt: skip
_LOOK = {
    "LW": "number", "LC": "number", "LJ": "number", "ML": "number", "D": "numbers",
    "RI": "intent", "OP": "truth", "op": "truth", "OPM": "number", "Font": "set font",
    "FL": "number", "SM": "number", "SA": "truth", "BM": "blend", "SMask": "soft mask",
    "CA": "number", "ca": "number", "AIS": "truth", "TK": "truth", "TR": "functions",
    "TR2": "functions",
}  # fmt: skip


def _drawing(copier: Copier, given: Any, keys: Mapping[str, str]) -> Stream:
    """A stream of content with resources of its own."""
    resources = Resources(copier, given.get("/Resources"))
    content = filtered(given, resources)
    made = copier.stream(content, copier.fields(keys, given))
    made.Resources = resources.dictionary()
    copier.drawn_in[given.objgen] = resources.drawn
    return made


def _object(copier: Copier, given: Any) -> Any:
    if not isinstance(given, Stream) or copier.layers.hide(given.get("/OC")):
        return None
    if given.get("/Subtype") == "/Image":
        return copier.copy("image", given)
    return copier.copy("form", given) if given.get("/Subtype") == "/Form" else None


def _form(copier: Copier, given: Any) -> Any:
    if not isinstance(given, Stream):
        return None
    made = _drawing(copier, given, _FORM)
    made.Type, made.Subtype = Name.XObject, Name.Form
    return made


def _image(copier: Copier, given: Any) -> Any:
    if not isinstance(given, Stream):
        return None
    made = copier.fields(_IMAGE, given)
    mask = copier.copy("mask", given.get("/Mask"))
    if mask is not None:
        made.Mask = mask
    data, coding = images.pixels(given, copier.around)
    for key, value in coding.items():
        made[key] = copier.copy("parameters", value) if key == "/DecodeParms" else value
    stream = copier.stream(data, made)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    return stream


def _mask(copier: Copier, given: Any) -> Any:
    """A stencil, or one colour that is not shown; several could draw something."""
    if isinstance(given, Stream):
        return copier.copy("image", given)
    colours = list(given) if isinstance(given, Array) else [0, 1]
    return given if colours[::2] == colours[1::2] and all(map(is_number, colours)) else None


def _parameters(copier: Copier, given: Any) -> Any:
    made = copier.fields(_PARAMETERS, given)
    tables = given.get("/JBIG2Globals")
    if isinstance(tables, Stream):
        made.JBIG2Globals = copier.target.make_indirect(
            copier.stream(tables.read_bytes(), Dictionary())
        )
    return made


def _pattern(copier: Copier, given: Any) -> Any:
    if isinstance(given, Stream):
        return _drawing(copier, given, _TILE)
    return record(
        {"PatternType": "number", "Shading": "shading", "Matrix": "numbers", "ExtGState": "look"}
    )(copier, given)


def _soft_mask(copier: Copier, given: Any) -> Any:
    if isinstance(given, Name):
        return Name("/None")
    keys = {"S": "mask sort", "G": "form", "BC": "numbers", "TR": "function"}
    return record(keys)(copier, given)


def _set_font(copier: Copier, given: Any) -> Any:
    if not isinstance(given, Array) or len(given) != 2:
        return None
    font = copier.copy("font", given[0])
    return None if font is None else Array([font, given[1]])


def _blend(copier: Copier, given: Any) -> Any:
    names = list(given) if isinstance(given, Array) else [given]
    return next((each for each in names if str(each) in _BLENDS), None)


KINDS: dict[str, Copy] = {
    "number": number,
    "numbers": numbers,
    "truth": truth,
    "blend": _blend,
    "intent": one_of(INTENTS),
    "mask sort": one_of(frozenset(("/Alpha", "/Luminosity"))),
    "group sort": one_of(frozenset(("/Transparency",))),
    "group": record({"S": "group sort", "CS": "colour", "I": "truth", "K": "truth"}),
    "object": _object,
    "image": _image,
    "mask": _mask,
    "parameters": _parameters,
    "form": _form,
    "pattern": _pattern,
    "look": record(_LOOK),
    "soft mask": _soft_mask,
    "set font": _set_font,
}
