"""The site as a stream of outputs: pages, downloads and assets."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from allocation.base import clock
from allocation.base.problems import DataError, Problem, Ref
from allocation.datafiles import loader
from allocation.feeds import edit_data, my_tasks
from allocation.feeds.search_entries import Section
from allocation.feeds.search_index import SearchIndex
from allocation.lint.validate import load_register
from allocation.pages.html.assets import asset_files
from allocation.pages.html.environment import load_templates
from allocation.pages.html.renderer import EarlierEdition, Renderer
from allocation.pages.views import (
    EARLIER,
    PAGES,
    PARTS,
    Download,
    Page,
    SiteContext,
    TocEntry,
)
from allocation.pages.views.editions import searched
from allocation.pages.views.labels import handin
from allocation.register.index import Index
from allocation.register.published_register import Published, publish, withheld_digests
from allocation.register.register import Register
from allocation.runtime.gc_paused import gc_paused
from allocation.runtime.streaming import Output, TextStream, as_it_is
from allocation.site import disclosure_list
from allocation.site.facts import SiteFacts
from allocation.versions import editions, history
from allocation.versions.editions import FOLDER, Edition
from allocation.versions.history import History

Pages = Callable[[SiteContext], Iterator[Page]]
Exporter = Callable[[SiteContext], Iterator[Output]]
ASSETS = Path(__file__).parent.parent / "pages" / "assets"
FOLDERS = frozenset(
    {
        "api",
        "assess",
        "boxes",
        "calendars",
        "categories",
        "changes",
        "check",
        "data",
        "departments",
        "downloads",
        "edit",
        "editions",
        "feed.xml",
        "files",
        "gaps",
        "items",
        "mine",
        "months",
        "overview",
        "people",
        "photos",
        "progress",
        "search",
    }
)
"""Generated folders and files in the root of the site, except ``assets``."""
_ARCHIVE = "档案"
"""The tab of ``mkdocs.yml`` with what is kept."""


@dataclass(frozen=True, slots=True)
class PageOutput(Output):
    """A page of the site; its content is what its frame surrounds."""

    ref: Ref | None = None
    title: str = ""
    description: str = ""
    headings: tuple[TocEntry, ...] = ()
    own_search: bool = False
    technical: tuple[Download, ...] = ()
    """Files for programs that the frame of a page offers."""
    edition: str = ""
    """The address of the earlier edition that it belongs to: such pages have no link to edit."""


Copies = tuple[Output, ...]


@dataclass(frozen=True, slots=True)
class _EarlierSite:
    """An earlier edition that can be shown, below its own address."""

    edition: Edition
    context: SiteContext
    renderer: Renderer
    copies: Copies
    place: EarlierEdition

    def pages(self) -> Iterator[PageOutput]:
        """Yield its pages."""
        for output in _pages(self.context, self.renderer, EARLIER, self.place):
            yield replace(
                output,
                path=self._placed(output.path),
                ref=output.ref and self.edition.project_ref(output.ref),
                edition=self.edition.address,
            )

    def downloads(self, exporters: Iterable[Exporter]) -> Iterator[Output]:
        """Yield its other files."""
        exported = (output for export in exporters for output in export(self.context))
        for output in chain(self.copies, exported):
            yield replace(output, path=self._placed(output.path))

    def _placed(self, path: str) -> str:
        return f"{self.edition.address}{path}"


@dataclass(frozen=True, slots=True)
class Site:
    """The site; outputs are made one by one while they are read, to bound the memory.

    :ivar assets: the paths of the assets, by the names that templates use.
    :ivar takeaway: whether there are downloads.
    """

    context: SiteContext
    renderer: Renderer
    assets: Mapping[str, str]
    flat: bool
    takeaway: bool
    copies: Copies
    earlier: tuple[_EarlierSite, ...]

    @property
    def facts(self) -> SiteFacts:
        """What the frame says on every page."""
        register = self.index.register
        unit = register.unit
        parts = (unit.name, f"数据日期 {unit.data_date}", self.index.provenance)
        return SiteFacts(
            name=unit.name,
            day=unit.data_date,
            footer=f"{' · '.join(map(str, parts))}，材料清单为建议",
            folders=FOLDERS,
            handin=handin(unit.handin),
            allowed_numbers=frozenset(entry.number for entry in unit.allowed_numbers),
            private=(("数据", register.folder), ("材料", register.evidence_folder)),
        )

    @property
    def parts(self) -> Collection[str]:
        """The names of the parts that hand-written pages may have."""
        return PARTS

    @property
    def sources(self) -> tuple[Path, ...]:
        """The folders and files that it was made of."""
        register = self.index.register
        template = register.word_template
        return (register.folder, register.evidence_folder, *((template,) if template else ()))

    @property
    def around(self) -> tuple[Any, ...]:
        """What navigation, header and footer of all pages are made of."""
        index = self.index
        editions = bool(self.context.editions)
        return index.register.unit, index.provenance, editions, dict(self.assets)

    @property
    def searched(self) -> tuple[Any, ...]:
        """What the search index is made of, beside the hand-written pages."""
        return self.context, self.takeaway

    @property
    def index(self) -> Index:
        """The index of the current register."""
        return self.context.index

    @property
    def indexes(self) -> tuple[Index, ...]:
        """The index of the current register, and those of the earlier editions."""
        return (self.index, *(site.context.index for site in self.earlier))

    @property
    def outputs(self) -> Iterator[Output]:
        """All files of the site."""
        yield from self.pages()
        yield from self.downloads()
        yield from self.named_assets()

    def pages(self) -> Iterator[PageOutput]:
        """Yield every page, without its frame."""
        for pages in self.page_kinds():
            yield from pages()

    def page_kinds(self) -> Iterator[Callable[[], Iterator[PageOutput]]]:
        """Yield for each kind of page a function that yields its pages."""
        for pages in PAGES:
            yield partial(_pages, self.context, self.renderer, (pages,))
        yield from (site.pages for site in self.earlier)

    def downloads(self) -> Iterator[Output]:
        """Yield copies of handed-in files, what scripts of pages load, and files of exporters."""
        for outputs in self.download_kinds():
            yield from outputs()

    def download_kinds(self) -> Iterator[Callable[[], Iterator[Output]]]:
        """Yield functions that yield the downloads, each those of one exporter."""
        exporters: tuple[Exporter, ...] = ()
        if self.takeaway:
            # Only here, since the libraries for Word and Excel take long to load.
            from allocation.site.downloads import EXPORTERS as exporters  # noqa: PLC0415, N811
        yield partial(iter, self.copies)
        for export in (my_tasks.export, edit_data.export, *exporters):
            yield partial(export, self.context)
        for site in self.earlier:
            yield partial(site.downloads, exporters)

    def named_assets(self) -> Iterator[Output]:
        """Yield scripts and styles, named by their digests."""
        return (output for _, output in named_assets())

    def disclosures(self) -> Iterator[Output]:
        """Yield the list of what the site discloses of the filings."""
        if not self.flat:
            statement = partial(disclosure_list.statement, self.context)
            yield Output(disclosure_list.PATH, statement)

    def navigation(self, entries: Sequence[Any]) -> list[Any]:
        """Return the navigation of ``mkdocs.yml`` with the list of earlier editions, if any.

        It is the last page of the tab 档案, or a tab of its own where there is no such tab.
        """
        if not self.context.editions:
            return list(entries)
        added = {"往届": f"{FOLDER}/index.md"}
        if not any(_ARCHIVE in entry for entry in entries):
            return [*entries, added]
        return [
            {_ARCHIVE: [*entry[_ARCHIVE], added]} if _ARCHIVE in entry else entry
            for entry in entries
        ]

    def part(self, name: str, at: str) -> str:
        """Return the HTML below the text of the hand-written page at the address ``at``."""
        return self.part_of(name, at)()

    def part_of(self, name: str, at: str) -> Callable[[], str]:
        """Return what makes that HTML."""
        return partial(self.renderer.part, name, PARTS[name](self.context), at)

    def search_index(self, manual: Iterable[Section]) -> Iterator[tuple[str, TextStream]]:
        """Yield the address and the content of each file of the search index.

        :param manual: the hand-written pages and their sections.
        """
        yield from SearchIndex(self.index, self._searched(), manual, flat=self.flat).files()

    def _searched(self) -> Iterator[Page]:
        """Yield what the search has of the pages: without downloads where there are none."""
        for page in (page for pages in PAGES for page in pages(self.context)):
            yield page if self.takeaway else replace(page, downloads=())
        yield from (searched(site.edition, site.context) for site in self.earlier)


@gc_paused()
def generate(
    folder: Path,
    *,
    today: date | None = None,
    flat: bool = False,
    downloads: bool = True,
    site_url: str = "",
) -> Site:
    """Check a data folder and prepare everything that the site is made of.

    :param today: the day by which slots are late; by default the clock's.
    :param flat: link to ``index.html`` files, for a site opened from a file share.
    :param downloads: whether to make downloads.
    :param site_url: the address of the site, with a slash at the end; empty if it is not known.
    :raises DataError: with all problems of the data; making the outputs raises none.
    """
    full, past_editions = loader.read_consistently(folder, lambda: _read(folder))
    register = publish(full)
    copies = _copies(register)
    editions_copies = dict(map(_with_copies, past_editions))
    changes = history.read(folder, register.unit.history_from).as_of(register)
    index = Index(register, today or clock.today())
    context = SiteContext(index, changes, tuple(editions_copies), site_url)
    assets = {name: output.path for name, output in named_assets()}
    renderer = Renderer(index, assets, flat=flat, downloads=downloads)
    earlier = tuple(_earlier(context, editions_copies, assets, flat=flat, downloads=downloads))
    return Site(context, renderer, assets, flat, downloads, copies, earlier)


def _read(folder: Path) -> tuple[Register, tuple[Edition, ...]]:
    """Return the register, and the earlier editions without what the register keeps back."""
    register = load_register(folder)
    return register, editions.read(folder, withheld_digests(register))


def _copies(register: Published) -> Copies:
    """Return the copies of handed-in files that pages show.

    :raises DataError: if a copy can't be made, or the unit's template can't be used.
    """
    _check_template(register)
    if not register.filings:
        return ()
    from allocation.feeds import published_files  # noqa: PLC0415 - most builds have nothing to copy

    copies = published_files.sanitized_copies(register)
    return tuple(Output(path, partial(as_it_is, content)) for path, content in copies.items())


def _with_copies(edition: Edition) -> tuple[Edition, Copies]:
    """Return an edition with its copies, or as broken if they can't be made: builds go on."""
    try:
        return edition, _copies(edition.register) if edition.register else ()
    except DataError as error:
        return edition.with_problems(error.problems), ()


