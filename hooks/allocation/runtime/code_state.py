"""The code that a process runs: one that stays ends when another has taken its place."""

from __future__ import annotations

import sys
from pathlib import Path

import allocation

_PACKAGE = Path(allocation.__file__).parent


def code_state() -> object:
    """Return a fingerprint of the package and of what is installed: paths, times, sizes, inodes."""
    files = [*_PACKAGE.rglob("*.*"), *Path(sys.prefix).glob("installed-*")]
    return {
        (str(path), status.st_mtime_ns, status.st_size, status.st_ino)
        for path in files
        if path.suffix != ".pyc" and path.is_file()
        for status in [path.stat()]
    }
