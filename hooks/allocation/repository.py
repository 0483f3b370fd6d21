"""The git repository that a data folder is in: its commits, and the folder as it was in each.

Only plumbing commands are asked, and objects are read as bytes: no setting of a user, no signature,
no encoding and no character in a subject changes what is understood.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path, PurePosixPath

from allocation.filenames import EDITIONS

SUFFIXES = (".yml", ".yaml", ".txt", ".docx")
"""What a comparison reads; handed-in files, which are large, are in no repository."""
_TIMEOUT = 60
"""Seconds after which git is held to hang."""
_FILE = b"100"
"""How the mode of a plain file begins; links and submodules are left alone."""
_MAX_FILE = 20_000_000
_MAX_NAME = 200
_MINUTE = 60
_ENVIRONMENT = {
    "LC_ALL": "C",
    # What a repository replaces or grafts is a story about its history, not its history.
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
_FOREIGN = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)
"""What git sets while it runs a hook; it would lead there, whatever folder is meant."""


class RepositoryError(Exception):
    """Git can't say; the text says in Chinese why."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that changed the data; its subject is for those who keep the repository."""

    id: str
    day: date
    author: str


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository, and where in it the data folder is; ``shallow`` if it lacks older commits.

    ``place`` is the folder as seen from the repository's root, with ``/`` at its end, or empty.
    """

    folder: Path
    place: str
    shallow: bool

    def commits(self, limit: int) -> tuple[Commit, ...]:
        """Return the newest commits that changed the data, the newest first.

        A merge counts as one change, dated and signed as it was merged: what was merged is what
        those who read the site see change.

        :raises RepositoryError: if git fails.
        """
        ids = self._revisions("--first-parent", f"--max-count={limit}", "HEAD")
        heads = self._heads(ids)
        merged = {id: self._merged(id, heads[id]) for id in ids}
        theirs = self._heads(each for found in merged.values() for each in found)
        return tuple(
            Commit(id, heads[id].day, _joined(heads[id], [theirs[each] for each in merged[id]]))
            for id in ids
        )

    def resolve(self, revision: str) -> str:
        """Return the full name of a revision.

        :raises RepositoryError: if there is none of this name.
        """
        try:
            wanted = f"{revision}^{{commit}}"
            return self._line("rev-parse", "--verify", "--end-of-options", wanted)
        except (RepositoryError, ValueError) as error:
            hint = "（这里只有最近的提交，先 git fetch --unshallow）" if self.shallow else ""
            raise RepositoryError(f"git 里没有“{revision}”这个版本{hint}。") from error

    def extract(self, commit: str, target: Path) -> Path:
        """Write the data folder of a commit into another folder, and return it.

        Earlier editions, and files that are no data, are left out.

        :raises RepositoryError: if git fails, or the commit has no such folder.
        """
        folder = target / (PurePosixPath(self.place).name or "data")
        files = dict(self._files(commit))
        contents = self._objects(files.values())
        if not files:
            raise RepositoryError(f"版本 {commit[:10]} 里没有 {self.place or '数据'}。")
        try:
            for name, blob in files.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(contents[blob])
        except (OSError, ValueError) as error:
            raise RepositoryError(f"版本 {commit[:10]} 里的文件取不出来（{error}）。") from error
        return folder

    def _revisions(self, *wanted: str) -> tuple[str, ...]:
        # Seen from the folder itself, whatever it is called.
        return tuple(self._git("rev-list", *wanted, "--", ".").decode("ascii").split())

    def _heads(self, ids: Iterable[str]) -> dict[str, _Head]:
        found = self._objects(ids)
        return {id: _Head.of(content) for id, content in found.items()}

    def _merged(self, id: str, head: _Head) -> tuple[str, ...]:
        """Return the commits that a merge brought; nothing for one whose parents aren't here."""
        if len(head.parents) > 1:
            with suppress(RepositoryError):
                found = self._revisions(id, f"^{head.parents[0]}")
                return tuple(each for each in found if each != id)
        return ()

    def _files(self, commit: str) -> Iterator[tuple[str, str]]:
        listed = self._git("ls-tree", "-r", "-l", "-z", "--full-tree", f"{commit}:{self.place}")
        for entry in filter(None, listed.split(b"\0")):
            facts, _, path = entry.partition(b"\t")
            mode, _, blob, size = facts.split()
            name = os.fsdecode(path)
            # Of an object that is missing git knows no size; whoever reads it is told.
            small = not size.isdigit() or int(size) <= _MAX_FILE
            if mode.startswith(_FILE) and small and _is_data(name):
                yield name, blob.decode("ascii")

    def _objects(self, ids: Iterable[str]) -> dict[str, bytes]:
        """Return the content of objects under their names, read by one process."""
        wanted = tuple(dict.fromkeys(ids))
        if not wanted:
            return {}
        said = self._git("cat-file", "--batch", given="\n".join(wanted).encode("ascii") + b"\n")
        return dict(_unpacked(said, wanted))

    def _line(self, *arguments: str) -> str:
        return os.fsdecode(self._git(*arguments).removesuffix(b"\n"))

    def _git(self, *arguments: str, given: bytes = b"") -> bytes:
        return _git(self.folder, *arguments, given=given)


