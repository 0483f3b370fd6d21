"""往届: the list of earlier editions, and the home page of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from allocation.base.grouping import unique
from allocation.datafiles.loader import public_message
from allocation.datafiles.model import Term
from allocation.pages.views import about, home
from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Crumb, Page
from allocation.register.schedule import term_span
from allocation.versions.editions import FOLDER, Edition

ADDRESS = f"{FOLDER}/"


@dataclass(frozen=True, slots=True)
class EditionLine:
    """An edition in the list, with its years and numbers of entries.

    ``counts`` say how many entries of each kind; there are none where the data is wrong.
    """

    edition: Edition
    title: str
    years: str
    counts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartView:
    """A part with its view; in the current edition it stands on a hand-written page."""

    part: str
    content: Any


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the list if there are earlier editions, and a page for each whose data is wrong."""
    if context.editions:
        yield Page(
            address=ADDRESS,
            title="往届",
            template="editions.html",
            view=tuple(map(_line, context.editions)),
            ref=context.index.register.unit.ref,
            description="以前各届的分工和登记，只供查看",
            aliases=("上一届", "历届", "旧版", "以前的分工"),
        )
    for edition in context.editions:
        if edition.register is None:
            yield Page(
                address=edition.address,
                title=f"往届 {edition.name}",
                template="edition_broken.html",
                view=unique(map(public_message, edition.problems)),
                ref=edition.ref,
                description="往届的这一版数据有错误，没有生成，这里写着错在哪里",
                crumbs=(Crumb("往届", ADDRESS),),
            )


def entrance(context: SiteContext) -> Iterator[Page]:
    """Yield the pages that an earlier edition has instead of hand-written ones."""
    unit = context.index.register.unit
    years = _years(unit.term)
    for address, title, part, view, description in (
        ("", unit.title, "home", home.view, f"{unit.title}（{years}）：当时的分工，只供查看"),
        ("about/", "关于这一版", "about", about.view, "往届的这一版出自哪里，有多少内容"),
    ):
        yield Page(
            address=address,
            title=title,
            template="edition.html",
            view=PartView(part, view(context)),
            ref=unit.ref,
            description=description,
        )


def searched(edition: Edition, context: SiteContext) -> Page:
    """Return the home page of an earlier edition as the current one's search has it."""
    home_page = next(entrance(context))
    title, years = f"往届 {edition.name}", _years(context.index.register.unit.term)
    return replace(home_page, address=edition.address, title=title, aliases=(years,))


def _line(edition: Edition) -> EditionLine:
    register = edition.register
    if register is None:
        return EditionLine(edition, "", "", ())
    counts = (
        f"项目 {len(register.items)} 个",
        f"条款 {len(register.clauses)} 条",
        f"材料 {len(register.evidence)} 项",
        f"人员 {len(register.people)} 人",
        f"登记 {len(register.filings)} 份",
    )
    return EditionLine(edition, register.unit.title, _years(register.unit.term), counts)


def _years(term: Term) -> str:
    span = term_span(term)
    return f"{span.start.year}—{span.end.year}" if span else term.name or "没有写"
