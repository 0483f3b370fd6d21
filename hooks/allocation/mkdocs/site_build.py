"""One build: the site, what MkDocs contributes to it, and the files that both make together."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from html import escape
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.nav import Navigation

from allocation.base import clock
from allocation.feeds.search_entries import Section
from allocation.mkdocs.frames import Frames
from allocation.mkdocs.settings import Settings
from allocation.mkdocs.theme_patches import ThemePatches
from allocation.pages.html.environment import FRAME, TEMPLATES
from allocation.runtime import git_process
from allocation.runtime.file_states import state_of
from allocation.runtime.streaming import Output, TextStream, as_it_is
from allocation.site.outputs import ASSETS, PageOutput, Site

if TYPE_CHECKING:
    from allocation.portal.site import PortalSite

PART = "mark:part:mark"
"""Stands in a hand-written page for its generated part until the page is written."""
SITEMAP = "sitemap.xml"
_SITEMAP_END = "</urlset>"

PageKind = Callable[[], Iterator[PageOutput]]
"""Yields the pages of a kind, without their frames."""


@dataclass(frozen=True, slots=True)
class HandWritten:
    """A hand-written page that has a generated part, with its HTML before and after the part."""

    path: str
    at: str
    part: str
    before: str
    after: str


@dataclass
class Surroundings:
    """What MkDocs makes of settings and hand-written pages.

    :ivar pages: the hand-written pages with a generated part.
    :ivar manual: all hand-written pages and their sections, for the search index.
    :ivar sitemap: the site map, without generated pages.
    :ivar nav: set by ``on_nav``.
    :ivar frames: set by ``on_env``.
    :ivar state: of the files of which all this is made, before they were read.
    """

    settings: Settings
    patches: ThemePatches = field(default_factory=ThemePatches)
    pages: list[HandWritten] = field(default_factory=list)
    manual: list[Section] = field(default_factory=list)
    sitemap: str = ""
    nav: Navigation = field(init=False)
    frames: Frames = field(init=False)
    state: Hashable = field(init=False)

    def __post_init__(self) -> None:
        self.state = self.state_now()

    @cached_property
    def head(self) -> tuple[Path, ...]:
        """The files that change with the newest commit of the data."""
        return git_process.head_files(self.settings.data)

    def state_now(self) -> Hashable:
        """Return the state of those files now."""
        return state_of([self.settings.file, self.settings.docs, FRAME, ASSETS])


@dataclass(frozen=True, slots=True)
class Kind:
    """Outputs that are made by one function.

    :ivar given: what all of them are made of, if making one makes all of them; else None.
    """

    outputs: Callable[[], Iterator[Output]]
    given: Any = None


@dataclass(frozen=True, slots=True)
class SiteBuild:
    """A state of the data in its surroundings."""

    site: Site | PortalSite
    around: Surroundings

    def fits(self, site: Site | PortalSite) -> bool:
        """Whether another state of the data has the same surroundings."""
        return site.around == self.site.around

    def data_state(self) -> object:
        """Return the state now of what it is made of, beside what MkDocs contributes."""
        return clock.today(), state_of([*self.site.sources, TEMPLATES, *self.around.head])

    @property
    def shares(self) -> tuple[list[PageKind], list[PageKind]]:
        """The kinds of pages that one process writes, and those of another one beside it.

        That has downloads to write; those of a portal are few.
        """
        kinds = list(self.site.page_kinds())
        own = 1 if self.around.settings.portal else len(kinds)
        return kinds[:own], kinds[own:]

    def kinds(self) -> Iterator[Kind]:
        """Yield every kind of output, pages first; without assets, which belong to the frames."""
        yield Kind(self._hand_written)
        yield from map(Kind, self.page_kinds())
        yield from map(Kind, self.site.download_kinds())
        given = (self.site.searched, tuple(self.around.manual))
        yield Kind(self.search_index, given)
        yield Kind(self._lists)
        yield Kind(self.scripts)

    def page_kinds(self) -> Iterator[Callable[[], Iterator[Output]]]:
        """Yield for each kind of generated page a function that yields its pages, in frames."""
        for pages in self.site.page_kinds():
            yield partial(self._framed, pages)

    def search_index(self) -> Iterator[Output]:
        """Yield the files of the search index."""
        for path, content in self.site.search_index(self.around.manual):
            yield Output(path, partial(as_it_is, content))
            if self.site.flat:
                # A page that is opened from a file share loads no JSON.
                script = TextStream(partial(chain, ("var __index = ",), content))
                yield Output(str(Path(path).with_suffix(".js")), partial(as_it_is, script))

    def lists(self, pages: Iterable[str]) -> Iterator[Output]:
        """Yield the lists of everything on the site: those for search engines, and ``.public``.

        :param pages: the paths of all generated pages.
        """
        if self.around.settings.site_url:
            day = self.site.facts.day.isoformat()
            sitemap = partial(self._sitemap, tuple(pages), day)
            yield Output(SITEMAP, sitemap)
            yield Output(f"{SITEMAP}.gz", partial(_zipped, sitemap))
        yield from self.site.disclosures()

    def scripts(self) -> Iterator[Output]:
        """Yield the scripts that were moved out of pages, once these are written."""
        for path, script in self.around.patches.scripts.items():
            yield Output(path, partial(str.encode, script))

    def whole(self, page: HandWritten) -> bytes:
        """Return a hand-written page with its generated part."""
        return _joined(page.before, self.site.part_of(page.part, page.at), page.after)

    def _hand_written(self) -> Iterator[Output]:
        for page in self.around.pages:
            part = self.site.part_of(page.part, page.at)
            yield Output(page.path, partial(_joined, page.before, part, page.after))

    def _framed(self, pages: Callable[[], Iterator[PageOutput]]) -> Iterator[Output]:
        for page in pages():
            yield Output(page.path, partial(self.around.frames.page, page))

    def _lists(self) -> Iterator[Output]:
        return self.lists(page.path for pages in self.site.page_kinds() for page in pages())

    def _sitemap(self, pages: tuple[str, ...], day: str) -> bytes:
        settings, frames = self.around.settings, self.around.frames
        urls = (escape(settings.url(path)) for path in pages if not frames.is_tab(path))
        lines = (f"<url><loc>{url}</loc><lastmod>{day}</lastmod></url>\n" for url in urls)
        end = f"{''.join(lines)}{_SITEMAP_END}"
        return self.around.sitemap.replace(_SITEMAP_END, end).encode()


def _joined(before: str, part: Callable[[], str], after: str) -> bytes:
    return f"{before}{part()}{after}".encode(errors="xmlcharrefreplace")


def _zipped(content: Callable[[], bytes]) -> bytes:
    return gzip.compress(content(), mtime=0)
