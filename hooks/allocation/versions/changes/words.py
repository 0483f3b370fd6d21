"""What changed within a text: kept, deleted and added words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

_TOKENS = re.compile(r"[A-Za-z]+|[0-9]+(?:\.[0-9]+)?%?|.", re.DOTALL)
_ISLAND = 1
"""Kept text of so few characters between two changes reads better as changed."""


@dataclass(frozen=True, slots=True)
class Span:
    """Some words: ``sign`` is ``=`` for kept, ``-`` for deleted, ``+`` for added ones."""

    sign: str
    text: str


def marked(before: str, after: str) -> tuple[Span, ...]:
    """Return the words of both texts, those that are gone before those that took their place."""
    return tuple(_joined(_without_islands(list(_spans(before, after)))))


def _spans(before: str, after: str) -> Iterator[Span]:
    one, other = _TOKENS.findall(before), _TOKENS.findall(after)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for kind, start, end, begin, stop in matcher.get_opcodes():
        if kind == "equal":
            yield Span("=", "".join(one[start:end]))
        else:
            yield Span("-", "".join(one[start:end]))
            yield Span("+", "".join(other[begin:stop]))


def _without_islands(spans: list[Span]) -> Iterator[Span]:
    for place, span in enumerate(spans):
        inside = 0 < place < len(spans) - 1
        if span.sign == "=" and inside and len(span.text) <= _ISLAND:
            yield Span("-", span.text)
            yield Span("+", span.text)
        else:
            yield span


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Gather neighbouring deletions and additions into one of each."""
    for kept, run in groupby((span for span in spans if span.text), lambda span: span.sign == "="):
        part = list(run)
        for sign in "=" if kept else "-+":
            text = "".join(span.text for span in part if span.sign == sign)
            if text:
                yield Span(sign, text)
