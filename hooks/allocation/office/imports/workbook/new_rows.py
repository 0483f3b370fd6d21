"""Rows that a workbook adds: where they go, and whether an earlier import added them already."""

from __future__ import annotations

from allocation.editing.edits import Edit
from allocation.editing.yaml_edit import Keys
from allocation.office.formats.workbook_layout import SEPARATOR, Action, Field, SheetRow
from allocation.office.imports.workbook.cell_texts import CellTexts
from allocation.office.imports.workbook.cell_values import value
from allocation.office.imports.workbook.error_cells import Origin
from allocation.office.imports.workbook.findings import CellChange, Findings
from allocation.office.imports.workbook.insertion_points import NoInsertionPoint, Place, Places
from allocation.office.imports.workbook.row_matches import RowMatch, matches
from allocation.office.imports.workbook.sheet_lines import SheetLine
from allocation.register.register import Register


class NewRows:
    """Adds the new rows of all sheets."""

    def __init__(self, register: Register, texts: CellTexts, findings: Findings) -> None:
        self._places = Places(register)
        self._texts = texts
        self._findings = findings

    def compare(self, lines: list[SheetLine], absent: list[SheetRow]) -> list[SheetRow]:
        """Add the new rows of a sheet; return the rows of the data that none of them repeats.

        :param absent: the rows of the data that the sheet has by no id.
        """
        if not lines:
            return absent
        sheet = lines[0].sheet
        texts = [self._places.completed(sheet.name, self._texts.new_row(line)) for line in lines]
        found = matches(sheet, absent, texts)
        for line, now, match in zip(lines, texts, found, strict=True):
            if match:
                self._repeated(line, match)
            else:
                self._new(line, now)
        repeated = {match.row.id for match in found if match}
        return [row for row in absent if row.id not in repeated]

    def _repeated(self, line: SheetLine, match: RowMatch) -> None:
        """Say that the data has a new row from an earlier import; ask if it says something else."""
        id = match.row.id
        if not match.differing:
            message = f"第 {line.number} 行已经加过（{id}），没有再加"
            self._findings.notes.append(f"“{line.sheet.name}”表{message}。")
            return
        values = SEPARATOR.join(
            f"“{title}”数据里是“{match.row.values[title]}”，这里是“{line.cells.get(title, '')}”"
            for title in match.differing
        )
        message = f"新的一行像是已经加过的“{id}”，但{values}"
        remedy = (
            f"就是“{id}”、不用改的，删去这一行；要改的，重新导出，改“{id}”那一行；"
            "是另外一件的，重新导出再加。"
        )
        self._findings.problem(line, match.differing[0], message, "还没有加过的一行", remedy)

    def _new(self, line: SheetLine, now: dict[str, str]) -> None:
        place = self._place(line, now)
        if isinstance(place, NoInsertionPoint):
            self._findings.problem(line, place.title, place.found, place.expected, place.remedy)
            return
        fields = [field for field in line.sheet.fields if field.path]
        filled = [field for field in fields if field.required or now.get(field.title)]
        valid = [self._valid(line, field, now.get(field.title, "")) for field in filled]
        if all(valid):
            self._add(line, place, {field: now[field.title] for field in filled})

    def _place(self, line: SheetLine, now: dict[str, str]) -> Place | NoInsertionPoint:
        if not line.sheet.grows:
            message = f"“{line.sheet.name}”表里多了一行"
            remedy = "这张表不能加行，请删去；要加的请改数据文件。"
            return NoInsertionPoint(line.sheet.id, message, "原来就有的行", remedy)
        if now.get(Action.DELETE):
            message = f"新的一行，“{Action.DELETE}”列写了“{now[Action.DELETE]}”"
            remedy = "不要的，删去这一行；要加的，清空这一格。"
            return NoInsertionPoint(Action.DELETE, message, "空着", remedy)
        return self._places.of(line.sheet.name, now)

    def _valid(self, line: SheetLine, field: Field, text: str) -> bool:
        mistake = self._texts.mistake(field, text)
        if mistake:
            self._findings.problem(line, field.title, *mistake, "改正这一格。")
        return not mistake

    def _add(self, line: SheetLine, place: Place, texts: dict[Field, str]) -> None:
        entry = {str(field.path[0]): value(field, text) for field, text in texts.items()}
        record, keys = self._places.take(place, entry)
        if place.holder is None:
            edit = Edit(place.ref, (place.key,), record, append=True)
            self._findings.edits.edits.append(edit)
        self._register(line, place, keys, texts)

    def _register(self, line: SheetLine, place: Place, keys: Keys, texts: dict[Field, str]) -> None:
        titles = frozenset(title for title, text in line.cells.items() if text)
        self._findings.origins.append(Origin(place.ref, line, titles, keys))
        choice = line.sheet.adds_to
        for field, text in texts.items():
            cell = line.cell(field.title)
            self._findings.changes.append(CellChange(cell, "新增", field.title, "", text, ()))
            if choice and field.path == ("name",):
                self._texts.renames.add(choice, text, cell)
                self._texts.add(choice, text)
