"""Everything that is generated, one output after the other: pages and downloads alike."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import urljoin

from allocation.base import clock
from allocation.base.problems import DataError, Problem, Ref
from allocation.datafiles import loader
from allocation.feeds import search_index
from allocation.lint.validate import load_register
from allocation.pages.content_keys import ContentKeys
from allocation.pages.html.assets import asset_files
from allocation.pages.html.environment import templates_state
from allocation.pages.html.renderer import EarlierEdition, Renderer
from allocation.pages.views import EARLIER, PAGES, PARTS, Page, SiteContext, TocEntry
from allocation.register.index import Index
from allocation.register.published import Published, publish, withheld_digests
from allocation.register.register import Register
from allocation.runtime.gc_paused import gc_paused
from allocation.runtime.streaming import TextStream, rechunked
from allocation.versions import editions, history
from allocation.versions.editions import FOLDER, Edition
from allocation.versions.history import History

Pages = Callable[[SiteContext], Iterator[Page]]
ASSETS = Path(__file__).parent.parent / "pages" / "assets"
FOLDERS = frozenset(
    {
        "api",
        "calendars",
        "categories",
        "changes",
        "check",
        "data",
        "departments",
        "downloads",
        "editions",
        "feed.xml",
        "files",
        "gaps",
        "items",
        "months",
        "overview",
        "people",
        "progress",
        "search",
    }
)
"""What lies in the root of the site and is generated, but for the assets."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the site; if it is a page, what stands in its frame.

    A download may be a file that lies elsewhere, and is copied.
    """

    path: str
    content: TextStream | bytes | Path
    ref: Ref | None = None
    title: str = ""
    description: str = ""
    headings: tuple[TocEntry, ...] = ()
    own_search: bool = False
    stamp: str = ""
    """The same means the same content, within one process; nothing if that is not known."""
    edition: str = ""
    """The address of the earlier edition that it belongs to; nobody changes that any more."""

    @property
    def is_page(self) -> bool:
        """Whether it stands in a frame."""
        return self.path.endswith(".html")


Copies = tuple[Output, ...]


@dataclass(frozen=True, slots=True)
class _Past:
    """An earlier edition that can be shown, below its own address."""

    edition: Edition
    context: SiteContext
    renderer: Renderer
    copies: Copies

    def placed(self, outputs: Iterable[Output]) -> Iterator[Output]:
        """Yield outputs below the edition's address."""
        for each in outputs:
            yield replace(
                each,
                path=f"{self.edition.address}{each.path}",
                ref=each.ref and self.edition.project_ref(each.ref),
                edition=self.edition.address,
            )


@dataclass(frozen=True, slots=True)
class Site:
    """What the site is made of, where the named assets are; stamps only where they are asked for.

    Outputs are made one by one, when they are asked for: a large site does not fit into memory.
    """

    context: SiteContext
    renderer: Renderer
    assets: Mapping[str, str]
    flat: bool
    takeaway: bool
    copies: Copies
    earlier: tuple[_Past, ...]
    stamps: ContentKeys | None

    @property
    def index(self) -> Index:
        """The register that is shown, with its lookups."""
        return self.context.index

    @property
    def outputs(self) -> Iterator[Output]:
        """Everything that is generated."""
        yield from self.pages()
        yield from self.downloads()
        yield from self.named_assets()

    def pages(self) -> Iterator[Output]:
        """Yield every page, without its frame."""
        yield from _pages(self.context, self.renderer, PAGES, self.stamps)
        for past in self.earlier:
            yield from past.placed(_pages(past.context, past.renderer, EARLIER))

    def downloads(self) -> Iterator[Output]:
        """Yield what pages show of handed-in files, and what can be taken away."""
        yield from self._downloads(self.context, self.copies)
        for past in self.earlier:
            yield from past.placed(self._downloads(past.context, past.copies))

    def named_assets(self) -> Iterator[Output]:
        """Yield scripts and styles, named by what is in them."""
        return (output for _, output in _assets())

    @property
    def sections(self) -> tuple[dict[str, str], ...]:
        """What the navigation has beside what ``mkdocs.yml`` says."""
        return ({"往届": f"{FOLDER}/index.md"},) if self.context.editions else ()

    def _downloads(self, context: SiteContext, copies: Copies) -> Iterator[Output]:
        yield from copies
        if not self.takeaway:
            return
        # The libraries for Word and Excel are loaded by whoever makes the files.
        from allocation.site.downloads import EXPORTERS  # noqa: PLC0415

        for export in EXPORTERS:
            for path, content in export(context):
                yield Output(path, content)

    def part(self, name: str, at: str) -> str:
        """Return what the hand-written page at address ``at`` shows below its text."""
        return self.renderer.part(name, PARTS[name](self.context), at)

    def search_index(self, manual: Iterable[tuple[str, str, str]]) -> TextStream:
        """Return the search index, with the sections of the hand-written pages."""
        return TextStream(
            lambda: rechunked(search_index.render(self.index, manual, flat=self.flat))
        )


