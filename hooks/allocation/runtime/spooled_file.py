"""Temporary files: in memory while they are small, and closed with their owner."""

from __future__ import annotations

import weakref
from tempfile import SpooledTemporaryFile


def spooled_file(owner: object, in_memory: int) -> SpooledTemporaryFile[bytes]:
    """Return an empty file that is closed when its owner is garbage-collected.

    :param in_memory: the size in bytes above which it is on the disk.
    """
    file = SpooledTemporaryFile(max_size=in_memory)  # noqa: SIM115 - closed with its owner
    weakref.finalize(owner, file.close)
    return file
