"""Where things live on the site: addresses without a leading slash, as ``items/iii-2/#iii-2-1``."""

from __future__ import annotations

from allocation.register import (
    CategoryEntry,
    ClauseEntry,
    DepartmentEntry,
    EvidenceEntry,
    IndicatorEntry,
    ItemEntry,
    PersonEntry,
    RowEntry,
)

Entry = (
    CategoryEntry
    | ItemEntry
    | RowEntry
    | ClauseEntry
    | EvidenceEntry
    | IndicatorEntry
    | DepartmentEntry
    | PersonEntry
)


def address(entry: Entry) -> str:
    """Return the address of an entry: a page, or a place on the page of its item."""
    match entry:
        case CategoryEntry():
            return f"categories/{entry.slug}/"
        case ItemEntry():
            return f"items/{entry.slug}/"
        case DepartmentEntry():
            return f"departments/{entry.slug}/"
        case PersonEntry():
            return f"people/{entry.slug}/"
        case RowEntry():
            return f"{address(entry.item)}#{anchor(entry)}"
        case ClauseEntry():
            return f"{address(entry.item)}#{anchor(entry)}"
        case EvidenceEntry() | IndicatorEntry():
            return f"{address(entry.clause.item)}#{anchor(entry)}"


def anchor(entry: RowEntry | ClauseEntry | EvidenceEntry | IndicatorEntry) -> str:
    """Return the id that an entry has on its page."""
    return f"row-{entry.number}" if isinstance(entry, RowEntry) else entry.slug
