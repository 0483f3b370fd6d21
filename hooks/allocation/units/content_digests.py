"""Digests of folders, read anew only where the state of a file changed."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allocation.runtime import atomic_files

LENGTH = 16
"""Hexadecimal digits of a digest in names."""
_SETTLED = 2.0
"""Seconds after which a change of a file surely shows in its times, on network disks, too."""
_NOT_CONTENT = frozenset({".git", ".cache", "__pycache__"})
_DRAFT = ".writing"


class OutsideError(Exception):
    """A link leads out of a folder; the message says which, in Chinese."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file of a folder: its name in the folder, its place, and the state that shows changes."""

    name: str
    path: str
    state: tuple[int, ...]
    changed: float


def of_text(*parts: str) -> str:
    """Return the digest of texts in order."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:LENGTH]


class ContentDigests:
    """The digests of folders, kept in a file by the states of their files.

    :ivar path: the file; what can't be read of it is computed anew.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known = _loaded(path)
        self._used: dict[str, Any] = {}

    def of(self, *folders: Path) -> str:
        """Return the digest of names and contents of all files in folders, or of single files.

        :raises OutsideError: if a link leads out of one of the folders.
        :raises OSError: if something can't be read.
        """
        began = time.time()
        files = [
            file
            for number, folder in enumerate(folders)
            for file in sorted(_files(folder, str(number)), key=lambda file: file.name)
        ]
        states = of_text(*(f"{file.name}\0{file.state}" for file in files))
        key = "\0".join(map(str, folders))
        known = self._known.get(key)
        if known and known[0] == states:
            self._used[key] = known
            return str(known[1])
        digest = _content(files)
        if max((file.changed for file in files), default=0) < began - _SETTLED:
            self._used[key] = [states, digest]
        return digest

    def fact(self, digest: str, compute: Callable[[], Any]) -> Any:
        """Return a value of JSON that follows from a content, computed once for it.

        :param digest: of the content.
        """
        known = self._known.get(digest)
        self._used[digest] = known if known is not None else compute()
        return self._used[digest]

    def save(self) -> None:
        """Keep what was asked for."""
        if self._path and self._used != self._known:
            atomic_files.write_cache(self._path, json.dumps(self._used).encode())


def _loaded(path: Path | None) -> dict[str, Any]:
    try:
        known = json.loads(path.read_bytes()) if path else {}
        return known if isinstance(known, dict) else {}
    except (OSError, ValueError):
        return {}


def _content(files: list[_File]) -> str:
    whole = hashlib.sha256()
    for file in files:
        with open(file.path, "rb") as read:
            digest = hashlib.file_digest(read, "sha256").hexdigest()
        whole.update(f"{file.name}\0{digest}\0".encode(errors="surrogateescape"))
    return whole.hexdigest()


def _files(folder: Path, name: str) -> Iterator[_File]:
    if folder.is_file():
        yield _file(name, str(folder), folder.stat())
    elif folder.is_dir():
        root = os.path.realpath(folder)
        yield from _walk(root, name, _confined(root))


def _walk(folder: str, name: str, check: Callable[[os.DirEntry[str]], None]) -> Iterator[_File]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name in _NOT_CONTENT or entry.name.startswith(_DRAFT):
                continue
            if entry.is_symlink():
                check(entry)
            below = f"{name}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, below, check)
            elif entry.is_file():
                yield _file(below, entry.path, entry.stat())


def _confined(root: str) -> Callable[[os.DirEntry[str]], None]:
    def check(entry: os.DirEntry[str]) -> None:
        target = os.path.realpath(entry.path)
        if os.path.commonpath((target, root)) != root or os.path.isdir(target):
            shown = os.path.relpath(entry.path, root)
            raise OutsideError(f"{shown} 是链接，通到文件夹外面或另一个文件夹；请放文件本身。")

    return check


def _file(name: str, path: str, status: os.stat_result) -> _File:
    state = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    return _File(name, path, state, max(status.st_mtime, status.st_ctime))
