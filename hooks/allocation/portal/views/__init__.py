"""Views of the portal: what a page shows, computed from the units of the portal.

A module yields its pages from ``pages(portal)``; to add one, write the module, its template in
``pages/templates/portal/`` and a line in ``PAGES``. ``PARTS`` are the views below the text of
hand-written pages in ``docs/``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from allocation.pages.views.page import Page
from allocation.portal.portal import Portal
from allocation.portal.views import (
    changes,
    findings,
    heat,
    home,
    indicators,
    items,
    late,
    ranking,
    search,
    status,
    unit,
)

__all__ = ["PAGES", "PARTS"]

PAGES: tuple[Callable[[Portal], Iterator[Page]], ...] = (
    unit.pages,
    heat.pages,
    ranking.pages,
    late.pages,
    items.pages,
    indicators.pages,
    findings.pages,
    changes.pages,
    status.pages,
    search.pages,
)

PARTS: dict[str, Callable[[Portal], Any]] = {"home": home.view}
