"""The automatic numbers of Word paragraphs, which are not part of the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from docx.oxml.ns import qn

_DIGITS = "〇一二三四五六七八九"


def _chinese(value: int) -> str:
    """Return a number below 100 in Chinese numerals."""
    tens, ones = divmod(value, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return ten + (_DIGITS[ones] if ones or not tens else "")


def _roman(value: int) -> str:
    numeral = ""
    for worth, sign in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        numeral += sign * (value // worth)
        value %= worth
    return numeral


def _enclosed(first: str) -> Callable[[int], str]:
    """Return a format of twenty consecutive characters, from the first one."""
    return lambda value: chr(ord(first) + value - 1) if 1 <= value <= 20 else f"({value})"


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda value: f"{value:02}",
    "decimalHalfWidth": str,
    "decimalFullWidth": lambda value: "".join(chr(ord("０") + int(digit)) for digit in str(value)),
    "decimalEnclosedParen": _enclosed("⑴"),
    "decimalEnclosedCircle": _enclosed("①"),
    "decimalEnclosedCircleChinese": _enclosed("①"),
    "decimalEnclosedFullstop": _enclosed("⒈"),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographDigital": lambda value: "".join(_DIGITS[int(digit)] for digit in str(value)),
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": lambda value: chr(ord("A") + (value - 1) % 26),
    "lowerLetter": lambda value: chr(ord("a") + (value - 1) % 26),
    "none": lambda _: "",
}


class UnknownNumberError(Exception):
    """An unknown number format; its name is the message."""


class Numbering:
    """Counts like Word; has to be called for all paragraphs, in their order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._styles = {} if styles is None else _lists_of_styles(styles)
        self._levels: dict[str, dict[int, Any]] = {}
        self._lists: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = defaultdict(dict)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[str] = set()
        if numbering is not None:
            self._read(numbering)

    def has(self, paragraph: Any) -> bool:
        """Whether a paragraph has an automatic number."""
        return self._of(paragraph)[0] in self._lists

    def before(self, paragraph: Any) -> str:
        """Return the number before a paragraph.

        :raises UnknownNumberError: if its format is not known.
        """
        number, level = self._of(paragraph)
        abstract = self._lists.get(number)
        if abstract is None or level not in self._levels[abstract]:
            return ""
        counts = self._counts[abstract]
        if number not in self._begun:
            # A list with its own start restarts, even if other lists share its counter.
            self._begun.add(number)
            for restarted in self._starts[number]:
                counts.pop(restarted, None)
        counts[level] = counts[level] + 1 if level in counts else self._start(number, level)
        for lower in [other for other in counts if other > level]:
            del counts[lower]
        return self._text(number, level)

    def _read(self, numbering: Any) -> None:
        for definition in numbering.iterchildren(qn("w:abstractNum")):
            levels = {
                int(_attribute(level, "w:ilvl")): level for level in definition.iter(qn("w:lvl"))
            }
            self._levels[_attribute(definition, "w:abstractNumId")] = levels
        for definition in numbering.iterchildren(qn("w:num")):
            number = _attribute(definition, "w:numId")
            abstract = _value(definition, "w:abstractNumId")
            if abstract in self._levels:
                self._lists[number] = abstract
            for override in definition.iterchildren(qn("w:lvlOverride")):
                start = _value(override, "w:startOverride")
                if start is not None:
                    self._starts[number][int(_attribute(override, "w:ilvl"))] = int(start)

    def _of(self, paragraph: Any) -> tuple[str, int]:
        """Return the list and level of a paragraph, or else of its style."""
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        inherited = (
            self._styles.get(style.get(qn("w:val")), ("0", 0)) if style is not None else ("0", 0)
        )
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if own is None:
            return inherited
        number, level = _value(own, "w:numId"), _value(own, "w:ilvl")
        return number or inherited[0], int(level) if level else inherited[1]

    def _start(self, number: str, level: int) -> int:
        start = _value(self._levels[self._lists[number]][level], "w:start")
        return self._starts[number].get(level, int(start or 1))

    def _text(self, number: str, level: int) -> str:
        levels = self._levels[self._lists[number]]
        counts = self._counts[self._lists[number]]
        if _value(levels[level], "w:numFmt") == "bullet":
            return ""

        def counted(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            if at not in levels:
                return ""
            # A level without paragraphs counts as started.
            return _formatted(levels[at], counts.setdefault(at, self._start(number, at)))

        return re.sub("%([1-9])", counted, _value(levels[level], "w:lvlText") or "")


def _formatted(level: Any, value: int) -> str:
    name = _value(level, "w:numFmt") or "decimal"
    if name not in _FORMATS:
        raise UnknownNumberError(name)
    return _FORMATS[name](value)


def _lists_of_styles(styles: Any) -> dict[str, tuple[str, int]]:
    """Return the list and level of each style, or else of the style that it is based on."""
    every = {_attribute(style, "w:styleId"): style for style in styles.iterchildren(qn("w:style"))}
    lists: dict[str, tuple[str, int]] = {}
    for name in every:
        style, seen = name, set()
        while style in every and style not in seen:
            seen.add(style)
            own = every[style].find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if own is not None and _value(own, "w:numId"):
                lists[name] = (_value(own, "w:numId") or "0", int(_value(own, "w:ilvl") or 0))
                break
            style = _value(every[style], "w:basedOn") or ""
    return lists


def _attribute(node: Any, name: str) -> str:
    return str(node.get(qn(name)))


def _value(node: Any, name: str) -> str | None:
    child = node.find(qn(name))
    return None if child is None else child.get(qn("w:val"))
