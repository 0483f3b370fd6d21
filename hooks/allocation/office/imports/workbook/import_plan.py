"""A workbook that was filled in, compared with the data: changes, edits and problems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from allocation.base.problems import Problem
from allocation.editing.edits import Edit, Edits
from allocation.office.formats.workbook_layout import MARK, YES, Action, Sheet, SheetRow
from allocation.office.formats.workbook_sheets import sheets
from allocation.office.formats.xlsx_reader import Unreadable
from allocation.office.imports.workbook import gaps, workbook_file
from allocation.office.imports.workbook.cell_texts import CellTexts
from allocation.office.imports.workbook.changed_rows import ChangedRows
from allocation.office.imports.workbook.deletions import deletion_problems
from allocation.office.imports.workbook.findings import Findings, Follow
from allocation.office.imports.workbook.new_rows import NewRows
from allocation.office.imports.workbook.renames import references
from allocation.office.imports.workbook.sheet_lines import SheetLine, SheetReader, shortened
from allocation.office.imports.workbook.workbook_file import WorkbookFile
from allocation.register.register import Register
from allocation.runtime.progress_callback import Watch, unwatched


def plan(path: Path, register: Register, watch: Watch = unwatched) -> Findings:
    """Compare a workbook with the data.

    :raises OfficeError: if the file can't be read as a workbook.
    """
    every = sheets(register)
    file = workbook_file.read(path, register, every, watch)
    comparison = _Comparison(file, register)
    # New and renamed people must be known before cells refer to them.
    for sheet in sorted(every, key=lambda sheet: sheet.adds_to is None):
        comparison.sheet(sheet)
    return comparison.findings()


@dataclass(frozen=True, slots=True)
class _RowIndex:
    """The rows of the data by id and by mark, and those of the sheet by number.

    ``absent`` are the ids that no row of the sheet has; ``seen`` has the number of the first row of
    each id; ``unmarked`` are rows that differ from the data and have no mark.
    """

    known: dict[str, SheetRow]
    marks: dict[str, str]
    absent: set[str]
    seen: dict[str, int]
    unmarked: list[SheetLine]

    @classmethod
    def of(cls, sheet: Sheet, lines: Iterable[SheetLine]) -> _RowIndex:
        known = {row.id: row for row in sheet.rows}
        marks = {row.mark: id for id, row in known.items()}
        absent = known.keys() - {line.id for line in lines}
        return cls(known, marks, absent, {}, [])

    def lost_id(self, line: SheetLine) -> str:
        """Return the id of a row of the data that has only its mark left."""
        id = "" if line.id else self.marks.get(line.cells.get(MARK, ""), "")
        return id if id in self.absent and line.is_filled else ""

    def is_new(self, line: SheetLine) -> bool:
        """Whether a row has content, but neither an id nor one that it lost."""
        return not line.id and line.is_filled and not self.lost_id(line)


class _Comparison:
    """Compares all sheets."""

    def __init__(self, file: WorkbookFile, register: Register) -> None:
        self._file = file
        self._register = register
        self._texts = CellTexts(register)
        self._findings = Findings(Edits(register.data, register.digests))
        self._changed_rows = ChangedRows(register, self._texts, self._findings)
        self._new_rows = NewRows(register, self._texts, self._findings)

    def findings(self) -> Findings:
        """Return everything after all sheets; references that no sheet shows follow, too."""
        found = self._findings
        found.problems += self._texts.renames.problems()
        found.problems += deletion_problems(self._register, found.deletions, found.edits.edits)
        self._follow_names()
        return found

    def sheet(self, sheet: Sheet) -> None:
        """Compare one sheet."""
        grid = self._file.grids.get(sheet.name)
        if grid is None:
            if not self._file.is_one_sheet:
                self._findings.gaps.append(gaps.absent_sheet(sheet, self._file.others))
            return
        tab = "" if self._file.is_one_sheet else sheet.name
        reader = SheetReader(self._file.name, tab, sheet, grid, self._texts.spellings)
        self._findings.problems += reader.problems
        self._findings.notes += reader.notes
        if sheet.id in reader.columns:
            self._rows(reader)
            return
        message, remedy = (
            f"“{sheet.name}”表没有“{sheet.id}”这一列",
            "从原来的文件复制回来，或重新导出。",
        )
        problem = Problem(reader.cell(0, 1), message, "编号列还在", remedy)
        self._findings.problems.append(problem)

    def _rows(self, reader: SheetReader) -> None:
        sheet, lines = reader.sheet, tuple(reader.lines())
        index = _RowIndex.of(sheet, lines)
        for line in lines:
            self._line(line, index)
        new = [line for line in lines if index.is_new(line)]
        absent = [row for id, row in index.known.items() if id not in index.seen]
        absent = self._new_rows.compare(new, absent)
        self._findings.gaps += gaps.absent_columns(reader, index.known)
        exported = self._file.exported.get(sheet.name, index.known.keys())
        self._findings.gaps += gaps.absent_rows(
            sheet, (row.id for row in absent if row.id in exported)
        )
        if index.unmarked:
            self._refuse_unmarked(index.unmarked)

    def _line(self, line: SheetLine, index: _RowIndex) -> None:
        """Compare one row, if it is no new one."""
        if lost := index.lost_id(line):
            index.seen.setdefault(lost, line.number)
            message = f"“{lost}”这一行的编号没有了"
            remedy = f"填回“{lost}”；要照它新增一行的，先把原来的那一行复制回来。"
            self._findings.problem(line, line.sheet.id, message, f"编号“{lost}”", remedy)
        if not line.id:
            return
        id = line.id if line.id in index.known else self._new_id(line, index)
        row = index.known.get(id)
        if row is None or id in index.seen:
            self._refuse_unknown(line, id, index.seen)
        elif MARK not in line.reader.columns and self._changed_rows.is_edited(line, row):
            index.unmarked.append(line)
        else:
            self._changed_rows.compare(line, row, index.marks)
        index.seen.setdefault(id, line.number)

    def _new_id(self, line: SheetLine, index: _RowIndex) -> str:
        """Return the id of a row that was renamed by an earlier import, else that of the cell."""
        id = line.sheet.id_of(line.cells) if line.sheet.id_of else ""
        if id not in index.absent:
            return line.id
        if line.sheet.adds_to:
            self._texts.renames.renamed_before(line.sheet.adds_to, line.id, id)
        self._findings.notes.append(f"“{line.id}”已经改名为“{id}”，没有再改。")
        return id

    def _refuse_unknown(self, line: SheetLine, id: str, seen: dict[str, int]) -> None:
        title = line.sheet.id
        if id in seen:
            message = f"“{id}”出现了两次（第 {seen[id]} 行已有）"
            remedy = "删去一行；新增的行，编号空着。"
            self._findings.problem(line, title, message, "一个编号一行", remedy)
            return
        if line.cells.get(Action.DELETE) == YES:
            self._findings.notes.append(f"没有“{id}”，已经删过，没有再删。")
            return
        if line.is_untouched:
            # The data lost it after the export, and nobody says anything else here.
            return
        message = f"编号{id}" if isinstance(id, Unreadable) else f"没有编号“{id}”"
        names = "；改名请改“姓名”或“名称”那一列" if line.sheet.adds_to else ""
        remedy = f"编号列不要改{names}；新增的行，编号空着。"
        self._findings.problem(line, title, message, "原来就有的编号", remedy)

    def _refuse_unmarked(self, lines: list[SheetLine]) -> None:
        """Refuse rows that differ from the data, if nothing tells on which side they changed."""
        name, ids = lines[0].sheet.name, [line.id for line in lines]
        message = (
            f"“{name}”表没有“{MARK}”这一列，有 {len(ids)} 行和数据不同"
            f"（{shortened(ids, 5)}），分不清是这里改的，还是数据后来改过"
        )
        remedy = (
            f"从原来的文件把“{MARK}”（最后一列，隐藏的）复制回来，一行对一行；"
            "没有原来的文件，重新导出，再填一遍。"
        )
        self._findings.problem(lines[0], lines[0].sheet.id, message, f"“{MARK}”列还在", remedy)

    def _follow_names(self) -> None:
        """Let names follow in records that no sheet shows, and in the history of rows."""
        found = self._findings
        deleted = {deletion.row.ref for deletion in found.deletions}
        for reference in references(self._register):
            ref, keys = reference.ref, reference.keys
            new = self._texts.renames.of(reference.choice).get(reference.name)
            if ref in deleted or not new:
                continue
            if ref not in found.compared or keys[0] == "history":
                follow = Follow(ref, reference.id, reference.title, reference.name, new)
                found.follows.append(follow)
                found.edits.edits.append(Edit(ref, keys, new))
