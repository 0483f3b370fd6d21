"""Where lines of Chinese text break: by sense in titles, by characters in cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, combinations, pairwise

_MOST = 3
"""Lines of a title at most."""
_VERBS = re.compile("关于|印发|创建|争创|申报|开展")
"""What belongs to the words after it: no line ends with it."""
_NOUNS = re.compile(
    "建设|测评|考核|评选|工作|内页|资料|材料|任务|责任|目标|分工|分解|汇报|提纲|情况|总结|方案|通知|清单|一览"
)
"""Words before which the title of such a table may be broken."""
_NEVER_FIRST = "，。、；：？！）》〉”’】〕,.;:?!)%％"
_NEVER_LAST = "（《〈“‘【〔("
_UNBROKEN = re.compile(rf"[{_NEVER_LAST}]*(?:[!-~]+|.)[{re.escape(_NEVER_FIRST)}]*", re.DOTALL)
"""What is never divided: a character or a word of ASCII, with the punctuation beside it."""
_BETWEEN_NAMES, _BEFORE_WORD, _WITHIN_WORD = 0.0, 2.0, 50.0
"""Costs of breaks."""
_LINE, _VALLEY, _UNEVEN = 10.0, 20.0, 0.05
"""Costs of a line, of one between two longer ones, and of each square of a difference."""


def title_lines(title: str, width: float, names: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the lines of a title, broken by sense (GB/T 9704-2012, 7.3.1).

    No word is broken, and the lines form a trapezoid or a rhombus: none is shorter than both beside
    it. What is too long for a title is one line, which whoever shows it breaks.

    :param width: of a line in full-width characters.
    :param names: what stays on one line, and is a good place to break before and after.
    """
    if characters(title) <= width or characters(title) > _MOST * width:
        return (title,)
    costs = _costs(title, names)
    choices = (
        (_cost(lines) + sum(costs[at] for at in places), lines)
        for number in range(1, _MOST)
        for places in combinations(costs, number)
        for lines in [_cut(title, places)]
        if all(characters(line) <= width for line in lines)
    )
    return min(choices, default=(0.0, (title,)))[1]


def line_count(text: str, width: float) -> int:
    """Return how many lines a text takes; 1 for an empty one.

    :param width: of a line in full-width characters.
    """
    if characters(text) <= width:
        return 1
    count, filled = 1, 0.0
    for match in _UNBROKEN.finditer(text):
        own = characters(match[0])
        if filled and filled + own > width:
            count, filled = count + 1, 0.0
        filled += own
        while filled > width:
            count, filled = count + 1, filled - width
    return count


def characters(text: str) -> float:
    """Return the width of a text in full-width characters."""
    narrow = len(text) if text.isascii() else sum(map(str.isascii, text))
    return len(text) - narrow / 2


def _costs(title: str, names: Iterable[str]) -> dict[int, float]:
    """Return the places where a title may be broken, with what that costs."""
    costs = {at: _WITHIN_WORD for at in range(1, len(title)) if _allowed(title, at)}
    spans = [
        match.span() for name in names if name for match in re.finditer(re.escape(name), title)
    ]
    inside = {at for start, end in spans for at in range(start + 1, end)}
    words = chain(_NOUNS.finditer(title), _VERBS.finditer(title))
    costs |= {at: _BEFORE_WORD for match in words for at in [match.start()] if at in costs}
    costs |= {at: _BETWEEN_NAMES for span in spans for at in span if at in costs}
    inside |= {match.end() for match in _VERBS.finditer(title)}
    return {at: cost for at, cost in sorted(costs.items()) if at not in inside}


def _allowed(title: str, at: int) -> bool:
    before, after = title[at - 1], title[at]
    return not (
        after in _NEVER_FIRST or before in _NEVER_LAST or (before.isascii() and after.isascii())
    )


def _cut(title: str, places: Iterable[int]) -> tuple[str, ...]:
    edges = (0, *places, len(title))
    return tuple(title[start:end] for start, end in pairwise(edges))


def _cost(lines: tuple[str, ...]) -> float:
    """Return what the shape costs: unequal lines little, one between two longer ones much."""
    widths = [characters(line) for line in lines]
    mean = sum(widths) / len(widths)
    uneven = sum(_UNEVEN * (width - mean) ** 2 for width in widths)
    return _LINE * len(lines) + uneven + _VALLEY * sum(_valleys(widths))


def _valleys(widths: list[float]) -> Iterator[bool]:
    for before, own, after in zip(widths, widths[1:], widths[2:], strict=False):
        yield own < min(before, after)
