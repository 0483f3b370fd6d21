"""The README of a data folder: tables of the keys that each data file may have.

Git hosts show a folder's README below its list of files, so people who edit in the browser see it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

NAME = "README.md"
_HEAD = """\
<!-- 由 allocation schema 按数据格式生成，不要手改。 -->

# 数据文件里能写什么

办公室要改的内容都在这个文件夹里。下面逐个文件列出能写的键、意思、写法和例子；怎么一步步地改，见网站的“使用手册”。

- 文件是 YAML：“键: 值”，冒号后面空一格；下一级缩进两格，用空格，不用 Tab；列表每项以“- ”开头。
- 内容里有冒号、井号，或者全是数字却不是数（如编号 `"01"`）的，整段加英文引号；日期不用加。
- 表里没有的键不能写；写错的，检查时指出在哪个文件第几行、应该怎样。
"""
_COLUMNS = "| 键 | 必填 | 意思 | 可以写 | 例子 |\n| --- | --- | --- | --- | --- |"
_KINDS = {"string": "文字", "integer": "整数", "number": "数", "boolean": "`true` 或 `false`"}
_QUOTED = re.compile(r"[0-9.]+|%")
"""Text that needs quotes: YAML would read it as a number, or refuse it."""

Schema = Mapping[str, Any]


def readme(kinds: Mapping[str, Schema]) -> str:
    """Return the page that lists every field.

    :param kinds: the JSON Schema of each kind of file, by file name or pattern.
    """
    return "\n".join([_HEAD, *(_file(name, schema) for name, schema in kinds.items())])


def _file(name: str, schema: Schema) -> str:
    tables = [f"## `{name}`：{schema['title']}\n", _table(schema, schema)]
    for key, definition in _nested(schema):
        tables += [f"### `{key}` 里面\n", _table(definition, schema)]
    return "\n".join(tables)


def _table(node: Schema, schema: Schema) -> str:
    node = _resolved(node, schema)
    required = node.get("required", ())
    rows = (
        f"| `{key}` | {'是' if key in required else ''} | {field['description']} "
        f"| {_allowed(key, field, schema)} | {_example(field)} |"
        for key, field in node["properties"].items()
    )
    return "\n".join([_COLUMNS, *rows]) + "\n"


def _nested(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield the nested mappings with their keys, breadth first."""
    seen = {schema.get("$ref")}
    waiting = [schema]
    while waiting:
        node = _resolved(waiting.pop(0), schema)
        for key, field in node["properties"].items():
            inner = _inner(field)
            if inner.get("$ref") not in seen and "properties" in _resolved(inner, schema):
                seen.add(inner["$ref"])
                waiting.append(inner)
                yield key, inner


def _allowed(key: str, field: Schema, schema: Schema) -> str:
    several = "几项，每项：" if "items" in _without_null(field) else ""
    value = _value(key, _inner(field), schema)
    default = field.get("default")
    otherwise = f"；不写就是 `{_yaml(default)}`" if default not in (None, [], "") else ""
    return f"{several}{value}{otherwise}"


def _value(key: str, field: Schema, schema: Schema) -> str:
    node = _resolved(field, schema)
    if "properties" in node:
        return f"见下面的“`{key}` 里面”"
    if "enum" in node:
        return "、".join(f"`{value}`" for value in node["enum"])
    if node.get("format") == "date":
        return "日期"
    if "items" in node:
        return f"一个列表，每项：{_value(key, node['items'], schema)}"
    return _KINDS[_type(node)] + _limits(node)


def _limits(node: Schema) -> str:
    if "pattern" in node and _type(node) == "string":
        return "，照例子的写法" if "examples" in node else ""
    low, high = node.get("minimum"), node.get("maximum")
    if low is not None:
        return f"，{low}—{high}" if high is not None else f"，不小于 {low}"
    least, most = node.get("minLength", 1), node.get("maxLength")
    if most is None:
        return ""
    return f"，{least}—{most} 字" if least > 1 else f"，最多 {most} 字"


def _type(node: Schema) -> str:
    choices = node.get("anyOf")
    return _type(choices[0]) if choices else str(node["type"])


def _without_null(field: Schema) -> Schema:
    """Return the schema of an optional field without the alternative null."""
    choices = [choice for choice in field.get("anyOf", ()) if choice.get("type") != "null"]
    return field | choices[0] if len(choices) == 1 else field


def _inner(field: Schema) -> Schema:
    value = _without_null(field)
    items: Schema = value.get("items", value)
    return items


def _resolved(node: Schema, schema: Schema) -> Schema:
    name = node.get("$ref", "").rpartition("/")[2]
    resolved: Schema = schema["$defs"][name] if name else node
    return resolved


def _example(field: Schema) -> str:
    return "".join(f"`{_yaml(example)}`" for example in field.get("examples") or ())


def _yaml(value: Any) -> str:
    """Return a value in YAML; text is quoted only where YAML would read something else."""
    if isinstance(value, list):
        return f"[{', '.join(map(_yaml, value))}]"
    if isinstance(value, str) and not _QUOTED.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)
