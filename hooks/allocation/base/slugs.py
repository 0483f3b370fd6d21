"""Text functions: texts without blanks, pinyin, ASCII codes and slugs."""

from __future__ import annotations

import os
import re
import unicodedata
from functools import lru_cache
from typing import Any

from allocation.base.filenames import RESERVED
from allocation.base.pinyin_tables import IN_NAMES, SURNAMES

# Disable pypinyin's dictionary of phrases: it loads slowly, and names are no phrases.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
from pypinyin import Style, pinyin

_NUMERALS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
INVISIBLE = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u2069\u2800\u3164\ufeff\uffa0\U000e0000-\U000e007f]+"
)
"""White space and invisible characters: joiners, fillers, marks of direction."""
NAME_DOT = re.compile(r"[·•‧∙⋅・･．.]")
"""Dots between the words of a name, in all the widths that people type."""
_IN_NAMES = re.compile(f"([{''.join(IN_NAMES)}])")
_TOKENS = re.compile(r"[a-z]+|[0-9]+|[〇零一二两三四五六七八九十百]+")
_MAX_SLUG = 60


def compact(text: str) -> str:
    """Return the text without white space and invisible characters, otherwise unchanged."""
    return INVISIBLE.sub("", text)


def numeral_value(numeral: str) -> int:
    """Return the value of a Chinese numeral below 1000, such as 十二."""
    total = digit = 0
    for char in numeral:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = digit * 10 + _NUMERALS[char]
    return total + digit


@lru_cache(maxsize=4096)
def ascii_code(code: str) -> str:
    """Return the ASCII form of a printed code or mark.

    ``Ⅲ-12`` becomes ``iii-12``; ``⑴``, ``1.`` and ``一、`` become ``1``.
    """
    plain = unicodedata.normalize("NFKC", code).lower()
    tokens = (
        token if token.isascii() else str(numeral_value(token)) for token in _TOKENS.findall(plain)
    )
    return capped("-".join(tokens))


@lru_cache(maxsize=4096)
def syllables(text: str) -> tuple[str, ...]:
    """Return the pinyin of a text, a syllable per Chinese character; Latin words are kept."""
    plain = unicodedata.normalize("NFKC", text)
    readings = pinyin(plain, style=Style.NORMAL, errors=_latin, v_to_u=False)
    return tuple(reading[0] for reading in readings if reading[0])


def _latin(text: str) -> Any:
    # pypinyin accepts a list, though its annotations lack it.
    return re.findall(r"[a-z]+|[0-9]+", text.lower()) or [""]


def person_syllables(name: str) -> tuple[str, ...]:
    """Return the pinyin of a name, with a Chinese surname's own reading."""
    words = name_words(name)
    surname = "" if len(words) > 1 else _surname(name)
    if surname in SURNAMES:
        return (*SURNAMES[surname].split(), *_name_syllables(name[len(surname) :]))
    return tuple(syllable for word in words for syllable in _name_syllables(word))


def person_slug(name: str, reading: tuple[str, ...]) -> str:
    """Return the words of a name in pinyin: ``zeng-yabin``, ``ouyang-na``, ``abudula-maimaiti``."""
    *words, _ = name_words(name)
    parts, rest = [], reading
    for size in [len(syllables(word)) for word in words] or [len(_surname(name))]:
        parts.append("".join(rest[:size]))
        rest = rest[size:]
    return capped("-".join(part for part in (*parts, "".join(rest)) if part))


def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name that a dot separates, such as 阿卜杜拉·买买提, else the name."""
    return tuple(filter(None, NAME_DOT.split(name))) or (name,)


def _surname(name: str) -> str:
    compound = name[:2]
    return compound if compound in SURNAMES and compound != name else name[:1]


def _name_syllables(text: str) -> tuple[str, ...]:
    """Return the pinyin of a part of a name; some characters are read in their own way there."""
    parts = _IN_NAMES.split(text)
    return tuple(
        syllable
        for part in parts
        for syllable in ([IN_NAMES[part]] if part in IN_NAMES else syllables(part))
    )


def title_slug(title: str) -> str:
    """Return a title in pinyin, two characters per word: 加分项目 ``jiafen-xiangmu``."""
    reading = syllables(title)
    words = ["".join(reading[start : start + 2]) for start in range(0, len(reading), 2)]
    return capped("-".join(words))


def capped(slug: str) -> str:
    """Return a slug that is valid as a file name: not reserved, and cut at a word if too long."""
    if slug in RESERVED:
        return f"{slug}-x"
    if len(slug) <= _MAX_SLUG:
        return slug
    return slug[:_MAX_SLUG].rpartition("-")[0] or slug[:_MAX_SLUG]


def shortened(text: str, length: int) -> str:
    """Return the text, cut after ``length`` characters with an ellipsis if it is longer."""
    return text if len(text) <= length else f"{text[:length]}…"
