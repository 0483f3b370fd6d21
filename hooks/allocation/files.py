"""Data files written so that nothing is ever half there, and nothing changes but their text."""

from __future__ import annotations

import codecs
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def read(path: Path) -> str:
    """Return the text of a file with plain line ends; nothing for a file that is not there."""
    if not path.exists():
        return ""
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


def write(texts: Mapping[Path, str]) -> None:
    """Write files: each is whole at any moment, and none is touched before all are ready.

    A file that is there keeps its line ends, its byte order mark and its permissions.

    :raises OSError: if a place can't be written to; no file has changed then.
    """
    drafts = {path: path.with_name(f".{path.name}.{os.getpid()}") for path in texts}
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            drafts[path].write_bytes(_as_before(path, text))
            if path.exists():
                drafts[path].chmod(path.stat().st_mode)
        for path, draft in drafts.items():
            draft.replace(path)
    finally:
        for draft in drafts.values():
            with suppress(OSError):
                draft.unlink(missing_ok=True)


def lies_in(folder: Path, path: Path) -> bool:
    """Whether a file is really in a folder; a loop of links is an error until Python 3.13."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def keep(path: Path, content: bytes) -> bool:
    """Keep what can be made again at any time, whole or not at all.

    :returns: whether it is there; a place that can't be written to is no error.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(path)
    except OSError:
        return False
    return True


def _as_before(path: Path, text: str) -> bytes:
    before = path.read_bytes() if path.exists() else b""
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    ended = text.replace("\n", "\r\n") if b"\r\n" in before else text
    return mark + ended.encode("utf-8")
