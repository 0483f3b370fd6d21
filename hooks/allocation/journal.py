"""The journal of a data folder: what somebody is in the middle of changing there.

It lies in ``.writing/`` with the drafts, from before the first change until after the last. Where
there is one though nobody holds the lock (``locks.py``), the writer was killed.
"""

from __future__ import annotations

import json
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

from allocation import durable

FOLDER = ".writing"
"""The folder in a data folder for drafts: no reader looks into it, and git ignores it."""
_NAME = "journal.json"
_MAX_BYTES = 10_000_000


class WriteError(Exception):
    """It was not written; says in Chinese why, and in what state that leaves the data."""


def drafts(folder: Path) -> Path:
    """Return where the drafts of a data folder lie."""
    return folder / FOLDER


def open_drafts(folder: Path) -> Path:
    """Make the folder for drafts, for everybody who may write the data; return it."""
    made = drafts(folder)
    made.mkdir()
    made.chmod(stat.S_IMODE(folder.stat().st_mode))
    return made


def begin(folder: Path, kind: str, content: Any) -> None:
    """Say durably what is about to change, and of which kind that is."""
    draft = drafts(folder) / "draft"
    durable.put(draft, json.dumps({kind: content}).encode(), folder.stat())
    durable.sync(folder)
    draft.replace(drafts(folder) / _NAME)
    durable.sync(drafts(folder))


def is_open(folder: Path) -> bool:
    """Whether somebody is, or was, in the middle of a change."""
    with suppress(OSError):
        return bool((drafts(folder) / _NAME).lstat())
    return False


def read(folder: Path) -> tuple[str, Any]:
    """Return the kind of the change and what was said of it.

    :raises OSError: if it can't be read.
    :raises ValueError: if it is none of ours.
    """
    path = drafts(folder) / _NAME
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_BYTES:
        raise ValueError(path)
    try:
        said = json.loads(path.read_bytes())
    except RecursionError as error:
        raise ValueError(path) from error
    if not isinstance(said, dict) or len(said) != 1:
        raise ValueError(said)
    return next(iter(said.items()))


def end(folder: Path) -> None:
    """Declare the change done: from here on it stays, and the drafts are litter."""
    (drafts(folder) / _NAME).unlink(missing_ok=True)
    # Failing, a power cut could only bring back the whole state before.
    with suppress(OSError):
        durable.sync(drafts(folder))
    discard(folder)


def discard(folder: Path) -> None:
    """Clear up drafts; what stays is cleared up by the next writer."""
    shutil.rmtree(drafts(folder), ignore_errors=True)
