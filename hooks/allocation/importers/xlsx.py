"""A workbook that was filled in, compared with the data: what would change, and what can't be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from allocation.importers import office
from allocation.importers.edits import Edit, Edits
from allocation.importers.office import OfficeError
from allocation.problems import Cell, Problem, Ref
from allocation.register import PersonEntry, Register
from allocation.sheets import (
    MARK,
    SEPARATOR,
    YES,
    Choice,
    Field,
    Sheet,
    SheetRow,
    choice_name,
    choices,
    digest,
    sheets,
)

_MAX_ROWS = 20_000
_MAX_COLUMNS = 200
_DATES = {"date", "filed_on", "checked_on"}
_SPLIT = re.compile(r"[、，,;；\n]+")


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that differs from the data; ``old`` is empty for a new entry."""

    cell: Cell
    id: str
    title: str
    old: str
    new: str
    people: tuple[PersonEntry, ...]

    def __str__(self) -> str:
        who = f"（涉及 {SEPARATOR.join(each.key for each in self.people)}）" if self.people else ""
        old, new = self.old or "（空）", self.new or "（空）"
        return f"{self.cell}  {self.id} {self.title}：{old} → {new}{who}"


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a workbook would change, how, and what stands in the way."""

    changes: tuple[Change, ...]
    edits: Edits
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


def plan(path: Path, register: Register) -> Plan:
    """Compare a workbook with the data.

    :raises OfficeError: if the file can't be read as a workbook.
    """
    office.check(path)
    wanted = sheets(register)
    grids = _grids(path, [sheet.name for sheet in wanted])
    comparison = _Comparison(path.name, register)
    # Whoever is new must be known before anybody is put in charge.
    for sheet in sorted(wanted, key=lambda sheet: sheet.adds_to is None):
        if sheet.name in grids:
            comparison.sheet(sheet, grids[sheet.name])
        else:
            comparison.notes.append(f"没有“{sheet.name}”表，没有比对；表名不要改。")
    return comparison.plan()


def _grids(path: Path, names: list[str]) -> dict[str, list[list[str]]]:
    """Return the cells of those sheets that we know."""
    try:
        with path.open("rb") as one, path.open("rb") as other:
            book = load_workbook(one, read_only=True, data_only=True)
            formulas = load_workbook(other, read_only=True, data_only=False)
            there = [name for name in names if name in book.sheetnames]
            grids = {name: _grid(book[name], formulas[name], path.name) for name in there}
    except OfficeError:
        raise
    except Exception as error:
        why = type(error).__name__
        raise OfficeError(f"{path.name} 不是 Excel 文件，或已经损坏（{why}）。") from error
    if not grids:
        raise OfficeError(f"{path.name} 里没有认识的表；应有的表名：{SEPARATOR.join(names)}。")
    return grids


def _grid(page: Any, formulas: Any, name: str) -> list[list[str]]:
    """Return the cells of a sheet as text; a formula that was never computed is an error."""
    rows: list[list[str]] = []
    for each in (page, formulas):
        # Some programs write a size that is too small; then only that much would be read.
        each.reset_dimensions()
    both = zip(
        *(each.iter_rows(max_col=_MAX_COLUMNS, values_only=True) for each in (page, formulas)),
        strict=False,
    )
    for values, written in both:
        if len(rows) > _MAX_ROWS:
            raise OfficeError(f"{name} 的“{page.title}”表超过 {_MAX_ROWS} 行，没有读。")
        pairs = zip(values, written, strict=False)
        rows.append([_UNCOMPUTED if _is_bare(*pair) else _text(pair[0]) for pair in pairs])
    return rows


_UNCOMPUTED = "#没有算过的公式!"


def _is_bare(value: Any, written: Any) -> bool:
    return value is None and isinstance(written, str) and written.startswith("=")


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return YES
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()


class _Reader:
    """The cells of a sheet under the headings of their columns, wherever these were moved."""

    def __init__(self, file: str, sheet: Sheet, grid: list[list[str]]) -> None:
        self._file = file
        self.sheet = sheet
        titles = [field.title for field in sheet.fields] + [MARK]
        self._head = next((at for at, row in enumerate(grid) if sheet.id in row), 0)
        head = grid[self._head] if grid else []
        self.columns = {title: head.index(title) for title in titles if title in head}
        places = ((title, at) for at, title in enumerate(head) if title in titles)
        self.twice = [(title, at) for title, at in places if head.index(title) != at]
        self._grid = grid

    def lines(self) -> Iterator[_Line]:
        """Yield every row below the headings."""
        for number, row in enumerate(self._grid[self._head + 1 :], start=self._head + 2):
            padded = row + [""] * (_MAX_COLUMNS - len(row))
            cells = {title: padded[column] for title, column in self.columns.items()}
            yield _Line(self, number, cells)

    def cell(self, column: int, number: int) -> Cell:
        """Return a place in this sheet, as Excel names it."""
        name = f"{get_column_letter(column + 1)}{number}"
        return Cell(self._file, self.sheet.name, name, number)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a sheet, its number as Excel counts, and its cells under their headings."""

    reader: _Reader
    number: int
    cells: dict[str, str]

    @property
    def sheet(self) -> Sheet:
        return self.reader.sheet

    @property
    def id(self) -> str:
        return self.cells.get(self.sheet.id, "")

    def cell(self, title: str) -> Cell:
        """Return the place of a cell."""
        return self.reader.cell(self.reader.columns.get(title, 0), self.number)


