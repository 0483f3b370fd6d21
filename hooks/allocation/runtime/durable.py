"""Durable file operations: the content is on the disk when a function returns."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from allocation.base.os_messages import error_path


def create(path: Path, content: bytes, like: os.stat_result | None = None) -> None:
    """Write a new file.

    :param like: status of a file or folder, whose permissions and owner the file gets if allowed.
    :raises OSError: if the file can't be written, or exists already.
    """
    with error_path(path), path.open("xb") as file:
        file.write(content)
        file.flush()
        if like:
            _copy_permissions(file.fileno(), like)
        os.fsync(file.fileno())


def copy(source: Path, target: Path) -> None:
    """Copy a file to a place where there is none; what failed halfway is removed.

    :raises OSError: if it can't be read or written, or there is a file already.
    """
    with error_path(target), source.open("rb") as original, target.open("xb") as file:
        try:
            shutil.copyfileobj(original, file)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            target.unlink()
            raise


def sync(*paths: Path) -> None:
    """Flush files, and the entries of folders, to the disk."""
    for path in paths:
        with error_path(path):
            _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network file systems can't flush folders.
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(descriptor)


def _copy_permissions(descriptor: int, like: os.stat_result) -> None:
    # Only root may change the owner; everybody may set a group that they belong to.
    for owner in (like.st_uid, -1):
        with suppress(PermissionError):
            os.fchown(descriptor, owner, like.st_gid)
            break
    mode = stat.S_IMODE(like.st_mode)
    os.fchmod(descriptor, mode & 0o666 if stat.S_ISDIR(like.st_mode) else mode)
