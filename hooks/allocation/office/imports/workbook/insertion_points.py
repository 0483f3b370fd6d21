"""The places in the data for new rows of a workbook."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allocation.base.grouping import grouped_pairs
from allocation.base.problems import Ref
from allocation.datafiles import data_folder
from allocation.editing.yaml_edit import Keys
from allocation.register.register import ClauseEntry, FilingEntry, Register


@dataclass(frozen=True, slots=True)
class Place:
    """The list for a new entry, and the values that its cells do not have.

    ``last`` is the highest number in use, with this many ``digits``; 0 digits for no numbers.
    ``holder`` is the new entry that has the list, if the workbook adds this, too.
    """

    ref: Ref
    key: str
    fixed: dict[str, Any]
    last: int = 0
    digits: int = 0
    holder: NewEntry | None = None


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry that the workbook adds, and its place among the new ones.

    ``keys`` lead to it from the record of its place; numbers count new entries only.
    """

    ref: Ref
    record: dict[str, Any]
    keys: Keys


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
        self._ids = {filing.id: filing for filing in register.filings}
        self._filings: dict[str, list[FilingEntry | NewEntry]] = defaultdict(list)
        for filing in register.filings:
            self._filings[filing.record.title].append(filing)
        self._last = {year: max(numbers) for year, numbers in grouped_pairs(pairs).items()}
        self._finders: dict[str, Callable[[dict[str, str]], Place | NoInsertionPoint]] = {
            "佐证材料": self._evidence,
            "登记": self._filing,
            "附件": self._attachment,
            "量化数值": self._value,
            "人员": lambda _: self._list("people"),
            "科室": lambda _: self._list("departments"),
        }
        self._added: Counter[tuple[Ref, str]] = Counter()

    def of(self, sheet: str, cells: dict[str, str]) -> Place | NoInsertionPoint:
        """Return the place for a new row of a sheet."""
        return self._finders[sheet](cells)

    def completed(self, sheet: str, cells: dict[str, str]) -> dict[str, str]:
        """Return the cells of a new row; an attachment knows its filing by the title alone."""
        title = cells.get("题名", "")
        if sheet != "附件" or cells.get("登记号") or not title:
            return cells
        match self._filings.get(title, ()):
            case [FilingEntry() as filing]:
                return {**cells, "登记号": filing.id}
        return cells

    def take(self, place: Place, entry: dict[str, Any]) -> tuple[dict[str, Any], Keys]:
        """Return a new entry, complete, and the keys to it; count it at its place.

        Its number is the next one that was never used.
        """
        if place.holder is not None:
            entries = place.holder.record.setdefault(place.key, [])
            entries.append(entry)
            return entry, (*place.holder.keys, place.key, len(entries) - 1)
        nth = self._added[place.ref, place.key]
        self._added[place.ref, place.key] += 1
        number = {"no": f"{place.last + nth + 1:0{place.digits}}"} if place.digits else {}
        new = NewEntry(place.ref, {**number, **place.fixed, **entry}, (place.key, nth))
        if place.key == "filings":
            self._filings[entry["title"]].append(new)
        return new.record, new.keys

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

    def _attachment(self, cells: dict[str, str]) -> Place | NoInsertionPoint:
        id, title = cells.get("登记号", ""), cells.get("题名", "")
        if id in self._ids:
            return Place(self._ids[id].ref, "files", {})
        known = () if id else self._filings.get(title, ())
        match known:
            case [NewEntry() as new]:
                return Place(new.ref, "files", {}, holder=new)
            case []:
                message = f"新的附件，没有登记号“{id}”" if id else "新的附件没有登记号"
                remedy = "照“登记”表填登记号；登记也是新加的，填和它一样的题名。"
            case _:
                message = f"新的附件，题名是“{title}”的登记有 {len(known)} 条"
                remedy = "填登记号；登记也是新加的，先导入，重新导出，再填。"
        return NoInsertionPoint("登记号", message, "“登记”表里有的登记号", remedy)

    def _value(self, cells: dict[str, str]) -> Place | NoInsertionPoint:
        year, indicator = cells.get("年", ""), cells.get("量化要求编号", "")
        if not re.fullmatch("[0-9]{4}", year) or not indicator:
            title = "年" if indicator else "量化要求编号"
            message = f"新的一行，量化要求编号是“{indicator}”，年是“{year}”"
            remedy = "填上量化要求编号和年；不是新数值的，删去这一行。"
            return NoInsertionPoint(title, message, "量化要求编号和四位数的年", remedy)
        name = cells.get("轮次", "")
        fixed = {"indicator": indicator} | ({"round": name} if name else {})
        return Place(self._file(data_folder.filings(year)), "indicators", fixed)

    def _list(self, name: str) -> Place:
        return Place(self._file(f"{name}.yml"), name, {})

    def _file(self, name: str) -> Ref:
        return Ref(f"{self._register.folder.name}/{name}", 1)
