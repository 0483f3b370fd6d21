"""Render views to HTML; pages of an earlier edition have a banner, and links within the edition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from allocation.base.filenames import EDITIONS
from allocation.pages.html.environment import page_environment, page_names, templates_state
from allocation.pages.html.filters import screen_reader_text
from allocation.pages.views import Page
from allocation.register.addresses import EDIT, Entry, address, edit_query
from allocation.register.derived import Derived
from allocation.register.index import Index
from allocation.runtime.fragment_cache import FragmentCache
from allocation.runtime.streaming import TextStream, rechunked

UP = "../../"
"""From the home page of an earlier edition to that of the current one."""
_CURRENT_ONLY = ("edit/", "manual/", "mine/", "search/")
"""Pages that earlier editions do not have: their links lead to those of the current one."""
_MARK = Markup(' <a class="tag" href="{}">{}</a>')
"""The mark of a derived statement, with a link to its explanation."""


@dataclass(frozen=True, slots=True)
class Banner:
    """The notice on pages of an earlier edition: links to the current page and to the list."""

    name: str
    title: str
    current: str
    list: str


@dataclass(frozen=True, slots=True)
class EarlierEdition:
    """An earlier edition within the site; ``titles`` are those of the current pages by address."""

    name: str
    address: str
    titles: Mapping[str, str]

    def banner(self, address: str) -> Banner:
        """Return the banner of a page: it links to the current page, or else to the home page."""
        current = address if address in self.titles else ""
        title = self.titles.get(current, "首页")
        return Banner(self.name, title, f"{UP}{current}", f"{UP}{EDITIONS}/")


class Renderer:
    """Renders the pages of one index.

    :param assets: addresses of the assets by name.
    :param flat: name ``index.html`` in every link, for a site opened from a file share.
    :param downloads: whether pages offer downloads.
    :param edition: the address of the earlier edition that the index is of; empty for the current.
    :ivar design: what all pages depend on, beside what each is given.
    """

    def __init__(
        self,
        index: Index,
        assets: Mapping[str, str],
        *,
        flat: bool = False,
        downloads: bool = True,
        edition: str = "",
    ) -> None:
        self._flat = flat
        self._edition = edition
        self._environment = page_environment()
        up = UP if edition else ""
        self._names = {
            **page_names(index.common),
            "box_of": index.box_of.get,
            "assets": {name: f"{up}{place}" for name, place in assets.items()},
            "takeaway": downloads,
            "tick_prefix": edition,
        }
        if edition:
            # The site does not show the data files of earlier editions.
            self._names["data_address"] = lambda _ref: None
        self.design = (index.common, templates_state(), assets, flat, downloads, edition)
        self._fragments: defaultdict[tuple[str, str], FragmentCache] = defaultdict(FragmentCache)

    def page(self, page: Page, banner: Banner | None = None) -> TextStream:
        """Return the content of a page, to be set into a frame."""
        return TextStream(partial(self._page, page, banner))

    def part(self, name: str, view: Any, at: str) -> str:
        """Return the part that stands below the text of the hand-written page at address ``at``."""
        root = "../" * at.count("/") or "./"
        return "".join(self._rendered(f"parts/{name}.html", root, view=view))

    def _page(self, page: Page, banner: Banner | None) -> Iterator[str]:
        root = "../" * page.address.count("/")
        return self._rendered(page.template, root, page=page, view=page.view, banner=banner)

    def _rendered(self, template: str, root: str, **names: Any) -> Iterator[str]:
        href = self._href(root)
        names = {
            "banner": None,
            **self._names,
            **names,
            "href": href,
            "once": self._once(root),
            "derived": _derived(href),
            "edit": partial(_edit_link, href),
            "edit_at": partial(_edit_at, href),
        }
        if self._edition:
            # Earlier editions can't be changed.
            names["edit"] = _no_link
        return rechunked(self._environment.get_template(template).generate(names))

    def _once(self, root: str) -> Callable[[Callable[[Any], Markup], Any], Markup]:
        """Return a cache of macro calls, shared by pages at one depth: their links are the same."""

        def once(macro: Any, entry: Any) -> Markup:
            fragments = self._fragments[root, macro.name]
            return Markup(fragments.get(entry) or fragments.put(entry, macro(entry)))

        return once

    def _href(self, root: str) -> Callable[[Entry | str], str]:
        def href(target: Entry | str) -> str:
            place = target if isinstance(target, str) else address(target)
            path, hash, fragment = place.partition("#")
            if self._edition and path.startswith(_CURRENT_ONLY):
                path = f"{UP}{path}"
            if self._flat and (not path or path.endswith("/")):
                path += "index.html"
            return f"{root}{path}{hash}{fragment}"

        return href


def _edit_at(href: Callable[[str], str], form: str, **filled: str) -> str:
    """Return the link that opens a form of 改数据, with values that are filled in."""
    return f"{href(EDIT)}?{edit_query(form, **filled)}"


def _edit_link(
    href: Callable[[str], str], form: str, label: str, about: str, **filled: str
) -> Markup:
    """Return a link to a form that is filled in, on the screen only.

    It is on every page for every piece of evidence: a macro takes four times as long.

    :param about: for who hears the link by itself.
    """
    return Markup(
        f'<a class="edit-link screen-only" href="{escape(_edit_at(href, form, **filled))}">'
        f'{escape(label)}<span class="reading">{screen_reader_text(about)}</span></a>'
    )


def _no_link(*_: str, **__: str) -> Markup:
    return Markup("")


def _derived(href: Callable[[str], str]) -> Callable[..., Markup]:
    """Return a function that marks kinds of derived statements, each once on a page."""
    marked: set[Derived] = set()

    def derived(*names: str) -> Markup:
        new = [kind for kind in map(Derived.__getitem__, names) if kind not in marked]
        marked.update(new)
        return Markup("").join(
            _MARK.format(href(f"about/#{kind.anchor}"), kind.mark) for kind in new
        )

    return derived
