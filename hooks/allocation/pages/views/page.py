"""The parts of every page: address, title, breadcrumbs, table of contents, downloads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from allocation.base.problems import Ref
from allocation.register.addresses import (
    Entry,
    address,
    calendar_address,
    data_api_address,
    dossier_address,
    open_duties_document,
    reminder_address,
    submission_address,
    task_address,
)
from allocation.register.archive import Box
from allocation.register.index import Index
from allocation.register.register import DepartmentEntry, ItemEntry, PersonEntry


@dataclass(frozen=True, slots=True)
class Crumb:
    """A breadcrumb: a link to a page above."""

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
    """A file that a page offers; a calendar can also be subscribed to.

    ``technical`` ones are for programs: they stand folded in the frame of the page.
    ``aliases`` are what people call it; with any, the search has an entry for it, unless the page
    is about an entry of the table.
    """

    text: str
    address: str
    subscribe: bool = False
    aliases: tuple[str, ...] = ()
    technical: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page that has an entry of its own in the search.

    ``query`` is the part of the address by which the tables of the page are filtered.
    """

    title: str
    anchor: str
    description: str
    aliases: tuple[str, ...] = ()
    query: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, not yet rendered.

    ``address`` ends with a slash; ``view`` has that name in the template; ``ref`` is the line of
    the data that the page is about, if any; ``description`` says in a sentence what one finds
    there; ``own_search`` says that its search box replaces that of the theme.

    For the search: ``aliases`` are what else people call it, ``subject`` is the entry of the table
    that it is about, ``month`` the first day of the month that it shows, ``box`` the box.
    """

    address: str
    title: str
    template: str
    view: Any
    ref: Ref | None
    description: str
    crumbs: tuple[Crumb, ...] = ()
    headings: tuple[TocEntry, ...] = ()
    downloads: tuple[Download, ...] = ()
    own_search: bool = False
    aliases: tuple[str, ...] = ()
    subject: Entry | None = None
    parts: tuple[Part, ...] = ()
    month: date | None = None
    box: Box | None = None


def downloads(
    entry: PersonEntry | DepartmentEntry | ItemEntry,
    name: str,
    *,
    calendar: bool = False,
    late: bool = False,
) -> tuple[Download, ...]:
    """Return the downloads on the page of a person, a department or an item.

    :param calendar: whether it has a calendar.
    :param late: whether evidence is missing, so that there is a reminder.
    """
    data = Download(f"{name}的数据（JSON）", data_api_address(entry), technical=True)
    if isinstance(entry, ItemEntry):
        form = Download("测评材料提交表（Word）", submission_address(entry))
        return (Download("项目材料目录（Word）", dossier_address(entry)), form, data)
    sheet = Download(f"{name}的任务单（Word）", task_address(entry))
    reminder = (reminder_download(name, entry),) if late else ()
    return (sheet, *reminder, *(calendars(name, calendar_address(entry)) if calendar else ()), data)


def reminder_download(name: str, entry: PersonEntry | DepartmentEntry | None = None) -> Download:
    """Return the reminder of somebody who has gaps, or the file with all reminders."""
    return Download(f"{name}催办单（Word）", reminder_address(entry), aliases=("催交通知",))


def open_duties_download(index: Index) -> tuple[Download, ...]:
    """Return the list of open duties, if there are any."""
    if not index.tally.open:
        return ()
    aliases = ("待定的责任", "没人负责的")
    return (Download("待落实责任清单（Word）", open_duties_document(), aliases=aliases),)


def gap_lists(name: str = "") -> tuple[str, ...]:
    """Return what people call the list of somebody's gaps, or that of all."""
    return (f"{name}的缺口" if name else "缺口", f"{name}缺的材料")


def calendars(name: str, place: str, aliases: tuple[str, ...] = ()) -> tuple[Download, ...]:
    """Return both links of a calendar: to download it and to subscribe to it.

    :param aliases: what people call it.
    """
    return (
        Download(f"{name}的期限（日历文件）", place),
        Download(f"订阅{name}的日历", place, subscribe=True, aliases=aliases),
    )


def item_crumbs(item: ItemEntry, category_label: str) -> tuple[Crumb, ...]:
    """Return the breadcrumbs of an item: the list of categories, its category, its groups."""
    groups = (Crumb(group.label, address(group)) for group in item.groups)
    category = Crumb(item.category.label, address(item.category))
    return (Crumb(category_label, "categories/"), category, *groups)
