"""Views of the portal to HTML, by the templates in ``pages/templates/portal/``."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from markupsafe import Markup

from allocation.pages.html.environment import portal_environment
from allocation.pages.html.filters import screen_reader_text
from allocation.pages.views.page import Page
from allocation.portal.portal import Portal
from allocation.portal.ranking import percent
from allocation.portal.units import PortalUnit
from allocation.portal.views.indicators import note
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
    :param portal: what templates call by that name.
    """

    def __init__(self, assets: Mapping[str, str], *, flat: bool, portal: Portal) -> None:
        self._flat = flat
        self._names = {"assets": assets, "percent": percent, "portal": portal}
        self._depths: dict[str, _Depth] = {}

    def page(self, page: Page) -> TextStream:
        """Return the content of a page, to be set into a frame."""
        root = "../" * page.address.count("/")
        names = {"page": page, "view": page.view}
        return TextStream(partial(self._rendered, page.template, root, names))

    def part(self, name: str, view: Any, at: str) -> str:
        """Return the part that stands below the text of the hand-written page at address ``at``."""
        root = "../" * at.count("/") or "./"
        return "".join(self._rendered(f"portal/parts/{name}.html", root, {"view": view}))

    def _rendered(self, template: str, root: str, names: Mapping[str, Any]) -> Iterator[str]:
        depth = self._depths.get(root) or self._depths.setdefault(
            root, _Depth(root, self._names, flat=self._flat)
        )
        return rechunked(depth.environment.get_template(template).generate(names))


class _Depth:
    """What pages at one depth share, since their links to other pages are the same.

    :ivar environment: knows ``href``, ``once`` and ``links``, so that macros need no context.
    """

    def __init__(self, root: str, names: Mapping[str, Any], *, flat: bool) -> None:
        self._root, self._flat = root, flat
        self._fragments: dict[Hashable, Markup] = {}
        self.environment = portal_environment()
        self.environment.globals |= names
        self.environment.globals |= {"href": self.href, "once": self.once, "links": self.links}
        self.environment.filters["noted"] = note
        self.environment.filters["spoken"] = lru_cache(_MOST)(screen_reader_text)

    def href(self, place: str) -> str:
        """Return the link to an address of the portal."""
        path, hash, fragment = place.partition("#")
        if self._flat and (not path or path.endswith("/")):
            path += "index.html"
        return f"{self._root}{path}{hash}{fragment}"

    def once(self, macro: Any, *values: Hashable) -> Markup:
        """Return what a macro makes of some values, from the cache if it has made it before."""
        key = (macro.name, values)
        return self._fragments.get(key) or self._kept(key, macro(*values))

    def links(self, units: Sequence[PortalUnit], notes: Sequence[str] = ()) -> Markup:
        """Return links to units, with notes behind them, if there are any."""
        if not any(notes):
            return Markup("、".join(map(self._link, units)))
        noted = zip(map(self._link, units), map(self._note, notes), strict=True)
        return Markup("、".join(f"{name}{note}" for name, note in noted))

    def _link(self, unit: PortalUnit) -> Markup:
        found = self._fragments.get(unit)
        return found or self._kept(unit, _LINK.format(self.href(unit.address), unit.name))

    def _note(self, text: str) -> Markup:
        return self._fragments.get(text) or self._kept(text, _NOTE.format(text) if text else _NONE)

    def _kept(self, key: Hashable, fragment: Markup) -> Markup:
        if len(self._fragments) >= _MOST:
            self._fragments.clear()
        self._fragments[key] = fragment
        return fragment
