"""Python's regular expressions -> those of JavaScript with the flag ``u``.

What letters, digits and white space are differs, and so do some escapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SPACES = r"\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""White space as ``str.isspace`` has it."""
_SETS = {
    r"\s": _SPACES,
    r"\d": r"\p{Nd}",
    r"\D": r"\P{Nd}",
    r"\w": r"\p{L}\p{N}_",
}
"""What a class of characters stands for, between brackets."""
_OTHERS = {r"\Z": "$", r"\W": r"[^\p{L}\p{N}_]", r"\"": '"', r"\'": "'"}
"""What JavaScript writes in another way."""
_TOKEN = re.compile(r"\\U[0-9a-f]{8}|\\.|\[\^?|\]|.", re.DOTALL)
_NO_LETTER = re.compile(r"\[\\W_([^\]]*)\]")


def js_pattern(pattern: str) -> str:
    """Return the source for ``new RegExp(source, "u")`` that matches the same texts.

    Groups, quantifiers, look-arounds and plain escapes are the same in both languages.
    """
    return "".join(_tokens(_NO_LETTER.sub(r"(?:[^\\p{L}\\p{N}]|[\1])", pattern)))


def _tokens(pattern: str) -> Iterator[str]:
    inside = False
    for token in _TOKEN.findall(pattern):
        inside = (inside or token.startswith("[")) and token != "]"
        yield _token(token, inside=inside)


def _token(token: str, *, inside: bool) -> str:
    if token in _OTHERS:
        return _OTHERS[token]
    if token.startswith(r"\U"):
        return rf"\u{{{token[2:].lstrip('0')}}}"
    if token in _SETS:
        return _SETS[token] if inside else f"[{_SETS[token]}]"
    # Numerals in a row would be taken for somebody's number, where the site is looked through.
    return token if token.isascii() else f"\\u{{{ord(token):x}}}"
