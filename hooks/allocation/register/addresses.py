"""Addresses on the site, relative to its root: ``items/iii-2/#iii-2-1``."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from urllib.parse import quote_plus, urlencode

from allocation.base.problems import Ref
from allocation.datafiles.loader import is_public
from allocation.register.archive import Box
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

Part = GroupEntry | RowEntry | ClauseEntry | EvidenceEntry | IndicatorEntry | FilingEntry
"""Entries without a page of their own."""
Entry = CategoryEntry | ItemEntry | DepartmentEntry | PersonEntry | Part

CHANGES = "changes/"
"""The page 变更记录."""
MINE = "mine/"
"""The page 我的任务."""
MONTHS = "months/"
"""The page 月历."""
BOXES = "boxes/"
"""The page 档案盒."""
ASSESS = "assess/"
"""The page 测评查阅."""
PHOTOS = "photos/"
"""The page 照片."""
FILES = "files/"
"""The page 挂出的文件, and the folder of the copies that it lists."""
EDIT = "edit/"
"""The page 改数据, and the folder of what its forms are made of."""
EDIT_RESULTS = f"{EDIT}results/"
"""The page 结果: what became of what was sent."""
EDIT_TODO = f"{EDIT}todo/"
"""The page 待办: what waits to be approved."""
EDIT_FORMS = f"{EDIT}forms.js"
"""The script with the forms of 改数据."""
EDIT_BASE = f"{EDIT}records/base.js"
"""The script with all names and codes."""
SEARCH_INDEX = "search/search_index.json"
"""The index that the theme's search box loads: the first file of it, if it has parts."""
_SUFFIXES = {"pdf": "pdf", "jpeg": "jpg", "png": "png"}
_FOLDERS: dict[type[Entry], str] = {
    CategoryEntry: "categories",
    ItemEntry: "items",
    DepartmentEntry: "departments",
    PersonEntry: "people",
}


def address(entry: Entry) -> str:
    """Return the address of an entry: its page, or its anchor on the page that shows it."""
    if isinstance(entry, Part):
        return f"{address(_owner(entry))}#{anchor(entry)}"
    return f"{_FOLDERS[type(entry)]}/{entry.slug}/"


def anchor(entry: Part) -> str:
    """Return the HTML id of an entry on the page that shows it."""
    if isinstance(entry, RowEntry):
        return f"row-{entry.number}"
    if isinstance(entry, FilingEntry):
        return f"filing-{entry.id}"
    return f"group-{entry.slug}" if isinstance(entry, GroupEntry) else entry.slug


def filed_anchor(evidence: EvidenceEntry) -> str:
    """Return the HTML id of what was filed for a piece of evidence, on the page of its item."""
    return f"filed-{evidence.slug}"


def filed_address(evidence: EvidenceEntry) -> str:
    """Return the address of what was filed for a piece of evidence; it is there if anything was."""
    return f"{address(evidence.clause.item)}#{filed_anchor(evidence)}"


def _owner(part: Part) -> CategoryEntry | ItemEntry:
    if isinstance(part, GroupEntry):
        return part.category
    if isinstance(part, FilingEntry):
        return part.evidence[0].clause.item
    return part.item if isinstance(part, RowEntry | ClauseEntry) else part.clause.item


def search_index_part(number: int) -> str:
    """Return the address of a further file of the search index, counted from 1."""
    return SEARCH_INDEX.replace(".json", f".{number}.json")


def month_address(day: date) -> str:
    """Return the address of the page of the month of a day."""
    return f"{MONTHS}{day:%Y-%m}/"


def day_anchor(day: date) -> str:
    """Return the HTML id of a day on the page of its month."""
    return f"day-{day.isoformat()}"


def year_anchor(year: int) -> str:
    """Return the HTML id of a year on the page 月历."""
    return f"year-{year}"


def data_address(ref: Ref) -> str | None:
    """Return the address of a line of a data file; None if the site does not show the file."""
    if not is_public(ref):
        return None
    return f"{ref.file.removesuffix('.yml')}/#L{ref.line}"


def file_address(file: AttachedFile) -> str | None:
    """Return the address of the copy of a handed-in file; None if none can be made.

    Copies are named by digest: original names may contain what is withheld.
    """
    facts = file.facts
    if facts is None or not facts.can_be_shown:
        return None
    return f"{FILES}{facts.sha256[:16]}.{_SUFFIXES[facts.kind]}"


def thumbnail_address(file: AttachedFile) -> str | None:
    """Return the address of the thumbnail of a photograph; None if there is none."""
    facts = file.facts
    if facts is None or not facts.is_picture or facts.damage:
        return None
    return f"{FILES}{facts.sha256[:16]}.small.jpg"


