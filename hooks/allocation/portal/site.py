"""The portal as a stream of outputs, with the interface of the site of a unit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from allocation.base import clock
from allocation.feeds.search_entries import Section
from allocation.portal import api, reading
from allocation.portal.portal import Portal
from allocation.portal.renderer import PortalRenderer
from allocation.portal.search import PortalSearch
from allocation.portal.source import PortalSource
from allocation.portal.views import PAGES, PARTS
from allocation.runtime.streaming import TextStream
from allocation.site.facts import SiteFacts
from allocation.site.outputs import Output, named_assets

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

    def pages(self) -> Iterator[Output]:
        """Yield every page, without its frame."""
        for pages in PAGES:
            for page in pages(self.portal):
                yield Output(
                    path=f"{page.address}index.html",
                    content=self.renderer.page(page),
                    title=page.title,
                    description=page.description,
                    headings=page.headings,
                    own_search=page.own_search,
                )

    def downloads(self) -> Iterator[Output]:
        """Yield the files for other programs."""
        for path, content in api.export(self.portal):
            yield Output(path, content)

    def last(self) -> Iterator[Output]:
        """Yield what is written when all else is complete: nothing."""
        return iter(())

    def named_assets(self) -> Iterator[Output]:
        """Yield scripts and styles, named by their digests."""
        return (output for _, output in named_assets())

    def navigation(self, entries: Sequence[Any]) -> list[Any]:
        """Return the navigation of ``mkdocs.yml`` as it is."""
        return list(entries)

    def part(self, name: str, at: str) -> str:
        """Return the HTML below the text of the hand-written page at the address ``at``."""
        return self.renderer.part(name, PARTS[name](self.portal), at)

    def search_index(self, manual: Iterable[Section]) -> Iterator[tuple[str, TextStream]]:
        """Yield the address and the content of each file of the search index."""
        return self.search.files(self.portal, manual, flat=self.flat)

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