class _Comparison:
    """Goes through the sheets and keeps what it finds."""

    def __init__(self, file: str, register: Register) -> None:
        self._file = file
        self._register = register
        self._choices = {name: set(values) for name, values in choices(register).items()}
        self._changes: list[Change] = []
        self._problems: list[Problem] = []
        self._edits = Edits(register.folder)
        self._numbers: dict[object, int] = {}
        self.notes: list[str] = []

    def plan(self) -> Plan:
        """Return what was found."""
        return Plan(tuple(self._changes), self._edits, tuple(self._problems), tuple(self.notes))

    def sheet(self, sheet: Sheet, grid: list[list[str]]) -> None:
        """Compare one sheet."""
        reader = _Reader(self._file, sheet, grid)
        if sheet.id not in reader.columns:
            found = f"“{sheet.name}”表没有“{sheet.id}”这一列"
            remedy = "从原来的文件复制回来，或重新导出。"
            self._problems.append(Problem(reader.cell(0, 1), found, "编号列还在", remedy))
            return
        for title, column in reader.twice:
            found, remedy = f"列“{title}”有两个", "自己加的列请换个名称。"
            self._problems.append(Problem(reader.cell(column, 1), found, "每个列名一次", remedy))
        known = {row.id: row for row in sheet.rows}
        seen: dict[str, int] = {}
        for line in reader.lines():
            self._line(line, known, seen)
            seen.setdefault(line.id, line.number)
        self._absent(reader, [id for id in known if id not in seen])

    def _absent(self, reader: _Reader, ids: list[str]) -> None:
        """Say what of the data the workbook does not show: it stays as it is."""
        name = reader.sheet.name
        titles = [each.title for each in reader.sheet.fields if each.title not in reader.columns]
        if titles:
            self.notes.append(f"“{name}”表没有列 {SEPARATOR.join(titles)}，没有比对；列名不要改。")
        if ids:
            listed = SEPARATOR.join(ids[:5]) + ("……" if len(ids) > 5 else "")
            said = "没有改动；删除请改数据文件"
            self.notes.append(f"“{name}”表里少了 {len(ids)} 行（{listed}），{said}。")

    def _line(self, line: _Line, known: dict[str, SheetRow], seen: dict[str, int]) -> None:
        id, title = line.id, line.sheet.id
        if id and id in seen:
            found = f"“{id}”出现了两次（第 {seen[id]} 行已有）"
            self._problem(line, title, found, "一个编号一行", "删去一行。")
        elif id and id in known:
            self._row(line, known[id])
        elif id:
            remedy = "编号列不要改；新增的行，编号空着。"
            self._problem(line, title, f"没有编号“{id}”", "原来就有的编号", remedy)
        elif any(line.cells.values()):
            self._added(line)

    def _row(self, line: _Line, row: SheetRow) -> None:
        fields = [field for field in line.sheet.fields[1:] if field.title in line.cells]
        changed = [
            field
            for field in fields
            if not _same(field, line.cells[field.title], row.values[field.title])
        ]
        given = line.cells.get(MARK, row.mark)
        shown = {field.title: line.cells.get(field.title, "") for field in line.sheet.fields}
        if changed and given == digest(shown):
            # Nobody touched the row; its data changed since, and stays.
            return
        if changed and given != row.mark:
            found = f"“{row.id}”的数据在导出之后改过，不知道以谁为准"
            remedy = "重新导出，再填一遍这一行。"
            self._problem(line, line.sheet.id, found, "导出以后没有改过", remedy)
            return
        for field in changed:
            if self._valid(line, field):
                self._change(line, field, row)
        if any("." in field.key for field in changed):
            self._edits.edits += _members(line, row)

    def _change(self, line: _Line, field: Field, row: SheetRow) -> None:
        old, new = row.values[field.title], line.cells[field.title]
        cell = line.cell(field.title)
        self._changes.append(Change(cell, row.id, field.title, old, new, row.people))
        if "." not in field.key:
            self._edits.edits.append(Edit(row.ref, (field.key,), _value(field, new)))

    def _valid(self, line: _Line, field: Field) -> bool:
        text = line.cells[field.title]
        said = f"“{field.title}”写的是“{text[:40]}”"
        wrong = ("", "")
        if field.locked:
            wrong = (f"“{field.title}”这一列只供对照，不能改", "和导出时一样")
        elif text.startswith("#") and text.endswith(("!", "?", "/A")):
            wrong = (f"“{field.title}”是一个出错的公式（{text}）", "文字或数字")
        elif field.required and not text:
            wrong = (f"“{field.title}”是空的", "有内容")
        elif field.number and text and not re.fullmatch("[1-9][0-9]{0,3}", text):
            wrong = (said, "大于 0 的整数，或空着")
        elif field.choice and text and text not in self._choices[choice_name(field.choice)]:
            known = sorted(self._choices[choice_name(field.choice)])
            listed = SEPARATOR.join(known[:12]) + ("……" if len(known) > 12 else "")
            wrong = (said, f"下列之一：{listed}")
        if wrong[0]:
            self._problem(line, field.title, *wrong, "改正这一格。")
        return not wrong[0]

    def _added(self, line: _Line) -> None:
        place = _place(line, self._register) if line.sheet.grows else None
        if place is None:
            found = f"“{line.sheet.name}”表里多了一行，不知道加到哪里"
            remedy = "新材料写条款编号，新的指标数写指标编号和年；别的行请删去。"
            self._problem(line, line.sheet.id, found, "原来就有的行", remedy)
            return
        fields = [
            field
            for field in line.sheet.fields
            if field.key and (field.required or line.cells.get(field.title))
            if field.title in line.cells
        ]
        valid = [self._valid(line, field) for field in fields]
        if all(valid):
            entry = {field.key: _value(field, line.cells[field.title]) for field in fields}
            self._edits.edits.append(
                Edit(place.ref, (place.key,), self._numbered(place) | entry, append=True)
            )
            if line.sheet.adds_to:
                self._choices[line.sheet.adds_to.name].add(str(entry.get("name")))
        for field in fields if all(valid) else ():
            text = line.cells[field.title]
            self._changes.append(Change(line.cell(field.title), "新增", field.title, "", text, ()))

    def _numbered(self, place: _Place) -> dict[str, Any]:
        """Give a new piece of evidence or filing the next number that was never used."""
        if not place.digits:
            return place.fixed
        key = (place.ref, place.key)
        self._numbers[key] = self._numbers.get(key, place.last) + 1
        return {"no": f"{self._numbers[key]:0{place.digits}}", **place.fixed}

    def _problem(self, line: _Line, title: str, found: str, expected: str, remedy: str) -> None:
        self._problems.append(Problem(line.cell(title), found, expected, remedy))


