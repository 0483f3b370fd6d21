"""变更记录: the changes of the data in each commit, with day and authors."""

from __future__ import annotations

import hashlib
import logging
import re
import tempfile
from collections.abc import Iterator, Sized
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from time import monotonic

from pydantic import TypeAdapter, ValidationError

from allocation.base.filenames import EDITIONS
from allocation.base.grouping import grouped_pairs
from allocation.datafiles import data_folder
from allocation.datafiles.data_folder import SETTINGS
from allocation.datafiles.loader import FOLDERS, is_data_file, locate_folder, setting
from allocation.lint.validate import load_register
from allocation.privacy.personal_numbers import mask
from allocation.register.published_register import Published
from allocation.register.register import Register
from allocation.runtime import atomic_files
from allocation.runtime.git_process import RepositoryError
from allocation.versions import repository
from allocation.versions.changes import GONE, NEW, Change, Changes
from allocation.versions.repository import Commit, Repository

LIMIT = 100
"""The number of commits that are read: readers of the site do not need more."""
_PATIENCE = 120
"""Seconds per build for commits that are not in the cache."""
_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Version:
    """A commit with changes of the data; ``author`` is empty without a Chinese name."""

    id: str
    day: date
    author: str
    changes: Changes

    @property
    def anchor(self) -> str:
        """Its HTML id on the page of changes."""
        return f"version-{self.id}"


@dataclass(frozen=True)
class History:
    """The versions, the newest first; ``note`` says what is missing and why, in Chinese."""

    versions: tuple[Version, ...] = ()
    note: str = ""

    def as_of(self, register: Published) -> History:
        """Return the history with the titles that filings have in the published register.

        Before a filing was added or after it was removed, its number may be another filing's.
        """
        titles, versions = register.titles, []
        for version in self.versions:
            entries = version.changes.entries
            removed = {entry.filing for entry in entries if entry.is_about_filing(GONE)}
            titles = {id: title for id, title in titles.items() if id not in removed}
            versions.append(replace(version, changes=version.changes.titled(titles)))
            added = {entry.filing for entry in entries if entry.is_about_filing(NEW)}
            titles = {id: title for id, title in titles.items() if id not in added}
        return replace(self, versions=tuple(versions))

    def of(self, key: str) -> Iterator[tuple[Version, str, tuple[Change, ...]]]:
        """Yield the changes that concern a person, the newest first, with the key of that time."""
        for version, by_person in zip(self.versions, self._changes_by_person, strict=True):
            if changes := by_person.get(key):
                yield version, key, changes
            old_keys = {new: old for old, new in version.changes.renames}
            key = old_keys.get(key, key)

    @cached_property
    def _changes_by_person(self) -> tuple[dict[str, tuple[Change, ...]], ...]:
        """The changes of each version by the people concerned."""
        return tuple(
            grouped_pairs((key, entry) for entry in version.changes.entries for key in entry.people)
            for version in self.versions
        )


def read(folder: Path, since: str | None = None) -> History:
    """Return the history of a data folder; if it has none, the note says why.

    :param since: ``history_from`` of ``unit.yml``. The oldest commit with this value is the
        baseline: only later changes are listed. Unlike the id or day of a commit, a value survives
        squashing, rebasing and cloning.
    """
    try:
        source = repository.find(folder)
        span = _span(source, source.commits(LIMIT), since)
    except RepositoryError as error:
        return History(note=f"没有变更记录：{error}")
    except Exception as error:  # no content of a repository may stop the build
        _log.warning("%s", error)
        return History(note="没有变更记录：git 的历史读不出来。")
    reader = _Reader(source, _Cache(folder, source.place, span.baseline))
    versions = tuple(reader.versions(span.commits))
    return History(versions, "".join(_notes(span, versions, reader)))


@dataclass(frozen=True, slots=True)
class _Span:
    """The commits to compare, the newest first.

    ``baseline`` is the id of the last one if older ones are left out on purpose; ``shallow`` says
    that older ones are missing; ``has_start`` says that the unit has set ``history_from``.
    """

    commits: tuple[Commit, ...]
    baseline: str = ""
    shallow: bool = False
    has_start: bool = False


def _span(source: Repository, commits: tuple[Commit, ...], since: str | None) -> _Span:
    if since is None:
        return _Span(commits, shallow=source.shallow)
    texts = source.contents((commit.id for commit in commits), SETTINGS)
    values = (setting(text.decode("utf-8-sig", "replace"), "history_from") for text in texts)
    matches = [number for number, value in enumerate(values, start=1) if value == since]
    span = commits[: max(matches, default=0)]
    is_complete = len(span) < len(commits) or not source.shallow
    baseline = span[-1].id if span and is_complete else ""
    return _Span(span, baseline, shallow=not is_complete, has_start=True)


