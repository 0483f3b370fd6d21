"""An allocation table as offices write it, turned into data files; what is uncertain is asked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from allocation.base.enums import Column
from allocation.base.slugs import ascii_code, compact
from allocation.office.imports.tables import clauses, parts
from allocation.office.imports.tables.duties import Duties, PartyDraft, paired
from allocation.office.imports.tables.extras import RowExtras
from allocation.office.imports.tables.grid import TableGrid
from allocation.office.imports.tables.headings import DUTIES, ColumnHeading, Head
from allocation.office.imports.tables.levels import Levels, joined
from allocation.office.imports.tables.names import Names
from allocation.office.imports.tables.parts import TableError
from allocation.office.imports.tables.rows import Cells, MergedCellValues, TableRow

_COLUMNS = {
    ColumnHeading.LEADER: Column.LEADER,
    ColumnHeading.DEPARTMENT: Column.DEPARTMENT,
    ColumnHeading.PERSON: Column.PERSON,
    ColumnHeading.SCORE: Column.SCORE,
    ColumnHeading.METHOD: Column.METHOD,
    ColumnHeading.DEADLINE: Column.DEADLINE,
    ColumnHeading.REMARK: Column.REMARK,
}
_NOTES = ("注：", "注:", "说明：", "说明:", "备注", "填表", "合计", "总计")
"""How a row across the whole table begins that is no level."""
_LONGEST_LEVEL = 40
_COUNTED = re.compile(r"[0-9]*|[一二三四五六七八九十]+[、.]?.*|合计|总计")
"""What a column of numbers may say that need not be read; a level that begins in it is."""
NO_OWNERS = "没有找到分管领导、责任科室、责任人栏。"
"""Asked where a table names nobody, as a rubric without an allocation does."""


@dataclass(slots=True)
class Draft:
    """What a table says, as the data files will: and what a person must decide.

    ``places`` says where in the table each row stands, by the identity of the row; ``duties`` are
    the headings of those who do something, which is what most errors are about.
    """

    before: tuple[str, ...]
    header: list[str]
    columns: list[Column]
    categories: list[dict[str, Any]] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    duties: str = ""
    places: dict[int, tuple[str, dict[str, Any]]] = field(default_factory=dict)

    def place(self, row: dict[str, Any]) -> str:
        """Return where a row of the data stands in the table."""
        return f"{self.places[id(row)][0]}{self.duties}栏"

    def places_of(self, name: str) -> str:
        """Return where a department or a person stands in the table."""
        rows = (place for place, row in self.places.values() if name in _named(row))
        found = "、".join(dict.fromkeys(rows))
        return f"{found}{self.duties}栏" if found else "表里没有的名称"


def _named(row: dict[str, Any]) -> set[str]:
    parties = (value for party in row.get("parties", ()) for value in party.values())
    return {*row.get("leaders", ()), *parties}


def draft(grids: Iterable[TableGrid], people: Iterable[str], departments: Iterable[str]) -> Draft:
    """Read the allocation table among some tables.

    :param people: names that are known already; so are ``departments``.
    :raises TableError: if none of the tables has headings that are known, or clauses below them.
    """
    whole = parts.whole(grids)
    duties = Duties(Names("人", people), Names("科室", departments))
    made = _Reader(whole.rows, whole.head, duties).draft(whole.before)
    if not made.places:
        raise TableError("找到了表头，可是下面没有一行条款。")
    made.questions = [*whole.questions, *made.questions]
    return made


class _Reader:
    """Goes through the rows below the headings."""

    def __init__(self, rows: list[TableRow], head: Head, duties: Duties) -> None:
        self._rows = rows
        self._head = head
        self._columns = head.columns
        self._duties = duties
        self._levels = Levels()
        self._extras = RowExtras(head, self._levels.categories)
        self._leaders: MergedCellValues[str] = MergedCellValues()
        self._parties: MergedCellValues[PartyDraft] = MergedCellValues()
        self._pairs: list[dict[str, str]] = []
        self._record: dict[str, Any] | None = None
        self._page = 1
        self._pages = any(head.opens(row.texts) for row in rows)
        self._questions: list[str] = []
        self._places: dict[int, tuple[str, dict[str, Any]]] = {}
        self._marks: dict[int, set[str]] = defaultdict(set)

    def draft(self, before: tuple[str, ...]) -> Draft:
        """Return what the table says."""
        self._learn()
        self._unread()
        for row in self._rows:
            if self._head.repeated(row.texts):
                self._page += self._head.opens(row.texts)
            elif any(row.texts):
                self._row(Cells(row, self._head, self._questions))
        self._extras.settle()
        self._levels.settle()
        return Draft(
            before,
            self._head.printed,
            self._filled(),
            categories=self._levels.categories,
            people=self._duties.people.used,
            departments=self._duties.departments.used,
            questions=self._questions,
            duties=self._head.titles(ColumnHeading.LEADER, *DUTIES),
            places=self._places,
        )

    def _filled(self) -> list[Column]:
        """Return what the table tells of each row; people may stand beside their departments."""
        columns = [_COLUMNS[each] for each in self._columns if each in _COLUMNS]
        parties = [each for _, row in self._places.values() for each in row.get("parties", ())]
        for key, column in (("department", Column.DEPARTMENT), ("person", Column.PERSON)):
            if column not in columns and any(key in each for each in parties):
                beside = {Column.DEPARTMENT, Column.PERSON} & set(columns)
                at = columns.index(beside.pop()) + 1 if beside else len(columns)
                columns.insert(at, column)
        return list(dict.fromkeys(columns))

    def _learn(self) -> None:
        """Take note of the names that stand alone: people first, who may stand elsewhere, too."""
        for wanted in (
            (ColumnHeading.LEADER, ColumnHeading.PERSON),
            (ColumnHeading.DEPARTMENT, ColumnHeading.SUPPORT),
        ):
            for row in self._rows:
                if not self._head.repeated(row.texts):
                    for heading, cell in zip(self._columns, row.texts, strict=False):
                        if heading in wanted and cell:
                            self._duties.learn(cell, heading)

    def _unread(self) -> None:
        """Ask about columns of which nobody knows what they hold."""
        for at, word in self._head.unknown:
            self._questions.append(f"第 {at} 栏“{word}”没有读：不知道是什么栏。")
        for kind in self._head.doubled:
            self._questions.append(f"{self._head.titles(kind)}栏都当“{kind.value}”读了，请核对。")
        for at, word in self._head.counting:
            texts = (compact(row.texts[at] or "") for row in self._rows if at < len(row.texts))
            codes = [each for each in texts if each != word and not _COUNTED.fullmatch(each)]
            if codes:
                said = "、".join(codes[:3])
                self._questions.append(f"第 {at + 1} 栏“{word}”（{said} 等）没有读，请核对。")
        if (
            not {ColumnHeading.LEADER, ColumnHeading.DEPARTMENT, ColumnHeading.PERSON}
            & self._head.kinds
        ):
            self._questions.append(NO_OWNERS)

    def _row(self, cells: Cells) -> None:
        if cells.label is not None:
            self._banner(cells)
            return
        self._levels.note(cells.of(ColumnHeading.LEVEL))
        record: dict[str, Any] = {"page": self._page} if self._pages else {}
        record |= self._who(cells)
        found = list(clauses.read(cells.clauses))
        if not found:
            self._without_clauses(cells, record)
            return
        item = self._levels.item(cells.asking(ColumnHeading.LEVEL))
        for odd in clauses.gaps(found):
            cells.ask(odd, ColumnHeading.CLAUSE)
        self._keyed(cells, item["rows"], found)
        self._record = record | {"clauses": found}
        self._extras.read(cells, item, self._record)
        self._places[id(self._record)] = cells.place, self._record
        item["rows"].append(self._record)

    def _keyed(self, cells: Cells, rows: list[dict[str, Any]], found: list[dict[str, Any]]) -> None:
        """Give clauses a key whose mark the item has already: their numbers must differ."""
        seen = self._marks[id(rows)]
        for clause in found:
            mark = clause.get("mark", "")
            if mark and ascii_code(mark) in seen:
                clause["key"] = f"第{len(rows) + 1}行{mark}"
                said = f"标号 {mark} 在同一项目里已经有了，编号用 key“{clause['key']}”，不会印出。"
                cells.ask(said, ColumnHeading.CLAUSE)
            seen.add(ascii_code(mark))

    def _banner(self, cells: Cells) -> None:
        """Begin a level that stands across the whole table."""
        text = cells.label or ""
        if compact(text).startswith(_NOTES) or len(text) > _LONGEST_LEVEL:
            self._questions.append(f"{cells.place}：整行“{text}”没有导入；要留的请写进备注。")
            return
        self._levels.banner(text)
        for heading in (
            ColumnHeading.SCORE,
            ColumnHeading.LEADER,
            ColumnHeading.METHOD,
            ColumnHeading.REMARK,
        ):
            for said in cells.said(heading):
                cells.ask(f"整行“{text}”旁边的“{said}”没有导入，请核对。", heading)

    def _without_clauses(self, cells: Cells, record: dict[str, Any]) -> None:
        """Add who is responsible to the row above, where one clause has several rows of them."""
        if self._record is None or not cells.continues:
            said = "、".join(map(joined, cells.said(*ColumnHeading)))
            cells.ask(f"没有条款，这一行（{said}）没有导入。", ColumnHeading.CLAUSE)
            return
        for key in ("leaders", "parties"):
            more = [each for each in record.get(key, ()) if each not in self._record.get(key, ())]
            if more:
                self._record[key] = [*self._record.get(key, ()), *more]

    def _who(self, cells: Cells) -> dict[str, Any]:
        leaders = self._leaders.of(ColumnHeading.LEADER, cells, self._duties.leaders)
        fresh = any(cell is not None for each in DUTIES for cell in cells.of(each))
        found = [
            self._parties.of(each, cells, partial(self._duties.parties, heading=each))
            for each in DUTIES
        ]
        if fresh:
            self._pairs = paired(cells.asking(*DUTIES), *found)
        who = {"leaders": leaders, "parties": list(self._pairs)}
        return {key: value for key, value in who.items() if value}
