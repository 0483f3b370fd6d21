"""Words as the search compares them, so that lint can tell which ones are the same to it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from allocation.base.pinyin_tables import VARIANTS
from allocation.base.slugs import INVISIBLE, NAME_DOT

MARK = (
    rf"(?:{NAME_DOT.pattern}|{INVISIBLE.pattern}"
    r"|['’\"“”‘「」『』《》〈〉,，。;；:：!！?？、\-–—_/\\()（）\[\]【】〔〕〖〗{}])"
)
"""The pattern of a mark that searches leave out."""
_PUNCTUATION = re.compile(MARK)
_BETWEEN_NUMBERS = re.compile(rf"(?<=[0-9]){MARK}+(?=[0-9])")


def search_form(text: str) -> str:
    """Return a text in small letters and simplified characters, without punctuation.

    Between two numbers a space is left. This is what ``text.js`` of the search's script does.
    """
    plain = unicodedata.normalize("NFKC", text).lower().translate(_simplified())
    # White space is removed, too.
    kept = _BETWEEN_NUMBERS.sub("\0", plain)
    return _PUNCTUATION.sub("", kept).replace("\0", " ")


def other_forms(chars: Iterable[str]) -> dict[str, str]:
    """Return the simplified character of every traditional or older form of the characters."""
    known = set(chars)
    lines = (line for line in VARIANTS.read_text(encoding="utf-8").splitlines() if line[0] in known)
    return {form: line[0] for line in lines for form in line[1:] if form not in known}


@cache
def _simplified() -> dict[int, str]:
    """Return the simplified character of every other form."""
    lines = VARIANTS.read_text(encoding="utf-8").splitlines()
    return {ord(form): line[0] for line in reversed(lines) for form in line[1:]}