def _notes(span: _Span, versions: Sized, reader: _Reader) -> Iterator[str]:
    if reader.unread:
        yield f"有 {reader.unread} 次提交取不出来，它们的变更没有列出。"
    if reader.timed_out:
        yield "较早的变更这次没有读完，下次生成时接着读。"
    if len(span.commits) == LIMIT:
        yield f"只列最近 {LIMIT} 次改动。"
    elif span.shallow:
        yield "这份拷贝只有最近的提交（浅克隆），更早的变更没有列出。"
    elif not span.commits and not span.has_start:
        yield "数据还没有提交到 git，所以没有变更记录。"
    elif not versions and not reader.unread:
        start = "从现在这份数据记起" if span.has_start else "提交到 git 以后"
        yield f"{start}，数据还没有改动。"


class _Reader:
    """Compares each commit with the last one before it whose data is right.

    No content of a commit may stop or delay the build. ``unread`` is the number of commits that
    could not be read; ``timed_out`` says that some were not read for lack of time.
    """

    def __init__(self, source: Repository, cache: _Cache) -> None:
        self._source = source
        self._cache = cache
        self._registers: dict[str, Register | None] = {}
        self._until = monotonic() + _PATIENCE
        self.unread = 0
        self.timed_out = False

    def versions(self, commits: tuple[Commit, ...]) -> Iterator[Version]:
        for index, commit in enumerate(commits):
            older = commits[index + 1 :]
            changes = self._changes(commit, older)
            if changes and changes.entries:
                # Accounts have other names; readers of the site know people by Chinese ones.
                authors = filter(_CHINESE.search, (*commit.authors, *self._wrong_authors(older)))
                author = mask(repository.joined_names(authors))
                yield Version(commit.id[:10], commit.day, author, changes)
        self._cache.save()

    def _wrong_authors(self, older: tuple[Commit, ...]) -> Iterator[str]:
        """Yield the authors of the commits with wrong data directly before; their changes show now.

        :param older: the commits before the present one, the newest first.
        """
        for commit in older:
            if not self._cache.wrong(commit.id):
                return
            yield from commit.authors

    def _changes(self, commit: Commit, older: tuple[Commit, ...]) -> Changes | None:
        if self._cache.known(commit.id):
            return self._cache.get(commit.id)
        if monotonic() > self._until:
            self.timed_out = True
            return None
        after = self._register(commit.id)
        # Wrong data was never published, so such commits are skipped.
        earlier = next((parent.id for parent in older if self._register(parent.id)), "")
        before = self._registers.get(earlier)
        if before and after:
            edition = _earlier_edition(self._source, earlier, commit.id)
            self._cache.put(commit.id, _compare(before, after, edition))
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


def _earlier_edition(source: Repository, before: str, after: str) -> str:
    """Return the name of the edition that the data of a commit has become in a later one, if any.

    The start of an edition moves the data as it is: the settings are the same, byte for byte.
    """
    with suppress(RepositoryError):
        settings = list(source.contents([before], SETTINGS))
        new = source.subfolders(after, EDITIONS) - source.subfolders(before, EDITIONS)
        for name in sorted(new):
            if settings == list(source.contents([after], f"{EDITIONS}/{name}/{SETTINGS}")):
                return name
    return ""


def _compare(before: Register, after: Register, edition: str) -> Changes | None:
    # Imported on demand: most builds find every commit in the cache.
    from allocation.versions.changes.compare import compare  # noqa: PLC0415

    try:
        return compare(before, after, edition=edition)
    except Exception as error:
        _log.warning("%s", error)
        return None


def register_at(source: Repository, commit: str) -> Register:
    """Return the register of a commit, without facts of handed-in files.

    :raises RepositoryError: if git fails.
    :raises DataError: if the data of the commit has errors.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = source.extract(commit, Path(temporary), FOLDERS, is_data_file)
        text = locate_folder(folder).source_text
        if text and text.is_relative_to(folder):
            source.extract_file(commit, folder, text.relative_to(folder).as_posix())
        return load_register(folder, {})


class _Cache:
    """The changes of commits, kept for later builds, as commits never change.

    A commit whose data has errors has None. The file begins with the digest of the rest, so that a
    truncated or edited one is ignored.
    """

    def __init__(self, folder: Path, place: str, baseline: str) -> None:
        self._path = data_folder.cache(folder) / "changes.json"
        # The baseline decides with which commit the oldest one is compared.
        self._context = f"{place}-{baseline}"
        self._known = _loaded(self._path)
        self._used: dict[str, Changes | None] = {}

    def known(self, commit: str) -> bool:
        """Whether a commit is in the cache; ``save`` drops commits that nobody asked for."""
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
        return f"{_code_digest()}-{self._context}-{commit}"


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
def _code_digest() -> str:
    """Return the digest of this package: other code may compute other changes."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