@gc_paused()
def generate(
    folder: Path,
    *,
    today: date | None = None,
    flat: bool = False,
    downloads: bool = True,
    stamped: bool = False,
    site_url: str = "",
) -> Site:
    """Check a data folder and prepare everything that the site is made of.

    :param today: the day on which things are late or not; the clock's when not given.
    :param flat: link to ``index.html`` files, for a site opened from a file share.
    :param downloads: whether there is anything to take away; without, a build is a look at pages.
    :param stamped: let pages tell whether they are what they were in an earlier state of the data.
    :param site_url: where the site will be, with a slash at the end; nothing if that is not known.
    :raises DataError: with every problem found; nothing in the data can go wrong after this.
    """
    whole, past = loader.read_consistently(folder, lambda: _read(folder))
    register = publish(whole)
    copies = _copies(register)
    found = dict(map(_drawable, past))
    told = history.read(folder, register.unit.history_from).as_of(register)
    index = Index(register, today or clock.today())
    context = SiteContext(index, told, tuple(found), site_url)
    places = {name: output.path for name, output in _assets()}
    renderer = Renderer(index, places, flat=flat, downloads=downloads)
    earlier = tuple(_earlier(context, found, places, flat=flat, downloads=downloads))
    design = (flat, downloads, sorted(places.items()), templates_state(), index.provenance)
    stamps = ContentKeys(register, index.progress.today, told, design) if stamped else None
    return Site(context, renderer, places, flat, downloads, copies, earlier, stamps)


def _read(folder: Path) -> tuple[Register, tuple[Edition, ...]]:
    """Return what a data folder says, and its earlier editions without what that keeps back."""
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

    return tuple(
        Output(path, content)
        for path, content in published_files.sanitized_copies(register).items()
    )


def _drawable(edition: Edition) -> tuple[Edition, Copies]:
    """Return an edition with its copies, or as one with problems: it must not stop today's."""
    try:
        return edition, _copies(edition.register) if edition.register else ()
    except DataError as error:
        return edition.with_problems(error.problems), ()


def _earlier(
    context: SiteContext,
    found: Mapping[Edition, Copies],
    assets: Mapping[str, str],
    *,
    flat: bool,
    downloads: bool,
) -> Iterator[_Past]:
    """Yield the earlier editions that can be shown."""
    titles = {each.address: each.title for pages in PAGES for each in pages(context) if found}
    note = History(note="往届不列变更记录。")
    for edition, copies in found.items():
        if edition.register:
            url = context.site_url and urljoin(context.site_url, edition.address)
            index = Index(edition.register, context.index.progress.today)
            past = SiteContext(index, note, site_url=url)
            earlier = EarlierEdition(edition.name, edition.address, titles)
            renderer = Renderer(index, assets, flat=flat, downloads=downloads, earlier=earlier)
            yield _Past(edition, past, renderer, copies)


def _pages(
    context: SiteContext,
    renderer: Renderer,
    kinds: Iterable[Pages],
    stamps: ContentKeys | None = None,
) -> Iterator[Output]:
    for pages in kinds:
        for page in pages(context):
            yield Output(
                path=f"{page.address}index.html",
                content=renderer.page(page),
                ref=page.ref,
                title=page.title,
                description=page.description,
                headings=page.headings,
                own_search=page.own_search,
                stamp=stamps.of(page.sources) if stamps else "",
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


def _assets() -> Iterator[tuple[str, Output]]:
    """Name each asset by its content, so that servers may let browsers keep it for ever."""
    for name, content in asset_files(ASSETS):
        stem, _, suffix = name.rpartition(".")
        digest = hashlib.sha256(content).hexdigest()[:10]
        yield name, Output(f"assets/{stem}.{digest}.{suffix}", content)
