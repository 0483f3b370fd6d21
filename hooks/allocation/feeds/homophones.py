"""Characters that sound like those of names: who types 蔡毅锋 means 蔡毅峰.

The worker compares by folded syllables (``assets/search-worker/sounds.js``), so that regional
readings count as the same: z and zh, n and ng at the end, l and n at the start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from functools import cache

from allocation.base.grouping import grouped_pairs

_COMMON = range(0xB0A1, 0xD7FA)
"""The codes of the 3,755 characters of level 1 (GB/T 2312-1980), with gaps."""


def homophones(
    names: Iterable[str], readings: Callable[[str], Collection[str]], *, known: Collection[str]
) -> dict[str, str]:
    """Return the common characters that sound like a character of the names, by syllable.

    :param readings: returns the syllables of a character.
    :param known: characters that are not wanted, since the worker has their syllables.
    """
    wanted = {folded(syllable) for name in names for char in name for syllable in readings(char)}
    pairs = (
        (syllable, char)
        for char in _common_characters()
        for syllable in readings(char)
        if char not in known and folded(syllable) in wanted
    )
    return {syllable: "".join(own) for syllable, own in sorted(grouped_pairs(pairs).items())}


def folded(syllable: str) -> str:
    """Return a syllable without the differences that many speakers do not make."""
    return re.sub(r"^n", "l", re.sub(r"ng$", "n", re.sub(r"^([zcs])h", r"\1", syllable)))


@cache
def _common_characters() -> tuple[str, ...]:
    codes = (code for code in _COMMON if code & 0xFF >= 0xA1 and code & 0xFF != 0xFF)
    return tuple(code.to_bytes(2).decode("gb2312") for code in codes)
