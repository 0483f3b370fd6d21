"""Several files of a data folder, changed all or none; each of them is whole at any moment.

New texts and copies of the old ones are written first. Then the journal says what is replaced, the
new texts get their names, and the journal goes. Whoever finds the journal (``locks.py``) puts the
old texts back. The caller holds the lock.
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

from allocation import durable, journal
from allocation.files import lies_in
from allocation.journal import WriteError
from allocation.oserrors import blamed, described, remedy

KIND = "files"
"""What journals of such a change are called."""
_BEFORE = ".before"
"""What is put behind the name of a file that can't be put back, for what it said before."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A file that changes: its place as seen from the folder, what it will say, what it says."""

    name: str
    content: bytes
    before: bytes | None

    @classmethod
    def of(cls, folder: Path, path: Path, text: str) -> _Step:
        place = path.resolve()
        if not lies_in(folder, place):
            raise WriteError(f"{path} 是链接，不指向 {folder} 里的文件，什么都没有改。")
        with blamed(path):
            before = _content(place)
            if before is not None:
                # Locked and closed files could be replaced, but are not meant to change.
                os.close(os.open(place, os.O_WRONLY))
        return cls(str(place.relative_to(folder)), _as_before(before or b"", text), before)


def write(folder: Path, texts: Mapping[Path, str], unchanged: Callable[[], None]) -> None:
    """Write files; one that is there keeps its line ends, byte order mark, permissions and links.

    :param folder: the data folder that they are in.
    :param unchanged: raises where that which the texts were made from is no longer so.
    :raises WriteError: if a place can't be written to; no file has changed then, or it says so.
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
            _clear_up(folder, "被打断")
            raise
        failed = described(error)
        _clear_up(folder, failed)
        raise WriteError(f"写不进去（{failed}），什么都没有改；{remedy(error)}。") from error


def undo(folder: Path, said: Any) -> str:
    """Put back what a killed writer had replaced, from its journal; return what that means.

    What somebody has changed since stays, with what it said before beside it.

    :raises OSError: if it can't be done.
    :raises ValueError: if the journal is none of ours.
    """
    steps = [(each["digest"], _inside(folder, each["name"]), each["new"]) for each in said["files"]]
    left = []
    for number, (digest, place, new) in enumerate(steps):
        content, drafts = _content(place), journal.drafts(folder)
        copy = drafts / f"{number}.old"
        with blamed(place):
            if content is not None and _digest(content) == digest:
                if new:
                    place.unlink()
                elif copy.exists():
                    copy.replace(place)
            elif copy.exists() and not (drafts / f"{number}.new").exists():
                copy.replace(place.with_name(f"{place.name}{_BEFORE}"))
                left.append(place.name)
    durable.sync(*{place.parent for _, place, _ in steps if place.parent.exists()})
    for name in reversed(said["folders"]):
        with suppress(OSError):
            _inside(folder, name).rmdir()
    told = f"{folder.name} 上一次写到一半断了，已恢复成写之前的样子；那一次的改动请再做一遍。"
    if left:
        names = "、".join(left)
        told += f"{names} 在那以后又改过，没有动：写之前的样子在旁边的 {_BEFORE} 文件里，请对照。"
    return told


def _prepare(folder: Path, steps: Iterable[_Step]) -> None:
    """Write the new texts and the copies of the old ones."""
    with blamed(journal.drafts(folder)):
        drafts = journal.open_drafts(folder)
    for number, step in enumerate(steps):
        with blamed(folder / step.name):
            like = (folder / step.name).stat() if step.before is not None else None
            durable.put(drafts / f"{number}.new", step.content, like)
            if step.before is not None:
                durable.put(drafts / f"{number}.old", step.before, like)


def _journal(folder: Path, steps: Iterable[_Step]) -> dict[str, Any]:
    places = [
        {"name": each.name, "digest": _digest(each.content), "new": each.before is None}
        for each in steps
    ]
    parents = {parent for each in steps for parent in Path(each.name).parents}
    missing = (str(each) for each in sorted(parents) if not (folder / each).exists())
    return {"files": places, "folders": list(missing)}


def _replace(folder: Path, steps: Iterable[_Step]) -> None:
    changed = {folder}
    for number, step in enumerate(steps):
        place = folder / step.name
        with blamed(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            # Somebody may have saved it while the drafts were written.
            if _content(place) != step.before:
                raise WriteError(f"{place} 刚才被别人改了，什么都没有写。请再运行一次。")
            (journal.drafts(folder) / f"{number}.new").replace(place)
        changed |= {place.parent, place.parent.parent} if place.parent != folder else set()
    durable.sync(*sorted(changed))


def _clear_up(folder: Path, failed: str) -> None:
    """Make a write that failed one that never was.

    :raises WriteError: if that is not possible either.
    """
    try:
        if journal.is_open(folder):
            undo(folder, journal.read(folder)[1])
            journal.end(folder)
    except OSError as error:
        later = "磁盘和权限好了以后运行 allocation lint，就恢复原样"
        said = f"写到一半出错（{failed}），眼下恢复不了（{described(error)}）"
        raise WriteError(f"{said}；{later}。") from error
    journal.discard(folder)


def _inside(folder: Path, name: str) -> Path:
    """Return a place that a journal names; one that others made must not lead elsewhere."""
    place = folder / name
    if not lies_in(folder, place):
        raise ValueError(name)
    return place


def _content(place: Path) -> bytes | None:
    return place.read_bytes() if place.exists() else None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _as_before(before: bytes, text: str) -> bytes:
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    ended = text.replace("\n", "\r\n") if b"\r\n" in before else text
    return mark + ended.encode("utf-8")
