"""The allocation files of a new edition: the new table with the owners of the old one."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import Any

from allocation.datafiles import model
from allocation.datafiles.model import Node
from allocation.register.register import ClauseEntry, ItemEntry, Register, RowEntry

_FIRST = ("code", "mark", "no", "title", "name", "text")
"""Keys that come first in a record, for readers."""
_LEVELS = ("groups", "items", "rows")
_OF_DUTY = ("leaders", "parties", "history", "methods", "deadline", "clauses")
RecordItems = tuple[tuple[str, str], ...]
"""The keys and values of a record, which can be compared and hashed."""


@dataclass(frozen=True, slots=True)
class RowDuties:
    """The duties of a row of the new data, and how and until when it is judged."""

    leaders: tuple[str, ...]
    parties: tuple[RecordItems, ...]
    history: tuple[RecordItems, ...]
    methods: tuple[str, ...]
    deadline: str | None

    @property
    def owned(self) -> bool:
        """Whether anybody is responsible for the row."""
        return bool(self.leaders or self.parties)

    def plain(self) -> dict[str, Any]:
        """Return the duties as in a data file, without empty values."""
        values = {
            "leaders": list(self.leaders),
            "parties": [dict(party) for party in self.parties],
            "history": [dict(party) for party in self.history],
            "methods": list(self.methods),
            "deadline": self.deadline,
        }
        return {key: value for key, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a new register, with what is carried over from an old one.

    ``origins`` are the old clauses of the new ones whose match is certain. For ``other_unit``, only
    evidence and indicators are carried over: no duties, and no reasons why something is missing.
    """

    before: Register
    after: Register
    origins: Mapping[ClauseEntry, ClauseEntry]
    other_unit: bool = False

    def files(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the files of the allocation: path below the data folder, and content."""
        rows = {id(row.record): row for row in self.after.rows}
        for category in self.after.categories:
            name = category.ref.file.partition("/")[2]
            known = next((c for c in self.before.categories if c.label == category.label), None)
            kept = _picked(known.record if known else None, ("slug", "bonus"))
            yield name, _ordered(kept | self._level(category.record, rows))

    def duty(self, clause: ClauseEntry) -> RowDuties:
        """Return the duties of a clause's row: from the new table, or else from the old one."""
        new, old = clause.row.record, self.origins.get(clause)
        known = old.row.record if old and not self.other_unit else None
        parties = _parties(new.parties, known.parties if known else ())
        kept = bool(known) and parties == items(known.parties if known else ())
        return RowDuties(
            leaders=new.leaders or (known.leaders if known else ()),
            parties=parties,
            history=items(known.history) if known and kept else items(new.history),
            methods=new.methods or (known.methods if known else ()),
            deadline=new.deadline or (known.deadline if known else None),
        )

    def _level(
        self, record: model.Category | model.Group | model.Item, rows: Mapping[int, RowEntry]
    ) -> dict[str, Any]:
        level = plain(record, without=_LEVELS)
        for name in _LEVELS:
            below: tuple[Any, ...] = getattr(record, name, ())
            if name == "rows" and below:
                level["rows"] = [part for row in below for part in self._rows(rows[id(row)])]
                level = self._item(rows[id(below[0])].item, level)
            elif below:
                level[name] = [_ordered(self._level(part, rows)) for part in below]
        return level

    def _item(self, item: ItemEntry, level: dict[str, Any]) -> dict[str, Any]:
        old = next((known for known in self.before.items if known.id == item.id), None)
        if old is None or old.title != item.title or not isinstance(old.record, model.Item):
            return level
        return _picked(old.record, ("key", "slug", "aliases")) | level

    def _rows(self, row: RowEntry) -> Iterator[dict[str, Any]]:
        """Yield a row of the new table, split where the duties of its clauses differ."""
        base = plain(row.record, without=_OF_DUTY)
        clauses = (clause for clause in self.after.clauses if clause.row is row)
        for duty, run in groupby(clauses, key=self.duty):
            part = [_ordered(self._clause(clause)) for clause in run]
            yield base | duty.plain() | {"clauses": part}
            # The score of a row is a sum, and stays with its first part.
            base.pop("score", None)

    def _clause(self, clause: ClauseEntry) -> dict[str, Any]:
        record = plain(clause.record)
        old = self.origins.get(clause)
        if old is None:
            return record
        names = ["evidence", "indicators"]
        if self.other_unit:
            kept = _picked(old.record, names)
            for evidence in kept.get("evidence", ()):
                evidence.pop("not_applicable", None)
            return _with_evidence(kept | record, kept)
        names.append("not_applicable")
        if not clause.row.record.methods:
            names.append("methods")
        if not clause.row.record.deadline:
            names.append("deadline")
        if clause.item.id == old.item.id and clause.record.mark == old.record.mark != "":
            names.append("key")
        kept = _picked(old.record, names)
        return _with_evidence(kept | record, kept)


def _with_evidence(clause: dict[str, Any], kept: dict[str, Any]) -> dict[str, Any]:
    """Return a clause with the old evidence first, under its numbers, then what is new."""
    old = kept.get("evidence", [])
    known = {entry["name"] for entry in old}
    new = [entry for entry in clause.get("evidence", []) if entry["name"] not in known]
    if not old or not new:
        return clause | ({"evidence": old} if old else {})
    last = max(int(entry["no"]) for entry in old)
    numbered = (entry | {"no": f"{no:02}"} for no, entry in enumerate(new, start=last + 1))
    return clause | {"evidence": [*old, *numbered]}


def plain(record: Node, *, without: Collection[str] = ()) -> dict[str, Any]:
    """Return a record as in a data file, without empty values."""
    fields = (field.name for field in dataclasses.fields(record))  # type: ignore[arg-type]
    values = {name: _value(getattr(record, name)) for name in fields if name not in without}
    return _ordered(
        {k: v for k, v in values.items() if k != "ref" and v not in (None, "", [], False)}
    )


def items(records: Iterable[Node]) -> tuple[RecordItems, ...]:
    """Return the keys and values of records, without empty values."""
    return tuple(tuple(plain(record).items()) for record in records)


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    if isinstance(value, Node):
        return plain(value)
    if isinstance(value, Enum):
        return value.value
    return value if isinstance(value, bool | int | str | None) else str(value)


def _ordered(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with its keys in the order of reading: names first, parts last."""
    last = [name for name in (*_LEVELS, "clauses", "evidence", "indicators") if name in record]
    middle = [name for name in record if name not in (*_FIRST, *last)]
    return {name: record[name] for name in (*_FIRST, *middle, *last) if name in record}


def _picked(record: Node | None, names: Iterable[str]) -> dict[str, Any]:
    values = plain(record) if record else {}
    return {name: values[name] for name in names if name in values}


def _parties(new: Sequence[model.Party], known: Sequence[model.Party]) -> tuple[RecordItems, ...]:
    """Return the parties of the new table, with the old person if a department has none."""
    if not new:
        return items(known)
    pairs = ((party.department, party.person) for party in known)
    persons = {department: person for department, person in pairs if department and person}
    return items(
        dataclasses.replace(party, person=party.person or persons.get(party.department or ""))
        for party in new
    )
