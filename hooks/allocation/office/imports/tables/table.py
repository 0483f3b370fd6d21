"""An allocation table as offices write it to records of data files, and questions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from allocation.base.enums import Column, Role
from allocation.base.slugs import ascii_code, compact
from allocation.office.imports.tables import clause_owners, clauses, placeholders, table_parts
from allocation.office.imports.tables.clause_numbers import ClauseNumbers
from allocation.office.imports.tables.extra_columns import RowExtras
from allocation.office.imports.tables.grid import TableGrid
from allocation.office.imports.tables.heading_words import DUTIES, ColumnHeading
from allocation.office.imports.tables.headings import ColumnChoice, Head
from allocation.office.imports.tables.levels import Levels, joined, keys_of
from allocation.office.imports.tables.names import Names
from allocation.office.imports.tables.parties import Duties, PartyDraft, paired
from allocation.office.imports.tables.questions import NO_OWNERS, Position, TableQuestion
from allocation.office.imports.tables.stated_scores import StatedScores
from allocation.office.imports.tables.table_parts import JoinedTable, TableError, TableSection
from allocation.office.imports.tables.table_rows import Cells, MergedCellValues

_COLUMNS = {
    ColumnHeading.LEADER: Column.LEADER,
    ColumnHeading.DEPARTMENT: Column.DEPARTMENT,
    ColumnHeading.PERSON: Column.PERSON,
    ColumnHeading.SCORE: Column.SCORE,
    ColumnHeading.METHOD: Column.METHOD,
    ColumnHeading.DEADLINE: Column.DEADLINE,
    ColumnHeading.REMARK: Column.REMARK,
}
_OWNERS = {ColumnHeading.LEADER, ColumnHeading.DEPARTMENT, ColumnHeading.PERSON}
_EXTRA = {
    "score": Column.SCORE,
    "methods": Column.METHOD,
    "deadline": Column.DEADLINE,
    "remark": Column.REMARK,
}
"""Columns of the data by the keys of records."""
_NOTES = ("注：", "注:", "说明：", "说明:", "备注", "填表")
"""Prefixes of a row across the whole table that is no level."""
_LONGEST_LEVEL = 40


@dataclass(frozen=True, slots=True)
class Draft:
    """A table as records of data files, and questions for a person.

    ``places`` are the places of the rows in the table, by the identity of the row; ``duties`` are
    the headings of leaders, departments and people, which most errors are about; ``heads`` are the
    headings that were read, with the places of their tables.
    """

    before: tuple[str, ...]
    header: list[str]
    columns: list[Column]
    categories: list[dict[str, Any]]
    people: list[str]
    departments: list[str]
    questions: list[str]
    duties: str
    places: dict[int, tuple[str, dict[str, Any]]]
    heads: tuple[tuple[int, Head], ...]

    def place(self, row: dict[str, Any]) -> str:
        """Return the place of a record in the table."""
        return f"{self.places[id(row)][0]}{self.duties}栏"

    def places_of(self, name: str) -> str:
        """Return the places of a department or a person in the table."""
        rows = (place for place, row in self.places.values() if name in _named(row))
        places = "、".join(dict.fromkeys(rows))
        return f"{places}{self.duties}栏" if places else "表里没有的名称"


def _named(row: dict[str, Any]) -> set[str]:
    parties = (value for party in row.get("parties", ()) for value in party.values())
    return {*row.get("leaders", ()), *parties}


def draft(
    grids: Sequence[TableGrid],
    people: Iterable[str],
    departments: Iterable[str],
    choices: Sequence[ColumnChoice] = (),
) -> Draft:
    """Read the allocation table among some tables.

    :param people: known names, as ``departments`` are.
    :param choices: what a person says about columns.
    :raises TableError: if no table has known headings with clauses below them.
    """
    duties = Duties(Names("人", people), Names("科室", departments))
    made = _Reader(table_parts.joined(grids, choices), duties).draft()
    if not made.places:
        raise TableError("找到了表头，可是下面没有一行条款。")
    return made


class _Reader:
    """Reads the rows below the headings."""

    def __init__(self, table: JoinedTable, duties: Duties) -> None:
        self._before = table.before
        self._questions = table.questions.copy()
        self._sections = [
            replace(each, rows=clause_owners.divided(each.rows, each.head, self._questions))
            for each in table.sections
        ]
        self._duties = duties
        self._levels = Levels()
        self._stated = StatedScores(self._levels.categories)
        self._numbered = False
        self._page = 1
        self._pages = any(
            each.head.opens(row.texts) for each in table.sections for row in each.rows
        )
        self._places: dict[int, tuple[str, dict[str, Any]]] = {}
        self._marks: dict[int, set[str]] = defaultdict(set)

    def draft(self) -> Draft:
        """Return the records and questions of the table."""
        for section in self._sections:
            self._learn(section)
        proposed: Counter[str] = Counter()
        for section in self._sections:
            self._read(section)
            proposed += self._extras.proposed
        if not _OWNERS & {kind for section in self._sections for kind in section.head.kinds}:
            self._questions.append(NO_OWNERS)
        self._stated.settle()
        self._levels.settle()
        for word, count in proposed.items():
            self._questions.append(
                f"“{word}”栏读出 {count} 项材料，作为建议的佐证材料，写明出自这一栏；"
                "没有写多久一次的按届期一次、至少一份，挂网方式先按只列题名，请逐项核对。"
            )
        self._ask_about_new_names()
        return Draft(
            self._before,
            self._sections[0].head.printed,
            self._data_columns(),
            categories=self._levels.categories,
            people=self._duties.people.used,
            departments=self._duties.departments.used,
            questions=self._questions,
            duties=self._sections[0].head.titles(ColumnHeading.LEADER, *DUTIES),
            places=self._places,
            heads=tuple((section.number - 1, section.head) for section in self._sections),
        )

    def _read(self, section: TableSection) -> None:
        """Read the rows of a section; what merged cells hold ends with it."""
        self._head = section.head
        self._table = section.number - 1
        self._numbers = ClauseNumbers(section, before=self._numbered)
        self._numbered |= self._numbers.found
        self._extras = RowExtras(section.head, self._levels, self._stated)
        self._leaders: MergedCellValues[str] = MergedCellValues()
        self._parties: MergedCellValues[PartyDraft] = MergedCellValues()
        self._pairs: list[dict[str, str]] = []
        self._record: dict[str, Any] | None = None
        self._ask_about_columns()
        for row in section.rows:
            if self._head.repeated(row.texts):
                self._page += self._head.opens(row.texts)
            elif any(row.texts):
                self._row(Cells(row, self._head, self._questions))
        self._extras.settle()

    def _data_columns(self) -> list[Column]:
        """Return the columns of the data: of the table, and of what one of them holds, too."""
        kinds = [kind for section in self._sections for kind in section.head.columns]
        columns = [_COLUMNS[kind] for kind in kinds if kind in _COLUMNS]
        parties = [party for _, row in self._places.values() for party in row.get("parties", ())]
        for key, column in (("department", Column.DEPARTMENT), ("person", Column.PERSON)):
            if column not in columns and any(key in party for party in parties):
                present = {Column.DEPARTMENT, Column.PERSON} & set(columns)
                at = columns.index(present.pop()) + 1 if present else len(columns)
                columns.insert(at, column)
        used = {key for category in self._levels.categories for key in keys_of(category)}
        columns += (column for key, column in _EXTRA.items() if key in used)
        return list(dict.fromkeys(columns))

    def _learn(self, section: TableSection) -> None:
        """Learn the names that stand alone; people first, since other columns may have them."""
        for wanted in (
            (ColumnHeading.LEADER, ColumnHeading.PERSON),
            (ColumnHeading.DEPARTMENT, ColumnHeading.SUPPORT),
        ):
            for row in section.rows:
                if not section.head.repeated(row.texts):
                    for heading, cell in zip(section.head.columns, row.texts, strict=False):
                        if heading in wanted and cell:
                            self._duties.learn(cell, heading)

    def _ask_about_columns(self) -> None:
        """Ask about columns that are not read, or read in doubt."""
        for at, _ in self._head.unknown:
            self._ask_about_column(at - 1, "不知道是什么栏，没有读；用 --column 说明。")
        for at, text in self._head.doubts:
            self._ask_about_column(at, text)
        for kind in self._head.doubled:
            self._questions.append(f"{self._head.titles(kind)}栏都当“{kind.value}”读了，请核对。")
        for at, text in self._numbers.doubts:
            self._ask_about_column(at, text)
        if len(signs := sorted(frozenset().union(*self._head.ticked.values()))) > 1:
            words = self._head.titles(ColumnHeading.DEPARTMENT)
            self._questions.append(
                f"{words}栏用了几种记号（{'、'.join(signs)}），看不出谁牵头、谁配合，"
                "都不带角色导入；请写明再导入，或者导入后补上。"
            )

    def _ask_about_new_names(self) -> None:
        for what, names in (("人", self._duties.people), ("科室", self._duties.departments)):
            if new := names.new():
                listed = "、".join(new)
                self._questions.append(
                    f"新的{what} {len(new)} 个，已经加上：{listed}；写错了请改。"
                )

    def _ask_about_column(self, at: int, text: str) -> None:
        words = f"“{self._head.words[at]}”"
        cells = Position(self._table, None, (at,))
        self._questions.append(TableQuestion(text, f"第 {at + 1} 栏", words, (cells,)))

    def _row(self, cells: Cells) -> None:
        if cells.is_total:
            self._stated.total(cells, self._levels.path)
            return
        if cells.label is not None:
            self._banner(cells)
            return
        self._levels.note(self._numbers.levels(cells))
        record: dict[str, Any] = {"page": self._page} if self._pages else {}
        record |= self._duties_of(cells)
        records, grades = clauses.without_grades(clauses.read(cells.clauses))
        if not records:
            self._without_clauses(cells, record)
            return
        self._numbers.mark(cells, records)
        item = self._levels.item(cells.asking(ColumnHeading.LEVEL))
        if self._record is not None and self._levels.go_on and cells.only_goes_on:
            self._keyed(cells, item["rows"], records, len(item["rows"]))
            self._record["clauses"] += records
            return
        for question in (*clauses.joins(cells.clauses), *clauses.mark_problems(records)):
            cells.ask(question, ColumnHeading.CLAUSE)
        if placeholders.is_ditto(cells.clauses):
            text = f"“{cells.clauses}”照字导入了，不知道同的是哪一条；请在原表里写出来再导入。"
            cells.ask(text, ColumnHeading.CLAUSE)
        self._keyed(cells, item["rows"], records, len(item["rows"]) + 1)
        self._record = record | {"clauses": records}
        self._extras.read(cells, item, self._record)
        for text in grades:
            remark = f"评分办法：{text}"
            before = self._record.get("remark")
            self._record["remark"] = f"{before} {remark}" if before else remark
            cells.ask(f"“{text}”当作评分办法，写进备注，请核对。", ColumnHeading.CLAUSE)
        self._places[id(self._record)] = cells.place, self._record
        item["rows"].append(self._record)

    def _keyed(
        self, cells: Cells, rows: list[dict[str, Any]], records: list[dict[str, Any]], number: int
    ) -> None:
        """Give clauses a key if the item has their mark already: ids must be unique.

        :param number: of their row in the item, from 1.
        """
        seen = self._marks[id(rows)]
        for clause in records:
            mark = clause.get("mark", "")
            if mark and ascii_code(mark) in seen:
                key = clause["key"] = f"第{number}行{mark}"
                text = f"标号 {mark} 在同一项目里已经有了，编号里写成“{key}”，不会印出。"
                cells.ask(text, ColumnHeading.CLAUSE)
            seen.add(ascii_code(mark))

    def _banner(self, cells: Cells) -> None:
        """Begin a level whose label is across the whole table."""
        text = cells.label or ""
        if compact(text).startswith(_NOTES) or len(text) > _LONGEST_LEVEL:
            cells.ask(f"整行“{text}”没有导入；要留的请写进备注。")
            return
        self._levels.banner(text)
        self._extras.begin(text)
        for heading in (
            ColumnHeading.SCORE,
            ColumnHeading.LEADER,
            ColumnHeading.METHOD,
            ColumnHeading.REMARK,
        ):
            for value in cells.texts(heading):
                cells.ask(f"整行“{text}”旁边的“{value}”没有导入，请核对。", heading)

    def _without_clauses(self, cells: Cells, record: dict[str, Any]) -> None:
        """Add leaders and parties to the row above if they continue its clause."""
        if self._record is None or not cells.continues:
            kinds = (kind for kind in ColumnHeading if kind is not ColumnHeading.NUMBER)
            texts = "、".join(map(joined, cells.texts(*kinds)))
            cells.ask(
                f"没有条款，这一行（{texts}）没有导入；要留的请写进备注。", ColumnHeading.CLAUSE
            )
            return
        for key in ("leaders", "parties"):
            known = self._record.get(key, ())
            more = [entry for entry in record.get(key, ()) if entry not in known]
            if more:
                self._record[key] = [*known, *more]

    def _duties_of(self, cells: Cells) -> dict[str, Any]:
        leaders = self._leaders.of(ColumnHeading.LEADER, cells, self._duties.leaders)
        fresh = any(cell is not None for heading in DUTIES for cell in cells.of(heading))
        parties: list[list[PartyDraft]] = []
        for heading in DUTIES:
            read = partial(self._duties.parties, heading=heading, beside=any(parties))
            parties.append(self._parties.of(heading, cells, read))
        if self._head.says_who_leads:
            parties[0] = [replace(party, role=party.role or Role.LEAD) for party in parties[0]]
        if fresh:
            self._pairs = paired(cells.asking(*DUTIES), *parties)
        duties = {"leaders": leaders, "parties": list(self._pairs)}
        return {key: value for key, value in duties.items() if value}
