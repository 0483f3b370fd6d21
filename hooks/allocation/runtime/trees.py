"""Folders of strangers, which may be deeper than Python can go."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def remove(path: Path) -> None:
    """Remove a folder with all that is in it; what can't be removed stays."""
    try:
        shutil.rmtree(path, ignore_errors=True)
    except RecursionError:
        subprocess.run(["rm", "-rf", "--", path], check=False, capture_output=True)
