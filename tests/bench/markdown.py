"""The pages of our site as Markdown, as a user of another generator would write them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from html_to_markdown import ConversionOptions, convert
from mkdocs.utils.meta import get_data

from allocation.site import outputs
from helpers import MANUALS, PROJECT

_HAND_WRITTEN = ("index.md", "about/index.md", *(name.removeprefix("docs/") for name in MANUALS))
_FOLDER = re.compile(r"\]\(((?:\.\./)*(?:[^()#\s]*/)?)(?:#[^()\s]*)?\)")
"""A link to a page of the site, by its folder, perhaps to a place on it."""
_FILE = re.compile(r"\]\(([^()#\s]*?)index\.md(#[^()\s]*)?\)")
"""A link to a page by its file."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page in Markdown; links name folders, as addresses do.

    :ivar folder: its address: empty for the home page, without a slash at the end.
    """

    folder: str
    title: str
    description: str
    text: str


def pages(data: Path) -> Iterator[Page]:
    """Yield every page of the site of a data folder, hand-written ones as far as they are that.

    What generated pages say is turned into headings, lists, tables and links by a library.
    """
    options = ConversionOptions(compact_tables=True, extract_metadata=False)
    for output in outputs.generate(data, downloads=False).pages():
        folder = output.path.removesuffix("index.html").rstrip("/")
        text = convert(str(output.content), options).content
        yield Page(folder, output.title, output.description, text)
    for name in _HAND_WRITTEN:
        text, meta = get_data((PROJECT / "docs" / name).read_text(encoding="utf-8"))
        folder = name.removesuffix("index.md").rstrip("/")
        text = _FILE.sub(lambda link: f"]({link[1] or './'}{link[2] or ''})", text)
        title, description = (str(meta.get(key, "")) for key in ("title", "description"))
        yield Page(folder, title, description, text)


def write(docs: Path, made: Iterable[Page]) -> None:
    """Write pages for MkDocs and Zensical, which want links that name files."""
    for page in made:
        path = docs / page.folder / "index.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_FOLDER.sub(r"](\1index.md)", page.text), encoding="utf-8")
    copy_pictures(docs)


def copy_pictures(docs: Path) -> None:
    """Copy the pictures of the manuals to where their pages look for them."""
    written = PROJECT / "docs"
    for picture in (written / "manual").rglob("*.png"):
        path = docs / picture.relative_to(written)
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(picture, path)
