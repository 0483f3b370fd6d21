"""Files for what is made on the way: in memory while they are small, gone with their owner."""

from __future__ import annotations

import weakref
from tempfile import SpooledTemporaryFile


def spooled_file(owner: object, in_memory: int) -> SpooledTemporaryFile[bytes]:
    """Return an empty file that is closed together with its owner.

    :param in_memory: how many bytes it may have before it lies on the disk.
    """
    file = SpooledTemporaryFile(max_size=in_memory)  # noqa: SIM115 - closed with its owner
    weakref.finalize(owner, file.close)
    return file
