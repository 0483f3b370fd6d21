"""What is made once for all workers of a run: the first that asks makes it, all read it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_UN, flock
from pathlib import Path

from allocation.datafiles.data_folder import cache


class Shared:
    """Folders that lie in one folder, each made by a function."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def made(self, name: str, make: Callable[[Path], object]) -> Path:
        """Return the folder of a name, which a function has filled, here or in another worker."""
        folder = self._folder / name
        done = self._folder / f"{name}.made"
        with _alone(self._folder / f"{name}.lock"):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
                make(folder)
                done.touch()
        return folder


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        flock(lock, LOCK_EX)
        try:
            yield
        finally:
            # Closing is not enough: processes that were forked meanwhile have it open, too.
            flock(lock, LOCK_UN)


def copy_with_cache(data: Path, target: Path) -> Path:
    """Copy a data folder; what was made of its files, such as copies to show, is linked."""
    shutil.copytree(data, target)
    shutil.copytree(cache(data), cache(target), copy_function=os.link)
    return target
