"""Rows that a workbook deletes, and what still depends on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from allocation.base.problems import Problem, Ref
from allocation.editing.edits import Edit
from allocation.editing.yaml_edit import Keys
from allocation.office.formats.workbook_layout import SEPARATOR, Action, Choice, SheetRow
from allocation.office.imports.workbook.renames import references
from allocation.office.imports.workbook.sheet_lines import SheetLine
from allocation.register.register import Register

_MOST = 5
"""Places that a message lists."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """A row that is to be deleted, with its row of the data."""

    line: SheetLine
    row: SheetRow


@dataclass(frozen=True, slots=True)
class _Use:
    """A value that names an entry of the data: its place, and what it is called in messages."""

    ref: Ref
    keys: Keys
    name: str


def deletion_problems(
    register: Register, deletions: list[Deletion], edits: Iterable[Edit]
) -> Iterator[Problem]:
    """Yield the rows that can't be deleted, since entries that stay depend on them."""
    if not deletions:
        return
    changed = {(edit.ref, edit.keys[:1]) for edit in edits}
    for deletion in deletions:
        uses = [
            use
            for use in _uses(register, deletion)
            # What is deleted, or changed, by the same workbook does not depend on it any more.
            if not {(use.ref, ()), (use.ref, use.keys[:1])} & changed
        ]
        if uses:
            names = SEPARATOR.join(use.name for use in uses[:_MOST])
            more = f"等 {len(uses)} 处" if len(uses) > _MOST else ""
            message = f"“{deletion.row.id}”还用着，不能删除：{names}{more}"
            cell = deletion.line.cell(Action.DELETE)
            remedy = "先改这些地方，再删除；不删除的，清空这一格。"
            yield Problem(cell, message, "别处没有用到的", remedy)


def _uses(register: Register, deletion: Deletion) -> Iterator[_Use]:
    sheet, id = deletion.line.sheet, deletion.row.id
    if isinstance(sheet.adds_to, Choice):
        for reference in references(register):
            if reference.choice is sheet.adds_to and reference.name == id:
                name = f"{reference.id} {reference.title}"
                yield _Use(reference.ref, reference.keys, name)
    for entry in register.evidence:
        if entry.main and entry.main.ref == deletion.row.ref:
            yield _Use(entry.ref, ("same_as",), entry.id)
    for filing in register.filings:
        if any(entry.ref == deletion.row.ref for entry in filing.evidence):
            yield _Use(filing.ref, ("evidence",), f"登记 {filing.id}")
    yield from _proof_uses(register, deletion)


def _proof_uses(register: Register, deletion: Deletion) -> Iterator[_Use]:
    """Yield the values that are computed from a filing."""
    deleted = {filing.id for filing in register.filings if filing.ref == deletion.row.ref}
    for value in register.values:
        if deleted.intersection(value.record.proof):
            yield _Use(value.ref, ("proof",), f"量化数值 {value.id}")
