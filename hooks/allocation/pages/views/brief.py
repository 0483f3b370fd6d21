"""分管工作简报: the one page of a leader, for the desk and for a meeting."""

from __future__ import annotations

from collections.abc import Iterator

from allocation.pages.views.context import SiteContext
from allocation.pages.views.leader_brief import Brief
from allocation.pages.views.page import Crumb, Download, Page, TocEntry
from allocation.register.addresses import address, brief_document, brief_page

_ALIASES = ("领导简报", "汇报")


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the brief of each leader."""
    for brief in context.briefs:
        name = brief.leader.key
        yield Page(
            address=brief_page(brief.leader),
            title=brief.title,
            template="brief.html",
            view=brief,
            ref=brief.leader.ref,
            description="分管的材料到期、已交、逾期多少，谁逾期，会上怎么说",
            aliases=(f"{name}简报", *_ALIASES),
            crumbs=(Crumb("人员", "people/"), Crumb(name, address(brief.leader))),
            headings=tuple(_headings(brief)),
            downloads=(Download(f"{brief.title}（{_word(brief)}）", brief_document(brief.leader)),),
        )


def _word(brief: Brief) -> str:
    """Return what the Word file has: the list begins on a page of its own."""
    return "Word，第一页是简报，后附清单" if brief.with_gaps else "Word"


def _headings(brief: Brief) -> Iterator[TocEntry]:
    yield TocEntry("会上可说", "say")
    if brief.five_worst:
        yield TocEntry("逾期最多的材料", "worst")
    if brief.active and brief.shares:
        yield TocEntry(f"各{brief.column}", "shares")
        yield TocEntry("与上月相比", "change")
    if brief.with_gaps:
        yield TocEntry("逐人清单", "led-gaps")
