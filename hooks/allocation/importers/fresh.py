"""Data files that are new: written as people would write them by hand."""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from allocation.importers.splice import PAIR


def text(name: str, content: dict[str, Any]) -> str:
    """Return what a new data file says.

    :param name: where it lies below the data folder, such as ``allocation/01.yml``.
    """
    kind, up = name.partition("/")[0].removesuffix(".yml"), "../" * name.count("/")
    yaml = YAML()
    yaml.width = 100_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO(f"# yaml-language-server: $schema={up}schema/{kind}.schema.json\n")
    out.seek(0, io.SEEK_END)
    made = _node(content)
    assert isinstance(made, CommentedMap)
    yaml.dump(made, out)
    return out.getvalue()


def _node(value: Any) -> Any:
    """Return a value as it is to be written: short lists and pairs on one line."""
    if isinstance(value, list):
        found = CommentedSeq(map(_node, value))
        if all(not isinstance(each, dict) for each in value):
            found.fa.set_flow_style()
        return found
    if isinstance(value, dict):
        pairs = CommentedMap((key, _node(each)) for key, each in value.items())
        if set(pairs) <= PAIR:
            pairs.fa.set_flow_style()
        return pairs
    return value
