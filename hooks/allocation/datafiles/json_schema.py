"""JSON Schema of the data files, written beside them so that an editor completes and checks.

A page with the same for people lies there, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import Field, TypeAdapter

from allocation.datafiles import data_readme
from allocation.datafiles.data_folder import SCHEMA
from allocation.datafiles.loader import KINDS

_TITLES = {
    "unit": "单位与设置",
    "departments": "责任科室",
    "people": "分管领导和责任人",
    "references": "参考过的公开材料",
    "allocation": "一个类别的分工",
    "filings": "一年的材料登记和指标数值",
}
_LIMITS = {"ge": "minimum", "le": "maximum"}
"""Limits of numbers that are read from text, which pydantic leaves under its own names."""


def doc(description: str) -> object:
    """Return what describes a field of a format that we write."""
    return Field(description=description)


def format_schema(adapter: TypeAdapter[Any], title: str) -> str:
    """Return the JSON Schema of a format that we write as JSON."""
    schema = tidy(adapter.json_schema(mode="serialization"), title)
    return json.dumps(schema, ensure_ascii=False, indent=1)


def stale(folder: Path) -> dict[Path, str]:
    """Return which schemas, or the page, of a data folder don't fit the model, and what would."""
    return {path: text for path, text in _files(folder) if _current(path) != text}


def tidy(schema: dict[str, Any], title: str) -> dict[str, Any]:
    """Make a generated schema fit for editors: titles made from names and English docs go."""
    schema.pop("title", None)
    schema.pop("description", None)
    for definition in schema.get("$defs", {}).values():
        definition.pop("description", None)
        definition.pop("title", None)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return head | dict(_for_editors(schema))


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    schemas = {
        name: tidy(kind.adapter.json_schema(), _TITLES[name]) for name, kind in KINDS.items()
    }
    for name, schema in schemas.items():
        text = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        yield folder / SCHEMA / f"{name}.schema.json", text
    named = {KINDS[name].example: schema for name, schema in schemas.items()}
    yield folder / data_readme.NAME, data_readme.readme(named)


def _current(path: Path) -> str | None:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else None


def _for_editors(node: Any) -> Any:
    if isinstance(node, dict):
        properties = node.get("properties", {})
        for value in properties.values():
            value.pop("title", None)
        return {_LIMITS.get(key, key): _for_editors(value) for key, value in node.items()}
    return [_for_editors(each) for each in node] if isinstance(node, list) else node
