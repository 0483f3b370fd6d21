"""The filters of the templates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from markupsafe import Markup, escape

from allocation.base import qr_codes
from allocation.base.enums import GAPS, Basis, SlotState
from allocation.base.grouping import grouped
from allocation.pages.views.labels import (
    counter,
    day,
    due,
    file_label,
    measure,
    month_day,
    periods,
    quantity,
    wider_periods,
)
from allocation.register.archive import box_title
from allocation.register.indicators import IndicatorResult
from allocation.register.progress import Slot

_ROMAN = {"Ⅰ": "一", "Ⅱ": "二", "Ⅲ": "三", "Ⅳ": "四", "Ⅴ": "五", "Ⅵ": "六"}
_ENCLOSED = re.compile(r"[⑴-⒇①-⑳]")
_CODE = re.compile(rf"[{''.join(_ROMAN)}][-0-9]*|[⑴-⒇①-⑳]")
"""Codes and marks of characters that screen readers skip, or read as their Unicode names."""
_BASES = {Basis.QUANTIFIED: "条款有要求，数量为建议"}


@cache
def basis(value: Basis, stated: str = "") -> Markup:
    """Return the label of a basis: what the source requires, or who proposes it.

    :param stated: the label where the clause itself states the number.
    """
    if value.from_source:
        text = stated or "条款要求"
        return Markup('<span class="tag tag--source">{}</span>').format(text)
    return Markup('<span class="tag">{}</span>').format(_BASES.get(value, value))


def by_state(slots: tuple[Slot, ...]) -> list[tuple[SlotState, tuple[Slot, ...]]]:
    """Return slots by state, the most urgent first; future ones only if there are no others."""
    states = grouped(slots, lambda slot: slot.state)
    ordered = sorted(states.items(), key=lambda pair: _URGENCY.index(pair[0]))
    begun = [pair for pair in ordered if pair[0] is not SlotState.FUTURE]
    return begun or ordered


_URGENCY = (*GAPS, *(state for state in SlotState if not state.gap))


def trend(measures: tuple[IndicatorResult, ...], width: int = 64, height: int = 18) -> str:
    """Return the points of an SVG polyline through the values; empty for fewer than two."""
    numbers = [float(result.number) for result in measures if result.number is not None]
    if len(numbers) < 2:
        return ""
    low, high = min(numbers), max(numbers)
    step = width / (len(numbers) - 1)
    scale = (height - 4) / (high - low) if high > low else 0
    heights = (2 + (high - number) * scale if scale else height / 2 for number in numbers)
    return " ".join(f"{place * step:.1f},{y:.1f}" for place, y in enumerate(heights))


def listing(text: str) -> Markup:
    """Return the lines of a file as list entries, whose ids are the line numbers."""
    lines = str(escape(text)).splitlines()
    entries = (
        f'<li id="L{number}"><code>{line}</code></li>' for number, line in enumerate(lines, start=1)
    )
    return Markup("\n".join(entries))


def qr_code(url: str) -> Markup:
    """Return the QR code of an address."""
    return Markup(qr_codes.svg(url))


@lru_cache(maxsize=4096, typed=True)
def screen_reader_text(text: str) -> Markup:
    """Return a text with readings for screen readers beside its codes and marks: Ⅲ-12 as 三杠12."""
    parts, end = [], 0
    for match in _CODE.finditer(text):
        parts += [escape(text[end : match.start()]), _with_reading(match.group())]
        end = match.end()
    return Markup("".join([*parts, escape(text[end:])]))


@lru_cache(maxsize=4096)
def _with_reading(code: str) -> Markup:
    words = "".join(_ROMAN.get(char, char) for char in code).replace("-", "杠")
    words = _ENCLOSED.sub(lambda match: f"第{int(unicodedata.numeric(match[0]))}项", words)
    return Markup(
        f'<span aria-hidden="true">{escape(code)}</span>'
        f'<span class="reading">{escape(words)}</span>'
    )


FILTERS: tuple[Callable[..., Any], ...] = (
    basis,
    box_title,
    by_state,
    counter,
    day,
    file_label,
    listing,
    measure,
    month_day,
    periods,
    wider_periods,
    qr_code,
    quantity,
    due,
    screen_reader_text,
    trend,
)
"""Every filter; templates know each by the name of its function."""
