"""The portal as a stream of outputs, with the interface of the site of a unit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from allocation.base import clock
from allocation.feeds.search_entries import Section
from allocation.pages.views.page import Page
from allocation.portal import api, reading
from allocation.portal.portal import Portal
from allocation.portal.renderer import PortalRenderer
from allocation.portal.search import PortalSearch
from allocation.portal.source import PortalSource
from allocation.portal.views import PAGES, PARTS
from allocation.register.index import Index
from allocation.runtime.streaming import Output, TextStream
from allocation.site.facts import SiteFacts
from allocation.site.outputs import PageOutput, named_assets

FOLDERS = frozenset(
    {
        "api",
        "changes",
        "findings",
        "heat",
        "indicators",
        "items",
        "late",
        "ranking",
        "search",
        "status",
        "units",
    }
)
"""Generated folders in the root of a portal, except ``assets``."""


@dataclass(frozen=True, slots=True)
class PortalSite:
    """The portal; outputs are made one by one while they are read.

    :ivar assets: the paths of the assets, by the names that templates use.
    """

    portal: Portal
    search: PortalSearch
    renderer: PortalRenderer
    assets: Mapping[str, str]
    flat: bool

    @property
    def facts(self) -> SiteFacts:
        """What the frame says on every page."""
        portal = self.portal
        return SiteFacts(
            name=portal.title,
            day=self._day,
            footer=f"{portal.title} · 由 {len(portal.units)} 个单位的汇总生成 · 截至 {self._day}",
            folders=FOLDERS,
        )

    @property
    def parts(self) -> Collection[str]:
        """The names of the parts that hand-written pages may have."""
        return PARTS

    @property
    def sources(self) -> tuple[Path, ...]:
        """The folders and files that it was made of: its preview does not follow them."""
        return ()

    @property
    def indexes(self) -> tuple[Index, ...]:
        """The indexes of its registers: there are none."""
        return ()

    @property
    def around(self) -> tuple[Any, ...]:
        """What navigation, header and footer of all pages are made of."""
        return self.facts, dict(self.assets)

    @property
    def searched(self) -> tuple[Any, ...]:
        """What the search index is made of, beside the hand-written pages."""
        return (self.portal,)

    def pages(self) -> Iterator[PageOutput]:
        """Yield every page, without its frame."""
        for pages in self.page_kinds():
            yield from pages()

    def page_kinds(self) -> Iterator[Callable[[], Iterator[PageOutput]]]:
        """Yield for each kind of page a function that yields its pages."""
        for pages in PAGES:
            yield partial(self._pages, pages)

    def downloads(self) -> Iterator[Output]:
        """Yield the files for other programs."""
        for path, content in api.export(self.portal):
            yield Output(path, partial(bytes, content))

    def download_kinds(self) -> Iterator[Callable[[], Iterator[Output]]]:
        """Yield a function that yields these files."""
        yield self.downloads

    def disclosures(self) -> Iterator[Output]:
        """Yield the list of what the site discloses of the filings: it has none of its own."""
        return iter(())

    def named_assets(self) -> Iterator[Output]:
        """Yield scripts and styles, named by their digests."""
        return (output for _, output in named_assets())

    def navigation(self, entries: Sequence[Any]) -> list[Any]:
        """Return the navigation of ``mkdocs.yml`` as it is."""
        return list(entries)

    def part(self, name: str, at: str) -> str:
        """Return the HTML below the text of the hand-written page at the address ``at``."""
        return self.part_of(name, at)()

    def part_of(self, name: str, at: str) -> Callable[[], str]:
        """Return what makes that HTML."""
        return partial(self.renderer.part, name, PARTS[name](self.portal), at)

    def search_index(self, manual: Iterable[Section]) -> Iterator[tuple[str, TextStream]]:
        """Yield the address and the content of each file of the search index."""
        return self.search.files(self.portal, manual, flat=self.flat)

    def _pages(self, pages: Callable[[Portal], Iterator[Page]]) -> Iterator[PageOutput]:
        for page in pages(self.portal):
            yield PageOutput(
                path=f"{page.address}index.html",
                make=partial(self.renderer.page, page),
                title=page.title,
                description=page.description,
                headings=page.headings,
                own_search=page.own_search,
            )

    @property
    def _day(self) -> date:
        return self.portal.day or clock.today()


def portal_site(setting: Any, *, flat: bool = False) -> PortalSite:
    """Read summaries and prepare everything that the portal is made of.

    :param setting: ``extra.portal`` as MkDocs has read it, or a portal that is ready.
    :param flat: link to ``index.html`` files, for a site opened from a file share.
    :raises DataError: if it names no summaries.
    """
    if isinstance(setting, PortalSite):
        return setting
    search = PortalSearch()
    portal = reading.read(PortalSource.of(setting), search.add)
    assets = {name: output.path for name, output in named_assets()}
    renderer = PortalRenderer(assets, flat=flat, portal=portal)
    return PortalSite(portal, search, renderer, assets, flat)
