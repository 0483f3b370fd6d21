"""Personal numbers that are written in the text of a data file, comments included."""

from __future__ import annotations

import re
import sys

from allocation.privacy.personal_numbers import NumberMatch, find

WrittenNumber = tuple[int, NumberMatch]
"""The line of a number, from 1, and the number."""
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})")


def written_numbers(text: str) -> tuple[WrittenNumber, ...]:
    """Return the personal numbers in a text, also where escapes write their digits."""
    plain = _ESCAPE.sub(_character, text)
    return tuple((plain.count("\n", 0, match.start) + 1, match) for match in find(plain))


def _character(escape: re.Match[str]) -> str:
    """Resolve an escape of YAML (1.2, 5.7); line breaks become blanks to keep line numbers."""
    code = int(escape[0][2:], 16)
    return " " if code == 0x0A or code > sys.maxunicode else chr(code)
