"""The allocation of a new edition as data files will say it: the new table, with its old owners."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import Any

from allocation.datafiles import model
from allocation.datafiles.model import Node
from allocation.register.register import ClauseEntry, ItemEntry, Register, RowEntry

_FIRST = ("code", "mark", "no", "title", "name", "text")
"""Keys that people look for first."""
_LEVELS = ("groups", "items", "rows")
_OF_DUTY = ("leaders", "parties", "history", "methods", "deadline", "clauses")
Said = tuple[tuple[str, str], ...]
"""A record as its keys and values, to be compared."""


@dataclass(frozen=True, slots=True)
class RowDuties:
    """What the data says of a row beside its clauses: who answers for it, and how it is judged."""

    leaders: tuple[str, ...]
    parties: tuple[Said, ...]
    history: tuple[Said, ...]
    methods: tuple[str, ...]
    deadline: str | None

    @property
    def owned(self) -> bool:
        """Whether anybody answers for the row."""
        return bool(self.leaders or self.parties)

    def plain(self) -> dict[str, Any]:
        """Return it as a data file says it, what is empty left out."""
        found = {
            "leaders": list(self.leaders),
            "parties": [dict(each) for each in self.parties],
            "history": [dict(each) for each in self.history],
            "methods": list(self.methods),
            "deadline": self.deadline,
        }
        return {key: value for key, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Content:
    """Writes a new register with what goes on from an old one.

    ``origins`` are the old clauses of those new ones that are certain. Of ``other_unit``, nothing
    goes on of who does what and of what its predecessor has not: only what clauses ask for.
    """

    before: Register
    after: Register
    origins: Mapping[ClauseEntry, ClauseEntry]
    other_unit: bool = False

    def files(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each file of the allocation: its name below the data folder, and what it says."""
        rows = {id(row.record): row for row in self.after.rows}
        for category in self.after.categories:
            name = category.ref.file.partition("/")[2]
            known = next((c for c in self.before.categories if c.label == category.label), None)
            kept = _kept(known.record if known else None, ("slug", "bonus"))
            yield name, _ordered(kept | self._level(category.record, rows))

    def duty(self, clause: ClauseEntry) -> RowDuties:
        """Return what goes on of the row of a clause: what the new table says, else the old one."""
        said, old = clause.row.record, self.origins.get(clause)
        known = old.row.record if old and not self.other_unit else None
        parties = _parties(said.parties, known.parties if known else ())
        kept = bool(known) and parties == _said(known.parties if known else ())
        return RowDuties(
            leaders=said.leaders or (known.leaders if known else ()),
            parties=parties,
            history=_said(known.history) if known and kept else _said(said.history),
            methods=said.methods or (known.methods if known else ()),
            deadline=said.deadline or (known.deadline if known else None),
        )

    def _level(
        self, record: model.Category | model.Group | model.Item, rows: Mapping[int, RowEntry]
    ) -> dict[str, Any]:
        found = plain(record, without=_LEVELS)
        for name in _LEVELS:
            below: tuple[Any, ...] = getattr(record, name, ())
            if name == "rows" and below:
                found["rows"] = [part for each in below for part in self._rows(rows[id(each)])]
                found = self._item(rows[id(below[0])].item, found)
            elif below:
                found[name] = [_ordered(self._level(each, rows)) for each in below]
        return found

    def _item(self, item: ItemEntry, found: dict[str, Any]) -> dict[str, Any]:
        old = next((each for each in self.before.items if each.id == item.id), None)
        if old is None or old.title != item.title or not isinstance(old.record, model.Item):
            return found
        return _kept(old.record, ("key", "slug")) | found

    def _rows(self, row: RowEntry) -> Iterator[dict[str, Any]]:
        """Yield a row of the new table, parted where those who answer for its clauses differ."""
        base = plain(row.record, without=_OF_DUTY)
        clauses = (each for each in self.after.clauses if each.row is row)
        for duty, run in groupby(clauses, key=self.duty):
            part = [_ordered(self._clause(clause)) for clause in run]
            yield base | duty.plain() | {"clauses": part}
            # Marks of a row are a sum, and stay with its first part.
            base.pop("score", None)

    def _clause(self, clause: ClauseEntry) -> dict[str, Any]:
        found = plain(clause.record)
        old = self.origins.get(clause)
        if old is None:
            return found
        names = ["evidence", "indicators"]
        if self.other_unit:
            return _applicable(_kept(old.record, names)) | found
        names.append("not_applicable")
        if not clause.row.record.methods:
            names.append("methods")
        if not clause.row.record.deadline:
            names.append("deadline")
        if clause.item.id == old.item.id and clause.record.mark == old.record.mark != "":
            names.append("key")
        return _kept(old.record, names) | found


def plain(record: Node, *, without: Collection[str] = ()) -> dict[str, Any]:
    """Return a record as a data file says it, what is empty left out."""
    fields = (each.name for each in dataclasses.fields(record))  # type: ignore[arg-type]
    values = {name: _value(getattr(record, name)) for name in fields if name not in without}
    return _ordered(
        {k: v for k, v in values.items() if k != "ref" and v not in (None, "", [], False)}
    )


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_value(each) for each in value]
    if isinstance(value, Node):
        return plain(value)
    if isinstance(value, Enum):
        return value.value
    return value if isinstance(value, bool | int | str | None) else str(value)


def _applicable(found: dict[str, Any]) -> dict[str, Any]:
    """Return evidence without what another unit has no use for."""
    for record in found.get("evidence", ()):
        record.pop("not_applicable", None)
    return found


def _ordered(found: dict[str, Any]) -> dict[str, Any]:
    """Return a record in the order in which people read it: what it is called, then what it has."""
    last = [name for name in (*_LEVELS, "clauses", "evidence", "indicators") if name in found]
    middle = [name for name in found if name not in (*_FIRST, *last)]
    return {name: found[name] for name in (*_FIRST, *middle, *last) if name in found}


def _kept(record: Node | None, names: Iterable[str]) -> dict[str, Any]:
    found = plain(record) if record else {}
    return {name: found[name] for name in names if name in found}


def _said(records: Iterable[Node]) -> tuple[Said, ...]:
    return tuple(tuple(plain(each).items()) for each in records)


def _parties(said: tuple[model.Party, ...], known: tuple[model.Party, ...]) -> tuple[Said, ...]:
    """Return who answers: those of the new table, each department with the person it had."""
    if not said:
        return _said(known)
    persons = {each.department: each.person for each in known if each.department and each.person}
    return _said(
        each
        if each.person
        else dataclasses.replace(each, person=persons.get(each.department or ""))
        for each in said
    )
