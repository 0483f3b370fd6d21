"""Changes to data files: what they would say, and what would be wrong with that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from allocation.base.grouping import grouped
from allocation.base.problems import DataError, Problem, Ref
from allocation.datafiles.data_folder import DataFolder
from allocation.datafiles.loader import ChangedError, digest
from allocation.editing import new_yaml
from allocation.editing.yaml_edit import Keys, YamlDocument
from allocation.lint.validate import load_register
from allocation.runtime import atomic_files


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: a value of a record, or a further record in a list of it.

    ``ref`` is the record's place, ``keys`` leads from it to the value. ``value`` is what stands
    there afterwards: none takes the key away. With ``append`` it is put at the end of the list.
    """

    ref: Ref
    keys: Keys
    value: Any
    append: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """The files that change with what they will say, and the comments that this takes away."""

    texts: dict[Path, str]
    lost: tuple[str, ...]


@dataclass(slots=True)
class Edits:
    """Changes to the files of one data folder; ``digests`` are those of its texts as read."""

    data: DataFolder
    digests: Mapping[str, str]
    edits: list[Edit] = field(default_factory=list)

    def written(self) -> Written:
        """Return what the changes make of the files.

        :raises ChangedError: if a file no longer says what was read.
        """
        texts: dict[Path, str] = {}
        lost: list[str] = []
        for name, edits in grouped(self.edits, lambda edit: edit.ref.file).items():
            document = edited(self.before(name), edits)
            texts[self.path(name)] = document.text()
            lost += (f"{name}:{each.line} {each.text}" for each in document.lost)
        return Written(texts, tuple(lost))

    def consequences(self, written: Written) -> tuple[Problem, ...]:
        """Return what would be wrong with the data then."""
        return problems_with(self.data.path, written.texts)

    def path(self, name: str) -> Path:
        """Return where a file is that messages call ``data/people.yml``."""
        return self.data.file(name)

    def before(self, name: str) -> str:
        """Return what a file says, with plain line ends, or how a new one begins.

        :raises ChangedError: if it no longer says what was read.
        """
        text = atomic_files.read_text(self.path(name))
        if self.digests.get(name) != (digest(text) if text else None):
            raise ChangedError([name])
        return text.replace("\r\n", "\n") or _new(name)


def problems_with(folder: Path, texts: dict[Path, str]) -> tuple[Problem, ...]:
    """Return what would be wrong with a data folder if these files said this."""
    try:
        load_register(folder, texts)
    except DataError as error:
        return error.problems
    return ()


def edited(text: str, edits: Iterable[Edit]) -> YamlDocument:
    """Return a file with its changes noted; its text and what is lost tell them."""
    document = YamlDocument(text)
    for edit in edits:
        change = document.append if edit.append else document.put
        change(edit.ref, edit.keys, edit.value)
    return document


def _new(name: str) -> str:
    return f"{new_yaml.head(name.partition('/')[2])}filings: []\nindicators: []\n"
