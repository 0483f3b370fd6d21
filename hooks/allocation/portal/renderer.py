"""Views of the portal to HTML, by the templates in ``pages/templates/portal/``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from allocation.pages.html.environment import portal_environment
from allocation.pages.views.page import Page
from allocation.portal.ranking import percent
from allocation.runtime.streaming import TextStream, rechunked


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
        return rechunked(self._environment.get_template(template).generate(names | {"href": href}))

    def _href(self, root: str) -> Callable[[str], str]:
        def href(place: str) -> str:
            path, hash, fragment = place.partition("#")
            if self._flat and (not path or path.endswith("/")):
                path += "index.html"
            return f"{root}{path}{hash}{fragment}"

        return href