def calendar_address(entry: PersonEntry | DepartmentEntry | None = None) -> str:
    """Return the address of the calendar of a person or department, or of the common one."""
    if entry is None:
        return "calendars/all.ics"
    return f"calendars/{_FOLDERS[type(entry)]}/{entry.slug}.ics"


def gaps_address(department: DepartmentEntry) -> str:
    """Return the address of the page with the gaps of a department."""
    return f"gaps/{department.slug}/"


def assess_address(entry: CategoryEntry | ItemEntry | ClauseEntry) -> str:
    """Return where the assessors find a category, or an item or a clause within it."""
    if isinstance(entry, CategoryEntry):
        return f"{ASSESS}{entry.slug}/"
    if isinstance(entry, ItemEntry):
        return f"{assess_address(entry.category)}#item-{entry.slug}"
    return f"{assess_address(entry.item.category)}#{anchor(entry)}"


def gaps_query(**wanted: str) -> str:
    """Return the filters of a list of gaps in an address: ``state``, ``person``, ``period``."""
    return urlencode(wanted)


def photos_address(item: ItemEntry) -> str:
    """Return the address of the page with the photographs of an item."""
    return f"{address(item)}photos/"


def photos_document(item: ItemEntry) -> str:
    """Return the address of the Word file with the photographs of an item."""
    return f"downloads/photos/{item.slug}.docx"


def data_api_address(entry: PersonEntry | DepartmentEntry | ItemEntry) -> str:
    """Return the address of the JSON of a person, department or item."""
    return f"api/{_FOLDERS[type(entry)]}/{entry.slug}.json"


def my_tasks_script(person: PersonEntry) -> str:
    """Return the address of the script with what a person owes by date, for the home page."""
    return f"{MINE}{person.slug}.js"


def edit_item_script(item: ItemEntry) -> str:
    """Return the address of the script with the records of an item, for the forms."""
    return f"{EDIT}records/items/{item.slug}.js"


def edit_year_script(year: int) -> str:
    """Return the address of the script with what was handed in for a year, for the forms."""
    return f"{EDIT}records/filings-{year}.js"


def edit_query(form: str, **filled: str) -> str:
    """Return the part of the address of 改数据 that opens a form: ``form=row&row=Ⅲ-7-第2行``."""
    return "&".join(f"{name}={_quoted(text)}" for name, text in {"form": form, **filled}.items())


def table_document(category: CategoryEntry | None = None) -> str:
    """Return the address of the Word file with the table, or with one category of it."""
    name = f"categories/{category.slug}" if category else "allocation"
    return f"downloads/{name}.docx"


def task_address(entry: PersonEntry | DepartmentEntry | None = None) -> str:
    """Return the address of the task sheet of a person or department, or of the file with all."""
    if entry is None:
        return "downloads/tasks.docx"
    return f"downloads/tasks/{_FOLDERS[type(entry)]}/{entry.slug}.docx"


def reminder_address(entry: PersonEntry | DepartmentEntry | None = None) -> str:
    """Return the address of the reminder of a person or department, or of the file with all."""
    if entry is None:
        return "downloads/reminders.docx"
    return f"downloads/reminders/{_FOLDERS[type(entry)]}/{entry.slug}.docx"


def brief_page(leader: PersonEntry) -> str:
    """Return the address of the brief (分管工作简报) of a leader."""
    return f"{address(leader)}brief/"


def brief_document(leader: PersonEntry) -> str:
    """Return the address of the Word file of a leader's brief."""
    return f"downloads/briefs/{leader.slug}.docx"


def submission_address(item: ItemEntry) -> str:
    """Return the address of the form (提交表) by which an item's evidence is handed in."""
    return f"downloads/submission/{item.slug}.docx"


def open_duties_document() -> str:
    """Return the address of the list of rows whose duties are open, a Word file."""
    return "downloads/open-duties.docx"


def box_page(box: Box) -> str:
    """Return the address of the page of a box."""
    return f"{BOXES}{box.slug}/"


def box_document(box: Box) -> str:
    """Return the address of the Word file with all papers for a box."""
    return f"downloads/archive/boxes/{box.slug}.docx"


def boxes_document() -> str:
    """Return the address of the Word file with the papers for all boxes."""
    return "downloads/archive/boxes.docx"


def boxes_zip() -> str:
    """Return the address of the zip with a Word file for each box."""
    return "downloads/archive/boxes.zip"


def archive_catalogue() -> str:
    """Return the address of the catalogue of the archive (归档文件目录), a Word file."""
    return "downloads/archive/catalogue.docx"


def dossier_page(item: ItemEntry) -> str:
    """Return the address of the page with the list of an item's papers (项目材料目录)."""
    return f"{address(item)}dossier/"


def dossier_address(item: ItemEntry) -> str:
    """Return the address of the Word file with the list of an item's papers."""
    return f"downloads/dossier/{item.slug}.docx"


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    """Return a value for an address; pages repeat those of forms."""
    return quote_plus(text)
