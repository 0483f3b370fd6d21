"""Sanitized streams of a PDF: calculator functions, character maps and font programs."""

from __future__ import annotations

import re
import struct

_HEAD = 12
_TABLES = {
    b"cmap", b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"post",
    b"prep", b"vhea", b"vmtx", b"OS/2", b"CFF ",
}  # fmt: skip
"""Tables of a font that draw glyphs or map to them (ISO/IEC 14496-22)."""
_TOKENS = re.compile(
    rb"%[^\r\n]*|\((?:[^()\\]|\\.)*\)|<<|>>|<[0-9A-Fa-f\s]*>|/[^\s()<>\[\]{}/%]*|[\[\]{}]|[^\s()<>\[\]{}/%]+"
)
_NUMBER = re.compile(rb"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_OPERATORS = set(
    b"abs add atan ceiling cos cvi cvr div exp floor idiv ln log mod mul neg round sin sqrt sub "
    b"truncate and bitshift eq false ge gt le lt ne not or true xor if ifelse copy dup exch index "
    b"pop roll { }".split()
)
"""Operators of a PostScript calculator function (ISO 32000-1, 7.10.5)."""
_MAP_TOKENS = set(
    b"findresource begin dict begincmap endcmap def dup usecmap currentdict defineresource pop end "
    b"begincodespacerange endcodespacerange beginbfchar endbfchar beginbfrange endbfrange "
    b"begincidchar endcidchar begincidrange endcidrange beginnotdefrange endnotdefrange << >> [ ] "
    b"/CIDInit /ProcSet /CIDSystemInfo /Registry /Ordering /Supplement /CMapName /CMapType /CMap "
    b"/WMode (Adobe) (UCS) (Identity) (GB1) (CNS1) (Japan1) (Korea1) (KR)".split()
)
"""Operators and names of a character map (Adobe Technical Note 5014)."""
_OTHER_MAP = re.compile(rb"/[A-Za-z0-9-]{1,30}-[HV]")
_MAX_CODE_BYTES = 16
"""The greatest length of a mapped text: a ligature fits, a sentence does not."""
_NOTICES = re.compile(
    rb"(/(?:version|Notice|Copyright|FullName|FamilyName|Weight)\s*)\((?:[^()\\]|\\.)*\)"
)
_COMMENTS = re.compile(rb"(?<=[\r\n])%[^\r\n]*")


def calculation(program: bytes) -> bytes:
    """Return the program of a calculator function without comments and unknown tokens."""
    tokens = _TOKENS.findall(program)
    return b" ".join(token for token in tokens if token in _OPERATORS or _NUMBER.fullmatch(token))


def character_map(program: bytes) -> bytes:
    """Return a character map with its mappings only."""
    return _TOKENS.sub(lambda match: _sanitized_token(match[0]), program)


def _sanitized_token(token: bytes) -> bytes:
    if token in _MAP_TOKENS or _NUMBER.fullmatch(token) or _OTHER_MAP.fullmatch(token):
        return token
    if token[:1] == b"<":
        digits = bytes(token[1:-1].translate(None, b" \t\r\n\f\0"))
        return b"<" + digits[: 2 * _MAX_CODE_BYTES] + b">"
    return {b"/": b"/Adobe-Identity-UCS", b"(": b"()"}.get(token[:1], b"")


def sfnt(font: bytes) -> bytes:
    """Return a TrueType or OpenType font with the tables that draw.

    :raises struct.error: if it is malformed or a collection.
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

    :param clear: the length in bytes of the part before the encrypted one (``Length1``).
    :returns: the font, and its new ``Length1``.
    """
    head, separator, rest = font[:clear].partition(b"\n")
    program = _COMMENTS.sub(b"", _NOTICES.sub(rb"\1()", separator + rest))
    return head[:16] + program + font[clear:], len(head[:16] + program)
