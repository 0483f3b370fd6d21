"""A workbook that was filled in, compared with the data: changes, edits and problems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from allocation.base.problems import CellRef, Problem, Ref
from allocation.editing.edits import Edit, Edits, Written
from allocation.editing.yaml_edit import Keys
from allocation.office.formats import libreoffice, xlsx_reader
from allocation.office.formats.file_guard import OfficeError
from allocation.office.formats.workbook_layout import (
    LISTS,
    MARK,
    SEPARATOR,
    YES,
    Action,
    Choice,
    Field,
    Sheet,
    SheetRow,
    choice_name,
    choices,
    codes,
    digest,
    sheets,
)
from allocation.office.formats.xlsx_reader import SheetGrid, Unreadable
from allocation.office.imports.workbook.cell_values import Spellings, normalized, same, value
from allocation.office.imports.workbook.deletions import Deletion, deletion_problems
from allocation.office.imports.workbook.error_cells import Origin, problems_at_cells
from allocation.office.imports.workbook.insertion_points import NoInsertionPoint, Place, Places
from allocation.office.imports.workbook.renames import (
    Renames,
    is_spelling,
    mentions,
    new_name,
    references,
)
from allocation.office.imports.workbook.row_matches import RowMatch, matches
from allocation.office.imports.workbook.sheet_lines import SheetLine, SheetReader, is_titled_like
from allocation.register.register import PersonEntry, Register
from allocation.runtime.progress_callback import Watch, unwatched


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


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What a workbook would change: cells, edits of data files, problems and notes.

    ``gaps`` are what it lacks: sheets, columns and rows that could not be compared.
    """

    changes: tuple[CellChange, ...]
    follows: tuple[Follow, ...]
    edits: Edits
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    gaps: tuple[str, ...]
    origins: tuple[Origin, ...]

    def consequences(self, written: Written) -> tuple[Problem, ...]:
        """Return the problems of the data after the import, at the cells that cause them."""
        problems = self.edits.consequences(written)
        return problems and problems_at_cells(problems, self.edits, written.texts, self.origins)


def plan(path: Path, register: Register, watch: Watch = unwatched) -> ImportPlan:
    """Compare a workbook with the data.

    :raises OfficeError: if the file can't be read as a workbook.
    """
    every = sheets(register)
    grids, others = _grids(path, [sheet.name for sheet in every], watch)
    comparison = _Comparison(path.name, register, _exported(grids.get(LISTS)))
    # New and renamed people must be known before cells refer to them.
    for sheet in sorted(every, key=lambda sheet: sheet.adds_to is None):
        if sheet.name in grids:
            comparison.sheet(sheet, grids[sheet.name])
        else:
            comparison.gaps.append(_absent_sheet(sheet, others))
    return comparison.plan()


def _grids(
    path: Path, names: list[str], watch: Watch
) -> tuple[dict[str, SheetGrid], dict[str, SheetGrid]]:
    """Return the sheets of the workbook, and if it lacks some, those by other names."""
    with libreoffice.in_format(path, "xlsx", xlsx_reader.OLD_SUFFIXES) as workbook:
        grids = xlsx_reader.read(workbook, [*names, LISTS], watch)
        if not grids.keys() & set(names):
            every = SEPARATOR.join(names)
            raise OfficeError(f"{path.name} 里没有认识的表；应有的表名：{every}。")
        others = {} if grids.keys() >= set(names) else xlsx_reader.read(workbook, watch=watch)
    return grids, {name: grid for name, grid in others.items() if name not in names}


def _exported(lists: SheetGrid | None) -> dict[str, set[str]]:
    """Return the ids that sheets had when they were exported, by the sheet's name."""
    columns = zip_longest(*lists.rows, fillvalue="") if lists else ()
    return {name: set(filter(None, ids)) for name, *ids in columns}


