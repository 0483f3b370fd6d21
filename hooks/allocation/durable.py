"""Files that are on the disk, not only in memory, once a function returns."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from allocation.oserrors import blamed


def put(path: Path, content: bytes, like: os.stat_result | None = None) -> None:
    """Write a new file.

    :param like: of a file or folder, whose permissions and owner the file gets, as far as may be.
    :raises OSError: if it can't be written, or is there already.
    """
    with blamed(path), path.open("xb") as file:
        file.write(content)
        file.flush()
        if like:
            _adopt(file.fileno(), like)
        os.fsync(file.fileno())


def sync(*paths: Path) -> None:
    """Make files durable, and the names in folders: which files are there, under which names."""
    for path in paths:
        with blamed(path):
            _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network file systems can't, for folders.
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(descriptor)


def _adopt(descriptor: int, like: os.stat_result) -> None:
    # Only root may give files away; a group that one belongs to may be kept by anybody.
    for owner in (like.st_uid, -1):
        with suppress(PermissionError):
            os.fchown(descriptor, owner, like.st_gid)
            break
    mode = stat.S_IMODE(like.st_mode)
    os.fchmod(descriptor, mode & 0o666 if stat.S_ISDIR(like.st_mode) else mode)
