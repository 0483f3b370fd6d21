"""Texts with characters that nobody sees: what is said of them."""

from __future__ import annotations

import re

from allocation.base.slugs import INVISIBLE

CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
"""Control characters, those of direction included."""
UNSEEN_WORDS = {
    "only": ("只有看不见的字符（{code}）", "看得见的文字", "删去，或补上内容。"),
    "control": ("有看不见的控制字符（{code}）", "看得见的文字", "删去重打这一处。"),
}
"""What is said of a text with nothing to be seen, and of one with control characters."""


def unseen(text: str) -> list[tuple[str, str, str]]:
    """Return what is wrong with a text that has characters which nobody sees.

    :returns: what is found, what is expected, and what to do.
    """
    wrong = []
    if INVISIBLE.fullmatch(text) and text.strip():
        wrong.append(_words("only", text.strip()[0]))
    if match := CONTROL.search(text):
        wrong.append(_words("control", match[0]))
    return wrong


def _words(kind: str, char: str) -> tuple[str, str, str]:
    found, expected, remedy = UNSEEN_WORDS[kind]
    return found.format(code=f"U+{ord(char):04X}"), expected, remedy
