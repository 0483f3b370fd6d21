"""The theme's HTML: mended where it breaks rules, taken apart where its words are searched."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from html import unescape

_INLINE = re.compile(r"<script>(.+?)</script>", re.DOTALL)
_INLINES = re.compile(rf"{_INLINE.pattern}(?:\s*{_INLINE.pattern})*", re.DOTALL)
_BASE = re.compile(r'"base": "([^"]*)"')
_CHECKBOX = re.compile(r'(<input class="md-toggle" [^>]*type="checkbox"[^>]*?) autocomplete="off"')
_TOC_LABEL = 'class="md-nav__title" for="__toc"'
_TOC_BOX = 'id="__toc"'
_NO_SKIP = re.compile(r'(<div data-md-component="skip">)\s*(</div>)')
_ARTICLE = '<article class="md-content__inner'
_HEADING = re.compile(r"<h[2-6] id=\"([^\"]*)\">(.*?)</h[2-6]>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_INLINE_TAG = re.compile(r"</?(?:a|b|code|em|kbd|span|strong)\b[^>]*>")


class Mender:
    """Mends pages, and collects the scripts that it takes out of them.

    :ivar scripts: paths below the site, with what belongs there.
    """

    def __init__(self) -> None:
        self.scripts: dict[str, str] = {}

    def mended(self, html: str) -> str:
        """Mend what is against the rules of HTML or of our servers, or left out."""
        return self._without_scripts(_with_skip(valid(html)))

    def _without_scripts(self, html: str) -> str:
        """Move the theme's scripts into files, so that servers may forbid scripts in pages.

        They stay where they are and run in their order: what they do must be done before the paint.
        Those that follow each other share a file.
        """
        base = _BASE.search(html)
        root = base[1].rstrip("/") if base else "."

        def moved(match: re.Match[str]) -> str:
            script = "\n".join(each[1].strip() for each in _INLINE.finditer(match[0]))
            digest = hashlib.sha256(script.encode()).hexdigest()[:10]
            path = f"assets/inline.{digest}.js"
            self.scripts[path] = script
            return f'<script src="{root}/{path}"></script>'

        return _INLINES.sub(moved, html)


def valid(html: str) -> str:
    """Mend what boxes and labels say: check boxes complete nothing, labels are for controls."""
    mended = _CHECKBOX.sub(r"\1", html)
    return mended if _TOC_BOX in mended else mended.replace(_TOC_LABEL, 'class="md-nav__title"')


def sections(html: str) -> Iterator[tuple[str, str, str]]:
    """Yield anchor, title and text of each part of a page; the first is what no heading leads."""
    before, *parts = _HEADING.split(html)
    yield "", "", _words(before.partition("</h1>")[2])
    for anchor, heading, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        yield anchor, _words(heading), _words(text)


def _with_skip(html: str) -> str:
    """Where the theme has no heading to lead to, keys reach the content past the header too."""
    found, count = _NO_SKIP.subn(
        r'\1<a href="#__content" class="md-skip">跳转至正文</a>\2', html, count=1
    )
    return found.replace(_ARTICLE, f'<article id="__content"{_ARTICLE[8:]}', 1) if count else html


def _words(html: str) -> str:
    """Return the text of some HTML; what stands in a line stays together."""
    return " ".join(unescape(_TAG.sub(" ", _INLINE_TAG.sub("", html))).split())
