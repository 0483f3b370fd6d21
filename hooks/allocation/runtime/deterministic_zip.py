"""Deterministic zip files: the same content gives the same bytes on every machine."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The earliest date that the zip format can store."""


def pack(folder: Path, target: Path) -> None:
    """Write a folder into a zip file under the folder's name: sorted, without dates and owners.

    :raises OSError: if the file can't be written; an existing target is unchanged then.
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


def zipped(members: Mapping[str, bytes | Iterable[bytes]]) -> bytes:
    """Return a zip file with the given members in their order, each as bytes or as chunks."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            with archive.open(_entry(name), "w") as member:
                member.writelines((content,) if isinstance(content, bytes) else content)
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _OLDEST)
    entry.external_attr = 0o644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
