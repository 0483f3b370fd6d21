"""Paths of a data folder: evidence, editions, caches, as its ``unit.yml`` sets them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from allocation.base.filenames import EDITIONS
from allocation.runtime import git_process

SETTINGS = "unit.yml"
"""The file with the settings of the unit."""
EVIDENCE = "evidence"
"""The folder of handed-in files, where the unit gives it no other name."""
SCHEMA = "schema"
"""The folder of the JSON Schemas."""
STORE = "EVIDENCE_FOLDER"
"""The environment variable in which ``scripts/build`` passes the folder of handed-in files."""
_CACHE = ".cache"
"""The folder for caches, next to the data folders."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The paths of one data folder; ``evidence`` may be outside it, as the unit sets it.

    ``source_text`` is the text of the rubric, ``word_template`` the unit's own template, ``inbox``
    the folder where slips arrive.
    """

    path: Path
    evidence: Path
    source_text: Path | None = None
    word_template: Path | None = None
    inbox: Path | None = None

    @classmethod
    def of(cls, path: Path, settings: Mapping[str, Any]) -> DataFolder:
        """Return the paths of a folder.

        :param settings: the content of its ``unit.yml``; values that can't be paths are ignored.
        """
        evidence = _optional_path(path, settings.get("evidence_folder")) or path / EVIDENCE
        inbox = settings.get("inbox")
        project = path.resolve().parent
        return cls(
            path,
            _evidence_folder(path, evidence),
            _optional_path(path, settings.get("source_text")),
            _optional_path(path, settings.get("word_template")),
            _optional_path(project, inbox.get("folder")) if isinstance(inbox, Mapping) else None,
        )

    @property
    def editions(self) -> Path:
        """The folder with the data folders of earlier editions, which are read by themselves."""
        return self.path / EDITIONS

    @property
    def cache(self) -> Path:
        """The folder of its caches."""
        return cache(self.path)

    def display_name(self, path: Path) -> str:
        """Return the name of a file in messages and links, such as ``data/people.yml``."""
        return f"{self.path.name}/{path.relative_to(self.path).as_posix()}"

    def file(self, display_name: str) -> Path:
        """Return the path of a file by its name in messages."""
        return self.path / display_name.partition("/")[2]


def filings(year: int | str) -> str:
    """Return the path of the file with a year's filings, relative to its data folder."""
    return f"filings/{year}.yml"


@lru_cache(maxsize=64)
def cache(folder: Path) -> Path:
    """Return the folder of a data folder's own caches: several data folders may be siblings.

    If git tracks files in it, a commit could forge what the site shows: then the path is one below
    ``/dev/null``, which can be neither read nor written.
    """
    resolved = folder.resolve()
    caches = resolved.parent / _CACHE
    return (Path(os.devnull) if git_process.tracks(caches) else caches) / resolved.name


def _optional_path(folder: Path, name: Any) -> Path | None:
    return folder / name if isinstance(name, str) and name and "\0" not in name else None


def _evidence_folder(folder: Path, own: Path) -> Path:
    """Return the folder of handed-in files: the unit's own, or the one in ``EVIDENCE_FOLDER``.

    An earlier edition that has a folder of its own keeps it.
    """
    store = os.environ.get(STORE)
    if not store or (folder.parent.name == EDITIONS and own.is_dir()):
        return own
    return Path(store)
