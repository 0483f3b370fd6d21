"""Views: what a page or a download shows, computed once from the register.

A module yields its pages from ``pages(context)``; to add one, write the module, its template and a
line in ``PAGES``. ``PARTS`` are the views below the text of hand-written pages in ``docs/``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from allocation.pages.views import (
    about,
    assess,
    boxes,
    brief,
    category,
    changes,
    check,
    data,
    department,
    dossier,
    edit,
    editions,
    files,
    gaps,
    home,
    item,
    mine,
    months,
    overview,
    person,
    photos,
    progress,
    search,
)
from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Crumb, Download, Page, TocEntry

__all__ = ["EARLIER", "PAGES", "PARTS", "Crumb", "Download", "Page", "SiteContext", "TocEntry"]

PAGES: tuple[Callable[[SiteContext], Iterator[Page]], ...] = (
    overview.pages,
    category.pages,
    item.pages,
    department.pages,
    person.pages,
    mine.pages,
    brief.pages,
    photos.pages,
    dossier.pages,
    boxes.pages,
    assess.pages,
    files.pages,
    progress.pages,
    gaps.pages,
    months.pages,
    check.pages,
    changes.pages,
    editions.pages,
    search.pages,
    data.pages,
    edit.pages,
)

EARLIER = (
    editions.entrance,
    *(
        pages
        for pages in PAGES
        if pages not in (editions.pages, search.pages, data.pages, mine.pages, edit.pages)
    ),
)
"""The pages of an earlier edition: search, data files, 我的任务, forms are of the current one."""

PARTS: dict[str, Callable[[SiteContext], Any]] = {
    "home": home.view,
    "about": about.view,
}
