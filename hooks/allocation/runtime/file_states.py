"""Fingerprints of files by what the file system says of them, to see that some have changed."""

from __future__ import annotations

import os
from collections.abc import Container, Hashable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path


def state_of(places: Iterable[Path], leaving_out: Container[Path] = ()) -> Hashable:
    """Return a fingerprint of files, and of all files in folders.

    It has the path, time of modification, size and inode of each; names that begin with a dot, and
    the caches of Python, are left out.

    :param leaving_out: folders that are not looked into.
    """
    return tuple(each for place in places for each in _states(place, leaving_out))


def _states(place: Path, leaving_out: Container[Path]) -> Iterator[tuple[str, int, int, int]]:
    if not place.is_dir():
        yield from _state(str(place))
        return
    for root, folders, names in os.walk(place):
        folders[:] = [
            name
            for name in sorted(folders)
            if not name.startswith((".", "__")) and Path(root, name) not in leaving_out
        ]
        for name in sorted(names):
            yield from _state(os.path.join(root, name))


def _state(path: str) -> Iterator[tuple[str, int, int, int]]:
    with suppress(OSError):
        status = os.stat(path)
        yield path, status.st_mtime_ns, status.st_size, status.st_ino
