"""搜索: the page with all results of a query by kind; a script fills it in the browser."""

from __future__ import annotations

from collections.abc import Iterator

from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Page


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the one page."""
    index = context.index
    yield Page(
        address="search/",
        title="搜索",
        template="search.html",
        view=index.people_by_department(),
        ref=index.register.unit.ref,
        description="按姓名、拼音、首字母、编码、字句查找，全部结果可以打印、可以发链接",
        aliases=("查找", "高级搜索"),
        own_search=True,
    )
