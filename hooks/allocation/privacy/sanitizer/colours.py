"""Colours of a PDF, and the functions and shadings that compute them (ISO 32000-1, 7.10, 8.6)."""

from __future__ import annotations

from typing import Any

from pikepdf import Array, Dictionary, Name, Stream, String

from allocation.privacy.sanitizer import icc, pdf_images, streams
from allocation.privacy.sanitizer.content import DEVICES
from allocation.privacy.sanitizer.copier import Copier, Copy, array_of

_NAMED_COLOURS = {"/All", "/None", "/Cyan", "/Magenta", "/Yellow", "/Black"}
_FUNCTION = {
    "FunctionType": "number", "Domain": "numbers", "Range": "numbers", "Size": "numbers",
    "BitsPerSample": "number", "Order": "number", "Encode": "numbers", "Decode": "numbers",
    "C0": "numbers", "C1": "numbers", "N": "number", "Functions": "functions",
    "Bounds": "numbers",
}  # fmt: skip
_SHADING = {
    "ShadingType": "number", "ColorSpace": "colour", "Background": "numbers", "BBox": "numbers",
    "AntiAlias": "boolean", "Domain": "numbers", "Matrix": "numbers", "Function": "functions",
    "Coords": "numbers", "Extend": "numbers", "BitsPerCoordinate": "number",
    "BitsPerComponent": "number", "BitsPerFlag": "number", "Decode": "numbers",
    "VerticesPerRow": "number",
}  # fmt: skip


def _colour(copier: Copier, given: Any) -> Any:
    """Copy a colour space (8.6); a device space replaces an unreadable ICC profile."""
    if isinstance(given, Name):
        device = {"/G": "/DeviceGray", "/RGB": "/DeviceRGB", "/CMYK": "/DeviceCMYK"}
        name = device.get(str(given), str(given))
        if name in DEVICES:
            return Name(name)
        spaces = copier.enclosing.get("/ColorSpace")
        space = spaces.get(str(given)) if isinstance(spaces, Dictionary) else None
        return copier.copy("colour", space) if isinstance(space, Array) else None
    if not isinstance(given, Array) or not len(given):
        return None
    if len(given) == 1:
        return _colour(copier, given[0])
    return _COLOURS[str(given[0])](copier, given) if str(given[0]) in _COLOURS else None


def _icc_based(copier: Copier, given: Any) -> Any:
    count = given[1].get("/N")
    profile = icc.stripped(given[1].read_bytes())
    if profile is None:
        return Name({1: "/DeviceGray", 4: "/DeviceCMYK"}.get(count, "/DeviceRGB"))
    fields = copier.fields({"N": "number", "Range": "numbers"}, given[1])
    return Array([given[0], copier.target.make_indirect(copier.stream(profile, fields))])


def _calibrated(copier: Copier, given: Any) -> Any:
    keys = ("WhitePoint", "BlackPoint", "Gamma", "Matrix", "Range")
    numbers = dict.fromkeys(keys, "numbers") | (
        {"Gamma": "number"} if given[0] == "/CalGray" else {}
    )
    return Array([given[0], copier.fields(numbers, given[1])])


def _indexed(copier: Copier, given: Any) -> Any:
    _, base, highest, table = given
    data = table.read_bytes() if isinstance(table, Stream) else bytes(table)
    size = (int(highest) + 1) * pdf_images.components(base, copier.enclosing)
    copy = copier.copy("colour", base)
    return Array([given[0], copy, int(highest), String(data[:size])])


def _separation(copier: Copier, given: Any) -> Any:
    """Copy a spot colour; its name, which only a printing press reads, is replaced."""
    names = [given[1]] if isinstance(given[1], Name) else list(given[1])
    neutral = [
        name if str(name) in _NAMED_COLOURS else Name(f"/Spot{number}")
        for number, name in enumerate(names, start=1)
    ]
    colourants = neutral[0] if isinstance(given[1], Name) else Array(neutral)
    parts = [copier.copy("colour", given[2]), copier.copy("function", given[3])]
    return None if None in parts else Array([given[0], colourants, *parts])


def _uncoloured_pattern(copier: Copier, given: Any) -> Any:
    return Array([given[0], copier.copy("colour", given[1])])


_COLOURS: dict[str, Copy] = {
    "/ICCBased": _icc_based,
    **dict.fromkeys(("/CalGray", "/CalRGB", "/Lab"), _calibrated),
    **dict.fromkeys(("/Indexed", "/I"), _indexed),
    **dict.fromkeys(("/Separation", "/DeviceN"), _separation),
    "/Pattern": _uncoloured_pattern,
}


def _function(copier: Copier, given: Any) -> Any:
    """Copy a function (7.10) with its samples or its calculator program."""
    if isinstance(given, Name):
        return given if given == "/Identity" else None
    if not isinstance(given, (Dictionary, Stream)):
        return None
    fields = copier.fields(_FUNCTION, given)
    if not isinstance(given, Stream):
        return fields
    data = given.read_bytes()
    if given.get("/FunctionType") == 4:
        return copier.stream(streams.calculation(data), fields)
    return copier.stream(data[: _sample_size(given)], fields)


def _sample_size(given: Any) -> int:
    count = len(given.Range) // 2
    for length in given.Size:
        count *= int(length)
    return (count * int(given.BitsPerSample) + 7) // 8


def _shading(copier: Copier, given: Any) -> Any:
    if not isinstance(given, (Dictionary, Stream)):
        return None
    fields = copier.fields(_SHADING, given)
    return copier.stream(given.read_bytes(), fields) if isinstance(given, Stream) else fields


KINDS: dict[str, Copy] = {
    "colour": _colour,
    "function": _function,
    "functions": array_of("function"),
    "shading": _shading,
}
