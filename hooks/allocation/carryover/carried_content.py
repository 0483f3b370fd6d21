"""The allocation files of a new edition: the new table with the owners of the old one."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import Any

from allocation.base.grouping import unique
from allocation.datafiles import model
from allocation.datafiles.model import Node
from allocation.register.register import ClauseEntry, ItemEntry, Register, RowEntry

_FIRST = ("code", "mark", "no", "title", "name", "text")
"""Keys that come first in a record, for readers."""
_LEVELS = ("groups", "items", "rows")
_LISTS = ("evidence", "indicators")
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

    ``origins`` are the old clauses of the new ones whose match is certain: several for one that was
    merged. For ``other_unit``, only evidence and indicators are carried over: no duties, and no
    reasons why something is missing.
    """

    before: Register
    after: Register
    origins: Mapping[ClauseEntry, Sequence[ClauseEntry]]
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
        new = clause.row.record
        old = () if self.other_unit else self.origins.get(clause, ())
        known = [row.record for row in unique(origin.row for origin in old)]
        owners = unique(party for row in known for party in items(row.parties))
        parties = _parties(new.parties, [party for row in known for party in row.parties])
        kept = bool(known) and parties == owners
        history = [party for row in known for party in row.history] if kept else new.history
        return RowDuties(
            leaders=new.leaders or unique(name for row in known for name in row.leaders),
            parties=parties,
            history=items(history),
            methods=new.methods or unique(method for row in known for method in row.methods),
            deadline=new.deadline or next((row.deadline for row in known if row.deadline), None),
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
        record = plain(clause.record, without=_LISTS)
        old = self.origins.get(clause, ())
        kept = dict(_lists((*old, clause)))
        if self.other_unit:
            for part in (part for parts in kept.values() for part in parts):
                part.pop("not_applicable", None)
            return kept | record
        for origin in reversed(old):
            kept |= _picked(origin.record, self._kept_names(clause, origin))
        if not all(origin.record.not_applicable for origin in old):
            kept.pop("not_applicable", None)
        return kept | record

    def _kept_names(self, clause: ClauseEntry, old: ClauseEntry) -> Iterator[str]:
        """Yield the keys of an old clause that the new table does not state."""
        yield "not_applicable"
        if not clause.row.record.methods:
            yield "methods"
        if not clause.row.record.deadline:
            yield "deadline"
        if clause.item.id == old.item.id and clause.record.mark == old.record.mark != "":
            yield "key"


def numbered(
    clauses: Sequence[ClauseEntry], name: str
) -> Iterator[tuple[ClauseEntry, model.Evidence | model.Indicator, str]]:
    """Yield the evidence or indicators of clauses that become one, with their numbers in it.

    Those of the first clause keep theirs. What two clauses call the same is one.

    :param name: one of ``_LISTS``.
    """
    numbers: dict[str, str] = {}
    for clause in clauses:
        for record in getattr(clause.record, name):
            free = max(map(int, numbers.values()), default=0) + 1
            number = record.no if clause is clauses[0] else f"{free:02}"
            yield clause, record, numbers.setdefault(record.name, number)


def _lists(clauses: Sequence[ClauseEntry]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the evidence and indicators of clauses that become one, if there are any."""
    for name in _LISTS:
        records: dict[str, dict[str, Any]] = {}
        for _, record, number in numbered(clauses, name):
            records.setdefault(number, plain(record) | {"no": number})
        if records:
            yield name, list(records.values())


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
    last = [name for name in (*_LEVELS, "clauses", *_LISTS) if name in record]
    middle = [name for name in record if name not in (*_FIRST, *last)]
    return {name: record[name] for name in (*_FIRST, *middle, *last) if name in record}


def _picked(record: Node | None, names: Iterable[str]) -> dict[str, Any]:
    values = plain(record) if record else {}
    return {name: values[name] for name in names if name in values}


def _parties(new: Sequence[model.Party], known: Sequence[model.Party]) -> tuple[RecordItems, ...]:
    """Return the parties of the new table, with the old person if a department has none."""
    if not new:
        return unique(items(known))
    pairs = ((party.department, party.person) for party in known)
    persons = {department: person for department, person in pairs if department and person}
    return items(
        dataclasses.replace(party, person=party.person or persons.get(party.department or ""))
        for party in new
    )
