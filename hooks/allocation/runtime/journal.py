"""The journal of a data folder: a record of the change in progress.

It is in ``.writing/`` with the drafts, from before the first change until after the last. If it
exists while the lock (``locks.py``) is free, the writer was killed.
"""

from __future__ import annotations

import json
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

from allocation.runtime import durable

FOLDER = ".writing"
"""The folder for drafts in a data folder: readers skip it, and git ignores it."""
_NAME = "journal.json"
_MAX_BYTES = 10_000_000


class WriteError(Exception):
    """A write failed; the message states in Chinese the reason and the state of the data."""


def drafts(folder: Path) -> Path:
    """Return the folder for drafts of a data folder."""
    return folder / FOLDER


def open_drafts(folder: Path) -> Path:
    """Create the folder for drafts, with the permissions of the data folder; return it."""
    created = drafts(folder)
    created.mkdir()
    created.chmod(stat.S_IMODE(folder.stat().st_mode))
    return created


def begin(folder: Path, kind: str, content: Any) -> None:
    """Write the journal durably, before the first change.

    :param kind: the kind of change, which selects the recovery.
    :param content: what the recovery needs, as JSON data.
    """
    draft = drafts(folder) / "draft"
    durable.create(draft, json.dumps({kind: content}).encode(), folder.stat())
    durable.sync(folder)
    draft.replace(drafts(folder) / _NAME)
    durable.sync(drafts(folder))


def is_open(folder: Path) -> bool:
    """Whether a change is in progress, or was interrupted."""
    with suppress(OSError):
        return bool((drafts(folder) / _NAME).lstat())
    return False


def read(folder: Path) -> tuple[str, Any]:
    """Return the kind of the change and its content.

    :raises OSError: if the journal can't be read.
    :raises ValueError: if the file is no journal of this program.
    """
    path = drafts(folder) / _NAME
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_BYTES:
        raise ValueError(path)
    try:
        content = json.loads(path.read_bytes())
    except RecursionError as error:
        raise ValueError(path) from error
    if not isinstance(content, dict) or len(content) != 1:
        raise ValueError(content)
    return next(iter(content.items()))


def end(folder: Path) -> None:
    """Remove the journal: the change is final; then remove the drafts."""
    (drafts(folder) / _NAME).unlink(missing_ok=True)
    # Without this flush, a power cut could at most restore the complete previous state.
    with suppress(OSError):
        durable.sync(drafts(folder))
    discard(folder)


def discard(folder: Path) -> None:
    """Remove the drafts; the next writer removes the remaining ones."""
    shutil.rmtree(drafts(folder), ignore_errors=True)
