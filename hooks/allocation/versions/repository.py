"""The git repository of a data folder: its commits, and the files of the folder in each.

Only plumbing commands are run, and objects are parsed as bytes: no setting of a user, signature,
encoding or character in a subject changes the result.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path, PurePosixPath

from allocation.runtime import git_process
from allocation.runtime.git_process import RepositoryError

_FILE, _TREE = b"100", b"040000"
"""The first digits of the mode of a regular file, and the mode of a folder."""
_MAX_BYTES, _MAX_FILES = 50_000_000, 5_000
"""Limits of the data of one commit."""
_MAX_COMMIT = 1_000_000
"""The limit in bytes of a commit object with its message."""
_MAX_SETTINGS = 1_000_000
"""The limit in bytes of a file that is read from every commit."""
_MAX_NAME, _MAX_NAMES = 80, 5
_EPOCH = datetime(1970, 1, 1)
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that changed the data; its subject is not read, as it is not meant for the site."""

    id: str
    day: date
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository of a data folder; ``shallow`` says whether it lacks older commits.

    ``place`` is the path of the folder in the repository with a ``/`` at its end, or empty;
    ``fetch`` says whether a partial clone may fetch missing objects.
    """

    folder: Path
    place: str
    shallow: bool
    fetch: bool = False

    def commits(self, limit: int) -> tuple[Commit, ...]:
        """Return the newest commits that changed the data, the newest first.

        A merge counts as one change with the date of the merge, which is when the site changed, and
        the authors of the merged commits.

        :raises RepositoryError: if git fails.
        """
        ids = self._revisions("--first-parent", f"--max-count={limit}", "HEAD")
        commits = self._commits(ids)
        merged = {id: self._merged(id, commits[id]) for id in ids}
        merged_commits = self._commits(id for branch in merged.values() for id in branch)
        authors = {
            id: tuple(merged_commits[merged_id].author for merged_id in merged[id])
            or (commits[id].author,)
            for id in ids
        }
        return tuple(Commit(id, commits[id].day, authors[id]) for id in ids)

    def contents(self, ids: Iterable[str], name: str) -> Iterator[bytes]:
        """Yield the content of a file in each commit; empty if it is missing or too large.

        :param name: the path of the file in the data folder.
        :raises RepositoryError: if git fails.
        """
        names = "".join(f"{id}:{self.place}{name}\n" for id in ids)
        lines = self._git("cat-file", "--batch-check", stdin=os.fsencode(names)).splitlines()
        blobs = [_small_blob(line) for line in lines]
        contents = self._objects(filter(None, blobs))
        yield from (contents.get(blob, b"") for blob in blobs)

    def subfolders(self, commit: str, name: str) -> frozenset[str]:
        """Return the names of the folders that lie in a folder of the data folder, if it is there.

        :raises RepositoryError: if git fails.
        """
        listed = self._listed(commit, f"{self.place}{name}/")
        folders = (path for path, entry in listed.items() if entry.mode == _TREE)
        return frozenset(PurePosixPath(path).name for path in folders)

    def unsaved(self) -> tuple[str, ...]:
        """Return the files of the folder that differ from the last commit, are new, or are ignored.

        :raises RepositoryError: if git fails.
        """
        options = ("--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignored")
        output = self._git("-c", "core.fsmonitor=false", "status", *options, "--", ".")
        # An entry has two letters, a space, and the path.
        return tuple(os.fsdecode(entry[3:]) for entry in output.split(b"\0") if entry)

    def resolve(self, revision: str) -> str:
        """Return the id of the commit that a revision denotes.

        :raises RepositoryError: if there is no such revision.
        """
        try:
            name = f"{revision}^{{commit}}"
            return self._line("rev-parse", "--verify", "--end-of-options", name)
        except (RepositoryError, ValueError) as error:
            hint = "（这里只有最近的提交，先 git fetch --unshallow）" if self.shallow else ""
            raise RepositoryError(f"git 里没有“{revision}”这个版本{hint}。") from error

    def extract(
        self, commit: str, target: Path, folders: Iterable[str], fits: Callable[[str], bool]
    ) -> Path:
        """Write files of the data folder of a commit below another folder; return their folder.

        :param folders: the subfolders to read, without their own subfolders.
        :param fits: whether the file with a path is to be written.
        :raises RepositoryError: if git fails, the commit has no such folder, a file is a link, or
            all are too large; a partial copy would make the other files look deleted.
        """
        entries = self._listed(f"{commit}:{self.place}")
        for name in folders:
            if (inner := entries.pop(name, None)) and inner.mode == _TREE:
                below = self._listed(inner.id)
                entries |= {f"{name}/{inner_name}": entry for inner_name, entry in below.items()}
        wanted = {name: entry for name, entry in entries.items() if fits(name)}
        return self._write(commit, wanted, target)

    def extract_file(self, commit: str, target: Path, name: str) -> None:
        """Write one file of the data folder of a commit, if it exists.

        :param target: the folder that ``extract`` returned.
        :raises RepositoryError: if git fails, or the file is too large.
        """
        path = PurePosixPath(name)
        if not path.is_absolute() and ".." not in path.parts:
            entries = self._listed(commit, f"{self.place}{path}").values()
            files = {str(path): entry for entry in entries if entry.mode.startswith(_FILE)}
            if files:
                self._write(commit, files, target.parent)

    def _write(self, commit: str, entries: Mapping[str, _Entry], target: Path) -> Path:
        folder = target / (PurePosixPath(self.place).name or "data")
        regular = all(entry.mode.startswith(_FILE) for entry in entries.values())
        size = sum(entry.size for entry in entries.values())
        if not entries or not regular or size > _MAX_BYTES or len(entries) > _MAX_FILES:
            raise RepositoryError(f"版本 {commit[:10]} 里没有能读的 {self.place or '数据'}。")
        contents = self._objects(entry.id for entry in entries.values())
        try:
            for name, entry in entries.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(contents[entry.id])
        except (OSError, ValueError) as error:
            raise RepositoryError(f"版本 {commit[:10]} 里的文件取不出来（{error}）。") from error
        return folder

    def _revisions(self, *arguments: str) -> tuple[str, ...]:
        # Git runs in the folder, so that "." denotes it whatever its name is.
        return tuple(self._git("rev-list", *arguments, "--", ".").decode("ascii").split())

    def _commits(self, ids: Iterable[str]) -> dict[str, _CommitObject]:
        """Return parsed commits by id; one that is too long is parsed as empty."""
        wanted = tuple(dict.fromkeys(ids))
        lines = "".join(f"{id}\n" for id in wanted).encode("ascii")
        sizes = self._git("cat-file", "--batch-check=%(objectsize)", stdin=lines).split()
        if len(sizes) != len(wanted) or not all(map(bytes.isdigit, sizes)):
            raise RepositoryError(git_process.INCOMPLETE)
        short = [id for id, size in zip(wanted, sizes, strict=True) if int(size) <= _MAX_COMMIT]
        contents = self._objects(short)
        return {id: _CommitObject.of(contents.get(id, b"")) for id in wanted}

    def _merged(self, id: str, commit: _CommitObject) -> tuple[str, ...]:
        """Return the ids that a merge added to its first parent; empty if parents are missing."""
        if len(commit.parents) > 1:
            with suppress(RepositoryError):
                ids = self._revisions(id, f"^{commit.parents[0]}")
                return tuple(merged for merged in ids if merged != id)
        return ()

    def _listed(self, tree: str, *paths: str) -> dict[str, _Entry]:
        """Return the entries of a tree by name, or only those with the given paths."""
        output = self._git("ls-tree", "-l", "-z", "--full-tree", tree, *paths)
        entries = (_Entry.of(line) for line in output.split(b"\0") if line)
        return {name: entry for name, entry in entries if name not in {"", ".", "..", ".git"}}

    def _objects(self, ids: Iterable[str]) -> dict[str, bytes]:
        """Return the contents of objects by id, read by one process."""
        wanted = tuple(dict.fromkeys(ids))
        if not wanted:
            return {}
        output = self._git("cat-file", "--batch", stdin="\n".join(wanted).encode("ascii") + b"\n")
        return dict(_batch_contents(output, wanted))

    def _line(self, *arguments: str) -> str:
        return os.fsdecode(self._git(*arguments).removesuffix(b"\n"))

    def _git(self, *arguments: str, stdin: bytes = b"") -> bytes:
        return git_process.run(self.folder, *arguments, stdin=stdin, fetch=self.fetch)


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of a tree; the size of a missing object is 0."""

    mode: bytes
    id: str
    size: int

    @classmethod
    def of(cls, line: bytes) -> tuple[str, _Entry]:
        """Return name and entry of a line of ``git ls-tree -l -z``."""
        facts, _, path = line.partition(b"\t")
        mode, _, id, size = facts.split()
        return os.fsdecode(path), cls(mode, id.decode("ascii"), int(size) if size.isdigit() else 0)


