"""The text of the data files, line by line: every page links to the lines it is made of."""

from __future__ import annotations

from collections.abc import Iterator

from allocation.base.problems import Ref
from allocation.datafiles.loader import KINDS
from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Page


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield a page per data file."""
    index = context.index
    folder = index.register.folder
    for kind in filter(lambda kind: kind.public, KINDS.values()):
        for path in sorted(folder.glob(kind.pattern)):
            name = index.register.data.display_name(path)
            yield Page(
                address=f"{name.removesuffix('.yml')}/",
                title=name,
                template="data.html",
                view=path.read_text(encoding="utf-8-sig"),
                ref=Ref(name, 1),
                description=f"{kind.title}的数据，一行一行照原样列出",
                aliases=(kind.title, "数据原文"),
            )
