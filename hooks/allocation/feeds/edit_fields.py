"""What forms say of the fields of a record: label, hint, example, type, choices and limits.

All of it comes from the model, so that a new field or value of an enum shows up by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from allocation.datafiles import model
from allocation.datafiles.loader import KINDS as FILES
from allocation.editing.slip_records import KINDS, RecordKind
from allocation.feeds import edit_checks
from allocation.versions.changes.fields import labels

Schema = Mapping[str, Any]
Schemas = Mapping[str, Schema]
_OF = {
    ("Filing", "evidence"): "evidence",
    ("Filing", "filed_by"): "person",
    ("Filing", "checked_by"): "person",
    ("Filing", "party"): "department",
    ("IndicatorValue", "indicator"): "indicator",
    ("IndicatorValue", "proof"): "filing",
    ("Row", "leaders"): "person",
    ("Party", "department"): "department",
    ("Party", "person"): "person",
    ("Past", "department"): "department",
    ("Past", "person"): "person",
    ("Evidence", "same_as"): "evidence",
    ("HandIn", "person"): "person",
}
"""Fields whose texts name other records, and of which kind."""
_CODES = frozenset({"evidence", "filing", "indicator"})
"""Kinds that are named by codes."""
_LINES = frozenset({("Clause", "text"), ("Item", "statement")})
"""Texts of several lines."""
_TYPES = {"number": "decimal", "integer": "number", "boolean": "flag"}
"""Types of a schema, and what forms call them; decimals may be typed as numbers or as text."""
_LIMITS = {"pattern": "pattern", "ge": "min", "le": "max", "maxLength": "longest"}
"""Limits of a schema, and what forms call them."""
_PARTS = re.compile(r"[^，；。]+[，；。]?")
_FILE_WORD = re.compile(r" ?\b([a-z_]{2,})\b ?", re.ASCII)
"""A word of the data files or of commands, which the office never sees."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """The schema of a value, or of the entries of a list; ``record`` is the class of a record."""

    schema: Schema
    is_list: bool
    record: str


@cache
def records() -> Mapping[str, Any]:
    """Return label and fields of each kind of record that a slip may change, by its name."""
    schemas = dict(_schemas())
    return {name: _record(kind, schemas) for name, kind in KINDS.items()}


def _schemas() -> Iterator[tuple[str, Schema]]:
    """Yield the schema of every class of the data files by its name."""
    for file in FILES.values():
        schema = file.adapter.json_schema()
        yield from schema.pop("$defs", {}).items()
        yield file.type.__name__, schema


def _record(kind: RecordKind, schemas: Schemas) -> dict[str, Any]:
    fields = _fields(kind.type.__name__, kind.fields, schemas)
    for name, field in fields.items():
        field["checks"] = edit_checks.checks(kind.name, name)
    may = {"add": True, "remove": True} if kind.grows else {}
    return {"label": kind.label, **may, "fields": fields}


def _fields(owner: str, names: Iterable[str], schemas: Schemas) -> dict[str, dict[str, Any]]:
    """Return what is said of some fields of a class."""
    schema = schemas[owner]
    fields = {name: _field(owner, name, schemas) for name in names}
    for name in fields.keys() & set(schema.get("required", ())):
        fields[name]["required"] = True
    return fields


def _field(owner: str, name: str, schemas: Schemas) -> dict[str, Any]:
    schema = schemas[owner]["properties"][name]
    shape = _shape(schema, schemas)
    label, hint = _words(owner, name, schema["description"])
    said = {
        "label": label,
        "hint": hint,
        "example": _example(schema),
        "type": name if shape.record else _type(owner, name, shape),
        "default": schema.get("default") or None,
        "choices": shape.schema.get("enum"),
        "of": _OF.get((owner, name)),
        **{ours: shape.schema.get(limit) for limit, ours in _LIMITS.items()},
        "fields": _inner(shape.record, schemas) if shape.record else None,
    }
    return {key: value for key, value in said.items() if value is not None}


def _inner(record: str, schemas: Schemas) -> dict[str, dict[str, Any]]:
    return _fields(record, schemas[record]["properties"], schemas)


def _shape(schema: Schema, schemas: Schemas) -> _Shape:
    options = (part for part in schema.get("anyOf", (schema,)) if part.get("type") != "null")
    first = next(options)
    is_list = first.get("type") == "array"
    entry = first["items"] if is_list else first
    name = entry.get("$ref", "").rpartition("/")[2]
    named = schemas.get(name, entry)
    return _Shape(named, is_list, name if "properties" in named else "")


def _type(owner: str, name: str, shape: _Shape) -> str:
    if shape.is_list:
        return "codes" if _OF.get((owner, name)) in _CODES else "names"
    if "enum" in shape.schema:
        return "choice"
    if shape.schema.get("format") == "date":
        return "day"
    return "lines" if (owner, name) in _LINES else _TYPES.get(shape.schema["type"], "text")


def _example(schema: Schema) -> str:
    """Return the example of a field as it is typed; empty without one."""
    example = next(iter(schema.get("examples", ())), "")
    return "、".join(example) if isinstance(example, list) else str(example)


def _words(owner: str, name: str, description: str) -> tuple[str, str]:
    """Return label and hint of a field. A label that several fields share is their heading."""
    own = labels(getattr(model, owner))
    label = own[name]
    rest = description.removeprefix(label)
    if Counter(own.values())[label] > 1:
        label = re.split("[，；。（]", rest.lstrip("："))[0]
        rest = rest.lstrip("：").removeprefix(label)
    return label, _hint(rest, own)


def _hint(text: str, own: Mapping[str, str]) -> str:
    """Return the rest of a description with labels for keys, without what is about files."""
    named = _FILE_WORD.sub(lambda match: own.get(match[1], match[0]), text.lstrip("，；：。"))
    kept = (part for part in _PARTS.findall(named) if not _FILE_WORD.search(part))
    hint = "".join(kept).strip("，；。 ")
    return hint[1:-1] if hint.startswith("（") and hint.find("）") == len(hint) - 1 else hint