@dataclass(frozen=True, slots=True)
class _CommitObject:
    """A parsed commit object; the day is the author's, or else the committer's."""

    parents: tuple[str, ...]
    author: str
    day: date

    @classmethod
    def of(cls, content: bytes) -> _CommitObject:
        """Parse a commit; continuation lines, as in signatures, begin with a space."""
        lines = content.partition(b"\n\n")[0].split(b"\n")
        pairs = [line.partition(b" ")[::2] for line in lines if not line.startswith(b" ")]
        fields: Mapping[bytes, bytes] = dict(reversed(pairs))
        ids = (value for key, value in pairs if key == b"parent")
        parents = tuple(id.decode("ascii", "replace") for id in ids)
        encoding = fields.get(b"encoding", b"").decode("ascii", "replace")
        author, written = _name_and_time(fields.get(b"author", b""))
        committed = _name_and_time(fields.get(b"committer", b""))[1]
        days = filter(None, (_day(written), _day(committed)))
        return cls(parents, _text(author, encoding), next(days, date(1970, 1, 1)))


def find(folder: Path, *, fetch: bool = False) -> Repository:
    """Return the repository of a folder.

    :raises RepositoryError: if it is in none, or git fails.
    """
    source = Repository(folder, "", shallow=False, fetch=fetch)
    shallow = source._line("rev-parse", "--is-shallow-repository") == "true"
    return Repository(folder, source._line("rev-parse", "--show-prefix"), shallow, fetch)


