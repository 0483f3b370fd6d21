"""变更记录: what each commit changed in the data, when, and by whom."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from allocation import files, repository
from allocation.changes import Change, Changes
from allocation.checking import check
from allocation.facts import cache_folder
from allocation.grouping import gathered
from allocation.problems import DataError
from allocation.published import Published
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

    def as_of(self, register: Published) -> History:
        """Return the same history, naming what was handed in as it may be named today."""
        titles = register.titles
        named = (replace(each, changes=each.changes.titled(titles)) for each in self.versions)
        return replace(self, versions=tuple(named))

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
    cache = _Cache(folder, source.place)
    reader = _Reader(source, cache)
    versions = tuple(reader.versions(commits))
    cache.save()
    return History(versions, _note(source, commits, reader.unread))


def _note(source: Repository, commits: tuple[Commit, ...], unread: int) -> str:
    if unread:
        return f"有 {unread} 次提交取不出来，它们的变更没有列出。"
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
        self.unread = 0
        """How many commits are there, and could not be read."""

    def versions(self, commits: tuple[Commit, ...]) -> Iterator[Version]:
        for place, commit in enumerate(commits):
            changes = self._cache.get(commit.id)
            if changes is None:
                changes = self._changes(commit, commits[place + 1 :])
            if changes is not None:
                self._cache.put(commit.id, changes)
            if changes and changes.entries:
                yield Version(commit.id[:10], commit.day, commit.author, changes)

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
            # Whatever stands in a commit is past: it must not stop the site of today.
            try:
                self._registers[commit] = at(self._source, commit)
            except (RepositoryError, OSError):
                self.unread += 1
            except (DataError, ValueError, RecursionError):
                pass
        return self._registers[commit]


def at(source: Repository, commit: str) -> Register:
    """Return the register of a commit.

    :raises RepositoryError: if git fails.
    :raises DataError: if the data was wrong then.
    """
    with tempfile.TemporaryDirectory() as temporary:
        return check(source.extract(commit, Path(temporary)))


class _Cache:
    """What earlier builds found out: a commit never changes.

    The digest of what is kept stands before it. Nothing else is believed, nor what another account
    wrote: the site shows these sentences to everybody.
    """

    def __init__(self, folder: Path, place: str) -> None:
        self._path = cache_folder(folder) / "changes.json"
        self._place = place
        self._known = _loaded(self._path)
        self._used: dict[str, Changes] = {}

    def get(self, commit: str) -> Changes | None:
        return self._known.get(self._key(commit))

    def put(self, commit: str, changes: Changes) -> None:
        self._used[self._key(commit)] = changes

    def save(self) -> None:
        if self._used != self._known:
            content = _adapter().dump_json(self._used)
            files.keep(self._path, _digest(content) + content)

    def _key(self, commit: str) -> str:
        return f"{_recipe()}-{self._place}-{commit}"


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[dict[str, Changes]]:
    return TypeAdapter(dict[str, Changes])


def _loaded(path: Path) -> dict[str, Changes]:
    try:
        with path.open("rb") as file:
            ours = os.fstat(file.fileno()).st_uid == os.geteuid()
            digest, content = file.readline(), file.read()
        return _adapter().validate_json(content) if ours and digest == _digest(content) else {}
    except (OSError, ValidationError):
        return {}


def _digest(content: bytes) -> bytes:
    return f"{hashlib.sha256(content).hexdigest()}\n".encode()


@lru_cache(maxsize=1)
def _recipe() -> str:
    """Return a digest of this package: other code may find other changes."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
