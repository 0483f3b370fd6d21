"""Changes to data files: what they would say, and what would be wrong with that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from allocation import files
from allocation.grouping import grouped
from allocation.importers.splice import Document, Keys
from allocation.lint.validate import load_register
from allocation.loading import ChangedError, digest
from allocation.problems import DataError, Problem, Ref


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

    folder: Path
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
        return problems_with(self.folder, written.texts)

    def path(self, name: str) -> Path:
        """Return where a file is that messages call ``data/people.yml``."""
        return self.folder / name.partition("/")[2]

    def before(self, name: str) -> str:
        """Return what a file says, with plain line ends, or how a new one begins.

        :raises ChangedError: if it no longer says what was read.
        """
        text = files.read(self.path(name))
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


def edited(text: str, edits: Iterable[Edit]) -> Document:
    """Return a file with its changes noted; its text and what is lost tell them."""
    document = Document(text)
    for edit in edits:
        change = document.append if edit.append else document.put
        change(edit.ref, edit.keys, edit.value)
    return document


def _new(name: str) -> str:
    kind = name.split("/")[1]
    head = f"# yaml-language-server: $schema=../schema/{kind}.schema.json\n"
    return f"{head}filings: []\nindicators: []\n"
