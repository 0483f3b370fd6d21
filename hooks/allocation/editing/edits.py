"""Changes to data files: the new texts, and the problems that the data would then have."""

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
    """One change: a new value of a record, or a new entry in a list of it.

    ``ref`` is the record's place, ``keys`` leads from it to the value. A value of none removes the
    key, and without keys the record; with ``append`` the value is added at the end of the list.
    """

    ref: Ref
    keys: Keys
    value: Any
    append: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """The new texts of the files that change, and the comments that this removes."""

    texts: dict[Path, str]
    lost: tuple[str, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What whoever makes the changes should know."""
        return tuple(f"这条注释随它所在的内容一起删去：{comment}" for comment in self.lost)


@dataclass(slots=True)
class Edits:
    """Changes to the files of one data folder; ``digests`` are those of its texts as read."""

    data: DataFolder
    digests: Mapping[str, str]
    edits: list[Edit] = field(default_factory=list)

    def written(self) -> Written:
        """Return the new texts.

        :raises ChangedError: if a file has changed since it was read.
        """
        texts: dict[Path, str] = {}
        lost: list[str] = []
        for name, edits in grouped(self.edits, lambda edit: edit.ref.file).items():
            document = edited(self.before(name), edits)
            texts[self.data.file(name)] = document.text()
            lost += (f"{name}:{comment.line} {comment.text}" for comment in document.lost)
        return Written(texts, tuple(lost))

    def consequences(self, written: Written) -> tuple[Problem, ...]:
        """Return the problems that the data would have with the new texts."""
        return problems_with(self.data.path, written.texts)

    def before(self, name: str) -> str:
        """Return the text of a file, with plain line ends; of a new file, its first lines.

        :raises ChangedError: if it has changed since it was read.
        """
        text = atomic_files.read_text(self.data.file(name))
        if self.digests.get(name) != (digest(text) if text else None):
            raise ChangedError([name])
        head = new_yaml.head(name.partition("/")[2])
        return text.replace("\r\n", "\n") or f"{head}filings: []\nindicators: []\n"


def problems_with(folder: Path, texts: dict[Path, str]) -> tuple[Problem, ...]:
    """Return the problems that a data folder would have with these texts of files."""
    try:
        load_register(folder, texts)
    except DataError as error:
        return error.problems
    return ()


def edited(text: str, edits: Iterable[Edit]) -> YamlDocument:
    """Return a file with changes, which ``text()`` applies."""
    document = YamlDocument(text)
    for edit in edits:
        if not edit.keys:
            document.remove(edit.ref)
            continue
        change = document.append if edit.append else document.put
        change(edit.ref, edit.keys, edit.value)
    return document
