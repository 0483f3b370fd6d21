"""Another reader of YAML gets the same texts: what it would take for other values is quoted."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from allocation.base.enums import FORMER_WORDS
from allocation.datafiles import loader
from allocation.datafiles.model import Files
from helpers import UNITS, replace

FOLDERS = sorted(UNITS.glob("*/data"))


class Reader11(yaml.SafeLoader):
    """Takes for text what a reader of YAML 1.1 does; keys, of which one is ``no``, are names."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return a mapping by the names of its keys."""
        return {key.value: self.construct_object(value, deep=deep) for key, value in node.value}


class Reader12(Reader11):
    """Takes for text what a reader of YAML 1.2 does, by its core schema (10.3.2)."""


_CORE = r"""
    ~ | null | Null | NULL | (true | True | TRUE | false | False | FALSE)
    | [-+]?[0-9]+ | 0o[0-7]+ | 0x[0-9a-fA-F]+
    | [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
    | [-+]?\.(inf|Inf|INF) | \.(nan|NaN|NAN)
"""
Reader12.yaml_implicit_resolvers = {}
Reader12.add_implicit_resolver("!other", re.compile(rf"^(?:{_CORE})$", re.VERBOSE), None)


class Other:
    """What is no text."""


def _other(_loader: Any, _node: Any) -> Other:
    return Other()


for kind in ("bool", "float", "int", "merge", "null", "timestamp", "value"):
    Reader11.add_constructor(f"tag:yaml.org,2002:{kind}", _other)
Reader12.add_constructor("!other", _other)
READERS = (Reader11, Reader12)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_texts_are_texts(folder: Path, reader: Any) -> None:
    """Every text of the data is one to other readers, too."""
    assert list(differing(folder, reader)) == []


@pytest.mark.parametrize(
    ("written", "readers"), [("1.", READERS), ("yes", READERS[:1]), ("0o17", READERS[1:])]
)
def test_numbers_are_seen(data: Path, written: str, readers: tuple[Any, ...]) -> None:
    """A mark without quotes that looks like something else is found."""
    replace(data / "allocation" / "01.yml", "mark: ⑴", f"mark: {written}")
    found = tuple(reader for reader in READERS if list(differing(data, reader)))
    assert found == readers


def differing(folder: Path, reader: Any) -> Iterator[str]:
    """Yield the places of the texts of a folder that another reader does not take for texts."""
    files, _ = loader.load(folder)
    for name, record in named(files):
        read = yaml.load((folder / name).read_text(encoding="utf-8"), Loader=reader)
        yield from compared(record, read, name)


def named(files: Files) -> Iterator[tuple[str, Any]]:
    """Yield the path below its folder, and what was read of it, for every file."""
    lists = ("departments", "people", "references")
    yield from (
        (f"{name}.yml", {name: getattr(files, name)}) for name in lists if getattr(files, name)
    )
    records = (files.unit, files.synonyms, *files.categories, *files.filings)
    yield from ((record.ref.file.partition("/")[2], record) for record in records if record)


def compared(ours: Any, theirs: Any, at: str) -> Iterator[str]:
    """Yield the places where a text of ours is none of theirs."""
    if isinstance(ours, str):
        text = theirs.strip() if isinstance(theirs, str) else theirs
        if FORMER_WORDS.get(text, text) != ours:
            yield f"{at}: {ours!r}"
    elif isinstance(ours, tuple):
        for place, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from compared(one, other, f"{at}[{place}]")
    elif isinstance(ours, dict) or dataclasses.is_dataclass(ours):
        for key, other in theirs.items():
            one = ours[key] if isinstance(ours, dict) else getattr(ours, key)
            yield from compared(one, other, f"{at}.{key}")
