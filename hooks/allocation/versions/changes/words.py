"""Differences within a text: unchanged, deleted and added words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

_TOKENS = re.compile(r"[A-Za-z]+|[0-9]+(?:\.[0-9]+)?%?|.", re.DOTALL)
_MIN_UNCHANGED = 2
"""Unchanged text of fewer characters between two changes counts as changed: it reads better."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text: ``sign`` is ``=`` for unchanged, ``-`` for deleted, ``+`` for added."""

    sign: str
    text: str


def diff_spans(before: str, after: str) -> tuple[Span, ...]:
    """Return the spans of both texts, deleted ones before the added ones that replace them."""
    return tuple(_joined(_without_islands(list(_spans(before, after)))))


def _spans(before: str, after: str) -> Iterator[Span]:
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield Span("=", "".join(old[old_start:old_end]))
        else:
            yield Span("-", "".join(old[old_start:old_end]))
            yield Span("+", "".join(new[new_start:new_end]))


def _without_islands(spans: list[Span]) -> Iterator[Span]:
    for place, span in enumerate(spans):
        inside = 0 < place < len(spans) - 1
        if span.sign == "=" and inside and len(span.text) < _MIN_UNCHANGED:
            yield Span("-", span.text)
            yield Span("+", span.text)
        else:
            yield span


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Join neighbouring deletions and additions into one of each."""
    for unchanged, run in groupby(
        (span for span in spans if span.text), lambda span: span.sign == "="
    ):
        part = list(run)
        for sign in "=" if unchanged else "-+":
            if text := "".join(span.text for span in part if span.sign == sign):
                yield Span(sign, text)
