"""Everything that is generated, as one list: pages and downloads alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from allocation import clock, history
from allocation.checking import check
from allocation.exporters import EXPORTERS, search
from allocation.problems import DataError, Problem, Ref
from allocation.render import Renderer
from allocation.views import PAGES, PARTS, Heading, Index
from allocation.word import TemplateError

__all__ = ["ASSETS", "Output", "Site", "check", "generate"]

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


@dataclass(frozen=True, slots=True)
class Site:
    """All outputs, the parts for hand-written pages, and where the named assets are."""

    index: Index
    renderer: Renderer
    outputs: tuple[Output, ...]
    assets: Mapping[str, str]
    flat: bool

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
    renderer = Renderer(index, places, flat=flat)
    return Site(
        index=index,
        renderer=renderer,
        outputs=(*_pages(index, renderer), *_downloads(index), *assets.values()),
        assets=places,
        flat=flat,
    )


def _pages(index: Index, renderer: Renderer) -> Iterator[Output]:
    for pages in PAGES:
        for page in pages(index):
            yield Output(
                path=f"{page.address}index.html",
                content=renderer.page(page),
                ref=page.ref,
                title=page.title,
                description=page.description,
                headings=page.headings,
            )


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
