"""Copies of the forms, images, patterns and graphics state parameters of a PDF."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from allocation.privacy.sanitizer import pdf_images
from allocation.privacy.sanitizer.content import INTENTS, filtered, is_number
from allocation.privacy.sanitizer.copier import (
    Copier,
    Copy,
    Resources,
    boolean,
    number,
    numbers,
    one_of,
    record,
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
    "Intent": "intent", "ImageMask": "boolean", "Decode": "numbers", "Interpolate": "boolean",
    "SMask": "image", "Matte": "numbers",
}  # fmt: skip
_PARAMETERS = {
    "K": "number", "EndOfLine": "boolean", "EncodedByteAlign": "boolean", "Columns": "number",
    "Rows": "number", "EndOfBlock": "boolean", "BlackIs1": "boolean",
    "DamagedRowsBeforeError": "number", "ColorTransform": "number",
}  # fmt: skip
_LOOK = {
    "LW": "number", "LC": "number", "LJ": "number", "ML": "number", "D": "numbers",
    "RI": "intent", "OP": "boolean", "op": "boolean", "OPM": "number", "Font": "set font",
    "FL": "number", "SM": "number", "SA": "boolean", "BM": "blend", "SMask": "soft mask",
    "CA": "number", "ca": "number", "AIS": "boolean", "TK": "boolean", "TR": "functions",
    "TR2": "functions",
}  # fmt: skip


def _drawing(copier: Copier, given: Any, keys: Mapping[str, str]) -> Stream:
    """Copy a content stream that has its own resources."""
    resources = Resources(copier, given.get("/Resources"))
    content = filtered(given, resources)
    copy = copier.stream(content, copier.fields(keys, given))
    copy.Resources = resources.dictionary()
    copier.drawn_in[given.objgen] = resources.drawn
    return copy


def _object(copier: Copier, given: Any) -> Any:
    if not isinstance(given, Stream) or copier.layers.hide(given.get("/OC")):
        return None
    if given.get("/Subtype") == "/Image":
        return copier.copy("image", given)
    return copier.copy("form", given) if given.get("/Subtype") == "/Form" else None


def _form(copier: Copier, given: Any) -> Any:
    if not isinstance(given, Stream):
        return None
    copy = _drawing(copier, given, _FORM)
    copy.Type, copy.Subtype = Name.XObject, Name.Form
    return copy


def _image(copier: Copier, given: Any) -> Any:
    if not isinstance(given, Stream):
        return None
    fields = copier.fields(_IMAGE, given)
    mask = copier.copy("mask", given.get("/Mask"))
    if mask is not None:
        fields.Mask = mask
    data, coding = pdf_images.pixels(given, copier.enclosing)
    for key, value in coding.items():
        fields[key] = copier.copy("parameters", value) if key == "/DecodeParms" else value
    stream = copier.stream(data, fields)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    return stream


def _mask(copier: Copier, given: Any) -> Any:
    """Copy a stencil mask, or the colour key mask of one colour: ranges could draw something."""
    if isinstance(given, Stream):
        return copier.copy("image", given)
    colours = list(given) if isinstance(given, Array) else [0, 1]
    return given if colours[::2] == colours[1::2] and all(map(is_number, colours)) else None


def _parameters(copier: Copier, given: Any) -> Any:
    fields = copier.fields(_PARAMETERS, given)
    tables = given.get("/JBIG2Globals")
    if isinstance(tables, Stream):
        fields.JBIG2Globals = copier.target.make_indirect(
            copier.stream(tables.read_bytes(), Dictionary())
        )
    return fields


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
    return next((name for name in names if str(name) in _BLENDS), None)


KINDS: dict[str, Copy] = {
    "number": number,
    "numbers": numbers,
    "boolean": boolean,
    "blend": _blend,
    "intent": one_of(INTENTS),
    "mask sort": one_of(frozenset(("/Alpha", "/Luminosity"))),
    "group sort": one_of(frozenset(("/Transparency",))),
    "group": record({"S": "group sort", "CS": "colour", "I": "boolean", "K": "boolean"}),
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
