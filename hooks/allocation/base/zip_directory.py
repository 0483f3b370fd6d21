"""The directory of a zip file, which ``zipfile`` holds in memory before anything can be looked at."""

from __future__ import annotations

import os
from pathlib import Path

_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_LONGEST = 22 + 65535
"""Bytes of the end of a directory with the longest comment."""


def directory_size(path: Path) -> int:
    """Return how many bytes the directory of a zip has, as far as it says so itself.

    Of one that says it in 64 bits, the size of the whole file; of what is no zip, nought.

    :raises OSError: if it can't be read.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - _LONGEST - 20, 0))
        tail = file.read()
    if _END_64 in tail:
        return size
    at = tail.rfind(_END)
    return int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
