"""Everything that is generated, as one list: pages and downloads alike."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path

from allocation import clock, editions, history
from allocation.checking import check
from allocation.editions import FOLDER, Edition
from allocation.exporters import EXPORTERS, search
from allocation.problems import DataError, Problem, Ref
from allocation.render import Earlier, Renderer
from allocation.views import EARLIER, PAGES, PARTS, Heading, Index, Page
from allocation.word import TemplateError

__all__ = ["ASSETS", "Output", "Site", "check", "generate"]

Pages = Callable[[Index], Iterator[Page]]
ASSETS = Path(__file__).parent / "assets"


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the site: a page's content (text), or a finished download (bytes, or a file)."""

    path: str
    content: str | bytes | Path
    ref: Ref | None = None
    title: str = ""
    description: str = ""
    headings: tuple[Heading, ...] = ()
    edition: str = ""
    """The address of the earlier edition that it belongs to; nobody changes that any more."""


@dataclass(frozen=True, slots=True)
class Site:
    """All outputs, the parts for hand-written pages, and where the named assets are."""

    index: Index
    renderer: Renderer
    outputs: tuple[Output, ...]
    assets: Mapping[str, str]
    flat: bool

    @property
    def sections(self) -> tuple[dict[str, str], ...]:
        """What the navigation has beside what ``mkdocs.yml`` says."""
        return ({"往届": f"{FOLDER}/index.md"},) if self.index.editions else ()

    def part(self, name: str, at: str) -> str:
        """Return what the hand-written page at address ``at`` shows below its text."""
        return self.renderer.part(name, PARTS[name](self.index), at)

    def search_index(self, manual: Iterable[tuple[str, str, str]]) -> bytes:
        """Return the search index, with the sections of the hand-written pages."""
        return search.render(self.index, manual, flat=self.flat)


def generate(folder: Path, *, today: date | None = None, flat: bool = False) -> Site:
    """Turn a data folder into everything that the site is made of.

    :param today: the day on which things are late or not; the clock's when not given.
    :param flat: link to ``index.html`` files, for a site opened from a file share.
    :raises DataError: with every problem found.
    """
    index = Index(check(folder), today or clock.today(), history.read(folder))
    assets = dict(_assets())
    places = {name: output.path for name, output in assets.items()}
    earlier = _earlier(folder, index, places, flat=flat)
    index = index.beside(tuple(earlier))
    renderer = Renderer(index, places, flat=flat)
    return Site(
        index=index,
        renderer=renderer,
        outputs=(
            *_pages(index, renderer, PAGES),
            *_downloads(index),
            *assets.values(),
            *chain.from_iterable(earlier.values()),
        ),
        assets=places,
        flat=flat,
    )


def _pages(index: Index, renderer: Renderer, kinds: Iterable[Pages]) -> Iterator[Output]:
    for pages in kinds:
        for page in pages(index):
            yield Output(
                path=f"{page.address}index.html",
                content=renderer.page(page),
                ref=page.ref,
                title=page.title,
                description=page.description,
                headings=page.headings,
            )


def _earlier(
    folder: Path, current: Index, assets: Mapping[str, str], *, flat: bool
) -> dict[Edition, tuple[Output, ...]]:
    """Return the earlier editions, each with all that it is made of.

    One that can't be made has its problems instead: it must not stop what is current.
    """
    found = editions.read(folder)
    titles = {each.address: each.title for pages in PAGES for each in pages(current) if found}
    made: dict[Edition, tuple[Output, ...]] = {}
    for edition in found:
        try:
            made[edition] = tuple(_edition(Earlier(edition, titles), current, assets, flat=flat))
        except DataError as error:
            made[edition.broken(error.problems)] = ()
    return made


def _edition(
    earlier: Earlier, current: Index, assets: Mapping[str, str], *, flat: bool
) -> Iterator[Output]:
    """Yield everything of an earlier edition, below its own address."""
    edition = earlier.edition
    if edition.register is None:
        return
    note = "往届不列变更记录。"
    index = Index(edition.register, current.progress.today, history.History(note=note))
    renderer = Renderer(index, assets, flat=flat, earlier=earlier)
    for each in (*_pages(index, renderer, EARLIER), *_downloads(index)):
        ref = each.ref and edition.placed(each.ref)
        yield replace(each, path=f"{edition.address}{each.path}", ref=ref, edition=edition.address)


def _downloads(index: Index) -> Iterator[Output]:
    try:
        for export in EXPORTERS:
            for path, content in export(index):
                yield Output(path, content)
    except TemplateError as error:
        unit = index.register.unit
        remedy = "改好模板，或删去 word_template，用自带的。"
        problem = Problem(unit.ref.at("word_template"), str(error), "能用的 Word 模板", remedy)
        raise DataError([problem]) from error


def _assets() -> Iterator[tuple[str, Output]]:
    """Name each asset by its content, so that servers may let browsers keep it for ever."""
    for path in sorted(ASSETS.rglob("*.*")):
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()[:10]
        yield path.name, Output(f"assets/{path.stem}.{digest}{path.suffix}", content)
