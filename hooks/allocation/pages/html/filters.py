"""The filters that templates have."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from allocation.base.enums import GAPS, Basis, SlotState
from allocation.base.grouping import grouped
from allocation.pages.views.labels import day, file_label, measure, month_day, quantity
from allocation.register.indicators import IndicatorResult
from allocation.register.progress import Slot

_ROMAN = {"Ⅰ": "一", "Ⅱ": "二", "Ⅲ": "三", "Ⅳ": "四", "Ⅴ": "五", "Ⅵ": "六"}
_ENCLOSED = re.compile(r"[⑴-⒇①-⑳]")
_UNREAD = re.compile(rf"[{''.join(_ROMAN)}][-0-9]*|[⑴-⒇①-⑳]")
"""Codes and marks made of characters that screen readers skip, or call by their Unicode names."""


def basis(value: Basis) -> Markup:
    """Return a label that tells the source's own numbers from proposals, in words."""
    if value.from_source:
        return Markup('<span class="tag tag--source">条款</span>')
    text = "参考" if value is Basis.PROPOSAL else f"参考·{value}"
    return Markup('<span class="tag">{}</span>').format(text)


def by_state(slots: tuple[Slot, ...]) -> list[tuple[SlotState, tuple[Slot, ...]]]:
    """Return slots under their states, what is urgent first; what lies ahead only if alone."""
    found = grouped(slots, lambda slot: slot.state)
    ordered = sorted(found.items(), key=lambda pair: _URGENCY.index(pair[0]))
    begun = [pair for pair in ordered if pair[0] is not SlotState.FUTURE]
    return begun or ordered


_URGENCY = (*GAPS, *(state for state in SlotState if not state.gap))


def trend(measures: tuple[IndicatorResult, ...], width: int = 64, height: int = 18) -> str:
    """Return the points of a line through the values, for an SVG of this size; none below two."""
    numbers = [float(each.number) for each in measures if each.number is not None]
    if len(numbers) < 2:
        return ""
    low, high = min(numbers), max(numbers)
    step = width / (len(numbers) - 1)
    scale = (height - 4) / (high - low) if high > low else 0
    heights = (2 + (high - number) * scale if scale else height / 2 for number in numbers)
    return " ".join(f"{place * step:.1f},{at:.1f}" for place, at in enumerate(heights))


def listing(text: str) -> Markup:
    """Return the lines of a file as list entries, each with its number as id."""
    lines = str(escape(text)).splitlines()
    entries = (
        f'<li id="L{number}"><code>{line}</code></li>' for number, line in enumerate(lines, start=1)
    )
    return Markup("\n".join(entries))


def screen_reader_text(text: str) -> Markup:
    """Return a text whose codes and marks have readings for screen readers: Ⅲ-12 as 三杠12."""
    parts, end = [], 0
    for match in _UNREAD.finditer(text):
        parts += [escape(text[end : match.start()]), _with_reading(match.group())]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def _with_reading(code: str) -> Markup:
    words = "".join(_ROMAN.get(char, char) for char in code).replace("-", "杠")
    words = _ENCLOSED.sub(lambda match: f"第{_enclosed(match.group())}项", words)
    return Markup('<span aria-hidden="true">{}</span><span class="reading">{}</span>').format(
        code, words
    )


def _enclosed(char: str) -> int:
    first = "⑴" if "⑴" <= char <= "⒇" else "①"
    return ord(char) - ord(first) + 1


FILTERS = {
    "quantity": quantity,
    "measure": measure,
    "basis": basis,
    "spoken": screen_reader_text,
    "by_state": by_state,
    "file_label": file_label,
    "day": day,
    "month_day": month_day,
    "trend": trend,
    "listing": listing,
}
"""Every filter, by the name that templates know it under."""
