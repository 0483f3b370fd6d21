"""How a sheet of the workbook is described, for both the exporter and the importer.

A sheet is a list of fields and its rows; values are the texts of cells.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from allocation.base.problems import Ref
from allocation.editing.yaml_edit import Keys
from allocation.register.register import PersonEntry

SEPARATOR = "、"
"""Separator of several values in one cell."""
MARK = "校验"
"""Heading of the hidden column with digests: has the data of a row changed since the export?"""
LISTS = "选项"
"""Name of the hidden sheet with the lists of drop-downs, and with the ids of the export."""
YES = "是"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""First characters of formulas in any spreadsheet (OWASP, CSV injection)."""


class Choice(StrEnum):
    """Lists for drop-downs which are no enum."""

    PEOPLE = "人员"
    """Everybody in ``people.yml``."""
    DEPARTMENTS = "科室"
    """Everything in ``departments.yml``."""
    YES = "是否"
    """是, or nothing."""


class CodeList(StrEnum):
    """Codes that are typed in any spelling, by what they name."""

    ROWS = "行"
    ITEMS = "项目"
    CLAUSES = "条款"
    EVIDENCE = "佐证材料"
    FILINGS = "登记"
    INDICATORS = "量化要求"
    VALUES = "量化要求与年"


class Action(StrEnum):
    """What a cell asks for; it is no value of the data."""

    DELETE = "删除"
    RENAME = "改名"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its heading, the value of the record that it shows, how it is edited.

    ``path`` leads to the value; it is empty for a column that only explains. ``width`` is in
    characters; ``lines`` allows line breaks. ``codes`` are those that its cells are made of.
    """

    title: str
    path: Keys = ()
    width: int = 14
    choice: type[StrEnum] | Choice | None = None
    codes: CodeList | None = None
    action: Action | None = None
    several: bool = False
    number: bool = False
    lines: bool = False
    required: bool = False
    note: str = ""

    @property
    def locked(self) -> bool:
        return not self.path and self.action is None

    @property
    def nested(self) -> bool:
        """Whether the value stands in a list of the record, not in the record itself."""
        return len(self.path) > 1


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: the id and ref of its record, the text of each column, the persons concerned."""

    id: str
    ref: Ref
    values: dict[str, str]
    people: tuple[PersonEntry, ...] = ()

    @property
    def mark(self) -> str:
        """A short digest of the row, to detect that its data changed since the export."""
        return digest(self.values)


def digest(values: Mapping[str, str]) -> str:
    """Return a short digest of the cells that are not empty."""
    filled = sorted((title, value) for title, value in values.items() if value)
    text = "\0".join(f"{title}={value}" for title, value in filled)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class Rows:
    """The rows of a sheet, made lazily."""

    def __init__(self, entries: Sequence[Any], make: Callable[[Any], SheetRow]) -> None:
        self._entries = entries
        self._make = make

    def __iter__(self) -> Iterator[SheetRow]:
        return map(self._make, self._entries)

    def __len__(self) -> int:
        return len(self._entries)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its first field is the id of the row.

    ``identity`` are the headings whose texts tell new rows apart; with ``is_titled`` the last one
    is a title, which may be reworded. ``adds_to`` is the drop-down list that their names extend.
    ``id_of`` makes the id out of the cells that it depends on.
    """

    name: str
    fields: tuple[Field, ...]
    rows: Rows
    identity: tuple[str, ...] = ()
    is_titled: bool = False
    adds_to: Choice | None = None
    id_of: Callable[[Mapping[str, str]], str] | None = None

    @property
    def grows(self) -> bool:
        """Whether new rows are allowed."""
        return bool(self.identity)

    @property
    def id(self) -> str:
        """The heading of the column with the ids."""
        return self.fields[0].title


def is_computed(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula; it has to be marked as text."""
    return text.startswith(_FORMULA_STARTS)


def choice_name(choice: type[StrEnum] | Choice) -> str:
    """Return the name of the list that a field is chosen from."""
    return choice.name if isinstance(choice, Choice) else choice.__name__
