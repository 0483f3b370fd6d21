"""Copies of the fonts of a PDF, their programs and character maps (ISO 32000-1, 9.6 to 9.10)."""

from __future__ import annotations

import re
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream, String

from allocation.privacy.sanitizer import streams
from allocation.privacy.sanitizer.content import filtered, is_number
from allocation.privacy.sanitizer.copier import Copier, Copy, Resources, array_of, one_of, record

_SYSTEMS = {"Adobe", "Identity", "UCS", "GB1", "CNS1", "Japan1", "Korea1", "KR"}
_MAP_NAME = re.compile(r"/[A-Za-z0-9-]{1,30}")
_EMBEDDED = "/AAAAAA+Embedded"
_PROGRAMS = ("FontFile", "FontFile2", "FontFile3")
_FONT = {
    "Subtype": "font sort", "FirstChar": "number", "LastChar": "number", "Widths": "numbers",
    "FontDescriptor": "descriptor", "Encoding": "encoding", "ToUnicode": "unicode",
    "DescendantFonts": "fonts", "CIDSystemInfo": "system", "DW": "number", "W": "numbers",
    "DW2": "numbers", "W2": "numbers", "CIDToGIDMap": "glyph ids", "FontBBox": "numbers",
    "FontMatrix": "numbers",
}  # fmt: skip
_DESCRIPTOR = {
    "FontBBox": "numbers",
    "Flags": "number", "ItalicAngle": "number", "Ascent": "number", "Descent": "number",
    "Leading": "number", "CapHeight": "number", "XHeight": "number", "StemV": "number",
    "StemH": "number", "AvgWidth": "number", "MaxWidth": "number", "MissingWidth": "number",
    "FontWeight": "number",
}  # fmt: skip


def _font(copier: Copier, given: Any) -> Any:
    """Copy a font (9.6, 9.7); its name is kept only if the font is not embedded."""
    if not isinstance(given, Dictionary):
        return None
    copy = copier.fields(_FONT, given)
    if given.get("/Subtype") == "/Type3":
        _glyphs(copier, given, copy)
    copy.Type = Name.Font
    name = _font_name(given)
    if name is not None:
        copy.BaseFont = name
    return copy


def _font_name(given: Any) -> Name | None:
    inner = given.get("/DescendantFonts")
    font = inner[0] if isinstance(inner, Array) and len(inner) else given
    descriptor = font.get("/FontDescriptor")
    embedded = isinstance(descriptor, Dictionary) and any(
        isinstance(descriptor.get(f"/{key}"), Stream) for key in _PROGRAMS
    )
    name = Name(_EMBEDDED) if embedded else given.get("/BaseFont")
    return name if isinstance(name, Name) else None


def _glyphs(copier: Copier, given: Any, copy: Dictionary) -> None:
    """Copy the glyphs of a Type 3 font: content streams that share resources."""
    resources = Resources(copier, given.get("/Resources"))
    glyphs = {}
    for name, glyph in given.CharProcs.items():
        if isinstance(glyph, Stream):
            content = filtered(glyph, resources)
            glyphs[name] = copier.target.make_indirect(Stream(copier.target, content))
    copy.CharProcs = Dictionary(glyphs)
    copy.Resources = resources.dictionary()


def _encoding(copier: Copier, given: Any) -> Any:
    if isinstance(given, Name):
        return given if _MAP_NAME.fullmatch(str(given)) else None
    if isinstance(given, Stream):
        keys = {"WMode": "number", "UseCMap": "encoding", "CIDSystemInfo": "system"}
        copy = copier.stream(streams.character_map(given.read_bytes()), copier.fields(keys, given))
        copy.Type, copy.CMapName = Name.CMap, Name("/Adobe-Identity-UCS")
        return copy
    return record({"BaseEncoding": "encoding", "Differences": "differences"})(copier, given)


def _differences(copier: Copier, given: Any) -> Any:
    if not isinstance(given, Array):
        return None
    return Array([item for item in given if is_number(item) or isinstance(item, Name)])


def _unicode(copier: Copier, given: Any) -> Any:
    if not isinstance(given, Stream):
        return copier.copy("encoding", given)
    return copier.stream(streams.character_map(given.read_bytes()), Dictionary())


def _glyph_ids(copier: Copier, given: Any) -> Any:
    if isinstance(given, Stream):
        return copier.stream(given.read_bytes()[: 1 << 17], Dictionary())
    return given if given == "/Identity" else None


def _system(copier: Copier, given: Any) -> Any:
    if not isinstance(given, Dictionary):
        return None
    texts = {key: str(given.get(f"/{key}")) for key in ("Registry", "Ordering")}
    known = {key: text if text in _SYSTEMS else "Identity" for key, text in texts.items()}
    number = given.get("/Supplement")
    return Dictionary(
        Registry=String(known["Registry"]),
        Ordering=String(known["Ordering"]),
        Supplement=number if is_number(number) else 0,
    )


def _descriptor(copier: Copier, given: Any) -> Any:
    if not isinstance(given, Dictionary):
        return None
    copy = copier.fields(_DESCRIPTOR, given)
    programs = {key: given.get(f"/{key}") for key in _PROGRAMS}
    for key, program in programs.items():
        if isinstance(program, Stream):
            copy[f"/{key}"] = copier.copy(f"program {key}", program)
    embedded = any(isinstance(program, Stream) for program in programs.values())
    name = Name(_EMBEDDED) if embedded else given.get("/FontName")
    if isinstance(name, Name):
        copy.FontName = name
    return copy


def _program_1(copier: Copier, given: Any) -> Any:
    data, clear = streams.type_1(given.read_bytes(), int(given.get("/Length1", 0)))
    fields = copier.fields({"Length2": "number", "Length3": "number"}, given)
    fields.Length1 = clear
    return copier.stream(data, fields)


def _program_2(copier: Copier, given: Any) -> Any:
    data = streams.sfnt(given.read_bytes())
    return copier.stream(data, Dictionary(Length1=len(data)))


def _program_3(copier: Copier, given: Any) -> Any:
    data = given.read_bytes()
    fields = copier.fields({"Subtype": "program sort"}, given)
    if given.get("/Subtype") == "/OpenType":
        data = streams.sfnt(data)
    return copier.stream(data, fields)


KINDS: dict[str, Copy] = {
    "font": _font,
    "fonts": array_of("font"),
    "font sort": one_of(
        frozenset(
            (
                "/Type0",
                "/Type1",
                "/MMType1",
                "/Type3",
                "/TrueType",
                "/CIDFontType0",
                "/CIDFontType2",
            )
        )
    ),
    "encoding": _encoding,
    "differences": _differences,
    "unicode": _unicode,
    "glyph ids": _glyph_ids,
    "system": _system,
    "descriptor": _descriptor,
    "program FontFile": _program_1,
    "program FontFile2": _program_2,
    "program FontFile3": _program_3,
    "program sort": one_of(frozenset(("/Type1C", "/CIDFontType0C", "/OpenType"))),
}