def _absent_sheet(sheet: Sheet, others: dict[str, SheetGrid]) -> str:
    like = next((name for name, grid in others.items() if is_titled_like(grid, sheet)), None)
    advice = "要改这张表，从原来的文件复制回来，或重新导出"
    if like:
        advice = f"“{like}”像是它改了名，请把表名改回“{sheet.name}”，再导入"
    return f"没有“{sheet.name}”表，没有比对；{advice}。"


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
    unmarked: set[int]

    @classmethod
    def of(cls, sheet: Sheet, lines: Iterable[SheetLine]) -> _RowIndex:
        known = {row.id: row for row in sheet.rows}
        marks = {row.mark: id for id, row in known.items()}
        absent = known.keys() - {line.id for line in lines}
        return cls(known, marks, absent, {}, set())

    def lost_id(self, line: SheetLine) -> str:
        """Return the id of a row of the data that has only its mark left."""
        id = "" if line.id else self.marks.get(line.cells.get(MARK, ""), "")
        return id if id in self.absent and _is_filled(line) else ""

    def is_new(self, line: SheetLine) -> bool:
        """Whether a row has content, but neither an id nor one that it lost."""
        return not line.id and _is_filled(line) and not self.lost_id(line)


def _is_filled(line: SheetLine) -> bool:
    return any(text for title, text in line.cells.items() if title != MARK)


