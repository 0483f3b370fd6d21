"""Where things live on the site: addresses without a leading slash, as ``items/iii-2/#iii-2-1``."""

from __future__ import annotations

from allocation.problems import Ref
from allocation.register import (
    CategoryEntry,
    ClauseEntry,
    DepartmentEntry,
    EvidenceEntry,
    GroupEntry,
    IndicatorEntry,
    ItemEntry,
    PersonEntry,
    RowEntry,
)

Entry = (
    CategoryEntry
    | GroupEntry
    | ItemEntry
    | RowEntry
    | ClauseEntry
    | EvidenceEntry
    | IndicatorEntry
    | DepartmentEntry
    | PersonEntry
)


Part = GroupEntry | RowEntry | ClauseEntry | EvidenceEntry | IndicatorEntry

_FOLDERS: dict[type[Entry], str] = {
    CategoryEntry: "categories",
    ItemEntry: "items",
    DepartmentEntry: "departments",
    PersonEntry: "people",
}


def address(entry: Entry) -> str:
    """Return the address of an entry: its page, or its place on the page that shows it."""
    if isinstance(entry, Part):
        return f"{address(_owner(entry))}#{anchor(entry)}"
    return f"{_FOLDERS[type(entry)]}/{entry.slug}/"


def anchor(entry: Part) -> str:
    """Return the id that an entry has on its page."""
    if isinstance(entry, RowEntry):
        return f"row-{entry.number}"
    return f"group-{entry.slug}" if isinstance(entry, GroupEntry) else entry.slug


def _owner(part: Part) -> CategoryEntry | ItemEntry:
    if isinstance(part, GroupEntry):
        return part.category
    return part.item if isinstance(part, RowEntry | ClauseEntry) else part.clause.item


def data_address(ref: Ref) -> str:
    """Return the address of a line of a data file, as the site shows it."""
    return f"{ref.file.removesuffix('.yml')}/#L{ref.line}"
