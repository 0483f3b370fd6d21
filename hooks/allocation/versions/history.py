"""变更记录: what each commit changed in the data, when, and by whom."""

from __future__ import annotations

import hashlib
import logging
import re
import tempfile
from collections.abc import Iterator, Sized
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from time import monotonic

from pydantic import TypeAdapter, ValidationError

from allocation.base.grouping import grouped_pairs
from allocation.datafiles import data_folder
from allocation.datafiles.loader import FOLDERS, SETTINGS, is_data_file, locate_folder, setting
from allocation.lint.validate import load_register
from allocation.privacy.personal_numbers import mask
from allocation.register.published import Published
from allocation.register.register import Register
from allocation.runtime import atomic_files
from allocation.runtime.git_process import RepositoryError
from allocation.versions import repository
from allocation.versions.changes import GONE, NEW, Change, Changes
from allocation.versions.repository import Commit, Repository

LIMIT = 100
"""How many commits are looked at: a site that is read does not need more."""
_PATIENCE = 120
"""Seconds for commits that no earlier build has read."""
_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Version:
    """A commit that changed what the data says; ``author`` is empty without a Chinese name."""

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
        """Return the same history, naming what was handed in as it may be named today.

        Before a filing was added, its number may have been that of another one.
        """
        titles, named = register.titles, []
        for version in self.versions:
            gone = {each.filing for each in version.changes.entries if each.begins(GONE)}
            titles = {id: title for id, title in titles.items() if id not in gone}
            named.append(replace(version, changes=version.changes.titled(titles)))
            new = {each.filing for each in version.changes.entries if each.begins(NEW)}
            titles = {id: title for id, title in titles.items() if id not in new}
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
            grouped_pairs((key, entry) for entry in version.changes.entries for key in entry.people)
            for version in self.versions
        )


def read(folder: Path, since: str | None = None) -> History:
    """Return the history of a data folder; where there is none, its note says so.

    :param since: ``history_from`` of ``unit.yml``. The oldest commit with this value is the
        baseline: only what changed after it is told. A value keeps its meaning when commits are
        squashed, rebased or cloned, which the name or the day of a commit does not.
    """
    try:
        source = repository.find(folder)
        record = _recorded(source, source.commits(LIMIT), since)
    except RepositoryError as error:
        return History(note=f"没有变更记录：{error}")
    except Exception as error:  # whatever a repository holds, the site of today is built
        _log.warning("%s", error)
        return History(note="没有变更记录：git 的历史读不出来。")
    reader = _Reader(source, _Cache(folder, source.place, record.baseline))
    versions = tuple(reader.versions(record.commits))
    return History(versions, "".join(_notes(record, versions, reader)))


@dataclass(frozen=True, slots=True)
class _Record:
    """The commits that are compared, the newest first.

    ``baseline`` is the last of them if all before it is left out on purpose; ``shallow`` says that
    older ones are missing.
    """

    commits: tuple[Commit, ...]
    baseline: str = ""
    shallow: bool = False
    begun: bool = False


def _recorded(source: Repository, commits: tuple[Commit, ...], since: str | None) -> _Record:
    if since is None:
        return _Record(commits, shallow=source.shallow)
    texts = source.contents((each.id for each in commits), SETTINGS)
    values = (setting(text.decode("utf-8-sig", "replace"), "history_from") for text in texts)
    carrying = [number for number, value in enumerate(values, start=1) if value == since]
    kept = commits[: max(carrying, default=0)]
    reaches_back = len(kept) < len(commits) or not source.shallow
    baseline = kept[-1].id if kept and reaches_back else ""
    return _Record(kept, baseline, shallow=not reaches_back, begun=True)


def _notes(record: _Record, versions: Sized, reader: _Reader) -> Iterator[str]:
    if reader.unread:
        yield f"有 {reader.unread} 次提交取不出来，它们的变更没有列出。"
    if reader.late:
        yield "较早的变更这次没有读完，下次生成时接着读。"
    if len(record.commits) == LIMIT:
        yield f"只列最近 {LIMIT} 次提交。"
    elif record.shallow:
        yield "这份拷贝只有最近的提交（浅克隆），更早的变更没有列出。"
    elif not record.commits and not record.begun:
        yield "数据还没有提交到 git，所以没有变更记录。"
    elif not versions and not reader.unread:
        begun = "从现在这份数据记起" if record.begun else "提交到 git 以后"
        yield f"{begun}，数据还没有改动。"