def joined_names(names: Iterable[str]) -> str:
    """Return names without duplicates as one text; only the first ones if there are many."""
    distinct = list(dict.fromkeys(filter(None, names)))
    return "、".join(distinct[:_MAX_NAMES]) + ("等" if len(distinct) > _MAX_NAMES else "")


def _small_blob(line: bytes) -> str:
    """Return the id in a line ``id type size`` of git if it is a small file, or else empty."""
    id, _, facts = line.partition(b" ")
    kind, _, size = facts.partition(b" ")
    small = kind == b"blob" and size.isdigit() and int(size) <= _MAX_SETTINGS
    return id.decode("ascii") if small else ""


def _batch_contents(output: bytes, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield ids and contents of ``git cat-file --batch``: a line with the size, the content."""
    start = 0
    for id in ids:
        end = output.index(b"\n", start)
        size = output[start:end].rpartition(b" ")[2]
        if not size.isdigit():
            raise RepositoryError(git_process.INCOMPLETE)
        yield id, output[end + 1 : end + 1 + int(size)]
        start = end + 2 + int(size)


def _name_and_time(line: bytes) -> tuple[bytes, bytes]:
    """Return name and time of a line ``name <address> seconds zone``."""
    name, _, rest = line.partition(b"<")
    return name.strip(), rest.rpartition(b">")[2].strip()


def _day(time: bytes) -> date | None:
    """Return the local day of a time ``seconds zone``; None if the calendar has no such day."""
    with suppress(ValueError, OverflowError):
        seconds, _, zone = time.decode("ascii").partition(" ")
        return (_EPOCH + timedelta(seconds=int(seconds)) + _offset(zone)).date()
    return None


def _offset(zone: str) -> timedelta:
    """Return the offset of a zone such as ``+0800``; an invalid one counts as UTC."""
    with suppress(ValueError):
        minutes = int(zone[-4:-2]) * _MINUTE + int(zone[-2:])
        if minutes < 24 * _MINUTE:
            return timedelta(minutes=-minutes if zone.startswith("-") else minutes)
    return timedelta()


def _text(name: bytes, encoding: str) -> str:
    """Return a name without invisible characters; some tools write GB 18030 undeclared."""
    for codec in (encoding or "utf-8", "utf-8", "gb18030"):
        with suppress(LookupError, ValueError):
            return _printable(name.decode(codec))
    return _printable(name.decode("utf-8", "replace"))


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())[:_MAX_NAME]
