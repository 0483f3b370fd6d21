"""Kinds of records that a slip may change, their canonical values, and digests of these."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from allocation.datafiles import model


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind."""

    name: str
    label: str
    model: type
    fields: tuple[str, ...]
    add: bool = False
    remove: bool = False


def _all(kind: Any, *without: str) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(kind) if f.name not in ("ref", "no", *without))


KINDS = {
    kind.name: kind
    for kind in (
        RecordKind("filing", "登记", model.Filing, _all(model.Filing), True, True),
        RecordKind("value", "数值", model.IndicatorValue, _all(model.IndicatorValue), True, True),
        RecordKind("row", "分工", model.Row, ("leaders", "parties", "history")),
        RecordKind("item", "项目", model.Item, ("statement", "aliases")),
        RecordKind("clause", "条款", model.Clause, ("text", "not_applicable")),
        RecordKind("evidence", "材料", model.Evidence, _all(model.Evidence), True, True),
        RecordKind(
            "indicator",
            "量化要求",
            model.Indicator,
            ("name", "formula", "threshold", "unit", "not_applicable"),
        ),
        RecordKind("person", "人员", model.Person, ("name", "id", "pinyin", "signed"), True, True),
        RecordKind("department", "科室", model.Department, ("name", "kind", "aliases"), True, True),
        RecordKind(
            "term", "届期", model.Term, ("name", "start", "years", "milestones", "confirmed")
        ),
        RecordKind("unit", "单位", model.Unit, ("handin",)),
    )
}
_CHILDREN = ("rows", "clauses", "evidence", "indicators")


def plain(record: Any) -> dict[str, Any]:
    """Return the canonical values."""
    skipped = () if isinstance(record, model.Filing) else _CHILDREN
    return _plain(record, ("ref", "no", *skipped))


def _plain(record: Any, skipped: tuple[str, ...]) -> dict[str, Any]:
    found = {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if field.name in skipped or value is None or value in ("", ()):
            continue
        if field.default is not dataclasses.MISSING and value == field.default:
            continue
        found[field.name] = _value(value)
    return found


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_value(each) for each in value]
    if isinstance(value, model.Node):
        return _plain(value, ("ref",))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    return str(value) if isinstance(value, Decimal) else value


def digest(record: Any) -> str:
    """Return the digest."""
    text = json.dumps(plain(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
