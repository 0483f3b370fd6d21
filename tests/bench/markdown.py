"""The pages of our site as Markdown, as a user of another generator would write them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from markdownify import markdownify

from allocation.site import outputs
from helpers import MANUALS, PROJECT

HAND_WRITTEN = ("index.md", "about/index.md", *(name.removeprefix("docs/") for name in MANUALS))
_LINK = re.compile(r"\]\(((?:\.\./)*(?:[^()#\s]*/)?)(?:#[^()\s]*)?\)")
"""A link to a page of the site, by its folder, perhaps to a place on it."""


def write(data: Path, docs: Path) -> int:
    """Write every page of a data folder below ``docs``; return how many there are.

    What generated pages say is turned into headings, lists, tables and links by a library;
    hand-written pages are taken as they are. Links name files, as these generators want them.
    """
    pages = 0
    for output in outputs.generate(data, downloads=False).pages():
        path = docs / f"{output.path.removesuffix('.html')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = markdownify(str(output.content), heading_style="ATX")
        path.write_text(_LINK.sub(r"](\1index.md)", text), encoding="utf-8")
        pages += 1
    written = PROJECT / "docs"
    for page in HAND_WRITTEN:
        (docs / page).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(written / page, docs / page)
    for picture in (written / "manual").rglob("*.png"):
        shutil.copy(picture, docs / picture.relative_to(written))
    return pages + len(HAND_WRITTEN)