class _Comparison:
    """Collects the changes of all sheets."""

    def __init__(self, file: str, register: Register, exported: dict[str, set[str]]) -> None:
        self._file = file
        self._exported = exported
        self._register = register
        self._choices = {name: set(values) for name, values in choices(register).items()}
        self._spellings = Spellings(codes(register))
        kinds = (Choice.PEOPLE, Choice.DEPARTMENTS)
        self._renames = Renames({kind: frozenset(self._choices[kind.name]) for kind in kinds})
        self._places = Places(register)
        self._deletions: list[Deletion] = []
        self._changes: list[CellChange] = []
        self._follows: list[Follow] = []
        self._problems: list[Problem] = []
        self._edits = Edits(register.data, register.digests)
        self._origins: list[Origin] = []
        self._added: dict[tuple[Ref, str], int] = {}
        self._done: set[Ref] = set()
        self.notes: list[str] = []
        self.gaps: list[str] = []

    def plan(self) -> ImportPlan:
        """Return everything after all sheets; references that no sheet shows follow, too."""
        self._problems += self._renames.problems()
        self._problems += deletion_problems(self._register, self._deletions, self._edits.edits)
        deleted = {deletion.row.ref for deletion in self._deletions}
        for reference in references(self._register):
            ref, keys = reference.ref, reference.keys
            if ref in deleted:
                continue
            new = self._renames.of(reference.choice).get(reference.name)
            if new and (ref not in self._done or keys[0] == "history"):
                follow = Follow(ref, reference.id, reference.title, reference.name, new)
                self._follows.append(follow)
                self._edits.edits.append(Edit(ref, keys, new))
        return ImportPlan(
            changes=tuple(self._changes),
            follows=tuple(self._follows),
            edits=self._edits,
            problems=tuple(self._problems),
            notes=tuple(self.notes),
            gaps=tuple(self.gaps),
            origins=tuple(self._origins),
        )

    def sheet(self, sheet: Sheet, grid: SheetGrid) -> None:
        """Compare one sheet."""
        reader = SheetReader(self._file, sheet, grid, self._spellings)
        self._problems += reader.problems
        self.notes += reader.notes
        if sheet.id not in reader.columns:
            message = f"“{sheet.name}”表没有“{sheet.id}”这一列"
            remedy = "从原来的文件复制回来，或重新导出。"
            self._problems.append(Problem(reader.cell(0, 1), message, "编号列还在", remedy))
            return
        lines = tuple(reader.lines())
        index = _RowIndex.of(sheet, lines)
        for line in lines:
            self._line(line, index)
        new = [line for line in lines if index.is_new(line)]
        absent = [row for id, row in index.known.items() if id not in index.seen]
        texts = [self._new_texts(line) for line in new]
        for line, now, match in zip(new, texts, matches(sheet, absent, texts), strict=True):
            if match:
                absent.remove(match.row)
                self._repeated(line, match)
            else:
                self._new(line, now)
        self._absent_columns(reader, index.known)
        self._absent_rows(reader, [row.id for row in absent])
        self._unmarked([line for line in lines if line.number in index.unmarked])

    def _absent_columns(self, reader: SheetReader, known: dict[str, SheetRow]) -> None:
        """Note the columns that the workbook lacks: their data is not changed."""
        fields = (field for field in reader.sheet.fields if field.action is None)
        lost = [field.title for field in fields if field.title not in reader.columns]
        columns = {title: {id: row.values[title] for id, row in known.items()} for title in lost}
        if MARK not in reader.columns:
            columns[MARK] = {id: row.mark for id, row in known.items()}
        for title, values in columns.items():
            like = reader.renamed_column(values)
            advice = "要改这一列，从原来的文件复制回来，或重新导出"
            if like:
                advice = f"{like}像是它改了名，请改回“{title}”，再导入"
            self.gaps.append(f"“{reader.sheet.name}”表没有列 {title}，没有比对；{advice}。")

    def _absent_rows(self, reader: SheetReader, ids: list[str]) -> None:
        """Note the rows that the workbook had when it was exported: their data is not changed."""
        name = reader.sheet.name
        lost = [id for id in ids if id in self._exported.get(name, ids)]
        if lost:
            advice = f"没有改动；不想改的不用管，{_how_to_delete(reader.sheet)}"
            self.gaps.append(
                f"“{name}”表里少了 {len(lost)} 行（{_shortened(lost, 5)}），{advice}。"
            )

    def _unmarked(self, lines: list[SheetLine]) -> None:
        """Refuse rows that differ from the data, if nothing tells on which side they changed."""
        if lines:
            name, ids = lines[0].sheet.name, [line.id for line in lines]
            message = (
                f"“{name}”表没有“{MARK}”这一列，有 {len(ids)} 行和数据不同"
                f"（{_shortened(ids, 5)}），分不清是这里改的，还是数据后来改过"
            )
            remedy = (
                f"从原来的文件把“{MARK}”（最后一列，隐藏的）复制回来，一行对一行；"
                "没有原来的文件，重新导出，再填一遍。"
            )
            self._problem(lines[0], lines[0].sheet.id, message, f"“{MARK}”列还在", remedy)

    def _new_id(self, line: SheetLine, absent: Set[str]) -> str:
        """Return the id of a row that was renamed by an earlier import, else that of the cell."""
        name = line.cells.get(line.sheet.identity[-1], "") if line.sheet.adds_to else ""
        if line.sheet.adds_to is None or name not in absent:
            return line.id
        self._renames.renamed_before(line.sheet.adds_to, line.id, name)
        self.notes.append(f"“{line.id}”已经改名为“{name}”，没有再改。")
        return name

    def _line(self, line: SheetLine, index: _RowIndex) -> None:
        """Compare one row, if it is no new one."""
        if lost := index.lost_id(line):
            index.seen.setdefault(lost, line.number)
            message = f"“{lost}”这一行的编号没有了"
            remedy = f"填回“{lost}”；要照它新增一行的，先把原来的那一行复制回来。"
            self._problem(line, line.sheet.id, message, f"编号“{lost}”", remedy)
        if not line.id:
            return
        id = line.id if line.id in index.known else self._new_id(line, index.absent)
        row = index.known.get(id)
        if row is None or id in index.seen:
            self._unknown(line, id, index.seen)
        elif MARK not in line.reader.columns and self._is_edited(line, row):
            index.unmarked.add(line.number)
        else:
            self._row(line, row, index.marks)
        index.seen.setdefault(id, line.number)

    def _unknown(self, line: SheetLine, id: str, seen: dict[str, int]) -> None:
        title = line.sheet.id
        if id in seen:
            message = f"“{id}”出现了两次（第 {seen[id]} 行已有）"
            self._problem(line, title, message, "一个编号一行", "删去一行；新增的行，编号空着。")
            return
        if line.cells.get(Action.DELETE) == YES:
            self.notes.append(f"没有“{id}”，已经删过，没有再删。")
            return
        message = f"编号{id}" if isinstance(id, Unreadable) else f"没有编号“{id}”"
        names = "；改名请改“姓名”或“名称”那一列" if line.sheet.adds_to else ""
        remedy = f"编号列不要改{names}；新增的行，编号空着。"
        self._problem(line, title, message, "原来就有的编号", remedy)

    def _is_edited(self, line: SheetLine, row: SheetRow) -> bool:
        fields = line.sheet.fields[1:]
        due = {
            field.title: new_name(self._renames, field, row.values[field.title]) for field in fields
        }
        return any(self._new_value(line, field, row, due) != due[field.title] for field in fields)

    def _row(self, line: SheetLine, row: SheetRow, marks: dict[str, str]) -> None:
        fields, old = line.sheet.fields, row.values
        due = {field.title: new_name(self._renames, field, old[field.title]) for field in fields}
        now = {field.title: self._new_value(line, field, row, due) for field in fields}
        changed = [
            field
            for field in fields[1:]
            if now[field.title] != due[field.title] and field.action is not Action.RENAME
        ]
        cells = {field.title: line.cells.get(field.title, "") for field in fields}
        mark = line.cells.get(MARK, row.mark)
        if changed and (mark == digest(cells) or self._is_refused(line, row, cells, mark, marks)):
            # A row that was not edited has data that changed after the export, and stays.
            return
        self._done.add(row.ref)
        if now.get(Action.DELETE) == YES:
            self._delete(line, row)
            return
        self._origins.append(Origin(row.ref, line, frozenset(field.title for field in changed)))
        for field in changed:
            if self._valid(line, field, now[field.title]):
                self._change(line, field, row, now[field.title])
        unchanged = (field for field in fields if now[field.title] == due[field.title])
        following = [field for field in unchanged if due[field.title] != old[field.title]]
        for field in following:
            self._follow(field, row, now[field.title])
        if any(field.nested for field in (*changed, *following)):
            self._edits.edits += _duty_edits(line.sheet, row, now)

    def _is_refused(
        self,
        line: SheetLine,
        row: SheetRow,
        cells: dict[str, str],
        mark: str,
        marks: dict[str, str],
    ) -> bool:
        """Refuse a row that was cleared, or of which nobody knows on which side it changed last."""
        if not any(text for title, text in cells.items() if title != line.sheet.id):
            message = f"“{row.id}”这一行清空了"
            remedy = f"从原来的文件复制回来；{_how_to_delete(line.sheet)}。"
            self._problem(line, line.sheet.id, message, "一行有内容", remedy)
            return True
        if mark == row.mark:
            return False
        message = f"“{row.id}”的数据在导出之后改过，不知道以谁为准"
        if mark in marks:
            message = f"“{row.id}”这一行像是从“{marks[mark]}”那一行整行粘贴来的"
        elif not mark:
            message = f"“{row.id}”这一行的“{MARK}”没有了，分不清是这里改的，还是数据后来改过"
        remedy = "重新导出，再填一遍这一行。"
        self._problem(line, line.sheet.id, message, "导出以后没有改过", remedy)
        return True

    def _delete(self, line: SheetLine, row: SheetRow) -> None:
        self._deletions.append(Deletion(line, row))
        self._edits.edits.append(Edit(row.ref, (), None))
        title = row.values[line.sheet.identity[-1]]
        cell = line.cell(Action.DELETE)
        change = CellChange(cell, row.id, Action.DELETE, title, "（整条删去）", row.people)
        self._changes.append(change)

    def _new_value(self, line: SheetLine, field: Field, row: SheetRow, due: dict[str, str]) -> str:
        """Return the text that a cell stands for; one that was not edited has that of ``due``."""
        text, old = line.cells.get(field.title), row.values[field.title]
        if text is None or same(field, text, old):
            return due[field.title]
        new = self._new_text(field, text)
        return due[field.title] if same(field, new, due[field.title]) else new

    def _change(self, line: SheetLine, field: Field, row: SheetRow, new: str) -> None:
        old, cell = row.values[field.title], line.cell(field.title)
        if self._is_in_question(line, field, old, new):
            return
        self._changes.append(CellChange(cell, row.id, field.title, old, new, row.people))
        if not field.nested:
            self._edits.edits.append(Edit(row.ref, field.path, value(field, new)))
        # A person with an id is referred to by the id, not by the name.
        if line.sheet.adds_to and field.path == ("name",) and row.id == old:
            self._rename(line.sheet.adds_to, old, new, cell)

    def _is_in_question(self, line: SheetLine, field: Field, old: str, new: str) -> bool:
        """Ask whether a person with another name is another person, unless a cell answers."""
        is_name = line.sheet.adds_to is Choice.PEOPLE and field.path == ("name",)
        answered = line.cells.get(Action.RENAME) == YES or is_spelling(old, new)
        if not is_name or answered or new in self._choices[Choice.PEOPLE.name]:
            return False
        self._choices[Choice.PEOPLE.name].add(new)
        message = f"“{old}”写成了“{new}”，不知道是改名还是换人"
        remedy = (
            f"同一个人改名：在这一行的“{Action.RENAME}”列写“是”（没有这一列就加一列），"
            f"分工、登记和先前的记录都改成“{new}”。换了人：这里改回“{old}”，在表末另加一行“{new}”，"
            f"再改“分工”表，或用 allocation handover；先前交的、审核的仍是“{old}”。"
        )
        self._problem(line, field.title, message, "说明是改名还是换人", remedy)
        return True

    def _rename(self, choice: Choice, old: str, new: str, cell: CellRef) -> None:
        self._renames.rename(choice, old, new, cell)
        self._choices[choice.name].add(new)
        if choice is Choice.PEOPLE:
            message = f"“{old}”改名为“{new}”，当作同一个人，分工、登记和先前的记录随之改动"
            self.notes.append(f"{message}；换了人请另加一行，再改分工，或用 allocation handover。")
            if any(person.key == old and person.record.pinyin for person in self._register.people):
                self.notes.append(f"“{new}”还写着“{old}”的读音，请核对“读音”一列。")
            if times := mentions(self._register, old):
                place = "照片说明的文字里"
                self.notes.append(f"{place}还有 {times} 处写着“{old}”，没有改；要改请改数据文件。")

    def _follow(self, field: Field, row: SheetRow, new: str) -> None:
        old = row.values[field.title]
        self._follows.append(Follow(row.ref, row.id, field.title, old, new))
        if not field.nested:
            self._edits.edits.append(Edit(row.ref, field.path, value(field, new)))

    def _valid(self, line: SheetLine, field: Field, text: str) -> bool:
        mistake = self._mistake(field, text)
        if mistake:
            self._problem(line, field.title, *mistake, "改正这一格。")
        return not mistake

    def _mistake(self, field: Field, text: str) -> tuple[str, str] | None:
        """Return what is wrong with the text of a cell in itself, and what is expected."""
        quote = f"“{field.title}”写的是“{text[:40]}”"
        mistake = ("", "")
        if isinstance(text, Unreadable):
            mistake = (f"“{field.title}”{text}", "文字或数字")
        elif field.locked:
            mistake = (f"“{field.title}”这一列只供对照，不能改", "和导出时一样")
        elif not text:
            mistake = (f"“{field.title}”是空的", "有内容" if field.required else "")
        elif field.number and not re.fullmatch("[1-9][0-9]{0,3}", text):
            mistake = (quote, "大于 0 的整数，或空着")
        elif field.choice and text not in self._known(field):
            mistake = (quote, f"下列之一：{_shortened(sorted(self._known(field)), 12)}")
        elif "\n" in text and not (field.lines or field.several):
            mistake = (f"“{field.title}”里有换行（“{text[:40]}”）", "一行文字")
        return mistake if mistake[1] else None

    def _new_texts(self, line: SheetLine) -> dict[str, str]:
        cells = ((field, line.cells.get(field.title)) for field in line.sheet.fields)
        return {
            field.title: self._new_text(field, text) for field, text in cells if text is not None
        }

    def _repeated(self, line: SheetLine, match: RowMatch) -> None:
        """Say that the data has a new row from an earlier import; ask if it says something else."""
        id = match.row.id
        if not match.differing:
            message = f"第 {line.number} 行已经加过（{id}），没有再加"
            self.notes.append(f"“{line.sheet.name}”表{message}。")
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
        self._problem(line, match.differing[0], message, "还没有加过的一行", remedy)

    def _new(self, line: SheetLine, now: dict[str, str]) -> None:
        """Add a row."""
        if not line.sheet.grows:
            message = f"“{line.sheet.name}”表里多了一行"
            remedy = "这张表不能加行，请删去；要加的请改数据文件。"
            self._problem(line, line.sheet.id, message, "原来就有的行", remedy)
            return
        if now.get(Action.DELETE):
            message = f"新的一行，“{Action.DELETE}”列写了“{now[Action.DELETE]}”"
            self._problem(
                line, Action.DELETE, message, "空着", "不要的，删去这一行；要加的，清空这一格。"
            )
            return
        place = self._places.of(line.sheet.name, now)
        if isinstance(place, NoInsertionPoint):
            self._problem(line, place.title, place.found, place.expected, place.remedy)
            return
        fields = [field for field in line.sheet.fields if field.path]
        filled = [field for field in fields if field.required or now.get(field.title)]
        valid = [self._valid(line, field, now.get(field.title, "")) for field in filled]
        if all(valid):
            self._add(line, place, {field: now[field.title] for field in filled})

    def _add(self, line: SheetLine, place: Place, texts: dict[Field, str]) -> None:
        entry = {field.path[0]: value(field, text) for field, text in texts.items()}
        record = self._places.numbered(place) | entry
        self._edits.edits.append(Edit(place.ref, (place.key,), record, append=True))
        nth = self._added.get((place.ref, place.key), 0)
        self._added[place.ref, place.key] = nth + 1
        titles = frozenset(title for title, text in line.cells.items() if text)
        self._origins.append(Origin(place.ref, line, titles, (place.key, nth)))
        if line.sheet.adds_to:
            name = str(entry["name"])
            cell = next(line.cell(field.title) for field in texts if field.path == ("name",))
            self._renames.add(line.sheet.adds_to, name, cell)
            self._choices[line.sheet.adds_to.name].add(name)
        for field, text in texts.items():
            self._changes.append(
                CellChange(line.cell(field.title), "新增", field.title, "", text, ())
            )

    def _new_text(self, field: Field, text: str) -> str:
        return new_name(
            self._renames, field, normalized(field, text, self._spellings, self._known(field))
        )

    def _known(self, field: Field) -> set[str]:
        return self._choices[choice_name(field.choice)] if field.choice else set()

    def _problem(self, line: SheetLine, title: str, fact: str, expected: str, remedy: str) -> None:
        self._problems.append(Problem(line.cell(title), fact, expected, remedy))


def _shortened(names: list[str], most: int) -> str:
    return SEPARATOR.join(names[:most]) + ("……" if len(names) > most else "")


def _how_to_delete(sheet: Sheet) -> str:
    if sheet.grows:
        return f"要删除的，复制回来，在“{Action.DELETE}”列写“是”"
    return "要删除请改数据文件"


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