def _same(field: Field, new: str, old: str) -> bool:
    if field.several:
        return _parts(new) == _parts(old)
    return new == old.strip()


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _SPLIT.split(text) if part.strip()]


def _value(field: Field, text: str) -> Any:
    """Return the text of a cell as it is written to the data; none for an empty one."""
    if not text:
        return None
    if field.several:
        return _parts(text)
    if field.number:
        return int(text)
    if field.choice is Choice.YES:
        return True
    if field.key in _DATES and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return _date(text)
    return text


def _date(text: str) -> Any:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _members(line: _Line, row: SheetRow) -> Iterator[Edit]:
    """Yield what changes in leaders and parties; a department and a person pair by their number."""
    fields = [field for field in line.sheet.fields if field.key]
    was = {field.key: row.values[field.title] for field in fields}
    now = {field.key: line.cells.get(field.title, was[field.key]) for field in fields}
    for kind in ("leaders", "parties"):
        before, after = _gathered(kind, was), _gathered(kind, now)
        if before != after:
            yield from _list_edits(row.ref, kind, before or [], after or [])


def _list_edits(ref: Ref, kind: str, before: list[Any], after: list[Any]) -> Iterator[Edit]:
    """Yield edits of single entries where that is enough, so that all others stay as they are."""
    if len(after) == len(before):
        for place, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _entry_edits(ref, (kind, place), one, other)
    elif before and after[:-1] == before:
        yield Edit(ref, (kind,), after[-1], append=True)
    else:
        yield Edit(ref, (kind,), after or None)


