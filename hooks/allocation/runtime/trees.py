"""Folders with all that is in them; those of strangers may be deeper than Python can go."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path


def remove(path: Path) -> None:
    """Remove a folder with all that is in it; what can't be removed stays."""
    try:
        shutil.rmtree(path, ignore_errors=True)
    except RecursionError:
        subprocess.run(["rm", "-rf", "--", path], check=False, capture_output=True)


def is_page(name: str) -> bool:
    """Whether a file of a site is a page."""
    return name.endswith(".html")


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, by its name with slashes, sorted."""
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = Path(root, name)
            if path.is_file():
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                found[path.relative_to(folder).as_posix()] = digest
    return dict(sorted(found.items()))
