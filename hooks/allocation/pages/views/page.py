"""What every page is made of, whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allocation.base.problems import Ref
from allocation.register.addresses import (
    address,
    calendar_address,
    data_api_address,
    dossier_address,
    task_address,
)
from allocation.register.register import DepartmentEntry, ItemEntry, PersonEntry


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way from home to a page."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class TocEntry:
    """An entry of a page's table of contents; level counts from 2."""

    text: str
    anchor: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Download:
    """What one can take away from a page; a calendar can also be subscribed to."""

    text: str
    address: str
    subscribe: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page before it is HTML.

    ``address`` ends with a slash; ``view`` is what the template sees under that name;
    ``ref`` is the line of the data that the page is about; ``own_search`` says that it has a box
    for searching in the place of the theme's. ``sources`` are the files of the table that the page
    shows anything of; a page without them may show anything of all.
    """

    address: str
    title: str
    template: str
    view: Any
    ref: Ref
    description: str
    crumbs: tuple[Crumb, ...] = ()
    headings: tuple[TocEntry, ...] = ()
    downloads: tuple[Download, ...] = ()
    own_search: bool = False
    sources: frozenset[str] | None = None


def downloads(
    entry: PersonEntry | DepartmentEntry | ItemEntry, name: str, *, calendar: bool = False
) -> tuple[Download, ...]:
    """Return what the page of a person, a department or an item offers.

    :param calendar: whether there is a calendar of it.
    """
    data = Download(f"{name}的数据（JSON）", data_api_address(entry))
    if isinstance(entry, ItemEntry):
        return (Download("盒内目录、提交表、备考表（Word）", dossier_address(entry)), data)
    sheet = Download(f"{name}的任务单（Word）", task_address(entry))
    return (sheet, *(calendars(name, calendar_address(entry)) if calendar else ()), data)


def calendars(name: str, place: str) -> tuple[Download, ...]:
    """Return a calendar, to keep and to subscribe to."""
    return (
        Download(f"{name}的期限（日历文件）", place),
        Download(f"订阅{name}的日历", place, subscribe=True),
    )


def item_crumbs(item: ItemEntry, category_label: str) -> tuple[Crumb, ...]:
    """Return the way to an item: categories, its category, its groups."""
    groups = (Crumb(group.label, address(group)) for group in item.groups)
    category = Crumb(item.category.label, address(item.category))
    return (Crumb(category_label, "categories/"), category, *groups)
