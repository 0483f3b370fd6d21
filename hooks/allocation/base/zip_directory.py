"""The directory of a zip file, which ``zipfile`` holds in memory before anything is looked at."""

from __future__ import annotations

import os
from pathlib import Path

_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_SIZE, _SIZE_64, _LONGEST = 22, 20, 65535
"""Bytes of the end of a directory, of what stands before it in 64 bits, of a comment after it."""


def directory_size(path: Path) -> int:
    """Return how many bytes the directory of a zip has, as far as it says so itself.

    Of one that says it in 64 bits, the size of the whole file; of what is no zip, nought.

    :raises OSError: if it can't be read.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - _LONGEST - _SIZE - _SIZE_64, 0))
        tail = file.read()
    # As zipfile looks for it: what seems to be another end may stand in a comment, or in this one.
    at = len(tail) - _SIZE if tail[-_SIZE:].startswith(_END) else tail.rfind(_END)
    if tail[max(at - _SIZE_64, 0) :].startswith(_END_64):
        return size
    return int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
