"""Scores that a text states itself, such as （5分） or 满分10分; points taken off are none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_N = r"\s*([0-9]{1,3}(?:\.[0-9]{1,2})?)\s*分(?![0-9钟之秒])"
_WHOLE = re.compile(
    rf"(?:满分|总分|共计|合计|共|本[项条款]|本项目|分值)\s*(?:为|是|计|:)?{_N}(?!以[上下内])"
)
_EACH = re.compile(
    rf"每[^,。;()0-9.]{{0,8}}?(?<![扣减加得])(?:计)?{_N}|(?<![扣减加得0-9.]){_N}\s*/\s*[项条个次处]"
)
_PLAIN = re.compile(
    rf"\(\s*(?:计|基本分|基础分)?:?{_N}(?=\s*[),;])|(?:^|(?<=[,。;]))\s*计{_N}|(?<=[。;,\s]){_N}[。;]?$"
)
_LABEL = re.compile(rf"{_N}\)?$")


@dataclass(frozen=True, slots=True)
class StatedScore:
    """A score that a text states, and the words that make it doubtful, if any."""

    score: str
    doubt: str = ""


def stated(text: str) -> StatedScore | None:
    """Return the score that a clause states; several of them are added up, in doubt."""
    plain = unicodedata.normalize("NFKC", text)
    if whole := list(dict.fromkeys(match[1] for match in _WHOLE.finditer(plain))):
        more = f"写了几个总分（{'、'.join(whole)}）" if len(whole) > 1 else ""
        return StatedScore(whole[-1], more)
    if each := _EACH.search(plain):
        return StatedScore(each[1] or each[2], f"写的是“{each[0].strip()}”")
    parts = [next(filter(None, match.groups())) for match in _PLAIN.finditer(plain)]
    if len(parts) > 1:
        return StatedScore(total(parts), f"写了 {len(parts)} 个分值（{'、'.join(parts)}），相加")
    return StatedScore(parts[0]) if parts else None


def of_label(text: str) -> str | None:
    """Return the score at the end of a level's label: 组织领导（20分）."""
    match = _LABEL.search(unicodedata.normalize("NFKC", text))
    return match[1] if match else None


def total(scores: Iterable[str]) -> str:
    """Return the sum of scores."""
    found = sum(map(Decimal, scores), Decimal())
    return format(found.normalize(), "f") if found % 1 else str(int(found))


def is_same(one: str, other: str) -> bool:
    """Whether two scores are the same number."""
    return Decimal(one) == Decimal(other)
