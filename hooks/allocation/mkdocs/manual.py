"""The sections of hand-written pages, split at their headings, for the search index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from mkdocs.structure.pages import Page

from allocation.feeds.search_entries import Section

_HEADING = re.compile(r"<h([2-6])([^>]*)>(.*?)</h[2-6]>", re.DOTALL)
_ID = re.compile(r"\bid=\"([^\"]*)\"")
_ALIASES = re.compile(r"\bdata-search=\"([^\"]*)\"")
_TAG = re.compile(r"<[^>]+>")
_LEFT_OUT = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
"""Examples to copy, which nobody looks for: the index stays small."""
_LONGEST = 160
"""Characters of a section in the index, which every browser loads: who looks for what stands
further down asks in the words of its heading."""
_INLINE_TAG = re.compile(r"</?(?:a|b|code|em|kbd|span|strong)\b[^>]*>")


def sections(page: Page, html: str) -> Iterator[Section]:
    """Yield the page with the text before its headings, then its sections, each as it begins.

    ``description`` and ``aliases`` at its head say what one finds there and what people call it;
    ``data-search`` of a heading is what they ask who look for the section.
    """
    title, place = str(page.title), page.url.removesuffix("index.html")
    before, *parts = _HEADING.split(html)
    text = f"{page.meta.get('description', '')} {_text(before.partition('</h1>')[2])}".strip()
    named = page.meta.get("aliases") or ()
    aliases = tuple(map(str, named if isinstance(named, list | tuple) else [named]))
    yield Section(place, title, text[:_LONGEST], aliases=aliases)
    above = {1: title}
    for level, attributes, heading, text in zip(*(parts[at::4] for at in range(4)), strict=True):
        depth, name = int(level), _text(heading) or title
        above = {each: name for each, name in above.items() if each < depth}
        anchor, asked = _attribute(_ID, attributes), _attribute(_ALIASES, attributes)
        address = f"{place}#{anchor}" if anchor else place
        headings, aliases = tuple(above.values()), tuple(asked.split())
        yield Section(address, name, _text(text)[:_LONGEST], headings, aliases)
        above[depth] = name


def _attribute(pattern: re.Pattern[str], attributes: str) -> str:
    found = pattern.search(attributes)
    return unescape(found[1]) if found else ""


def _text(html: str) -> str:
    """Return the text of some HTML without gaps between inline elements."""
    plain = _TAG.sub(" ", _INLINE_TAG.sub("", _LEFT_OUT.sub(" ", html)))
    return " ".join(unescape(plain).split())
