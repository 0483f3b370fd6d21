"""The records that a slip may change: what kinds there are, what may be set, what a record says.

What a record says is told as plain values, the same in Python and in a browser, so that a digest
of them tells whether the record is still the one that somebody saw.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any

from allocation.base.problems import Ref
from allocation.datafiles import loader, model
from allocation.datafiles.model import Node
from allocation.register.register import Register


@dataclass(frozen=True, slots=True)
class SettingEntry:
    """A part of ``unit.yml``, as the register has entries of everything else."""

    id: str
    record: Node

    @property
    def ref(self) -> Ref:
        place: Ref = self.record.ref  # type: ignore[attr-defined]
        return place


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of records: its name in slips, the office's label, its class, what a slip may set.

    ``entries`` yields the register's entries of it with their ids. ``only_new`` are fields that are
    set when a record is added, and never changed. ``parent`` is what an added record is put into:
    ``year``, or the name of another kind; ``into`` is the list that it is added to.
    """

    name: str
    label: str
    type: type[Node]
    fields: tuple[str, ...]
    entries: Callable[[Register], Iterable[tuple[str, Any]]]
    only_new: tuple[str, ...] = ()
    parent: str | None = None
    into: str | None = None
    is_numbered: bool = False
    """Whether an added record gets the next number, ``no``."""

    @property
    def grows(self) -> bool:
        """Whether records of this kind may be added and removed."""
        return self.into is not None


def _ids(name: str, id: str = "id") -> Callable[[Register], Iterator[tuple[str, Any]]]:
    """Return a function that yields the entries of a register with their ids."""
    id_of = attrgetter(id)
    return lambda register: ((id_of(entry), entry) for entry in getattr(register, name))


def _items(register: Register) -> Iterator[tuple[str, Any]]:
    """Yield the items; a category that is its own item has none of their fields."""
    return ((item.id, item) for item in register.items if isinstance(item.record, model.Item))


def _setting(name: str, record: Callable[[Register], Node]) -> Callable[[Register], Any]:
    return lambda register: ((name, SettingEntry(name, record(register))),)


_YEAR = "year"
"""The parent of what is added to the file of a year."""
_FILING = (
    "evidence", "slot", "title", "document_no", "author_body", "date", "pages", "count", "box",
    "page", "files", "link", "redacted", "filed_by", "party", "filed_on", "checked_by",
    "checked_on", "state", "reason", "reuse",
)  # fmt: skip
_VALUE = ("indicator", "round", "value", "numerator", "denominator", "note", "proof")
_EVIDENCE = tuple(field.name for field in fields(model.Evidence) if field.name not in ("ref", "no"))
_INDICATOR = ("name", "formula", "threshold", "unit", "not_applicable")
_PERSON = ("name", "id", "pinyin", "signed")
_DEPARTMENT = ("name", "kind", "aliases")
_TERM = ("name", "start", "years", "milestones", "confirmed")

KINDS: dict[str, RecordKind] = {
    kind.name: kind
    for kind in (
        RecordKind(
            "filing", "登记", model.Filing, _FILING, _ids("filings"),
            parent=_YEAR, into="filings", is_numbered=True,
        ),
        RecordKind(
            "value", "数值", model.IndicatorValue, _VALUE, _ids("values"),
            parent=_YEAR, into="indicators",
        ),
        RecordKind("row", "分工", model.Row, ("leaders", "parties", "history"), _ids("rows")),
        RecordKind("item", "项目", model.Item, ("statement", "aliases"), _items),
        RecordKind("clause", "条款", model.Clause, ("text", "not_applicable"), _ids("clauses")),
        RecordKind(
            "evidence", "材料", model.Evidence, _EVIDENCE, _ids("evidence"),
            parent="clause", into="evidence", is_numbered=True,
        ),
        RecordKind("indicator", "量化要求", model.Indicator, _INDICATOR, _ids("indicators")),
        RecordKind(
            "person", "人员", model.Person, _PERSON, _ids("people", "key"),
            only_new=("name", "id"), into="people",
        ),
        RecordKind(
            "department", "科室", model.Department, _DEPARTMENT, _ids("departments", "name"),
            only_new=("name",), into="departments",
        ),
        RecordKind("term", "届期", model.Term, _TERM, _setting("term", lambda own: own.unit.term)),
        RecordKind("unit", "单位", model.Unit, ("handin",), _setting("unit", lambda own: own.unit)),
    )
}  # fmt: skip
"""The kinds of records that slips change, by name."""
_APART: dict[type, tuple[str, ...]] = {
    model.Item: ("rows",),
    model.Row: ("clauses",),
    model.Clause: ("evidence", "indicators"),
    # What else the file says is nobody's form, and its date changes with every change.
    model.Unit: tuple(field.name for field in fields(model.Unit) if field.name != "handin"),
}
"""Fields of a record that say nothing of it: records of their own, and other settings."""


def find(register: Register, kind: str, id: str) -> Any | None:
    """Return the register's entry of a record, None if there is none.

    :param kind: the name of a kind, as in ``KINDS``.
    """
    return next((entry for key, entry in KINDS[kind].entries(register) if key == id), None)


def plain(record: Node) -> dict[str, Any]:
    """Return what a record says as plain values: texts, integers, flags, lists and mappings.

    Fields that say nothing, or what is said without them, are left out; of the record itself also
    its number, which is in its id. Days are ISO texts, decimals are texts.
    """
    return {name: plain_value(value) for name, value in _own(record)}


def plain_value(value: Any) -> Any:
    """Return a value of a record as ``plain`` has it."""
    return _tree(value, lambda leaf: str(leaf) if isinstance(leaf, date | Decimal) else leaf)


def written(value: Any) -> Any:
    """Return a record or a value of one for YAML: days and decimals are written as they are."""
    return _tree(value, lambda leaf: leaf)


def digest(record: Node) -> str:
    """Return the SHA-256 of what a record says, in hexadecimal."""
    return digest_of(plain(record))


def digest_of(values: Mapping[str, Any]) -> str:
    """Return the same of the values of a record, as ``plain`` has them."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return loader.digest(text)


def _own(record: Node) -> Iterator[tuple[str, Any]]:
    apart = ("no", *_APART.get(type(record), ()))
    return ((name, value) for name, value in _said(record) if name not in apart)


def _said(record: Any) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a record that say something."""
    for name, default in _defaults(record.__class__):
        value = getattr(record, name)
        if value not in (None, "", ()) and value != default:
            yield name, value


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a kind of record, with what is not said."""
    return tuple(
        (field.name, None if field.default is MISSING else field.default)
        for field in fields(kind)
        if field.name != "ref"
    )


def _tree(value: Any, leaf: Callable[[Any], Any]) -> Any:
    if isinstance(value, Node):
        return {name: _tree(part, leaf) for name, part in _said(value)}
    if isinstance(value, tuple):
        return [_tree(part, leaf) for part in value]
    return str(value) if isinstance(value, StrEnum) else leaf(value)
