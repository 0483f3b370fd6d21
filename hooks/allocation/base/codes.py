"""Codes as people type them: ``Ⅲ-1-⑵-03``, ``3-1-2-03``, ``iii-1-(2)-03``, ``Ⅲ1②03`` are one.

A code is compared by the values of its parts. The script of the search reads them in ``codes.js``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from allocation.base.slugs import numeral_value

__all__ = ["CodeKey", "CodeText", "box_number", "code_key", "plain", "same_code"]

CodeKey = tuple[str | int, ...]
"""The values of a code's parts: ``Ⅲ-12-⑴-01`` is ``(3, 12, 1, 1)``."""

_DASH = re.compile(r"[\u2010-\u2015\u2212\u2500\ufe58\ufe63\uff0d]")
_BRACKET = re.compile(r"[〔〕【】〖〗《》〈〉「」『』\[\]{}<>]")
_NUMERALS = "〇零一二两三四五六七八九十百"
_CLAUSE = re.compile(f"第([0-9{_NUMERALS}]{{1,4}})条")
_TOKEN = re.compile(f"[a-z]+|[0-9]+|[{_NUMERALS}]+|(?:(?![{_NUMERALS}])[\u3400-\u9fff])+")
_BOX = re.compile(rf"(?:盒号|第)?([-0-9A-Z./]+|[{_NUMERALS}]+)(?:号?盒|号)?")
_LEADING_ZEROS = re.compile(r"(?:^|(?<=[-/]))0+(?=[0-9])")
_ROMAN = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})")
_BETWEEN = re.compile(r"[-()_.·\s]{0,4}")
"""What may stand between the parts of a code that begins with a Roman numeral or a title."""
_BETWEEN_DIGITS = (re.compile(r"\s?[-()][-()\s]{0,3}"), re.compile(r"\s?\.\s?"))
"""The same for a code of digits alone, all of one kind: it must not be mistaken for a date."""


@lru_cache(maxsize=8192)
def code_key(code: str) -> CodeKey:
    """Return a key that is the same for all ways to type a code."""
    return CodeText.of(code).key


def same_code(code: str, known: Iterable[str]) -> str:
    """Return the known code that a code spells; the code itself if there is none, or several."""
    codes = set(known)
    if code in codes:
        return code
    found = [each for each in codes if code_key(each) == code_key(code)]
    return found[0] if len(found) == 1 else code


def plain(text: str) -> str:
    """Return a text in small letters, digits, hyphens and round brackets; ② and ⑵ as (2)."""
    return "".join(map(_plain_char, text))


def box_number(text: str) -> str:
    """Return a box's number in its one spelling: ``１``, ``01``, ``第1盒``, ``一`` are ``1``.

    A name that is no number stays as it is written.
    """
    bare = "".join(plain(text).upper().split())
    match = _BOX.fullmatch(bare)
    if match is None:
        return " ".join(text.split())
    return _LEADING_ZEROS.sub("", match[1]) if match[1].isascii() else str(numeral_value(match[1]))


@dataclass(frozen=True, slots=True)
class CodeText:
    """A text in which codes may stand, in plain characters that know where they come from."""

    original: str
    text: str
    places: tuple[int, ...]
    tokens: tuple[re.Match[str], ...]

    @classmethod
    def of(cls, original: str) -> CodeText:
        """Return the tokens of a text."""
        pairs = [(char, place) for place, each in enumerate(original) for char in plain(each)]
        text = "".join(char for char, _ in pairs)
        # The text keeps its length, so that the places stay right.
        text = _CLAUSE.sub(lambda match: f"-{match[1]}-", text)
        places = tuple(place for _, place in pairs)
        return cls(original, text, places, tuple(_TOKEN.finditer(text)))

    @property
    def key(self) -> CodeKey:
        """The values of all tokens."""
        return tuple(_value(token[0]) for token in self.tokens)

    def is_digit(self, start: int) -> bool:
        """Whether a token is written in digits."""
        return self.tokens[start][0].isdigit()

    def is_roman(self, start: int) -> bool:
        """Whether a token is a Roman numeral."""
        token = self.tokens[start][0]
        return not token.isdecimal() and token.isascii() and isinstance(_value(token), int)

    def key_at(self, start: int, longest: int) -> CodeKey:
        """Return the values of the tokens that follow each other as the parts of a code do."""
        if not self.is_digit(start):
            return self._run(start, longest, _BETWEEN)
        if start and any(self._joined(start - 1, between) for between in _BETWEEN_DIGITS):
            return ()
        return max((self._run(start, longest, between) for between in _BETWEEN_DIGITS), key=len)

    def span(self, start: int, size: int) -> tuple[int, int]:
        """Return where tokens stand in the original text."""
        first, last = self.tokens[start], self.tokens[start + size - 1]
        return self.places[first.start()], self.places[last.end() - 1] + 1

    def _run(self, start: int, longest: int, between: re.Pattern[str]) -> CodeKey:
        end = start + 1
        while end < min(len(self.tokens), start + longest) and self._joined(end - 1, between):
            end += 1
        return tuple(_value(token[0]) for token in self.tokens[start:end])

    def _joined(self, first: int, between: re.Pattern[str]) -> bool:
        one, other = self.tokens[first : first + 2]
        return bool(between.fullmatch(self.text[one.end() : other.start()]))


def _plain_char(char: str) -> str:
    if unicodedata.category(char) == "No" and (number := unicodedata.numeric(char)).is_integer():
        return f"({int(number)})"
    return _BRACKET.sub("-", _DASH.sub("-", unicodedata.normalize("NFKC", char).lower()))


def _value(token: str) -> str | int:
    if token.isdecimal():
        return int(token)
    if token[0] in _NUMERALS:
        return numeral_value(token)
    roman = _ROMAN.fullmatch(token.replace("l", "i"))
    if roman is None:
        return token
    units = {"ix": 9, "iv": 4}.get(roman[2])
    if units is None:
        units = 5 * roman[2].count("v") + roman[2].count("i")
    return 10 * len(roman[1]) + units
