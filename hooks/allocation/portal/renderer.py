"""Views of the portal to HTML, by the templates in ``pages/templates/portal/``."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from markupsafe import Markup

from allocation.pages.html.environment import portal_environment
from allocation.pages.html.filters import screen_reader_text
from allocation.pages.views.page import Page
from allocation.portal.ranking import percent
from allocation.portal.units import PortalUnit
from allocation.runtime.streaming import TextStream, rechunked

_MOST = 50_000
"""The most fragments that are kept: rows that many units share, and links to units."""
_LINK = Markup('<a href="{}">{}</a>')
_NOTE = Markup("（{}）")
_NONE = Markup("")


class PortalRenderer:
    """Renders the pages of a portal.

    :param assets: addresses of the assets by name.
    :param flat: name ``index.html`` in every link, for a site opened from a file share.
    :param names: further names that templates know.
    """

    def __init__(self, assets: Mapping[str, str], *, flat: bool, **names: Any) -> None:
        self._flat = flat
        self._environment = portal_environment()
        self._environment.globals |= {"assets": assets, "percent": percent, **names}
        self._environment.filters["spoken"] = lru_cache(_MOST)(screen_reader_text)
        self._fragments: dict[Hashable, Markup] = {}

    def page(self, page: Page) -> TextStream:
        """Return the content of a page, to be set into a frame."""
        return TextStream(partial(self._page, page))

    def part(self, name: str, view: Any, at: str) -> str:
        """Return the part that stands below the text of the hand-written page at address ``at``."""
        root = "../" * at.count("/") or "./"
        return "".join(self._rendered(f"portal/parts/{name}.html", root, view=view))

    def _page(self, page: Page) -> Iterator[str]:
        root = "../" * page.address.count("/")
        return self._rendered(page.template, root, page=page, view=page.view)

    def _rendered(self, template: str, root: str, **names: Any) -> Iterator[str]:
        href = self._href(root)
        names |= {"href": href, "once": self._once(root), "links": self._links(root, href)}
        return rechunked(self._environment.get_template(template).generate(names))

    def _once(self, root: str) -> Callable[..., Markup]:
        """Return a cache of macro calls, shared by pages at one depth: their links are the same."""

        def once(macro: Any, *values: Hashable) -> Markup:
            key = (root, macro.name, values)
            return self._fragments.get(key) or self._kept(key, macro(*values))

        return once

    def _links(self, root: str, href: Callable[[str], str]) -> Callable[..., Markup]:
        """Return a function for lists of units: links, with notes behind them, if there are any."""

        def link(unit: PortalUnit) -> Markup:
            key = (root, "link", unit)
            if found := self._fragments.get(key):
                return found
            return self._kept(key, _LINK.format(href(unit.address), unit.name))

        def links(units: Sequence[PortalUnit], notes: Sequence[str] = ()) -> Markup:
            if not any(notes):
                return Markup("、".join(map(link, units)))
            noted = zip(map(link, units), map(self._note, notes), strict=True)
            return Markup("、".join(f"{name}{note}" for name, note in noted))

        return links

    def _note(self, text: str) -> Markup:
        key = ("note", text)
        return self._fragments.get(key) or self._kept(key, _NOTE.format(text) if text else _NONE)

    def _kept(self, key: Hashable, fragment: Markup) -> Markup:
        if len(self._fragments) >= _MOST:
            self._fragments.clear()
        self._fragments[key] = fragment
        return fragment

    def _href(self, root: str) -> Callable[[str], str]:
        def href(place: str) -> str:
            path, hash, fragment = place.partition("#")
            if self._flat and (not path or path.endswith("/")):
                path += "index.html"
            return f"{root}{path}{hash}{fragment}"

        return href
