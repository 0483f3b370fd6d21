"""The workplace: a working copy of the worker's own, where commits are made and tried.

The office's working copy stays as it is until what was made here is built and checked. Then it goes
forward by a journal that whoever finds it can finish: file by file, index, branch.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from allocation.inbox.drops import InboxError, read_json, write_json
from allocation.runtime import atomic_files, git_process, journal, locks
from allocation.runtime.git_process import RepositoryError

SLIP, DIGEST, DECISION = "Slip", "Slip-SHA256", "Decision"
"""Trailers of commits: what was applied, and by what decision."""
_WORKER = ("收件箱", "inbox@localhost")
"""Who commits where git knows no name."""
_NO_NAME = "".join(map(chr, range(33))) + ".,:;\"'\\"
"""What git takes from the ends of a name, and does not commit if nothing is left."""
_PATIENCE = 5.0
"""Seconds in which another git may end that is at work."""
_ABANDONED = 60.0
"""Seconds after which what is locked was locked by a git that was killed."""
_NO_HOOKS = ("-c", f"core.hooksPath={os.devnull}")


class MovedError(Exception):
    """The branch has moved on since the work began: it must be done again."""


@dataclass(frozen=True, slots=True)
class Author:
    """Whose change a commit is."""

    name: str
    email: str

    @classmethod
    def of(cls, name: str, login: str) -> Author:
        """Return an author without what commits can't have in one."""
        unsafe = str.maketrans("", "", "<>\n\0")
        named = name.translate(unsafe).strip(_NO_NAME)
        return cls(named or _WORKER[0], f"{login.translate(unsafe)}@inbox")

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


@dataclass(frozen=True, slots=True)
class Applied:
    """A drop that is in a commit, with the digest of what was dropped."""

    commit: str
    sha256: str


