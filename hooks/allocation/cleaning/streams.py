"""Streams of a PDF byte by byte: programs, character maps and fonts without what nobody reads."""

from __future__ import annotations

import re
import struct

_HEAD = 12
_TABLES = {
    b"cmap", b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"post",
    b"prep", b"vhea", b"vmtx", b"OS/2", b"CFF ",
}  # fmt: skip
"""Tables of a font that draw glyphs, or find them (ISO/IEC 14496-22)."""
_TOKENS = re.compile(
    rb"%[^\r\n]*|\((?:[^()\\]|\\.)*\)|<<|>>|<[0-9A-Fa-f\s]*>|/[^\s()<>\[\]{}/%]*|[\[\]{}]|[^\s()<>\[\]{}/%]+"
)
_NUMBER = re.compile(rb"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_CALCULATIONS = set(
    b"abs add atan ceiling cos cvi cvr div exp floor idiv ln log mod mul neg round sin sqrt sub "
    b"truncate and bitshift eq false ge gt le lt ne not or true xor if ifelse copy dup exch index "
    b"pop roll { }".split()
)
"""Operators of a calculating function (ISO 32000-1, 7.10.5)."""
_MAPS = set(
    b"findresource begin dict begincmap endcmap def dup usecmap currentdict defineresource pop end "
    b"begincodespacerange endcodespacerange beginbfchar endbfchar beginbfrange endbfrange "
    b"begincidchar endcidchar begincidrange endcidrange beginnotdefrange endnotdefrange << >> [ ] "
    b"/CIDInit /ProcSet /CIDSystemInfo /Registry /Ordering /Supplement /CMapName /CMapType /CMap "
    b"/WMode (Adobe) (UCS) (Identity) (GB1) (CNS1) (Japan1) (Korea1) (KR)".split()
)
"""What a character map is written with (Adobe Technical Note 5014)."""
_OTHER_MAP = re.compile(rb"/[A-Za-z0-9-]{1,30}-[HV]")
_LONGEST = 16
"""How many bytes one code may stand for: a ligature has a few letters, a sentence has more."""
_NOTICES = re.compile(
    rb"(/(?:version|Notice|Copyright|FullName|FamilyName|Weight)\s*)\((?:[^()\\]|\\.)*\)"
)
_COMMENTS = re.compile(rb"(?<=[\r\n])%[^\r\n]*")


def calculation(program: bytes) -> bytes:
    """Return the program of a calculating function, its comments gone."""
    tokens = _TOKENS.findall(program)
    return b" ".join(each for each in tokens if each in _CALCULATIONS or _NUMBER.fullmatch(each))


def character_map(program: bytes) -> bytes:
    """Return a character map with nothing but maps."""
    return _TOKENS.sub(lambda match: _mapped(match[0]), program)


def _mapped(token: bytes) -> bytes:
    if token in _MAPS or _NUMBER.fullmatch(token) or _OTHER_MAP.fullmatch(token):
        return token
    if token[:1] == b"<":
        digits = bytes(token[1:-1].translate(None, b" \t\r\n\f\0"))
        return b"<" + digits[: 2 * _LONGEST] + b">"
    return {b"/": b"/Adobe-Identity-UCS", b"(": b"()"}.get(token[:1], b"")


def sfnt(font: bytes) -> bytes:
    """Return a TrueType or OpenType font with the tables that draw.

    :raises struct.error: if it is none.
    """
    if font[:4] == b"ttcf":
        raise struct.error("collection")
    (count,) = struct.unpack_from(">H", font, 4)
    entries = [struct.unpack_from(">4sIII", font, _HEAD + 16 * number) for number in range(count)]
    kept = [(name, font[at : at + size]) for name, _, at, size in entries if name in _TABLES]
    return _directory(font[:4], kept)


def _directory(version: bytes, tables: list[tuple[bytes, bytes]]) -> bytes:
    power = max(1, len(tables)).bit_length() - 1
    span = 16 << power
    head = struct.pack(">4sHHHH", version, len(tables), span, power, 16 * len(tables) - span)
    at, body = _HEAD + 16 * len(tables), b""
    for name, content in tables:
        padded = content + bytes(-len(content) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        head += struct.pack(">4sIII", name, total, at + len(body), len(content))
        body += padded
    return head + body


def type_1(font: bytes, clear: int) -> tuple[bytes, int]:
    """Return a Type 1 font without notices and comments.

    :param clear: how many of its bytes come before the coded part (``Length1``).
    :returns: the font, and that number of it.
    """
    head, sign, rest = font[:clear].partition(b"\n")
    said = _COMMENTS.sub(b"", _NOTICES.sub(rb"\1()", sign + rest))
    return head[:16] + said + font[clear:], len(head[:16] + said)
