"""Values as YAML text, and new data files, in the style of files written by hand.

A text is quoted only if ``yaml_reader`` or some reader of YAML 1.1 or 1.2 would read it back as
something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from allocation.datafiles.data_folder import SCHEMA

PAIR = {"department", "person", "role"}
"""A mapping with only these keys is short enough for one line."""
INDENTS = (2, 2)
"""How far lists are indented below their key, and their entries from the dash."""

_NUMBER = r"""
    0b[01_]+ | 0o[0-7_]+ | 0x[0-9a-f_]+
    | [0-9][0-9_,]* (:[0-5]?[0-9])* (\.[0-9_]*)? (e[-+]?[0-9]+)?
    | \.[0-9][0-9_]* (e[-+]?[0-9]+)? | \.inf | \.nan
"""
_NO_TEXT = re.compile(
    rf"~|null|true|false|yes|no|on|off|y|n|=|<<|[-+]?({_NUMBER})"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([t\s].*)?",
    re.IGNORECASE | re.VERBOSE,
)
"""Texts that some reader of YAML reads as a number, a date, a boolean or null."""
_NOT_PLAIN = re.compile(
    r"""
    [\s\#,\[\]{}&*!|>'"%@`] | [-?:](\s|$) | ---|\.\.\.   # at its beginning
    | .* (:(\s|$) | \s\# | [ ]$)                           # further on
    """,
    re.VERBOSE,
)
_NOT_PLAIN_IN_FLOW = re.compile(r".*[,?\[\]{}:]")
_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
_ONLY_ESCAPED = re.compile(f"[{_CONTROL}]")
"""Characters that YAML allows only as an escape, between double quotes."""
_ESCAPED = re.compile(rf'["\\{_CONTROL}]')
_ESCAPES = {"\n": r"\n", "\t": r"\t", '"': r"\"", "\\": r"\\"}


def text(name: str, content: dict[str, Any]) -> str:
    """Return the text of a new data file.

    :param name: its path below the data folder, such as ``allocation/01.yml``.
    """
    return f"{head(name)}{block(content)}\n"


def head(name: str) -> str:
    """Return the first line of a data file, which names the schema for editors."""
    kind, up = name.partition("/")[0].removesuffix(".yml"), "../" * name.count("/")
    return f"# yaml-language-server: $schema={up}{SCHEMA}/{kind}.schema.json\n"


def block(content: dict[str, Any], column: int = 0, indents: tuple[int, int] = INDENTS) -> str:
    """Return a mapping with a line for each key.

    :param column: of its keys, on all lines but the first.
    """
    lines = (f"{key}:{entry(value, column, indents)}" for key, value in content.items())
    return f"\n{' ' * column}".join(lines)


def entry(value: Any, column: int, indents: tuple[int, int] = INDENTS) -> str:
    """Return the text after a key and its colon.

    :param column: of the key.
    """
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return "".join(_items(value, column + indents[0], indents))
    if isinstance(value, dict) and not set(value) <= PAIR:
        return f"\n{' ' * (column + 2)}{block(value, column + 2, indents)}"
    return f" {inline(value) if isinstance(value, list | dict) else scalar(value)}"


def item(
    value: Any, column: int, indents: tuple[int, int] = INDENTS, *, short: bool | None = None
) -> str:
    """Return an entry of a list, without its dash.

    :param column: of its lines after the first.
    :param short: whether it goes on one line; by default only a ``PAIR`` does.
    """
    if not isinstance(value, dict):
        return inline(value) if isinstance(value, list) else scalar(value)
    if short or (short is None and set(value) <= PAIR):
        return inline(value)
    return block(value, column, indents)


def inline(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, list):
        return f"[{', '.join(map(inline, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {inline(item)}' for key, item in value.items())}}}"
    return scalar(value, flow=True)


def scalar(value: Any, *, flow: bool = False, style: str | None = None) -> str:
    """Return a single value.

    :param flow: whether it is between brackets.
    :param style: the quotes of the old value, which the new one keeps.
    """
    quotes = style if style in ("'", '"') else ""
    if isinstance(value, bool | int | Decimal | date):
        plain = str(value).lower() if isinstance(value, bool) else str(value)
        return f"{quotes}{plain}{quotes}"
    text = str(value)
    if quotes == '"' or _ONLY_ESCAPED.search(text):
        return f'"{_ESCAPED.sub(_escape, text)}"'
    return text if not quotes and _plain(text, flow=flow) else "'" + text.replace("'", "''") + "'"


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"


def _plain(text: str, *, flow: bool) -> bool:
    """Whether a text on one line needs no quotes."""
    if not text or _NO_TEXT.fullmatch(text) or _NOT_PLAIN.match(text):
        return False
    return not (flow and _NOT_PLAIN_IN_FLOW.match(text))


def _items(values: list[Any], dash: int, indents: tuple[int, int]) -> Iterator[str]:
    for value in values:
        text = item(value, dash + indents[1], indents)
        yield f"\n{' ' * dash}-{' ' * (indents[1] - 1)}{text}"
