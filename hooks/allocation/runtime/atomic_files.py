"""Text files and atomic writes of files that are no data."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

from allocation.base.os_messages import error_path

_DRAFT = ".writing-"
"""The prefix of names of drafts, followed by the process id; git ignores such names."""


def read_text(path: Path) -> str:
    """Return the text of a file; empty if there is no file."""
    return path.read_bytes().decode("utf-8-sig") if path.exists() else ""


def write(path: Path, content: bytes) -> None:
    """Write a file atomically.

    :raises OSError: if it can't be written; an existing file is unchanged then.
    """
    place = Path(os.path.realpath(path))
    with error_path(path):
        if place.exists() and not place.is_file():
            # A device or a pipe can't be replaced.
            place.write_bytes(content)
        else:
            _replace(place, content, draft_path(place.parent))


def is_inside(folder: Path, path: Path) -> bool:
    """Whether a file is in a folder after resolving links; False for a loop of links."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a loop is a RuntimeError until Python 3.13
        return False


def inside_test(folder: Path) -> Callable[[Path], bool]:
    """Return ``is_inside`` for many files: the folders that they are in are resolved once."""
    is_parent_inside = cache(partial(is_inside, folder))

    def test(path: Path) -> bool:
        return is_inside(folder, path) if os.path.islink(path) else is_parent_inside(path.parent)

    return test


def write_cache(path: Path, content: bytes) -> bool:
    """Write a file of a cache atomically.

    :returns: whether it was written; a failure is no error.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, content, path.with_name(f"{_DRAFT}{os.getpid()}"))
    except OSError:
        return False
    return True


def draft_path(folder: Path) -> Path:
    """Return the path for a draft of this process in a folder; remove those of dead processes."""
    for draft in folder.glob(f"{_DRAFT}*"):
        if not Path("/proc", draft.name.removeprefix(_DRAFT)).exists():
            shutil.rmtree(draft, ignore_errors=True) if draft.is_dir() else draft.unlink(True)
    return folder / f"{_DRAFT}{os.getpid()}"


def _replace(path: Path, content: bytes, draft: Path) -> None:
    try:
        draft.write_bytes(content)
        if path.exists():
            draft.chmod(path.stat().st_mode)
        draft.replace(path)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
