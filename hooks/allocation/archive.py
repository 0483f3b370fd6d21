"""Zip files that are the same whenever and wherever they are made."""

from __future__ import annotations

import zipfile
from pathlib import Path

_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can name."""


def pack(folder: Path, target: Path) -> None:
    """Pack a folder, itself included, into a zip file: sorted, without dates and owners."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
                entry = zipfile.ZipInfo(name, _OLDEST)
                entry.external_attr = 0o644 << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes())
