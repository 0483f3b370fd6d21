"""往届: the list of earlier editions, and what stands at the entrance of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
    """An edition in the list: when it was in force, and how much there is in it.

    ``counts`` are numbers with what they count; there are none where the data is wrong.
    """

    edition: Edition
    title: str
    years: str
    counts: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class BrokenView:
    """Where the data of an edition is wrong, so that it can't be shown."""

    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of a page that the current edition has in a hand-written one."""

    part: str
    shown: Any


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the list, and a page for each edition that has none of its own; nothing without any."""
    if context.editions:
        yield Page(
            address=ADDRESS,
            title="往届",
            template="editions.html",
            view=tuple(map(_line, context.editions)),
            ref=context.index.register.unit.ref,
            description="以前各届的分工，只供查看",
        )
    for edition in context.editions:
        if edition.register is None:
            yield Page(
                address=edition.address,
                title=f"往届 {edition.name}",
                template="edition_broken.html",
                view=BrokenView(unique(map(public_message, edition.problems))),
                ref=edition.ref,
                description="这一版的数据有错误，没有生成",
                crumbs=(Crumb("往届", ADDRESS),),
            )


def entrance(context: SiteContext) -> Iterator[Page]:
    """Yield what an earlier edition has in the place of hand-written pages."""
    unit = context.index.register.unit
    for address, title, part, view in (
        ("", unit.title, "home", home.view),
        ("about/", "关于这一版", "about", about.view),
    ):
        yield Page(
            address=address,
            title=title,
            template="edition.html",
            view=PartView(part, view(context)),
            ref=unit.ref,
            description=unit.title,
        )


def _line(edition: Edition) -> EditionLine:
    register = edition.register
    if register is None:
        return EditionLine(edition, "", "", ())
    counts = (
        (len(register.items), "个项目"),
        (len(register.clauses), "条条款"),
        (len(register.evidence), "项材料"),
        (len(register.people), "人"),
        (len(register.filings), "份登记"),
    )
    return EditionLine(edition, register.unit.title, _years(register.unit.term), counts)


def _years(term: Term) -> str:
    """Return the years of a term, as far as the data says."""
    span = term_span(term)
    if span is None:
        return term.name or "没有写"
    return f"{span.start.year}—{span.end.year}"
