"""变更记录: what each commit changed in the data, when, and by whom."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from allocation import files, repository
from allocation.changes import Change, Changes
from allocation.checking import check
from allocation.facts import CACHE
from allocation.grouping import gathered
from allocation.problems import DataError
from allocation.register import Register
from allocation.repository import Commit, Repository, RepositoryError

LIMIT = 100
"""How many commits are looked at: a site that is read does not need more."""


@dataclass(frozen=True, slots=True)
class Version:
    """A commit that changed what the data says."""

    id: str
    day: date
    author: str
    subject: str
    changes: Changes

    @property
    def anchor(self) -> str:
        """The id that it has on the page of changes."""
        return f"version-{self.id}"


@dataclass(frozen=True)
class History:
    """What changed, the newest first; ``note`` says what is missing of it, and why."""

    versions: tuple[Version, ...] = ()
    note: str = ""

    def of(self, key: str) -> Iterator[tuple[Version, str, tuple[Change, ...]]]:
        """Yield what concerned a person, the newest first, with the name they had then."""
        for version, concerned in zip(self.versions, self._concerned, strict=True):
            if found := concerned.get(key):
                yield version, key, found
            before = {new: old for old, new in version.changes.renames}
            key = before.get(key, key)

    @cached_property
    def _concerned(self) -> tuple[dict[str, tuple[Change, ...]], ...]:
        """The changes of each version under those whom they concern: everybody asks for theirs."""
        return tuple(
            gathered((key, entry) for entry in version.changes.entries for key in entry.people)
            for version in self.versions
        )


def read(folder: Path) -> History:
    """Return the history of a data folder; where there is none, its note says so."""
    try:
        source = repository.find(folder)
        commits = source.commits(LIMIT)
    except RepositoryError as error:
        return History(note=f"没有变更记录：{error}")
    cache = _Cache(folder)
    versions = tuple(_Reader(source, cache).versions(commits))
    cache.save()
    return History(versions, _note(source, commits))


def _note(source: Repository, commits: tuple[Commit, ...]) -> str:
    if len(commits) == LIMIT:
        return f"只列最近 {LIMIT} 次提交。"
    if source.shallow:
        return "这份拷贝只有最近的提交（浅克隆），更早的变更没有列出。"
    return "" if commits else "数据还没有提交到 git，所以没有变更记录。"


class _Reader:
    """Compares each commit with the one before that can be read."""

    def __init__(self, source: Repository, cache: _Cache) -> None:
        self._source = source
        self._cache = cache
        self._registers: dict[str, Register | None] = {}

    def versions(self, commits: tuple[Commit, ...]) -> Iterator[Version]:
        for place, commit in enumerate(commits):
            changes = self._cache.get(commit.id)
            if changes is None:
                changes = self._changes(commit, commits[place + 1 :])
            if changes is not None:
                self._cache.put(commit.id, changes)
            if changes and changes.entries:
                yield Version(commit.id[:10], commit.day, commit.author, commit.subject, changes)

    def _changes(self, commit: Commit, older: tuple[Commit, ...]) -> Changes | None:
        after = self._register(commit.id)
        # Data that was wrong made no site: what came right later is compared with what was right.
        before = next(filter(None, (self._register(each.id) for each in older)), None)
        if before is None or after is None:
            return None
        # Most builds find every commit in the cache.
        from allocation.changes.compare import compare  # noqa: PLC0415

        return compare(before, after)

    def _register(self, commit: str) -> Register | None:
        if commit not in self._registers:
            self._registers[commit] = None
            with suppress(DataError, RepositoryError):
                self._registers[commit] = at(self._source, commit)
        return self._registers[commit]


def at(source: Repository, commit: str) -> Register:
    """Return the register of a commit.

    :raises RepositoryError: if git fails.
    :raises DataError: if the data was wrong then.
    """
    with tempfile.TemporaryDirectory() as temporary:
        return check(source.extract(commit, Path(temporary)))


class _Cache:
    """What earlier builds found out: a commit never changes."""

    def __init__(self, folder: Path) -> None:
        self._path = folder.parent / CACHE / "changes.json"
        self._known = _loaded(self._path)
        self._used: dict[str, Changes] = {}

    def get(self, commit: str) -> Changes | None:
        return self._known.get(_key(commit))

    def put(self, commit: str, changes: Changes) -> None:
        self._used[_key(commit)] = changes

    def save(self) -> None:
        if self._used != self._known:
            files.keep(self._path, _adapter().dump_json(self._used))


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[dict[str, Changes]]:
    return TypeAdapter(dict[str, Changes])


def _loaded(path: Path) -> dict[str, Changes]:
    try:
        written = path.read_bytes()
        return _adapter().validate_json(written)
    except (OSError, ValidationError):
        return {}


def _key(commit: str) -> str:
    return f"{_recipe()}-{commit}"


@lru_cache(maxsize=1)
def _recipe() -> str:
    """Return a digest of this package: other code may find other changes."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