@dataclass(frozen=True, slots=True)
class _Head:
    """What the object of a commit says of itself."""

    parents: tuple[str, ...]
    author: str
    day: date

    @classmethod
    def of(cls, content: bytes) -> _Head:
        """Read a commit; a line that goes on, as those of a signature do, begins with a space."""
        lines = content.partition(b"\n\n")[0].split(b"\n")
        said = [line.partition(b" ")[::2] for line in lines if not line.startswith(b" ")]
        fields: Mapping[bytes, bytes] = dict(reversed(said))
        parents = tuple(value.decode("ascii", "replace") for key, value in said if key == b"parent")
        encoding = fields.get(b"encoding", b"").decode("ascii", "replace")
        author, when = _signed(fields.get(b"author", b""))
        days = filter(None, (_day(when), _day(_signed(fields.get(b"committer", b""))[1])))
        return cls(parents, _text(author, encoding), next(days, date(1970, 1, 1)))


def find(folder: Path) -> Repository:
    """Return the repository that a folder is in.

    :raises RepositoryError: if it is in none, or git can't be asked.
    """
    source = Repository(folder, "", shallow=False)
    shallow = source._line("rev-parse", "--is-shallow-repository") == "true"
    return Repository(folder, source._line("rev-parse", "--show-prefix"), shallow)


def _is_data(name: str) -> bool:
    parts = name.split("/")
    inside = parts[0] != EDITIONS and not {"", ".", "..", ".git"} & set(parts)
    return inside and name.endswith(SUFFIXES)


def _unpacked(said: bytes, wanted: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield what ``git cat-file --batch`` printed: a line with the size, then the content."""
    at = 0
    for id in wanted:
        end = said.index(b"\n", at)
        size = said[at:end].rpartition(b" ")[2]
        if not size.isdigit():
            raise RepositoryError(f"git 里缺 {id[:10]} 的内容（仓库不完整）。")
        yield id, said[end + 1 : end + 1 + int(size)]
        at = end + 2 + int(size)


def _signed(line: bytes) -> tuple[bytes, bytes]:
    """Return name and moment of a line ``name <address> seconds zone``."""
    name, _, rest = line.partition(b"<")
    return name.strip(), rest.rpartition(b">")[2].strip()


def _day(when: bytes) -> date | None:
    """Return the day of a moment, where it was; nothing for one outside of the calendar."""
    with suppress(ValueError, OverflowError):
        seconds, _, zone = when.decode("ascii").partition(" ")
        moment = datetime.fromtimestamp(int(seconds), UTC)
        return (moment + _offset(zone)).date()
    return None


def _offset(zone: str) -> timedelta:
    """Return how far a zone such as ``+0800`` is from UTC; a wrong one is none."""
    with suppress(ValueError):
        minutes = int(zone[-4:-2]) * _MINUTE + int(zone[-2:])
        offset = timedelta(minutes=-minutes if zone.startswith("-") else minutes)
        return timezone(offset).utcoffset(None)
    return timedelta()


def _text(name: bytes, encoding: str) -> str:
    """Return a name as text without signs that aren't seen; offices also write GB 18030."""
    for each in (encoding or "utf-8", "utf-8", "gb18030"):
        with suppress(LookupError, ValueError):
            return _printable(name.decode(each))
    return _printable(name.decode("utf-8", "replace"))


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())[:_MAX_NAME]


def _joined(head: _Head, merged: Iterable[_Head]) -> str:
    """Return who made a change: those whose commits a merge brought, or whoever made the commit."""
    return "、".join(dict.fromkeys(filter(None, (each.author for each in merged)))) or head.author


def _git(folder: Path, *arguments: str, given: bytes) -> bytes:
    command = ["git", "-C", str(folder), "-c", "advice.graftFileDeprecated=false", *arguments]
    inherited = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
            env=inherited | _ENVIRONMENT,
        )
    except FileNotFoundError as error:
        raise RepositoryError("这台机器上没有 git。") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RepositoryError(f"git 没有回答（{type(error).__name__}）。") from error
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["没有说明"]
        raise RepositoryError(_meaning(lines[0]))
    return done.stdout


def _meaning(said: str) -> str:
    for part, meaning in _MEANINGS.items():
        if part in said:
            return meaning
    return f"git 说：{_printable(said)}"


_MEANINGS = {
    "not a git repository": "数据不在 git 里。",
    "dubious ownership": "git 不信任这个文件夹的所有者；先把它加进 git 的 safe.directory。",
    "does not have any commits yet": "git 里还没有提交。",
    "unknown revision": "git 里还没有提交。",
    "bad revision 'HEAD'": "git 里还没有提交。",
}
"""What git says in English, and what it means to whoever builds the site."""
