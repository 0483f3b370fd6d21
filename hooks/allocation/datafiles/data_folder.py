"""Where everything of a data folder is, made once from the folder and its ``unit.yml``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from allocation.base.filenames import EDITIONS
from allocation.runtime import git_process

EVIDENCE = "evidence"
"""The folder of handed-in files, where the unit gives it no other name."""
SCHEMA = "schema"
"""The folder of the JSON Schemas."""
STORE = "EVIDENCE_FOLDER"
"""The variable by which ``scripts/build`` says where handed-in files are that git has not."""
_CACHE = ".cache"
"""The folder, beside the data folders, for what can be made again at any time."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The places of one data folder; ``evidence`` may be anywhere, as the unit says.

    ``source_text`` is the text of the rubric, ``word_template`` the unit's own template.
    """

    path: Path
    evidence: Path
    source_text: Path | None = None
    word_template: Path | None = None

    @classmethod
    def of(cls, path: Path, settings: Mapping[str, Any]) -> DataFolder:
        """Return the places of a folder.

        :param settings: what its ``unit.yml`` says; what can't be a path is ignored.
        """
        evidence = _below(path, settings.get("evidence_folder")) or path / EVIDENCE
        return cls(
            path,
            _stored(path, evidence),
            _below(path, settings.get("source_text")),
            _below(path, settings.get("word_template")),
        )

    @property
    def editions(self) -> Path:
        """The folder with the data folders of earlier editions, which are read by themselves."""
        return self.path / EDITIONS

    @property
    def cache(self) -> Path:
        """Where it keeps what can be made again: see ``cache``."""
        return cache(self.path)

    def shown(self, path: Path) -> str:
        """Return what messages and links call a file in it, such as ``data/people.yml``."""
        return f"{self.path.name}/{path.relative_to(self.path).as_posix()}"

    def file(self, shown: str) -> Path:
        """Return where a file is that messages call ``data/people.yml``."""
        return self.path / shown.partition("/")[2]


def filings(year: int | str) -> str:
    """Return the name of the file with a year's filings, as seen from its data folder."""
    return f"filings/{year}.yml"


@lru_cache(maxsize=64)
def cache(folder: Path) -> Path:
    """Return the cache of a data folder, its own: several may lie beside each other.

    Where git has files in it, whoever committed them would say what the site shows: then it is a
    place that holds nothing and can't be written to.
    """
    whole = folder.resolve()
    place = whole.parent / _CACHE
    return (Path(os.devnull) if git_process.tracks(place) else place) / whole.name


def _below(folder: Path, name: Any) -> Path | None:
    return folder / name if isinstance(name, str) and name and "\0" not in name else None


def _stored(folder: Path, own: Path) -> Path:
    """Return where handed-in files lie: beside the data, or in the store that a build names.

    An earlier edition that has a folder of its own keeps it.
    """
    store = os.environ.get(STORE)
    if not store or (folder.parent.name == EDITIONS and own.is_dir()):
        return own
    return Path(store)
