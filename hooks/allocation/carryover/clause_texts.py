"""What a clause says: without scores and numbers, and without words that demand nothing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import Indel

from allocation.base.search_forms import search_form
from allocation.base.slugs import compact

_CACHED = 16384
_SCORE = re.compile(
    r"[(（][^()（）]{0,12}?[0-9.]+分[^()（）]{0,6}[)）]"
    r"|(?:满分|最高|[共计得记加扣])*[0-9.]+分(?![钟类别之级管工析布期])"
)
_NUMBER = re.compile(
    r"(?<![0-9.月])(?:[0-9]+(?:\.[0-9]+)?|[〇零一二两三四五六七八九十百]+)"
    r"(?=[%‰个项次年周季天日期场篇件名人条户处只块台元万批届]|小时|学时|分钟|以上|月(?![0-9一二三四五六七八九十]))"
)
"""A number that says how many or in which year; 12345热线 and 12月4日 are names."""
_AT_LEAST = re.compile("≥|≧|不低于|不少于|至少|达到|以上")
_RUN = re.compile(r"[\u3400-\u9fff“”]+")
_SEPARATOR = re.compile(r"[,，;；。.!！?？]+")
_FILLER = re.compile(
    "积极|认真|切实|进一步|大力|广泛|深入|扎实|不断|主动|努力|充分|有效|高度|自觉|按时|及时|经常性|经常"
    "|开展|进行|工作|活动|现象|行为|有关|相关|以及|[的地了等和与及并且]"
)
"""Words that change no demand; whatever names a thing, a body or a degree is none of them."""


def without_score(text: str) -> str:
    """Return a text without the scores that are written in it."""
    return _SCORE.sub("", text)


@lru_cache(maxsize=_CACHED)
def gist(text: str) -> str:
    """Return a text without scores, marks and white space, each number as ``#``."""
    return search_form(_masked(text))


def runs(text: str) -> list[str]:
    """Return the runs of Chinese characters of a text without scores, in their search form."""
    return [search_form(run) for run in _RUN.findall(_masked(text))]


@lru_cache(maxsize=_CACHED)
def segments(text: str) -> tuple[frozenset[str], ...]:
    """Return the parts of a text between commas, each with its members in a list.

    Numbers and fillers do not count.
    """
    parts = (_phrases(part) for part in _SEPARATOR.split(_AT_LEAST.sub("", _masked(text))))
    return tuple(filter(None, parts))


@lru_cache(maxsize=_CACHED)
def phrases(text: str) -> frozenset[str]:
    """Return all that a text demands: the members of all its segments."""
    return frozenset().union(*segments(text))


def demand(text: str) -> str:
    """Return the words of a text that demand something, in their order and without any marks."""
    return _FILLER.sub("", search_form(_AT_LEAST.sub("", _masked(text))))


def adds_segments(longer: str, shorter: str) -> bool:
    """Whether a text says all that another one says, and beyond that only segments of its own.

    One that lacks a member of a list is another demand, or a part of a clause that was split.
    """
    more = phrases(longer) - phrases(shorter)
    return phrases(shorter) <= phrases(longer) and all(
        segment <= more or not segment & more for segment in segments(longer)
    )


def counts(text: str) -> list[str]:
    """Return the numbers that a clause demands: no scores, and no years."""
    numbers = _NUMBER.findall(_plain(text))
    return [number for number in numbers if not re.fullmatch("(?:19|20)[0-9]{2}", number)]


def likeness(one: str, other: str) -> float:
    """Return how alike the gists of two texts are, from 0 to 1."""
    return Indel.normalized_similarity(gist(one), gist(other))


def _masked(text: str) -> str:
    return _NUMBER.sub("#", _plain(text))


def _plain(text: str) -> str:
    """Return a text in one width, without white space and scores."""
    return without_score(unicodedata.normalize("NFKC", compact(text)))


def _phrases(segment: str) -> frozenset[str]:
    plain = (_FILLER.sub("", search_form(member)) for member in segment.split("、"))
    return frozenset(filter(None, plain))
