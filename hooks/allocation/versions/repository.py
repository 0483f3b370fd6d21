"""The git repository that a data folder is in: its commits, and the folder as it was in each.

Only plumbing commands are asked, and objects are read as bytes: no setting of a user, no signature,
no encoding and no character in a subject changes what is understood.
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
"""How the mode of a plain file begins, and the mode of a folder."""
_MAX_BYTES, _MAX_FILES = 50_000_000, 5_000
"""What the data of one commit may come to."""
_MAX_HEAD = 1_000_000
"""Bytes of a commit with its message."""
_MAX_SETTINGS = 1_000_000
"""Bytes of a file whose content is wanted of every commit."""
_MAX_NAME, _MAX_NAMES = 80, 5
_EPOCH = datetime(1970, 1, 1)
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that changed the data; its subject is for those who keep the repository."""

    id: str
    day: date
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository, and where in it the data folder is; ``shallow`` if it lacks older commits.

    ``place`` is the folder as seen from the repository's root, with ``/`` at its end, or empty.
    ``fetch`` says whether a partial clone may get what it lacks from where it was cloned.
    """

    folder: Path
    place: str
    shallow: bool
    fetch: bool = False

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
        authors = {
            id: tuple(theirs[each].author for each in merged[id]) or (heads[id].author,)
            for id in ids
        }
        return tuple(Commit(id, heads[id].day, authors[id]) for id in ids)

    def contents(self, ids: Iterable[str], name: str) -> Iterator[bytes]:
        """Yield what a file of the data folder said in each commit; of one without it, nothing.

        :param name: where the file lies in the data folder; it must be a small one.
        :raises RepositoryError: if git fails.
        """
        given = "".join(f"{id}:{self.place}{name}\n" for id in ids)
        facts = self._git("cat-file", "--batch-check", given=os.fsencode(given)).splitlines()
        blobs = [_small_blob(line) for line in facts]
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
        """Return what of the folder is in no commit: files that differ, are new, or are ignored.

        :raises RepositoryError: if git fails.
        """
        wanted = ("--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignored")
        listed = self._git("-c", "core.fsmonitor=false", "status", *wanted, "--", ".")
        # A line: two letters, a space, and the path.
        return tuple(os.fsdecode(line[3:]) for line in listed.split(b"\0") if line)

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

    def extract(
        self, commit: str, target: Path, folders: Iterable[str], fits: Callable[[str], bool]
    ) -> Path:
        """Write files of the data folder of a commit into another folder, and return it.

        :param folders: folders in it that are looked into; what lies deeper is not.
        :param fits: says of a path whether it is wanted.
        :raises RepositoryError: if git fails, the commit has no such folder, or one of the files is
            a link or all come to too much: what is left out would look like it was deleted.
        """
        entries = self._listed(f"{commit}:{self.place}")
        for name in folders:
            if (inner := entries.pop(name, None)) and inner.mode == _TREE:
                below = self._listed(inner.id)
                entries |= {f"{name}/{each}": entry for each, entry in below.items()}
        wanted = {name: entry for name, entry in entries.items() if fits(name)}
        return self._written(commit, wanted, target)

    def extract_file(self, commit: str, target: Path, name: str) -> None:
        """Write one file of the data folder of a commit into another folder, if it is there.

        :param target: the folder that ``extract`` returned.
        :raises RepositoryError: if git fails, or the file is too large.
        """
        path = PurePosixPath(name)
        if not path.is_absolute() and ".." not in path.parts:
            found = self._listed(commit, f"{self.place}{path}")
            plain = {str(path): each for each in found.values() if each.mode.startswith(_FILE)}
            if plain:
                self._written(commit, plain, target.parent)

    def _written(self, commit: str, entries: Mapping[str, _Entry], target: Path) -> Path:
        folder = target / (PurePosixPath(self.place).name or "data")
        whole = all(each.mode.startswith(_FILE) for each in entries.values())
        size = sum(each.size for each in entries.values())
        if not entries or not whole or size > _MAX_BYTES or len(entries) > _MAX_FILES:
            raise RepositoryError(f"版本 {commit[:10]} 里没有能读的 {self.place or '数据'}。")
        contents = self._objects(each.id for each in entries.values())
        try:
            for name, entry in entries.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(contents[entry.id])
        except (OSError, ValueError) as error:
            raise RepositoryError(f"版本 {commit[:10]} 里的文件取不出来（{error}）。") from error
        return folder

    def _revisions(self, *wanted: str) -> tuple[str, ...]:
        # Seen from the folder itself, whatever it is called.
        return tuple(self._git("rev-list", *wanted, "--", ".").decode("ascii").split())

    def _heads(self, ids: Iterable[str]) -> dict[str, _Head]:
        """Return what commits say of themselves; of one that is too long, nothing is read."""
        wanted = tuple(dict.fromkeys(ids))
        given = "".join(f"{each}\n" for each in wanted).encode("ascii")
        sizes = self._git("cat-file", "--batch-check=%(objectsize)", given=given).split()
        if len(sizes) != len(wanted) or not all(map(bytes.isdigit, sizes)):
            raise RepositoryError(git_process.INCOMPLETE)
        short = [id for id, size in zip(wanted, sizes, strict=True) if int(size) <= _MAX_HEAD]
        contents = self._objects(short)
        return {id: _Head.of(contents.get(id, b"")) for id in wanted}

    def _merged(self, id: str, head: _Head) -> tuple[str, ...]:
        """Return the commits that a merge brought; nothing for one whose parents aren't here."""
        if len(head.parents) > 1:
            with suppress(RepositoryError):
                found = self._revisions(id, f"^{head.parents[0]}")
                return tuple(each for each in found if each != id)
        return ()

    def _listed(self, tree: str, *paths: str) -> dict[str, _Entry]:
        """Return the entries of a tree, or those with these paths, under their names."""
        listed = self._git("ls-tree", "-l", "-z", "--full-tree", tree, *paths)
        found = (_Entry.of(each) for each in listed.split(b"\0") if each)
        return {name: entry for name, entry in found if name not in {"", ".", "..", ".git"}}

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
        return git_process.run(self.folder, *arguments, given=given, fetch=self.fetch)


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of a tree; of an object that is missing git knows no size."""

    mode: bytes
    id: str
    size: int

    @classmethod
    def of(cls, line: bytes) -> tuple[str, _Entry]:
        """Read a line of ``git ls-tree -l -z``."""
        facts, _, path = line.partition(b"\t")
        mode, _, id, size = facts.split()
        return os.fsdecode(path), cls(mode, id.decode("ascii"), int(size) if size.isdigit() else 0)


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


def find(folder: Path, *, fetch: bool = False) -> Repository:
    """Return the repository that a folder is in.

    :raises RepositoryError: if it is in none, or git can't be asked.
    """
    source = Repository(folder, "", shallow=False, fetch=fetch)
    shallow = source._line("rev-parse", "--is-shallow-repository") == "true"
    return Repository(folder, source._line("rev-parse", "--show-prefix"), shallow, fetch)


def joined(names: Iterable[str]) -> str:
    """Return names as one text, each once; of many only the first."""
    found = list(dict.fromkeys(filter(None, names)))
    return "、".join(found[:_MAX_NAMES]) + ("等" if len(found) > _MAX_NAMES else "")


def _small_blob(line: bytes) -> str:
    """Return the name in a line ``name type size`` of git; nothing for what is no small file."""
    id, _, fact = line.partition(b" ")
    kind, _, size = fact.partition(b" ")
    small = kind == b"blob" and size.isdigit() and int(size) <= _MAX_SETTINGS
    return id.decode("ascii") if small else ""


def _unpacked(said: bytes, wanted: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield what ``git cat-file --batch`` printed: a line with the size, then the content."""
    at = 0
    for id in wanted:
        end = said.index(b"\n", at)
        size = said[at:end].rpartition(b" ")[2]
        if not size.isdigit():
            raise RepositoryError(git_process.INCOMPLETE)
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
        return (_EPOCH + timedelta(seconds=int(seconds)) + _offset(zone)).date()
    return None


def _offset(zone: str) -> timedelta:
    """Return how far a zone such as ``+0800`` is from UTC; one that is none counts as UTC."""
    with suppress(ValueError):
        minutes = int(zone[-4:-2]) * _MINUTE + int(zone[-2:])
        if minutes < 24 * _MINUTE:
            return timedelta(minutes=-minutes if zone.startswith("-") else minutes)
    return timedelta()


def _text(name: bytes, encoding: str) -> str:
    """Return a name as text without signs that aren't seen; offices also write GB 18030."""
    for each in (encoding or "utf-8", "utf-8", "gb18030"):
        with suppress(LookupError, ValueError):
            return _printable(name.decode(each))
    return _printable(name.decode("utf-8", "replace"))


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())[:_MAX_NAME]
