"""Scan JavaScript: separate code from comments and literals, and find what is outside of brackets.

All views are as long as the source, so that an offset in one is the same offset in the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""")
_REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL)
_CODE = re.compile(r"[^\"'`/(){}\[\]]+|/")
_BEFORE_REGEX = re.compile(r"(?:^|[^\w$)\]\s]|(?<![\w$])(?:return|typeof|case|throw|of|in))\s*$")
_OPEN = "({["
_CLOSE = ")}]"
_QUOTES = "\"'"
_FILLER = '"'


class ScanError(ValueError):
    """Text that is no JavaScript, from the offset ``place`` on."""

    def __init__(self, place: int, message: str) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True)
class Scanned:
    """A source in three views.

    Comments are blank in ``text``; literals, too, are filled in ``code``; what is in brackets is
    blank in ``outer`` as well.
    """

    text: str
    code: str
    outer: str


def scan(text: str) -> Scanned:
    """Return the three views of a source.

    :raises ScanError: if a literal or a bracket does not end.
    """
    pieces = list(_Scanner(text).pieces())
    return Scanned(
        "".join(text for text, _, _ in pieces),
        "".join(code for _, code, _ in pieces),
        "".join(" " * len(code) if depth else code for _, code, depth in pieces),
    )


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._closing: list[str] = []
        self._before = ""

    def pieces(self) -> Iterator[tuple[str, str, int]]:
        """Yield the pieces of the source: text, code, and the number of brackets around it."""
        while (start := self._at) < len(self._text):
            depth = len(self._closing)
            code = self._piece()
            if code.isspace():
                yield code, code, depth
            else:
                self._before = code
                yield self._text[start : self._at], code, min(depth, len(self._closing))
        if self._closing:
            raise ScanError(self._at, f"{self._closing[-1]} is missing")

    def _piece(self) -> str:
        first = self._text[self._at]
        if first in _OPEN:
            return self._opened(first)
        if first in _CLOSE:
            return self._closed(first)
        if first == "`":
            self._at += 1
            return _FILLER + self._template()
        if first == "/" and (comment := self._taken(_COMMENT)):
            return re.sub(r"\S", " ", comment)
        if code := self._constant(first) or self._taken(_CODE):
            return code
        raise ScanError(self._at, "a text does not end")

    def _constant(self, first: str) -> str:
        if first == "/":
            is_regex = _BEFORE_REGEX.search(self._before)
            return _FILLER * len(self._taken(_REGEX)) if is_regex else ""
        return _FILLER * len(self._taken(_STRING)) if first in _QUOTES else ""

    def _opened(self, bracket: str) -> str:
        self._at += 1
        self._closing.append(_CLOSE[_OPEN.index(bracket)])
        return bracket

    def _closed(self, bracket: str) -> str:
        wanted = self._closing.pop() if self._closing else ""
        if wanted not in {bracket, bracket + "`"}:
            raise ScanError(self._at, f"{bracket} closes nothing")
        self._at += 1
        return _FILLER + self._template() if wanted.endswith("`") else bracket

    def _template(self) -> str:
        """Take the text of a template, up to its end or the code in it."""
        text = self._taken(_TEMPLATE)
        if not text:
            raise ScanError(self._at, "a template does not end")
        if text.endswith("{"):
            self._closing.append("}`")
        return _FILLER * len(text)

    def _taken(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if not match:
            return ""
        self._at = match.end()
        return match[0]
