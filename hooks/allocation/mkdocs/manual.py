"""The sections of hand-written pages, split at their headings, for the search index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from mkdocs.structure.pages import Page

Section = tuple[str, str, str]
"""Address, title and text."""

_HEADING = re.compile(r"<h[2-6] id=\"([^\"]*)\">(.*?)</h[2-6]>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_INLINE_TAG = re.compile(r"</?(?:a|b|code|em|kbd|span|strong)\b[^>]*>")


def sections(page: Page, html: str) -> Iterator[Section]:
    """Yield the sections of a page; the first is the text before the headings."""
    before, *parts = _HEADING.split(html)
    yield page.url, str(page.title), _text(before.partition("</h1>")[2])
    for anchor, heading, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        address = f"{page.url}#{anchor}" if anchor else page.url
        yield address, _text(heading) or str(page.title), _text(text)


def _text(html: str) -> str:
    """Return the text of some HTML without gaps between inline elements."""
    return " ".join(unescape(_TAG.sub(" ", _INLINE_TAG.sub("", html))).split())
