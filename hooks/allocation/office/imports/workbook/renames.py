"""New names of people and departments, and the references that have to follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from allocation.base.problems import CellRef, Problem, Ref
from allocation.base.slugs import person_syllables
from allocation.datafiles.model import ArchiveBox
from allocation.editing.yaml_edit import Keys
from allocation.office.formats.workbook_layout import Choice, Field
from allocation.register.register import FilingEntry, Register, RowEntry

_KINDS = {Choice.PEOPLE: "人", Choice.DEPARTMENTS: "科室"}


@dataclass(frozen=True, slots=True)
class NameReference:
    """A place of the data that refers to a person or a department by name."""

    ref: Ref
    keys: Keys
    choice: Choice
    name: str
    id: str
    title: str


@dataclass(slots=True)
class Renames:
    """Old names with their new ones, and the names of new entries."""

    known: dict[Choice, frozenset[str]]
    _renamed: list[tuple[Choice, str, str, CellRef]] = field(default_factory=list)
    _added: list[tuple[Choice, str, CellRef]] = field(default_factory=list)
    _before: list[tuple[Choice, str, str]] = field(default_factory=list)

    def rename(self, choice: Choice, old: str, new: str, cell: CellRef) -> None:
        """Register the new name of a person or a department."""
        self._renamed.append((choice, old, new, cell))

    def renamed_before(self, choice: Choice, old: str, new: str) -> None:
        """Register a name that the data has already: only the workbook still says the old one."""
        self._before.append((choice, old, new))

    def add(self, choice: Choice, name: str, cell: CellRef) -> None:
        """Register a new person or department."""
        self._added.append((choice, name, cell))

    def of(self, choice: object) -> dict[str, str]:
        """Return old names of people, or of departments, with their new ones."""
        renamed = (
            *self._before,
            *((kind, old, new) for kind, old, new, _ in self._renamed),
        )
        return {old: new for kind, old, new in renamed if kind is choice}

    def problems(self) -> Iterator[Problem]:
        """Yield the names that would be ambiguous."""
        times = Counter((choice, new) for choice, _, new, _ in self._renamed)
        for choice, old, new, cell in self._renamed:
            if new in self.known[choice] or times[choice, new] > 1:
                other = f"另一个{_KINDS[choice]}" if new in self.known[choice] else "两处的新名称"
                message = f"“{old}”改名为“{new}”，而“{new}”是{other}，分不清分工里指谁"
                yield Problem(cell, message, "没有用过的名称", _REMEDY)
        for choice, name, cell in self._added:
            if name in self.of(choice):
                message = f"新增的“{name}”和改名前的“{name}”同名，分不清分工里指谁"
                yield Problem(cell, message, "没有用过的名称", _REMEDY)


_REMEDY = "改名和新增分两次导入；同名的人先在 people.yml 里各写 id。"


def is_spelling(old: str, new: str) -> bool:
    """Whether a new name sounds like the old one: it is the same person, spelt otherwise."""
    return person_syllables(old) == person_syllables(new)


def new_name(renames: Renames, column: Field, text: str) -> str:
    """Return the text of a column after renaming."""
    return renames.of(column.choice).get(text, text) if column.choice else text


def references(register: Register) -> Iterator[NameReference]:
    """Yield every place that refers to a person or a department.

    In the history of a row departments keep the names of their time; people do not.
    """
    for row in register.rows:
        yield from _of_row(row)
    people = {person.key for person in register.people}
    for filing in register.filings:
        yield from _of_filing(filing, people)
    for box in register.unit.archive.boxes if register.unit.archive else ():
        yield from _of_box(box)
    yield from _of_settings(register, people)


def mentions(register: Register, name: str) -> int:
    """Return how many captions of photographs mention a name; they are not changed."""
    files = (file.record for filing in register.filings for file in filing.files)
    return sum(1 for file in files if any(name in text for _, text in file.caption))


def _of_filing(filing: FilingEntry, people: Collection[str]) -> Iterator[NameReference]:
    for key, title in (("filed_by", "交的人"), ("checked_by", "审核人")):
        if name := getattr(filing.record, key):
            yield NameReference(filing.ref, (key,), Choice.PEOPLE, name, filing.id, title)
    if name := filing.record.party:
        choice = Choice.PEOPLE if name in people else Choice.DEPARTMENTS
        yield NameReference(filing.ref, ("party",), choice, name, filing.id, "所属科室")


def _of_box(box: ArchiveBox) -> Iterator[NameReference]:
    for key, title in (("arranged_by", "整理人"), ("checked_by", "检查人")):
        if name := getattr(box, key):
            yield NameReference(box.ref, (key,), Choice.PEOPLE, name, f"盒 {box.box}", title)


def _of_settings(register: Register, people: Collection[str]) -> Iterator[NameReference]:
    unit = register.unit
    if unit.handin and (name := unit.handin.person) and name in people:
        yield NameReference(unit.handin.ref, ("person",), Choice.PEOPLE, name, "交到哪里", "找谁")
    if unit.inbox is None:
        return
    for n, name in enumerate(unit.inbox.coordinators):
        yield NameReference(
            unit.inbox.ref, ("coordinators", n), Choice.PEOPLE, name, "收件箱", f"统筹人{n + 1}"
        )
    departments = {department.name for department in register.departments}
    for rule in unit.inbox.rules or ():
        if rule.who in people or rule.who in departments:
            choice = Choice.PEOPLE if rule.who in people else Choice.DEPARTMENTS
            yield NameReference(rule.ref, ("who",), choice, rule.who, "收件箱的规则", "谁")


def _of_row(row: RowEntry) -> Iterator[NameReference]:
    for list_, key, choice, title in _REFERENCES:
        for n, entry in enumerate(getattr(row.record, list_)):
            name = getattr(entry, key) if key else entry
            keys = (list_, n, key) if key else (list_, n)
            if name:
                yield NameReference(row.ref, keys, choice, name, row.id, f"{title}{n + 1}")


_REFERENCES = (
    ("leaders", "", Choice.PEOPLE, "分管领导"),
    ("parties", "department", Choice.DEPARTMENTS, "责任科室"),
    ("parties", "person", Choice.PEOPLE, "责任人"),
    ("history", "person", Choice.PEOPLE, "先前的责任人"),
)
"""The list of a row, the key of the name in its entries, kind and title of the name."""
