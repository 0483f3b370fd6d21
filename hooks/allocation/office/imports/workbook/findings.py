"""What the comparison of a workbook finds, collected over its sheets."""

from __future__ import annotations

from dataclasses import dataclass, field

from allocation.base.problems import CellRef, Problem, Ref
from allocation.editing.edits import Edits, Written
from allocation.office.formats.workbook_layout import SEPARATOR
from allocation.office.imports.workbook.deletions import Deletion
from allocation.office.imports.workbook.error_cells import Origin, problems_at_cells
from allocation.office.imports.workbook.sheet_lines import SheetLine
from allocation.register.register import PersonEntry


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that differs from the data; ``old`` is empty for a new entry."""

    cell: CellRef
    id: str
    title: str
    old: str
    new: str
    people: tuple[PersonEntry, ...]

    def __str__(self) -> str:
        names = SEPARATOR.join(person.key for person in self.people)
        who = f"（涉及 {names}）" if names else ""
        old, new = self.old or "（空）", self.new or "（空）"
        line = f"{self.cell}  {self.id} {self.title}：{old} → {new}{who}"
        return line.replace("\n", "⏎")


@dataclass(frozen=True, slots=True)
class Follow:
    """A reference in the data that follows the new name of a person or a department."""

    ref: Ref
    id: str
    title: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.ref}  {self.id} {self.title}：{self.old} → {self.new}"


@dataclass(slots=True)
class Findings:
    """Changes, problems and notes of all sheets, and the edits that make the changes.

    ``gaps`` are what the workbook lacks: sheets, columns and rows that could not be compared;
    ``compared`` the records whose cells follow new names by themselves.
    """

    edits: Edits
    changes: list[CellChange] = field(default_factory=list)
    follows: list[Follow] = field(default_factory=list)
    deletions: list[Deletion] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    compared: set[Ref] = field(default_factory=set)

    def problem(self, line: SheetLine, title: str, fact: str, expected: str, remedy: str) -> None:
        """Add a problem of the cell under a heading."""
        self.problems.append(Problem(line.cell(title), fact, expected, remedy))

    def consequences(self, written: Written) -> tuple[Problem, ...]:
        """Return the problems of the data after the import, at the cells that cause them."""
        problems = self.edits.consequences(written)
        return problems and problems_at_cells(problems, self.edits, written.texts, self.origins)
