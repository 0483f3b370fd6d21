"""我的任务: leads on to the page of the person whom this browser knows, or lists everybody."""

from __future__ import annotations

from collections.abc import Iterator

from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Page
from allocation.pages.views.summary import people_finder
from allocation.register.addresses import MINE


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the one page."""
    index = context.index
    yield Page(
        address=MINE,
        title="我的任务",
        template="mine.html",
        view=people_finder(index),
        ref=index.register.unit.ref,
        description="点自己的名字，看本人要交什么、什么时候交；记住以后直接打开本人的页面",
        aliases=("本人任务", "我要交什么", "我负责什么"),
    )
