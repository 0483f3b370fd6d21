"""Transactions over several files of a data folder: all change or none, each atomically.

New texts and copies of the old ones are written as drafts. Then the journal lists the replaced
files, the drafts get their names, and the journal is removed. A writer that finds the journal of
a killed one (``locks.py``) restores the old texts. The caller holds the lock.
"""

from __future__ import annotations

import codecs
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allocation.base.os_messages import describe_os_error, error_path, remedy
from allocation.runtime import durable, journal
from allocation.runtime.atomic_files import is_inside
from allocation.runtime.journal import WriteError

KIND = "files"
"""The kind of the journals of this change."""
_BEFORE = ".before"
"""The suffix of the copy with the old content of a file that can't be restored."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A changed file: its path from the data folder, the new content, and the old one, if any."""

    name: str
    content: bytes
    before: bytes | None

    @classmethod
    def of(cls, folder: Path, path: Path, text: str) -> _Step:
        place = path.resolve()
        if not is_inside(folder, place):
            raise WriteError(f"{path} 是链接，不指向 {folder} 里的文件，什么都没有改。")
        with error_path(path):
            before = _content(place)
            if before is not None:
                # Fail for read-only files, which could be replaced but are not meant to change.
                os.close(os.open(place, os.O_WRONLY))
        return cls(str(place.relative_to(folder)), _encoded_like(before or b"", text), before)


def write(folder: Path, texts: Mapping[Path, str], unchanged: Callable[[], None]) -> None:
    """Write files; an existing one keeps its line ends, byte order mark, permissions and links.

    :param folder: the data folder of the files.
    :param unchanged: raises if the data from which the texts were made has changed.
    :raises WriteError: if a file can't be written; unless the message says so, none has changed.
    """
    folder = folder.resolve()
    try:
        steps = [_Step.of(folder, path, text) for path, text in texts.items()]
        _prepare(folder, steps)
        unchanged()
        journal.begin(folder, KIND, _journal(folder, steps))
        _replace(folder, steps)
        journal.end(folder)
    except BaseException as error:
        if not isinstance(error, OSError):
            _roll_back(folder, "被打断")
            raise
        reason = describe_os_error(error)
        _roll_back(folder, reason)
        raise WriteError(f"写不进去（{reason}），什么都没有改；{remedy(error)}。") from error


def undo(folder: Path, content: Any) -> str:
    """Restore the files that a killed writer had replaced; return a message about the result.

    A file that was changed since stays; its old content is written to a copy next to it.

    :param content: the content of the journal.
    :raises OSError: if a file can't be restored.
    :raises ValueError: if the journal is invalid.
    """
    files = content["files"]
    steps = [(entry["digest"], _inside(folder, entry["name"]), entry["new"]) for entry in files]
    unrestored = []
    for number, (digest, place, new) in enumerate(steps):
        current, drafts = _content(place), journal.drafts(folder)
        copy = drafts / f"{number}.old"
        with error_path(place):
            if current is not None and _digest(current) == digest:
                if new:
                    place.unlink()
                elif copy.exists():
                    copy.replace(place)
            elif copy.exists() and not (drafts / f"{number}.new").exists():
                copy.replace(place.with_name(f"{place.name}{_BEFORE}"))
                unrestored.append(place.name)
    durable.sync(*{place.parent for _, place, _ in steps if place.parent.exists()})
    for name in reversed(content["folders"]):
        with suppress(OSError):
            _inside(folder, name).rmdir()
    text = f"{folder.name} 上一次写到一半断了，已恢复成写之前的样子；那一次的改动请再做一遍。"
    if unrestored:
        names = "、".join(unrestored)
        text += f"{names} 在那以后又改过，没有动：写之前的样子在旁边的 {_BEFORE} 文件里，请对照。"
    return text


def _prepare(folder: Path, steps: Iterable[_Step]) -> None:
    """Write the drafts: the new texts and the copies of the old ones."""
    with error_path(journal.drafts(folder)):
        drafts = journal.open_drafts(folder)
    for number, step in enumerate(steps):
        with error_path(folder / step.name):
            like = (folder / step.name).stat() if step.before is not None else None
            durable.create(drafts / f"{number}.new", step.content, like)
            if step.before is not None:
                durable.create(drafts / f"{number}.old", step.before, like)


def _journal(folder: Path, steps: Iterable[_Step]) -> dict[str, Any]:
    places = [
        {"name": step.name, "digest": _digest(step.content), "new": step.before is None}
        for step in steps
    ]
    parents = {parent for step in steps for parent in Path(step.name).parents}
    missing = (str(path) for path in sorted(parents) if not (folder / path).exists())
    return {"files": places, "folders": list(missing)}


def _replace(folder: Path, steps: Iterable[_Step]) -> None:
    changed = {folder}
    for number, step in enumerate(steps):
        place = folder / step.name
        with error_path(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            # An editor may have saved the file while the drafts were written.
            if _content(place) != step.before:
                raise WriteError(f"{place} 刚才被别人改了，什么都没有写。请再运行一次。")
            (journal.drafts(folder) / f"{number}.new").replace(place)
        changed |= {place.parent, place.parent.parent} if place.parent != folder else set()
    durable.sync(*sorted(changed))


def _roll_back(folder: Path, reason: str) -> None:
    """Restore the state before a failed write.

    :raises WriteError: if that fails, too.
    """
    try:
        if journal.is_open(folder):
            undo(folder, journal.read(folder)[1])
            journal.end(folder)
    except OSError as error:
        later = "磁盘和权限好了以后运行 allocation lint，就恢复原样"
        problem = f"写到一半出错（{reason}），眼下恢复不了（{describe_os_error(error)}）"
        raise WriteError(f"{problem}；{later}。") from error
    journal.discard(folder)


def _inside(folder: Path, name: str) -> Path:
    """Return a path from a journal if it is in the folder: a forged journal must not lead out."""
    place = folder / name
    if not is_inside(folder, place):
        raise ValueError(name)
    return place


def _content(place: Path) -> bytes | None:
    return place.read_bytes() if place.exists() else None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _encoded_like(before: bytes, text: str) -> bytes:
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    lines = text.replace("\n", "\r\n") if b"\r\n" in before else text
    return mark + lines.encode("utf-8")
