"""Files read as text, written whole, and kept within their folder."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from allocation.base.os_messages import error_path

_DRAFT = ".writing-"
"""How drafts are called, with the process after it: git ignores such names."""


def read_text(path: Path) -> str:
    """Return the text of a file; nothing for a file that is not there."""
    return path.read_bytes().decode("utf-8-sig") if path.exists() else ""


def write(path: Path, content: bytes) -> None:
    """Write a file that is no data: whole, or not at all.

    :raises OSError: if it can't be written; what was there before is there still.
    """
    place = Path(os.path.realpath(path))
    with error_path(path):
        if place.exists() and not place.is_file():
            # A device or a pipe is written to, not replaced.
            place.write_bytes(content)
        else:
            _replace(place, content, draft_path(place.parent))


def is_inside(folder: Path, path: Path) -> bool:
    """Whether a file is really in a folder; a loop of links is an error until Python 3.13."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def write_cache(path: Path, content: bytes) -> bool:
    """Keep what can be made again at any time, whole or not at all.

    :returns: whether it is there; a place that can't be written to is no error.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, content, path.with_name(f"{_DRAFT}{os.getpid()}"))
    except OSError:
        return False
    return True


def draft_path(folder: Path) -> Path:
    """Return where this process may prepare something in a folder; what dead ones left goes."""
    for left in folder.glob(f"{_DRAFT}*"):
        if not Path("/proc", left.name.removeprefix(_DRAFT)).exists():
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(True)
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
