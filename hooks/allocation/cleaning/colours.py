"""Colours of a PDF, and the functions and shadings that compute them (ISO 32000-1, 7.10, 8.6)."""

from __future__ import annotations

from typing import Any

from pikepdf import Array, Dictionary, Name, Stream, String

from allocation.cleaning import icc, images, streams
from allocation.cleaning.content import DEVICES
from allocation.cleaning.copier import Copier, Copy, array_of

_NAMED_COLOURS = {"/All", "/None", "/Cyan", "/Magenta", "/Yellow", "/Black"}
_FUNCTION = {
    "FunctionType": "number", "Domain": "numbers", "Range": "numbers", "Size": "numbers",
    "BitsPerSample": "number", "Order": "number", "Encode": "numbers", "Decode": "numbers",
    "C0": "numbers", "C1": "numbers", "N": "number", "Functions": "functions",
    "Bounds": "numbers",
}  # fmt: skip
_SHADING = {
    "ShadingType": "number", "ColorSpace": "colour", "Background": "numbers", "BBox": "numbers",
    "AntiAlias": "truth", "Domain": "numbers", "Matrix": "numbers", "Function": "functions",
    "Coords": "numbers", "Extend": "numbers", "BitsPerCoordinate": "number",
    "BitsPerComponent": "number", "BitsPerFlag": "number", "Decode": "numbers",
    "VerticesPerRow": "number",
}  # fmt: skip


def _colour(copier: Copier, given: Any) -> Any:
    """A colour space (8.6); a profile that says nothing of colours gives way to the device's."""
    if isinstance(given, Name):
        device = {"/G": "/DeviceGray", "/RGB": "/DeviceRGB", "/CMYK": "/DeviceCMYK"}
        name = device.get(str(given), str(given))
        if name in DEVICES:
            return Name(name)
        near = copier.around.get("/ColorSpace")
        found = near.get(str(given)) if isinstance(near, Dictionary) else None
        return copier.copy("colour", found) if isinstance(found, Array) else None
    if not isinstance(given, Array) or not len(given):
        return None
    if len(given) == 1:
        return _colour(copier, given[0])
    return _COLOURS[str(given[0])](copier, given) if str(given[0]) in _COLOURS else None


def _profiled(copier: Copier, given: Any) -> Any:
    count = given[1].get("/N")
    profile = icc.stripped(given[1].read_bytes())
    if profile is None:
        return Name({1: "/DeviceGray", 4: "/DeviceCMYK"}.get(count, "/DeviceRGB"))
    kept = copier.fields({"N": "number", "Range": "numbers"}, given[1])
    return Array([given[0], copier.target.make_indirect(copier.stream(profile, kept))])


def _calibrated(copier: Copier, given: Any) -> Any:
    keys = ("WhitePoint", "BlackPoint", "Gamma", "Matrix", "Range")
    numbers = dict.fromkeys(keys, "numbers") | (
        {"Gamma": "number"} if given[0] == "/CalGray" else {}
    )
    return Array([given[0], copier.fields(numbers, given[1])])


def _indexed(copier: Copier, given: Any) -> Any:
    _, base, highest, table = given
    data = table.read_bytes() if isinstance(table, Stream) else bytes(table)
    size = (int(highest) + 1) * images.components(base, copier.around)
    copy = copier.copy("colour", base)
    return Array([given[0], copy, int(highest), String(data[:size])])


def _separation(copier: Copier, given: Any) -> Any:
    """A spot colour; its name matters to a printing press only."""
    names = [given[1]] if isinstance(given[1], Name) else list(given[1])
    plain = [
        each if str(each) in _NAMED_COLOURS else Name(f"/Spot{number}")
        for number, each in enumerate(names, start=1)
    ]
    colours = plain[0] if isinstance(given[1], Name) else Array(plain)
    rest = [copier.copy("colour", given[2]), copier.copy("function", given[3])]
    return None if None in rest else Array([given[0], colours, *rest])


def _patterned(copier: Copier, given: Any) -> Any:
    return Array([given[0], copier.copy("colour", given[1])])


_COLOURS: dict[str, Copy] = {
    "/ICCBased": _profiled,
    **dict.fromkeys(("/CalGray", "/CalRGB", "/Lab"), _calibrated),
    **dict.fromkeys(("/Indexed", "/I"), _indexed),
    **dict.fromkeys(("/Separation", "/DeviceN"), _separation),
    "/Pattern": _patterned,
}


def _function(copier: Copier, given: Any) -> Any:
    """A function (7.10), with the samples or the program that are computed with."""
    if isinstance(given, Name):
        return given if given == "/Identity" else None
    if not isinstance(given, (Dictionary, Stream)):
        return None
    made = copier.fields(_FUNCTION, given)
    if not isinstance(given, Stream):
        return made
    data = given.read_bytes()
    if given.get("/FunctionType") == 4:
        return copier.stream(streams.calculation(data), made)
    return copier.stream(data[: _samples(given)], made)


def _samples(given: Any) -> int:
    count = len(given.Range) // 2
    for each in given.Size:
        count *= int(each)
    return (count * int(given.BitsPerSample) + 7) // 8


def _shading(copier: Copier, given: Any) -> Any:
    if not isinstance(given, (Dictionary, Stream)):
        return None
    made = copier.fields(_SHADING, given)
    return copier.stream(given.read_bytes(), made) if isinstance(given, Stream) else made


KINDS: dict[str, Copy] = {
    "colour": _colour,
    "function": _function,
    "functions": array_of("function"),
    "shading": _shading,
}
