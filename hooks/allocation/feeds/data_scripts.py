"""Data as a script that sets a variable: a page that is opened from a file share loads no JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from allocation.runtime.streaming import TextStream, rechunked


def data_script(name: str, data: Mapping[str, Any]) -> TextStream:
    """Return a script after which a variable of the window holds the data.

    It comes in pieces: as a whole it would take as much memory as all records.
    """
    return TextStream(partial(_script, name, data))


def _script(name: str, data: Mapping[str, Any]) -> Iterator[str]:
    yield f"var {name} = "
    yield from rechunked(_json(data))
    yield ";\n"


def _json(value: Any) -> Iterator[str]:
    """Yield the JSON of a value: each entry of a list at once, mappings member by member."""
    if isinstance(value, Mapping):
        before = "{"
        for key, member in value.items():
            yield f"{before}{_dumped(str(key))}:"
            yield from _json(member)
            before = ","
        yield "}" if value else "{}"
    elif isinstance(value, list | tuple):
        before = "["
        for entry in value:
            yield f"{before}{_dumped(entry)}"
            before = ","
        yield "]" if value else "[]"
    else:
        yield _dumped(value)


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