def _entry_edits(ref: Ref, keys: tuple[str | int, ...], one: Any, other: Any) -> Iterator[Edit]:
    if isinstance(one, dict):
        for key in {**one, **other}:
            if one.get(key) != other.get(key):
                yield Edit(ref, (*keys, key), other.get(key))
    elif one != other:
        yield Edit(ref, keys, other)


def _gathered(kind: str, values: dict[str, str]) -> list[Any] | None:
    mine = {key: value for key, value in values.items() if key.startswith(kind)}
    if kind == "leaders":
        return [value for value in mine.values() if value] or None
    pairs: dict[str, dict[str, str]] = {}
    for key, value in mine.items():
        _, number, part = key.split(".")
        if value:
            pairs.setdefault(number, {})[part] = value
    return list(pairs.values()) or None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a new entry belongs: a list of a record, and what the entry needs beyond its cells.

    ``last`` is the highest number in use, written with so many ``digits``; 0 for no number.
    """

    ref: Ref
    key: str
    fixed: dict[str, Any]
    last: int = 0
    digits: int = 0


def _place(line: _Line, register: Register) -> _Place | None:
    return _PLACES[line.sheet.name](line.cells, register)


def _for_evidence(cells: dict[str, str], register: Register) -> _Place | None:
    clause = next((each for each in register.clauses if each.id == cells.get("条款编号")), None)
    if clause is None:
        return None
    last = max((int(each.no) for each in clause.record.evidence), default=0)
    return _Place(clause.ref, "evidence", {}, last, 2)


def _for_filing(cells: dict[str, str], register: Register) -> _Place | None:
    day = cells.get("交的日期") or cells.get("文件日期") or register.unit.data_date.isoformat()
    numbers = [int(each.record.no) for each in register.filings if str(each.year) == day[:4]]
    if not re.fullmatch("[0-9]{4}", day[:4]):
        return None
    return _Place(_file(register, f"filings/{day[:4]}"), "filings", {}, max(numbers, default=0), 3)


def _for_value(cells: dict[str, str], register: Register) -> _Place | None:
    year, indicator = cells.get("年", ""), cells.get("指标编号", "")
    if not re.fullmatch("[0-9]{4}", year) or not indicator:
        return None
    return _Place(_file(register, f"filings/{year}"), "indicators", {"indicator": indicator})


def _file(register: Register, name: str) -> Ref:
    return Ref(f"{register.folder.name}/{name}.yml", 1)


_PLACES: dict[str, Callable[[dict[str, str], Register], _Place | None]] = {
    "佐证材料": _for_evidence,
    "登记": _for_filing,
    "指标": _for_value,
    "人员": lambda _, register: _Place(_file(register, "people"), "people", {}),
    "科室": lambda _, register: _Place(_file(register, "departments"), "departments", {}),
}