class Workplace:
    """The worker's working copy of the repository of a data folder.

    :ivar data: the data folder in it.
    """

    def __init__(self, data: Path, folder: Path) -> None:
        """Make the working copy if it is not there.

        :raises RepositoryError: if the data is not in git.
        """
        self._office = data.resolve()
        self._folder = folder
        self._top = Path(_line(self._office, "rev-parse", "--show-toplevel"))
        if not self._is_whole():
            self._forget()
            options = ("--detach", "--no-checkout", "--force")
            self._git(self._top, "worktree", "add", *options, str(folder), self.head())
        self.data = folder / self._office.relative_to(self._top)

    def head(self) -> str:
        """Return the commit that the office's working copy is at."""
        return _line(self._office, "rev-parse", "HEAD")

    def refuse_unsaved(self) -> None:
        """Refuse to work beside changes of data that nobody has committed.

        :raises InboxError: with their names.
        """
        locks.wait_until_consistent(self._office)
        options = ("--porcelain", "-z", "--no-renames", "--untracked-files=all")
        output = git_process.run(self._office, "status", *options, "--", ".")
        if names := [os.fsdecode(entry[3:]) for entry in output.split(b"\0") if entry]:
            shown = "、".join(names[:5]) + (" 等" if len(names) > 5 else "")
            raise InboxError(
                f"数据里有没有提交的改动（{shown}），没有动；"
                "请先提交（git commit）或撤销，再运行一次。"
            )

    def evidence(self, folder: Path) -> Path:
        """Return where handed-in files go: here, too, where they are a part of the repository."""
        if not folder.is_relative_to(self._top) or not git_process.tracks(folder):
            return folder
        return self._folder / folder.relative_to(self._top)

    def reset(self, commit: str) -> None:
        """Put the workplace at a commit: whatever was tried here is gone."""
        for lock in git_process.git_path(self._folder, ".").rglob("*.lock"):
            # Of a git that was killed: nobody but one worker at a time writes here.
            lock.unlink(missing_ok=True)
        self._git(self._folder, "reset", "--quiet", "--hard", commit)
        self._git(self._folder, "clean", "-ffdq")
        journal.discard(self.data)
        self._link_ignored()

    def commit(self, parent: str, paths: Iterable[Path], author: Author, message: str) -> str:
        """Commit files of the workplace, which is at the parent; return the commit."""
        names = b"".join(
            os.fsencode(path.relative_to(self._folder)) + b"\0"
            for path in paths
            if path.is_relative_to(self._folder)
        )
        self._git(self._folder, "update-index", "--add", "--remove", "-z", "--stdin", stdin=names)
        tree = _line(self._folder, "write-tree")
        env = {"GIT_AUTHOR_NAME": author.name, "GIT_AUTHOR_EMAIL": author.email}
        env |= {"GIT_COMMITTER_NAME": self._identity[0], "GIT_COMMITTER_EMAIL": self._identity[1]}
        options = ("-c", "i18n.commitEncoding=UTF-8", "commit-tree", tree, "-p", parent, "-F", "-")
        made = git_process.run(self._folder, *options, stdin=message.encode(), env=env)
        commit = made.decode().strip()
        self._git(self._folder, "update-ref", "--no-deref", "HEAD", commit, parent)
        return commit

    def applied(self) -> dict[str, Applied]:
        """Return what has been applied by any commit before, by the ids of drops and decisions."""
        trailers = "%x1f".join(
            f"%(trailers:key={key},valueonly,separator=%x2C)" for key in (SLIP, DIGEST, DECISION)
        )
        options = ("--fixed-strings", f"--grep={SLIP}: ", f"--format=%H%x1f{trailers}")
        output = git_process.run(self._folder, "log", *options).decode("utf-8", "replace")
        found: dict[str, Applied] = {}
        for line in reversed(output.splitlines()):
            commit, slip, digest, decision = line.split("\x1f")
            found |= {id: Applied(commit, digest) for id in (slip, decision) if id}
        return found

    def changer(self, path: Path, lines: tuple[int, int]) -> dict[str, str]:
        """Return who last changed lines of the data, and on what day; nothing if unknown."""
        first, last = lines
        place = f"{first},{last}:{path.relative_to(self._folder)}"
        with suppress(RepositoryError):
            options = ("-1", "--no-patch", "--format=%an%n%as", "-L", place)
            author, day = _line(self._folder, "log", *options).split("\n")
            return {"by": author, "at": day}
        return {}

    def includes(self, commit: str) -> bool:
        """Whether the office's working copy has a commit."""
        return self._is_before(commit, "HEAD")

    def forward(self, old: str, new: str) -> None:
        """Bring the office's working copy and branch to a commit; a killed run is finished so, too.

        :raises MovedError: if the branch is elsewhere.
        :raises InboxError: if somebody has changed one of the files meanwhile.
        """
        with locks.locked(self._office):
            if (head := self.head()) not in (old, new) or not self._is_before(old, new):
                raise MovedError(head)
            self.reset(new)
            output = self._git(self._top, "diff-tree", "-r", "-z", "--no-renames", old, new)
            changes = list(_changes(output))
            states = self._states([path for path, _, _ in changes])
            for path, *ids in changes:
                if states[path] not in ids:
                    raise InboxError(
                        f"{path} 刚才被别人改了，没有动；请先提交或撤销那处改动，再运行一次。"
                    )
            self._wait_for_git()
            for path, _, id in changes:
                if states[path] != id:
                    self._copy(path)
            names = b"".join(os.fsencode(path) + b"\0" for path, _, _ in changes)
            update = ("update-index", "--add", "--remove", "-z", "--stdin")
            self._git(self._top, *update, stdin=names)
            if head == old:
                self._git(self._top, "update-ref", "-m", "allocation inbox", "HEAD", new, old)

    def is_pushed(self, commit: str) -> bool:
        """Whether the git server has a commit.

        :raises InboxError: if it does not answer.
        """
        self.fetch()
        return self._is_before(commit, "FETCH_HEAD")

    def fetch(self) -> str:
        """Fetch what others pushed; return the commit to work on.

        :raises InboxError: if it can't be fetched, or the branch is not a part of it.
        """
        remote, branch = self._upstream()
        refs = git_process.git_path(self._top, "refs")
        _free(Path(folder, name) for folder, _, names in os.walk(refs) for name in names)
        try:
            git_process.run(self._top, "fetch", "--quiet", remote, branch, fetch=True)
        except RepositoryError as error:
            raise InboxError(f"从 {remote} 取不来最新的数据，什么都没有改。{error}") from error
        theirs, ours = _line(self._top, "rev-parse", "FETCH_HEAD"), self.head()
        if self._is_before(ours, theirs):
            return theirs
        if self._is_before(theirs, ours):
            return ours
        raise InboxError("这里和 git 服务器上各有提交，要先由人合并（git pull）再运行。")

    def push(self) -> None:
        """Push the commit that the workplace is at.

        :raises MovedError: if others pushed meanwhile.
        :raises InboxError: if the server refuses for another reason.
        """
        remote, branch = self._upstream()
        try:
            git_process.run(self._folder, "push", "--quiet", remote, f"HEAD:{branch}")
        except RepositoryError as error:
            self._git(self._top, "fetch", "--quiet", remote, branch)
            theirs = _line(self._top, "rev-parse", "FETCH_HEAD")
            if theirs == (ours := _line(self._folder, "rev-parse", "HEAD")):
                return
            if not self._is_before(theirs, ours):
                raise MovedError(theirs) from error
            message = f"推不到 {remote}，改动没有写入；请检查网络和权限，再运行一次。"
            raise InboxError(message) from error

    @cached_property
    def _identity(self) -> tuple[str, str]:
        known = []
        for key, default in zip(("user.name", "user.email"), _WORKER, strict=True):
            value = git_process.run(self._top, "config", "--get", "--default", default, key)
            known.append(value.decode("utf-8", "replace").strip() or default)
        return known[0], known[1]

    def _is_whole(self) -> bool:
        """Whether the workplace is there, and of this repository: CI has a new one each time."""
        query = ("rev-parse", "--path-format=absolute", "--git-common-dir")
        with suppress(RepositoryError):
            is_here = Path(_line(self._folder, "rev-parse", "--show-toplevel")) == self._folder
            return is_here and _line(self._folder, *query) == _line(self._top, *query)
        return False

    def _forget(self) -> None:
        """Remove a workplace that was left half made, and what git noted of it."""
        shutil.rmtree(self._folder, ignore_errors=True)
        for noted in git_process.git_path(self._top, "worktrees").glob("*/gitdir"):
            with suppress(OSError):
                if noted.read_text("utf-8").strip() == str(self._folder / ".git"):
                    shutil.rmtree(noted.parent, ignore_errors=True)

    def _link_ignored(self) -> None:
        """Show the handed-in files of the office's working copy, which git ignores, here, too."""
        options = ("--others", "--ignored", "--exclude-standard", "--directory", "-z")
        output = git_process.run(self._office, "ls-files", *options, "--", ".")
        for name in filter(None, output.split(b"\0")):
            place = self.data / os.fsdecode(name.rstrip(b"/"))
            if name.endswith(b"/") and place.parent.is_dir() and not os.path.lexists(place):
                place.symlink_to(self._office / os.fsdecode(name.rstrip(b"/")))

    def _states(self, paths: Sequence[str]) -> dict[str, str]:
        """Return the ids of the office's files as git would store them; none of one not there."""
        there = [path for path in paths if os.path.lexists(self._top / path)]
        names = "".join(f"{path}\n" for path in there).encode(errors="surrogateescape")
        output = self._git(self._top, "hash-object", "--stdin-paths", stdin=names)
        states = dict.fromkeys(paths, "")
        return states | dict(zip(there, output.decode().split(), strict=True))

    def _copy(self, path: str) -> None:
        source, target = self._folder / path, self._top / path
        if source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            atomic_files.write(target, source.read_bytes())
        else:
            target.unlink(missing_ok=True)

    def _wait_for_git(self) -> None:
        """Wait for another git to release what is written next; remove locks of one killed."""
        began = time.monotonic()
        names = ["index", "HEAD"]
        with suppress(RepositoryError):
            names.append(_line(self._top, "symbolic-ref", "HEAD"))
        locks = [git_process.git_path(self._top, f"{name}.lock") for name in names]
        while locked := [lock.name for lock in locks if lock.exists()]:
            if time.monotonic() > began + _PATIENCE:
                raise InboxError(f"git 正由别人用着（{locked[0]}），请过一会儿再运行一次。")
            _free(locks)
            time.sleep(0.1)

    def _upstream(self) -> tuple[str, str]:
        try:
            branch = _line(self._top, "symbolic-ref", "--short", "HEAD")
            keys = (f"branch.{branch}.remote", f"branch.{branch}.merge")
            remote, merge = (_line(self._top, "config", "--get", key) for key in keys)
        except RepositoryError as error:
            message = "这个分支没有上游；请先 git push -u origin main，或不加 --push。"
            raise InboxError(message) from error
        return remote, merge

    def _is_before(self, one: str, other: str) -> bool:
        with suppress(RepositoryError):
            git_process.run(self._top, "merge-base", "--is-ancestor", one, other)
            return True
        return False

    def _git(self, folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
        return git_process.run(folder, *_NO_HOOKS, *arguments, stdin=stdin)


@dataclass(frozen=True, slots=True)
class Noted:
    """What a journal says: files put among the evidence, or where the office's copy goes.

    ``drops`` is what is then said of drops, by the names of their folders.
    """

    copies: Sequence[str] = ()
    """Files that go if it is given up."""
    base: str = ""
    tip: str = ""
    drops: Mapping[str, dict[str, Any]] = field(default_factory=dict)


class Journal:
    """What a killed worker was doing: to be given up, until it says where to go."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "batch.json"

    def begin(self, copies: Sequence[Path]) -> None:
        """Note which files are about to be put among the evidence."""
        write_json(self._path, {"copies": list(map(str, copies))}, 0o600)

    def go(self, noted: Noted) -> None:
        """Note that all goes forward."""
        write_json(self._path, asdict(noted), 0o600)

    def read(self) -> Noted:
        """Return what was noted; nothing if no run was killed."""
        return Noted(**(read_json(self._path) or {}))

    def end(self) -> None:
        """All is done or given up."""
        self._path.unlink(missing_ok=True)


def _free(files: Iterable[Path]) -> None:
    """Remove those of the files that are locks of a git that was killed, if that is allowed."""
    for lock in files:
        with suppress(OSError):
            if lock.suffix == ".lock" and abs(time.time() - lock.stat().st_mtime) > _ABANDONED:
                lock.unlink()


def _line(folder: Path, *arguments: str) -> str:
    return git_process.run(folder, *arguments).decode("utf-8", "surrogateescape").rstrip("\n")


def _changes(output: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield paths with the ids of their contents before and after; an empty one is no file.

    An entry is ``:100644 100644 <id> <id> M``, then the path.
    """
    parts = iter(output.split(b"\0"))
    for head in parts:
        if head:
            _, _, old, new, _ = head.decode().split(" ")
            path = os.fsdecode(next(parts))
            yield path, old.strip("0") and old, new.strip("0") and new
