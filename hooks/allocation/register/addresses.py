"""Where things live on the site: addresses without a leading slash, as ``items/iii-2/#iii-2-1``."""

from __future__ import annotations

from allocation.base.problems import Ref
from allocation.datafiles.loader import is_public
from allocation.register.register import (
    AttachedFile,
    CategoryEntry,
    ClauseEntry,
    DepartmentEntry,
    EvidenceEntry,
    FilingEntry,
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
    | FilingEntry
    | DepartmentEntry
    | PersonEntry
)


CHANGES = "changes/"
"""The page with what changed."""
SEARCH_INDEX = "search/search_index.json"
"""The file that the search box reads."""
Part = GroupEntry | RowEntry | ClauseEntry | EvidenceEntry | IndicatorEntry | FilingEntry
_SUFFIXES = {"pdf": "pdf", "jpeg": "jpg", "png": "png"}

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
    if isinstance(entry, FilingEntry):
        return f"filing-{entry.id}"
    return f"group-{entry.slug}" if isinstance(entry, GroupEntry) else entry.slug


def _owner(part: Part) -> CategoryEntry | ItemEntry:
    if isinstance(part, GroupEntry):
        return part.category
    if isinstance(part, FilingEntry):
        return part.evidence[0].clause.item
    return part.item if isinstance(part, RowEntry | ClauseEntry) else part.clause.item


def data_address(ref: Ref) -> str | None:
    """Return the address of a line of a data file, if the site shows that file."""
    if not is_public(ref):
        return None
    return f"{ref.file.removesuffix('.yml')}/#L{ref.line}"


def file_address(file: AttachedFile) -> str | None:
    """Return where the copy of a handed-in file is, if one can be made.

    Files are named by their content: a name would tell what may not be told.
    """
    facts = file.facts
    if facts is None or not facts.can_be_shown:
        return None
    return f"files/{facts.sha256[:16]}.{_SUFFIXES[facts.kind]}"


def thumbnail_address(file: AttachedFile) -> str | None:
    """Return where the small picture of a photograph is."""
    facts = file.facts
    if facts is None or not facts.is_picture or facts.damage:
        return None
    return f"files/{facts.sha256[:16]}.small.jpg"


def calendar_address(entry: PersonEntry | DepartmentEntry | None = None) -> str:
    """Return the calendar of a person or a department, or the one with everything."""
    if entry is None:
        return "calendars/all.ics"
    return f"calendars/{_FOLDERS[type(entry)]}/{entry.slug}.ics"


def gaps_address(department: DepartmentEntry) -> str:
    """Return the page with what one department has still to do."""
    return f"gaps/{department.slug}/"


def photos_address(item: ItemEntry) -> str:
    """Return the page with the photographs of an item."""
    return f"{address(item)}photos/"


def photos_document(item: ItemEntry) -> str:
    """Return the same as a Word file."""
    return f"downloads/photos/{item.slug}.docx"


def data_api_address(entry: PersonEntry | DepartmentEntry | ItemEntry) -> str:
    """Return the JSON of one person, department or item."""
    return f"api/{_FOLDERS[type(entry)]}/{entry.slug}.json"


def table_document(category: CategoryEntry | None = None) -> str:
    """Return the table in Word: whole, or what one category takes of it."""
    name = f"categories/{category.slug}" if category else "allocation"
    return f"downloads/{name}.docx"


def task_address(entry: PersonEntry | DepartmentEntry | None = None) -> str:
    """Return the sheet that a person or a department is handed, or the file with all of them."""
    if entry is None:
        return "downloads/tasks.docx"
    return f"downloads/tasks/{_FOLDERS[type(entry)]}/{entry.slug}.docx"


def dossier_page(item: ItemEntry) -> str:
    """Return the page with the catalogue of an item's box."""
    return f"{address(item)}dossier/"


def dossier_address(item: ItemEntry) -> str:
    """Return the same as a Word file."""
    return f"downloads/dossier/{item.slug}.docx"
