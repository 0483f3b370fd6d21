"""Zip files that are the same whenever and wherever they are made."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can name."""


def pack(folder: Path, target: Path) -> None:
    """Pack a folder, itself included, into a zip file: sorted, without dates and owners.

    :raises OSError: if it can't be written; what was there before is there still.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(draft, "w") as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
                    archive.writestr(_entry(name), path.read_bytes())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def zipped(parts: Mapping[str, bytes | Iterable[bytes]]) -> bytes:
    """Return a zip file with these parts, in their order; a part may come piece by piece."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            with archive.open(_entry(name), "w") as part:
                part.writelines((content,) if isinstance(content, bytes) else content)
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _OLDEST)
    entry.external_attr = 0o644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