def _earlier(
    context: SiteContext,
    editions_copies: Mapping[Edition, Copies],
    assets: Mapping[str, str],
    *,
    flat: bool,
    downloads: bool,
) -> Iterator[_EarlierSite]:
    """Yield the earlier editions that can be shown."""
    if not editions_copies:
        return
    titles = {page.address: page.title for pages in PAGES for page in pages(context)}
    note = History(note="往届不列变更记录。")
    for edition, copies in editions_copies.items():
        if edition.register:
            url = context.site_url and urljoin(context.site_url, edition.address)
            index = Index(edition.register, context.index.progress.today)
            place = EarlierEdition(edition.name, edition.address, titles)
            renderer = Renderer(
                index, assets, flat=flat, downloads=downloads, edition=edition.address
            )
            site = SiteContext(index, note, site_url=url)
            yield _EarlierSite(edition, site, renderer, copies, place)


def _pages(
    context: SiteContext,
    renderer: Renderer,
    kinds: Iterable[Pages],
    earlier: EarlierEdition | None = None,
) -> Iterator[PageOutput]:
    for pages in kinds:
        for page in pages(context):
            banner = earlier.banner(page.address) if earlier else None
            yield PageOutput(
                path=f"{page.address}index.html",
                make=partial(renderer.page, page, banner),
                ref=page.ref,
                title=page.title,
                description=page.description,
                headings=page.headings,
                own_search=page.own_search,
                technical=tuple(each for each in page.downloads if each.technical),
            )


def _check_template(register: Published) -> None:
    if register.word_template is None:
        return
    from allocation.office.formats.docx_writer import TemplateError, read_template  # noqa: PLC0415

    try:
        read_template(register.word_template)
    except TemplateError as error:
        remedy = "改好模板，或删去 word_template，用自带的。"
        ref = register.unit.ref.at("word_template")
        raise DataError([Problem(ref, str(error), "能用的 Word 模板", remedy)]) from error


def named_assets() -> Iterator[tuple[str, Output]]:
    """Yield each asset, named by its digest, so that browsers may cache it for ever."""
    for name, content in asset_files(ASSETS):
        stem, _, suffix = name.rpartition(".")
        digest = hashlib.sha256(content).hexdigest()[:10]
        yield name, Output(f"assets/{stem}.{digest}.{suffix}", partial(as_it_is, content))


def load_shared() -> None:
    """Make and keep what all sites have in common, for processes that will be forked."""
    # Only here, for the same reason as above.
    from allocation.site.downloads import load_constants  # noqa: PLC0415

    for _ in named_assets():
        pass
    load_templates()
    load_constants()
