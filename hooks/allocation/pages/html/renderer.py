"""Pages of a site -> HTML; those of an earlier edition have a banner, and links that keep in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from allocation.base.filenames import EDITIONS
from allocation.base.problems import Ref
from allocation.pages.html.environment import site_environment
from allocation.pages.views import Page
from allocation.register.addresses import Entry, address
from allocation.register.index import Index
from allocation.runtime.fragment_cache import FragmentCache
from allocation.runtime.streaming import TextStream, rechunked

UP = "../../"
"""From the entrance of an earlier edition to that of the current one."""
_CURRENT = ("manual/", "search/")
"""What an earlier edition has no page of its own for."""


@dataclass(frozen=True, slots=True)
class Banner:
    """What a page of an earlier edition says of itself, and where the current one is."""

    name: str
    title: str
    current: str
    list: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier edition within the site; ``titles`` are those of the current pages by address."""

    name: str
    address: str
    titles: Mapping[str, str]

    def banner(self, address: str) -> Banner:
        """Return the banner of a page: it leads to the page of today, or else to the home page."""
        current = address if address in self.titles else ""
        title = self.titles.get(current, "首页")
        return Banner(self.name, title, f"{UP}{current}", f"{UP}{EDITIONS}/")


class Renderer:
    """Renders the pages of one index.

    :param assets: where the named assets are.
    :param flat: name ``index.html`` in every link, for a site opened from a file share.
    :param downloads: whether pages offer any.
    :param earlier: the earlier edition that the index is of; its links keep within it.
    """

    def __init__(
        self,
        index: Index,
        assets: Mapping[str, str],
        *,
        flat: bool = False,
        downloads: bool = True,
        earlier: Earlier | None = None,
    ) -> None:
        self._flat = flat
        self._earlier = earlier
        self._environment = site_environment(index)
        self._environment.globals |= {
            "assets": assets,
            "takeaway": downloads,
            "banner": None,
            "tick_prefix": "",
        }
        if earlier:
            self._environment.globals |= {
                "assets": {name: f"{UP}{place}" for name, place in assets.items()},
                "data_address": _nowhere,
                "tick_prefix": earlier.address,
            }
        self._parts: defaultdict[tuple[str, str], FragmentCache] = defaultdict(FragmentCache)

    def page(self, page: Page) -> TextStream:
        """Return the content of a page, to be set into a frame."""
        return TextStream(partial(self._page, page))

    def part(self, name: str, view: Any, at: str) -> str:
        """Return what the hand-written page at address ``at`` shows below its text."""
        root = "../" * at.count("/") or "./"
        return "".join(self._rendered(f"parts/{name}.html", root, view=view))

    def _page(self, page: Page) -> Iterator[str]:
        root = "../" * page.address.count("/")
        banner = self._earlier.banner(page.address) if self._earlier else None
        return self._rendered(page.template, root, page=page, view=page.view, banner=banner)

    def _rendered(self, template: str, root: str, **names: Any) -> Iterator[str]:
        names |= {"href": self._href(root), "once": self._once(root)}
        return rechunked(self._environment.get_template(template).generate(names))

    def _once(self, root: str) -> Callable[[Callable[[Any], Markup], Any], Markup]:
        """Let a macro render an entry once for all pages from which links look the same."""

        def once(macro: Any, entry: Any) -> Markup:
            parts = self._parts[root, macro.name]
            known = parts.get(entry)
            return Markup(known) if known else Markup(parts.put(entry, macro(entry)))

        return once

    def _href(self, root: str) -> Callable[[Entry | str], str]:
        def href(target: Entry | str) -> str:
            place = target if isinstance(target, str) else address(target)
            path, hash, fragment = place.partition("#")
            if self._earlier and path.startswith(_CURRENT):
                path = f"{UP}{path}"
            if self._flat and (not path or path.endswith("/")):
                path += "index.html"
            return f"{root}{path}{hash}{fragment}"

        return href


def _nowhere(ref: Ref) -> None:
    """Stand in for the addresses of data files that the site does not show."""
