"""The sections of hand-written pages, split at their headings, for the search index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from mkdocs.structure.pages import Page

from allocation.feeds.search_entries import Section

_HEADING = re.compile(r"<h([2-6]) id=\"([^\"]*)\">(.*?)</h[2-6]>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_INLINE_TAG = re.compile(r"</?(?:a|b|code|em|kbd|span|strong)\b[^>]*>")


def sections(page: Page, html: str) -> Iterator[Section]:
    """Yield the page with the text before its headings, then its sections.

    ``description`` and ``aliases`` at its head say what one finds there and what people call it.
    """
    title, place = str(page.title), page.url.removesuffix("index.html")
    before, *parts = _HEADING.split(html)
    text = f"{page.meta.get('description', '')} {_text(before.partition('</h1>')[2])}".strip()
    aliases = tuple(map(str, page.meta.get("aliases") or ()))
    yield Section(place, title, text, aliases=aliases)
    above = {1: title}
    for level, anchor, heading, text in zip(*(parts[at::4] for at in range(4)), strict=True):
        depth = int(level)
        above = {each: name for each, name in above.items() if each < depth}
        address = f"{place}#{anchor}" if anchor else place
        yield Section(address, _text(heading) or title, _text(text), tuple(above.values()))
        above[depth] = _text(heading)


def _text(html: str) -> str:
    """Return the text of some HTML without gaps between inline elements."""
    return " ".join(unescape(_TAG.sub(" ", _INLINE_TAG.sub("", html))).split())
