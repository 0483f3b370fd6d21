"""搜索: the page of results over all units."""

from __future__ import annotations

from collections.abc import Iterator

from allocation.pages.views.page import Page
from allocation.portal.portal import Portal

SEARCH = "search/"


def pages(portal: Portal) -> Iterator[Page]:
    """Yield the one page."""
    yield Page(
        address=SEARCH,
        title="搜索",
        template="portal/search.html",
        view=None,
        ref=None,
        description="找单位、找项目、找条款里的字句、找人、找登记的材料",
        own_search=True,
    )
