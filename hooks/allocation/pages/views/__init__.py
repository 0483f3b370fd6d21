"""Views: everything that a page or a download shows, computed once from the register.

A page is a module with ``pages(context)``; adding one means writing it, its template, and
a line in ``PAGES``. ``PARTS`` are what hand-written pages in ``docs/`` show below their text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from allocation.pages.views import (
    about,
    category,
    changes,
    check,
    data,
    department,
    dossier,
    editions,
    gaps,
    home,
    item,
    months,
    overview,
    person,
    photos,
    progress,
    search,
)
from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Crumb, Page, TocEntry

__all__ = ["EARLIER", "PAGES", "PARTS", "Crumb", "Page", "SiteContext", "TocEntry"]

PAGES: tuple[Callable[[SiteContext], Iterator[Page]], ...] = (
    overview.pages,
    category.pages,
    item.pages,
    department.pages,
    person.pages,
    photos.pages,
    dossier.pages,
    progress.pages,
    gaps.pages,
    months.pages,
    check.pages,
    changes.pages,
    editions.pages,
    search.pages,
    data.pages,
)

EARLIER = (
    editions.entrance,
    *(each for each in PAGES if each not in (editions.pages, search.pages, data.pages)),
)
"""The pages of an earlier edition: what is searched for, and changed, is the current one."""

PARTS: dict[str, Callable[[SiteContext], Any]] = {
    "home": home.view,
    "about": about.view,
}
