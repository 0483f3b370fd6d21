"""Everything that is generated, one output after the other: pages and downloads alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from allocation import clock, history
from allocation.checking import check
from allocation.exporters import search
from allocation.problems import DataError, Problem, Ref
from allocation.register import Register
from allocation.render import Kept, Renderer
from allocation.views import PAGES, PARTS, Heading, Index

__all__ = ["ASSETS", "FOLDERS", "Output", "Site", "check", "generate"]

ASSETS = Path(__file__).parent / "assets"
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
    """A file of the site: a page's content (text), or a finished download (bytes, or a file)."""

    path: str
    content: str | bytes | Path
    ref: Ref | None = None
    title: str = ""
    description: str = ""
    headings: tuple[Heading, ...] = ()
    own_search: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """What the site is made of, and where the named assets are.

    Outputs are made one by one, when they are asked for: a large site does not fit into memory.
    """

    index: Index
    renderer: Renderer
    assets: Mapping[str, str]
    flat: bool
    takeaway: bool

    @property
    def outputs(self) -> Iterator[Output]:
        """Everything that is generated."""
        yield from self.pages()
        yield from self.downloads()
        yield from self.named_assets()

    def pages(self) -> Iterator[Output]:
        """Yield every page, without its frame."""
        for pages in PAGES:
            for page in pages(self.index):
                yield Output(
                    path=f"{page.address}index.html",
                    content=self.renderer.page(page),
                    ref=page.ref,
                    title=page.title,
                    description=page.description,
                    headings=page.headings,
                    own_search=page.own_search,
                )

    def downloads(self) -> Iterator[Output]:
        """Yield every download, or only those that pages show."""
        # The libraries for Word and Excel are loaded by whoever makes the files.
        from allocation.downloads import EXPORTERS, SHOWN  # noqa: PLC0415

        for export in EXPORTERS if self.takeaway else SHOWN:
            for path, content in export(self.index):
                yield Output(path, content)

    def named_assets(self) -> Iterator[Output]:
        """Yield scripts and styles, named by what is in them."""
        return (output for _, output in _assets())

    def part(self, name: str, at: str) -> str:
        """Return what the hand-written page at address ``at`` shows below its text."""
        return self.renderer.part(name, PARTS[name](self.index), at)

    def search_index(self, manual: Iterable[tuple[str, str, str]]) -> bytes:
        """Return the search index, with the sections of the hand-written pages."""
        return search.render(self.index, manual, flat=self.flat)


def generate(
    folder: Path,
    *,
    today: date | None = None,
    flat: bool = False,
    downloads: bool = True,
    kept: Kept | None = None,
) -> Site:
    """Check a data folder and prepare everything that the site is made of.

    :param today: the day on which things are late or not; the clock's when not given.
    :param flat: link to ``index.html`` files, for a site opened from a file share.
    :param downloads: whether there is anything to take away; without, a build is a look at pages.
    :param kept: pages of earlier states of the data, which need not be rendered again.
    :raises DataError: with every problem found; nothing in the data can go wrong after this.
    """
    register = check(folder)
    _check_template(register)
    index = Index(register, today or clock.today(), history.read(folder))
    places = {name: output.path for name, output in _assets()}
    renderer = Renderer(index, places, flat=flat, downloads=downloads, kept=kept)
    return Site(index, renderer, places, flat, downloads)


def _check_template(register: Register) -> None:
    if register.word_template is None:
        return
    from allocation.word import TemplateError, check_template  # noqa: PLC0415

    try:
        check_template(register.word_template)
    except TemplateError as error:
        remedy = "改好模板，或删去 word_template，用自带的。"
        ref = register.unit.ref.at("word_template")
        raise DataError([Problem(ref, str(error), "能用的 Word 模板", remedy)]) from error


def _assets() -> Iterator[tuple[str, Output]]:
    """Name each asset by its content, so that servers may let browsers keep it for ever."""
    for path in sorted(ASSETS.rglob("*.*")):
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()[:10]
        yield path.name, Output(f"assets/{path.stem}.{digest}{path.suffix}", content)
