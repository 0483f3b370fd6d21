"""The git repository that a data folder is in: its commits, and the folder as it was in each."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path, PurePosixPath

_TIMEOUT = 60
"""Seconds after which git is held to hang."""
_FIELDS = "%H%x1f%P%x1f%as%x1f%an%x1f%s"
_FILE = "100"
"""How the mode of a plain file begins; links and submodules are left alone."""
_MAX_FILE = 20_000_000
_APART = ("evidence", "editions")
"""Folders that no comparison reads: handed-in files, which are large, and earlier editions."""


class RepositoryError(Exception):
    """Git can't say; the text says in Chinese why."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that changed the data."""

    id: str
    day: date
    author: str
    subject: str


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository, and where in it the data folder is; ``shallow`` if it lacks older commits."""

    root: Path
    place: str
    shallow: bool

    def commits(self, limit: int) -> tuple[Commit, ...]:
        """Return the newest commits that changed the data, the newest first.

        A merge counts as one change, dated and signed as it was merged: what was merged is what
        those who read the site see change.

        :raises RepositoryError: if git fails.
        """
        said = self._git(
            "log", "--first-parent", f"--max-count={limit}", f"--format={_FIELDS}", "--", self.place
        )
        return tuple(self._commit(line) for line in said.decode("utf-8", "replace").splitlines())

    def resolve(self, revision: str) -> str:
        """Return the full name of a revision.

        :raises RepositoryError: if there is none of this name.
        """
        try:
            wanted = f"{revision}^{{commit}}"
            return self._git("rev-parse", "--verify", "--end-of-options", wanted).decode().strip()
        except RepositoryError as error:
            hint = "（这里只有最近的提交，先 git fetch --unshallow）" if self.shallow else ""
            raise RepositoryError(f"git 里没有“{revision}”这个版本{hint}。") from error

    def extract(self, commit: str, target: Path) -> Path:
        """Write the data folder of a commit into another folder, and return it.

        Handed-in files and earlier editions are left out.

        :raises RepositoryError: if git fails, or the commit has no such folder.
        """
        folder = target / (PurePosixPath(self.place).name or "data")
        for name, blob in self._files(commit):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_blob(self.root, blob))
        if not folder.is_dir():
            raise RepositoryError(f"版本 {commit[:10]} 里没有 {self.place}/。")
        return folder

    def _commit(self, line: str) -> Commit:
        id, parents, day, author, subject = map(_printable, line.split("\x1f", 4))
        first, _, merged = parents.partition(" ")
        if merged:
            names = self._git("log", "--format=%an", f"{first}..{id}^2", "--", self.place)
            said = map(_printable, names.decode("utf-8", "replace").splitlines())
            author = "、".join(dict.fromkeys(said)) or author
        return Commit(id, date.fromisoformat(day), author, subject)

    def _files(self, commit: str) -> Iterator[tuple[str, str]]:
        listed = self._git("ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--", self.place)
        for entry in filter(None, listed.decode("utf-8", "surrogateescape").split("\0")):
            facts, _, path = entry.partition("\t")
            mode, _, blob, size = facts.split()
            name = PurePosixPath(path).relative_to(self.place)
            if mode.startswith(_FILE) and int(size) <= _MAX_FILE and name.parts[0] not in _APART:
                yield str(name), blob

    def _git(self, *arguments: str) -> bytes:
        return _git(self.root, *arguments)


def find(folder: Path) -> Repository:
    """Return the repository that a folder is in.

    :raises RepositoryError: if it is in none, or git can't be asked.
    """
    said = _git(folder, "rev-parse", "--show-toplevel", "--is-shallow-repository", "--show-prefix")
    root, shallow, place = said.decode("utf-8", "surrogateescape").split("\n")[:3]
    return Repository(Path(root), place.rstrip("/") or ".", shallow == "true")


@lru_cache(maxsize=2048)
def _blob(root: Path, blob: str) -> bytes:
    """Return the content of a file. Most files are the same in most commits."""
    return _git(root, "cat-file", "blob", blob)


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())


def _git(folder: Path, *arguments: str) -> bytes:
    # Names as they are, and no pager, hook or setting that waits for somebody.
    command = ["git", "-c", "core.quotepath=off", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT, check=False)
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
    return f"git 说：{said}"


_MEANINGS = {
    "not a git repository": "数据不在 git 里。",
    "dubious ownership": "git 不信任这个文件夹的所有者；先把它加进 git 的 safe.directory。",
    "does not have any commits yet": "git 里还没有提交。",
    "unknown revision": "git 里还没有提交。",
}
"""What git says in English, and what it means to whoever builds the site."""