class _Reader:
    """Compares each commit with the one before that can be read.

    Whatever stands in a commit is past: it must not stop the site of today, nor hold it up.
    ``unread`` is how many commits could not be read; ``late`` says that there was no time for all.
    """

    def __init__(self, source: Repository, cache: _Cache) -> None:
        self._source = source
        self._cache = cache
        self._registers: dict[str, Register | None] = {}
        self._until = monotonic() + _PATIENCE
        self.unread = 0
        self.late = False

    def versions(self, commits: tuple[Commit, ...]) -> Iterator[Version]:
        for place, commit in enumerate(commits):
            older = commits[place + 1 :]
            changes = self._changes(commit, older)
            if changes and changes.entries:
                authors = filter(_signed, (*commit.authors, *self._unshown(older)))
                author = mask(repository.joined(authors))
                yield Version(commit.id[:10], commit.day, author, changes)
        self._cache.save()

    def _unshown(self, older: tuple[Commit, ...]) -> Iterator[str]:
        """Yield who made the commits right before one whose data was wrong: this one has it all."""
        for commit in older:
            if not self._cache.wrong(commit.id):
                return
            yield from commit.authors

    def _changes(self, commit: Commit, older: tuple[Commit, ...]) -> Changes | None:
        if self._cache.known(commit.id):
            return self._cache.get(commit.id)
        if monotonic() > self._until:
            self.late = True
            return None
        after = self._register(commit.id)
        # Data that was wrong made no site: what came right later is compared with what was right.
        before = next(filter(None, (self._register(each.id) for each in older)), None)
        if before and after:
            self._cache.put(commit.id, _compared(before, after))
        elif after and not older and not self._source.shallow:
            self._cache.put(commit.id, Changes())
        return self._cache.get(commit.id)

    def _register(self, commit: str) -> Register | None:
        if commit not in self._registers:
            self._registers[commit] = None
            if not self._cache.wrong(commit):
                try:
                    self._registers[commit] = register_at(self._source, commit)
                except (RepositoryError, OSError):
                    self.unread += 1
                except Exception as error:
                    _log.debug("%s: %s", commit, error)
                    self._cache.put(commit, None)
        return self._registers[commit]


def _signed(author: str) -> bool:
    """Whether a name is one that readers of the site know somebody by: accounts have others."""
    return _CHINESE.search(author) is not None


def _compared(before: Register, after: Register) -> Changes | None:
    # Most builds find every commit in the cache.
    from allocation.versions.changes.compare import compare  # noqa: PLC0415

    try:
        return compare(before, after)
    except Exception as error:
        _log.warning("%s", error)
        return None


def register_at(source: Repository, commit: str) -> Register:
    """Return the register of a commit; files that were handed in are not looked at.

    :raises RepositoryError: if git fails.
    :raises DataError: if the data was wrong then.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = source.extract(commit, Path(temporary), FOLDERS, is_data_file)
        text = locate_folder(folder).source_text
        if text and text.is_relative_to(folder):
            source.extract_file(commit, folder, text.relative_to(folder).as_posix())
        return load_register(folder, {})


class _Cache:
    """What earlier builds found out: a commit never changes.

    Of a commit whose data was wrong it keeps nothing but that. The file begins with the digest of
    the rest, so that one that was cut off or changed by hand is not read.
    """

    def __init__(self, folder: Path, place: str, baseline: str) -> None:
        self._path = data_folder.cache(folder) / "changes.json"
        # What a commit is compared with depends on where the record begins.
        self._where = f"{place}-{baseline}"
        self._known = _loaded(self._path)
        self._used: dict[str, Changes | None] = {}

    def known(self, commit: str) -> bool:
        """Whether a commit was read; what is asked for is kept, all else is forgotten."""
        key = self._key(commit)
        if key in self._known:
            self._used[key] = self._known[key]
        return key in self._used

    def wrong(self, commit: str) -> bool:
        return self.known(commit) and self.get(commit) is None

    def get(self, commit: str) -> Changes | None:
        return self._used.get(self._key(commit))

    def put(self, commit: str, changes: Changes | None) -> None:
        self._used[self._key(commit)] = changes

    def save(self) -> None:
        if self._used != self._known:
            content = _adapter().dump_json(self._used)
            atomic_files.write_cache(self._path, _digest(content) + content)

    def _key(self, commit: str) -> str:
        return f"{_recipe()}-{self._where}-{commit}"


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[dict[str, Changes | None]]:
    return TypeAdapter(dict[str, Changes | None])


def _loaded(path: Path) -> dict[str, Changes | None]:
    try:
        digest, _, content = path.read_bytes().partition(b"\n")
        return _adapter().validate_json(content) if digest + b"\n" == _digest(content) else {}
    except (OSError, ValidationError):
        return {}


def _digest(content: bytes) -> bytes:
    return f"{hashlib.sha256(content).hexdigest()}\n".encode()


@lru_cache(maxsize=1)
def _recipe() -> str:
    """Return a digest of this package: other code may find other changes."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
