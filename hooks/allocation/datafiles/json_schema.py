"""JSON Schemas of the data files, which editors use for completion and checks.

They are written into the data folder, with a README that lists the same fields.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from allocation.datafiles import data_readme
from allocation.datafiles.data_folder import SCHEMA
from allocation.datafiles.loader import KINDS

_TITLES = {
    "unit": "单位与设置",
    "departments": "责任科室",
    "people": "分管领导和责任人",
    "references": "参考过的公开材料",
    "synonyms": "搜索用的同义词",
    "allocation": "一个类别的分工",
    "filings": "一年的材料登记和量化要求的数值",
}
_LIMITS = {"ge": "minimum", "le": "maximum"}
"""Limits of numbers that are read from text: pydantic's names and those of JSON Schema."""
DEFERRED = ConfigDict(defer_build=True)
"""Of a class whose validator is made when it is first used: most commands never do."""


def doc(description: str) -> object:
    """Return the annotation that describes a field of one of our output formats."""
    return Field(description=description)


@cache
def format_schema(
    adapter: TypeAdapter[Any], title: str, *, mode: JsonSchemaMode = "serialization"
) -> str:
    """Return the JSON Schema of a format that we write as JSON, or that we read."""
    schema = _tidy(adapter.json_schema(mode=mode), title)
    return json.dumps(schema, ensure_ascii=False, indent=1)


def stale(folder: Path) -> dict[Path, str]:
    """Return the schemas and the README that differ from the model, with the right texts."""
    return {path: text for path, text in _files(folder) if _current(path) != text}


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    schemas = {
        name: _tidy(kind.adapter.json_schema(), _TITLES[name]) for name, kind in KINDS.items()
    }
    for name, schema in schemas.items():
        text = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        yield folder / SCHEMA / f"{name}.schema.json", text
    by_file = {KINDS[name].example: schema for name, schema in schemas.items()}
    yield folder / data_readme.NAME, data_readme.readme(by_file)


def _tidy(schema: dict[str, Any], title: str) -> dict[str, Any]:
    """Prepare a generated schema for editors: drop generated titles and English docstrings."""
    for definition in (schema, *schema.get("$defs", {}).values()):
        definition.pop("title", None)
        definition.pop("description", None)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return head | dict(_for_editors(schema))


def _current(path: Path) -> str | None:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else None


def _for_editors(node: Any) -> Any:
    if isinstance(node, dict):
        for value in node.get("properties", {}).values():
            value.pop("title", None)
        return {_LIMITS.get(key, key): _for_editors(value) for key, value in node.items()}
    return [_for_editors(value) for value in node] if isinstance(node, list) else node
