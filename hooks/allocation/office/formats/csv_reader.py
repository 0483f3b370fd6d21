"""Text that a spreadsheet saved or copied, of any encoding, as rows of cells."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from allocation.office.formats import file_guard
from allocation.office.formats.file_guard import OfficeError

_MAX_BYTES = 10_000_000
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
ANSI = "gb18030"
"""What programs on Chinese systems save by themselves, some of it as GBK, its oldest part."""
_ENCODINGS = ("utf-8-sig", ANSI)
"""UTF-8 first: hardly any text in GB18030 is valid UTF-8, but much UTF-8 is valid GB18030."""
_SEPARATORS = "\t,;"
_SAMPLE = 100
"""Rows by which the separator is told."""
_CELL = r'"((?:[^"]++|"")*+)"(?=[{0}\n]|\Z)|([^{0}\n]*)'
"""A quoted cell, or any other: Excel copies cells that begin with a quotation mark as they are."""
_DECLARED = re.compile(rf"sep=([{_SEPARATORS}])\n", re.IGNORECASE)


def read(path: Path) -> list[list[str]]:
    """Return the rows of a file, numbered as a spreadsheet numbers them.

    :raises OfficeError: if it is no text.
    """
    return rows(decoded(path))


def decoded(path: Path) -> str:
    """Return the text of a file in UTF-8, UTF-16 or GB18030, with the ends of lines unified.

    :raises OfficeError: if it is no text.
    """
    text = path.read_bytes().decode(encoding(path))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def encoding(path: Path) -> str:
    """Return what a file of text is encoded in.

    :raises OfficeError: if it is no text.
    """
    file_guard.first_bytes(path, most=_MAX_BYTES)
    content = path.read_bytes()
    for name in ("utf-16",) if content.startswith(_UTF_16) else _ENCODINGS:
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return name
    raise OfficeError(f"{path.name} 不是文本文件；请另存为 UTF-8 的 {path.suffix or '.txt'}。")


def rows(text: str) -> list[list[str]]:
    """Return the cells of a text, separated as most of its rows are: by tab, comma or semicolon."""
    if declared := _DECLARED.match(text):
        return _split(text[declared.end() :], declared[1])
    return max((_split(text, separator) for separator in _SEPARATORS), key=_regularity)


def _split(text: str, separator: str) -> list[list[str]]:
    cell = re.compile(_CELL.format(separator))
    table: list[list[str]] = [[]]
    at = 0
    while match := cell.match(text, at):
        quoted, plain = match.groups()
        table[-1].append((plain if quoted is None else quoted.replace('""', '"')).strip())
        if match.end() == len(text):
            break
        at = match.end() + 1
        if text[match.end()] == "\n":
            table.append([])
    while table and not any(table[-1]):
        table.pop()
    return table


def _regularity(table: list[list[str]]) -> tuple[float, int]:
    """Return how many of the rows have the same number of cells, and this number."""
    widths = Counter(len(row) for row in table[:_SAMPLE] if any(row))
    (width, times), *_ = widths.most_common(1) or [(0, 0)]
    return (times / max(widths.total(), 1) if width > 1 else 0.0), width
