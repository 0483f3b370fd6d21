"""JSON Schema of the data files, written beside them so that an editor completes and checks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import Field

from allocation.loading import KINDS

FOLDER = "schema"
_TITLES = {
    "unit": "单位与设置",
    "departments": "责任科室",
    "people": "分管领导和责任人",
    "references": "参考过的公开材料",
    "allocation": "一个类别的分工",
    "filings": "一年的材料登记和指标数值",
}


def doc(description: str) -> object:
    """Return what describes a field of a format that we write."""
    return Field(description=description)


def write(folder: Path) -> list[Path]:
    """Write every schema below a data folder; return the files that changed."""
    changed = [(path, text) for path, text in _files(folder) if _current(path) != text]
    for path, text in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return [path for path, _ in changed]


def stale(folder: Path) -> list[Path]:
    """Return the schema files below a data folder that no longer fit the model."""
    return [path for path, text in _files(folder) if _current(path) != text]


def tidy(schema: dict[str, Any], title: str) -> dict[str, Any]:
    """Make a generated schema fit for editors: titles made from names and English docs go."""
    schema.pop("title", None)
    schema.pop("description", None)
    for definition in schema.get("$defs", {}).values():
        definition.pop("description", None)
        definition.pop("title", None)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return head | dict(_untitled(schema))


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    for name, kind in KINDS.items():
        schema = tidy(kind.adapter.json_schema(), _TITLES[name])
        text = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        yield folder / FOLDER / f"{name}.schema.json", text


def _current(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _untitled(node: Any) -> Any:
    if isinstance(node, dict):
        properties = node.get("properties", {})
        for value in properties.values():
            value.pop("title", None)
        return {key: _untitled(value) for key, value in node.items()}
    return [_untitled(each) for each in node] if isinstance(node, list) else node
