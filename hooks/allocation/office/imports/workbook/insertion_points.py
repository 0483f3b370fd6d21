"""The places in the data for new rows of a workbook."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allocation.base.grouping import grouped_pairs
from allocation.base.problems import Ref
from allocation.datafiles import data_folder
from allocation.register.register import ClauseEntry, Register


@dataclass(frozen=True, slots=True)
class Place:
    """The list for a new entry, and the values that its cells do not have.

    ``last`` is the highest number in use, with this many ``digits``; 0 digits for no numbers.
    """

    ref: Ref
    key: str
    fixed: dict[str, Any]
    last: int = 0
    digits: int = 0


@dataclass(frozen=True, slots=True)
class NoInsertionPoint:
    """Why a new row has no place: the column, its content, what is expected."""

    title: str
    found: str
    expected: str
    remedy: str


class Places:
    """Finds places for new rows, and numbers for their entries."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._clauses: dict[str, ClauseEntry] = {clause.id: clause for clause in register.clauses}
        pairs = ((str(filing.year), int(filing.record.no)) for filing in register.filings)
        self._last = {year: max(numbers) for year, numbers in grouped_pairs(pairs).items()}
        self._finders: dict[str, Callable[[dict[str, str]], Place | NoInsertionPoint]] = {
            "佐证材料": self._evidence,
            "登记": self._filing,
            "指标": self._value,
            "人员": lambda _: self._list("people"),
            "科室": lambda _: self._list("departments"),
        }
        self._given: dict[tuple[Ref, str], int] = {}

    def of(self, sheet: str, cells: dict[str, str]) -> Place | NoInsertionPoint:
        """Return the place for a new row of a sheet."""
        return self._finders[sheet](cells)

    def numbered(self, place: Place) -> dict[str, Any]:
        """Return the first values of a new entry, with the next number that was never used."""
        if not place.digits:
            return place.fixed
        key = (place.ref, place.key)
        self._given[key] = self._given.get(key, place.last) + 1
        return {"no": f"{self._given[key]:0{place.digits}}", **place.fixed}

    def _evidence(self, cells: dict[str, str]) -> Place | NoInsertionPoint:
        id = cells.get("条款编号", "")
        clause = self._clauses.get(id)
        if clause is None:
            message = f"新的一行，条款编号是“{id}”" if id else "新的一行没有条款编号"
            remedy = "照“条款”表填条款编号；不是新材料的，删去这一行。"
            return NoInsertionPoint("条款编号", message, "“条款”表里有的条款编号", remedy)
        last = max((int(evidence.no) for evidence in clause.record.evidence), default=0)
        return Place(clause.ref, "evidence", {}, last, 2)

    def _filing(self, cells: dict[str, str]) -> Place | NoInsertionPoint:
        title = "交的日期" if cells.get("交的日期") else "文件日期"
        day = cells.get(title) or self._register.unit.data_date.isoformat()
        if not re.match("[0-9]{4}-", day):
            message = f"新的登记，{title}写的是“{day}”"
            remedy = "写成 2026-03-05 的样子：登记按它归到哪一年。"
            return NoInsertionPoint(title, message, "年-月-日", remedy)
        year = day[:4]
        ref = self._file(data_folder.filings(year))
        return Place(ref, "filings", {}, self._last.get(year, 0), 3)

    def _value(self, cells: dict[str, str]) -> Place | NoInsertionPoint:
        year, indicator = cells.get("年", ""), cells.get("指标编号", "")
        if not re.fullmatch("[0-9]{4}", year) or not indicator:
            title = "年" if indicator else "指标编号"
            message = f"新的一行，指标编号是“{indicator}”，年是“{year}”"
            remedy = "填上指标编号和年；不是新数值的，删去这一行。"
            return NoInsertionPoint(title, message, "指标编号和四位数的年", remedy)
        return Place(self._file(data_folder.filings(year)), "indicators", {"indicator": indicator})

    def _list(self, name: str) -> Place:
        return Place(self._file(f"{name}.yml"), name, {})

    def _file(self, name: str) -> Ref:
        return Ref(f"{self._register.folder.name}/{name}", 1)
