"""Rows of a workbook that the data has, too: the cells that differ, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allocation.editing.edits import Edit
from allocation.editing.yaml_edit import Keys
from allocation.office.formats.workbook_layout import (
    MARK,
    YES,
    Action,
    Choice,
    Field,
    Sheet,
    SheetRow,
    digest,
)
from allocation.office.imports.workbook.cell_texts import CellTexts
from allocation.office.imports.workbook.cell_values import same, value
from allocation.office.imports.workbook.deletions import Deletion
from allocation.office.imports.workbook.error_cells import Origin
from allocation.office.imports.workbook.findings import CellChange, Findings, Follow
from allocation.office.imports.workbook.gaps import how_to_delete
from allocation.office.imports.workbook.renames import is_spelling, mentions
from allocation.office.imports.workbook.sheet_lines import SheetLine
from allocation.register.register import Register


@dataclass(frozen=True, slots=True)
class _RowPair:
    """A row of the sheet beside its row of the data.

    ``due`` are the texts of the data after renaming, ``now`` those of the sheet, by heading.
    """

    line: SheetLine
    row: SheetRow
    due: dict[str, str]
    now: dict[str, str]

    @property
    def changed(self) -> list[Field]:
        """The columns that differ."""
        fields = (each for each in self.line.sheet.fields[1:] if each.action is not Action.RENAME)
        return [field for field in fields if self.now[field.title] != self.due[field.title]]

    @property
    def following(self) -> list[Field]:
        """The columns that differ from the data as it is by new names alone."""
        return [
            field
            for field in self.line.sheet.fields
            if self.now[field.title] == self.due[field.title] != self.row.values[field.title]
        ]


class ChangedRows:
    """Compares the rows of all sheets that have an id."""

    def __init__(self, register: Register, texts: CellTexts, findings: Findings) -> None:
        self._register = register
        self._texts = texts
        self._findings = findings

    def is_edited(self, line: SheetLine, row: SheetRow) -> bool:
        """Whether any cell of a row differs from the data."""
        return bool(self._pair(line, row).changed)

    def compare(self, line: SheetLine, row: SheetRow, marks: Mapping[str, str]) -> None:
        """Change the data as the cells of a row say.

        :param marks: the ids of the rows of the data by their marks.
        """
        pair = self._pair(line, row)
        mark = line.cells.get(MARK, row.mark)
        # A row that was not edited has data that changed after the export, and stays.
        if pair.changed and (mark == digest(line.texts) or self._is_refused(pair, mark, marks)):
            return
        self._findings.compared.add(row.ref)
        if pair.now.get(Action.DELETE) == YES:
            self._delete(pair)
            return
        titles = frozenset(field.title for field in pair.changed)
        self._findings.origins.append(Origin(row.ref, line, titles))
        for field in pair.changed:
            self._change(pair, field)
        for field in pair.following:
            self._follow(pair, field)
        if any(field.nested for field in (*pair.changed, *pair.following)):
            self._findings.edits.edits += _duty_edits(line.sheet, row, pair.now)

    def _pair(self, line: SheetLine, row: SheetRow) -> _RowPair:
        fields, old = line.sheet.fields, row.values
        due = {field.title: self._texts.due(field, old[field.title]) for field in fields}
        now = {
            field.title: self._now(field, line.cells.get(field.title), old[field.title])
            for field in fields
        }
        return _RowPair(line, row, due, now)

    def _now(self, field: Field, text: str | None, old: str) -> str:
        """Return the text that a cell stands for; one that was not edited has that of the data."""
        due = self._texts.due(field, old)
        if text is None or same(field, text, old):
            return due
        new = self._texts.read(field, text)
        return due if same(field, new, due) else new

    def _is_refused(self, pair: _RowPair, mark: str, marks: Mapping[str, str]) -> bool:
        """Refuse a row that was cleared, or of which nobody knows on which side it changed last."""
        id, sheet = pair.row.id, pair.line.sheet
        if not any(text for title, text in pair.line.texts.items() if title != sheet.id):
            remedy = f"从原来的文件复制回来；{how_to_delete(sheet)}。"
            self._findings.problem(pair.line, sheet.id, f"“{id}”这一行清空了", "一行有内容", remedy)
            return True
        if mark == pair.row.mark:
            return False
        message = f"“{id}”的数据在导出之后改过，不知道以谁为准"
        if mark in marks:
            message = f"“{id}”这一行像是从“{marks[mark]}”那一行整行粘贴来的"
        elif not mark:
            message = f"“{id}”这一行的“{MARK}”没有了，分不清是这里改的，还是数据后来改过"
        remedy = "重新导出，再填一遍这一行。"
        self._findings.problem(pair.line, sheet.id, message, "导出以后没有改过", remedy)
        return True

    def _delete(self, pair: _RowPair) -> None:
        line, row = pair.line, pair.row
        self._findings.deletions.append(Deletion(line, row))
        self._findings.edits.edits.append(Edit(row.ref, (), None))
        title, cell = row.values[line.sheet.identity[-1]], line.cell(Action.DELETE)
        change = CellChange(cell, row.id, Action.DELETE, title, "（整条删去）", row.people)
        self._findings.changes.append(change)

    def _change(self, pair: _RowPair, field: Field) -> None:
        row, new = pair.row, pair.now[field.title]
        old, cell = row.values[field.title], pair.line.cell(field.title)
        if mistake := self._texts.mistake(field, new):
            self._findings.problem(pair.line, field.title, *mistake, "改正这一格。")
            return
        if self._is_in_question(pair.line, field, old, new):
            return
        self._findings.changes.append(CellChange(cell, row.id, field.title, old, new, row.people))
        if not field.nested:
            self._findings.edits.edits.append(Edit(row.ref, field.path, value(field, new)))
        # A person with an id is referred to by the id, not by the name.
        choice = pair.line.sheet.adds_to
        if choice and field.path == ("name",) and row.id == old:
            self._texts.renames.rename(choice, old, new, cell)
            self._texts.add(choice, new)
            if choice is Choice.PEOPLE:
                self._findings.notes += self._notes_on_renaming(old, new)

    def _is_in_question(self, line: SheetLine, field: Field, old: str, new: str) -> bool:
        """Ask whether a person with another name is another person, unless a cell answers."""
        is_name = line.sheet.adds_to is Choice.PEOPLE and field.path == ("name",)
        answered = line.cells.get(Action.RENAME) == YES or is_spelling(old, new)
        if not is_name or answered or self._texts.has(Choice.PEOPLE, new):
            return False
        self._texts.add(Choice.PEOPLE, new)
        message = f"“{old}”写成了“{new}”，不知道是改名还是换人"
        remedy = (
            f"同一个人改名：在这一行的“{Action.RENAME}”列写“是”（没有这一列就加一列），"
            f"分工、登记和先前的记录都改成“{new}”。换了人：这里改回“{old}”，在表末另加一行“{new}”，"
            f"再改“分工”表，或用 allocation handover；先前交的、审核的仍是“{old}”。"
        )
        self._findings.problem(line, field.title, message, "说明是改名还是换人", remedy)
        return True

    def _notes_on_renaming(self, old: str, new: str) -> Iterator[str]:
        message = f"“{old}”改名为“{new}”，当作同一个人，分工、登记和先前的记录随之改动"
        yield f"{message}；换了人请另加一行，再改分工，或用 allocation handover。"
        if any(person.key == old and person.record.pinyin for person in self._register.people):
            yield f"“{new}”还写着“{old}”的读音，请核对“读音”一列。"
        if times := mentions(self._register, old):
            place = "照片说明的文字里"
            yield f"{place}还有 {times} 处写着“{old}”，没有改；要改请改“附件”表。"

    def _follow(self, pair: _RowPair, field: Field) -> None:
        row, new = pair.row, pair.now[field.title]
        old = row.values[field.title]
        self._findings.follows.append(Follow(row.ref, row.id, field.title, old, new))
        if not field.nested:
            self._findings.edits.edits.append(Edit(row.ref, field.path, value(field, new)))


def _duty_edits(sheet: Sheet, row: SheetRow, texts: dict[str, str]) -> Iterator[Edit]:
    """Yield the edits of leaders and parties; department and person pair by the column's number."""
    fields = [field for field in sheet.fields if field.nested]
    was = {field.path: row.values[field.title] for field in fields}
    now = {field.path: texts[field.title] for field in fields}
    for kind in ("leaders", "parties"):
        before, after = _entries(kind, was), _entries(kind, now)
        if before != after:
            yield Edit(row.ref, (kind,), after)


def _entries(kind: str, values: dict[Keys, str]) -> list[Any] | None:
    filled = {path[1:]: text for path, text in values.items() if path[0] == kind and text}
    if kind == "leaders":
        return list(filled.values()) or None
    pairs: dict[str | int, dict[str | int, str]] = {}
    for (number, part), text in filled.items():
        pairs.setdefault(number, {})[part] = text
    return list(pairs.values()) or None
