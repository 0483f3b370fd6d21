"""One data folder in the place of another, which then lies below its ``editions/``.

The two exchange their names in one step; then the old folder, and the editions that lay in it, are
put below the new one. The journal travels with the new folder: whoever finds it in the place of
the old one (``locks.py``) does what is left. The caller holds the locks of both.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from allocation import durable, journal, swap
from allocation.filenames import EDITIONS
from allocation.journal import WriteError
from allocation.oserrors import described

KIND = "edition"
"""What journals of such a change are called."""


def prepare(new: Path, data: Path, name: str) -> None:
    """Say in the new folder what is about to happen.

    :param name: what the old folder is called from now on.
    """
    (new / EDITIONS).mkdir(exist_ok=True)
    journal.begin(new, KIND, {"name": name, "beside": new.name, "old": data.stat().st_ino})


def succeed(new: Path, data: Path, name: str) -> None:
    """Put a folder in the place of the one beside it.

    At any moment there is one of them in that place; but where the file system can't exchange
    names, a kill can leave the place empty, until ``resume``.

    :raises WriteError: if it can't be done; says what is where.
    """
    try:
        prepare(new, data, name)
        if not swap.exchanged(new, data):
            _one_after_the_other(new, data, name)
    except OSError as error:
        journal.discard(new)
        remedy = f"请把新文件夹放在 {data} 旁边，检查权限"
        raise WriteError(f"换不了（{described(error)}），{data} 没有动；{remedy}。") from error
    try:
        complete(data, journal.read(data)[1])
        journal.end(data)
    except OSError as error:
        remedy = "好了以后运行一次 allocation lint，就都放好"
        left = f"旧版或更早的往届还没有放进 {data / EDITIONS}（{described(error)}）"
        raise WriteError(f"{data} 已经是新版，{left}；{remedy}。") from error


def complete(folder: Path, said: Any) -> str:
    """Do what is left of an exchange, from the journal; return what that means.

    In a folder that has not taken its place yet, nothing is.

    :raises OSError: if it can't be done.
    """
    old = folder.parent / _plain(said["beside"])
    kept = folder / EDITIONS / _plain(said["name"])
    durable.sync(folder.parent)
    if folder != old and old.is_dir() and old.stat().st_ino == said["old"]:
        old.rename(kept)
        durable.sync(kept.parent, folder.parent)
    if folder == old:
        if kept.is_dir():
            raise WriteError(f"{folder} 正要换到别处时断了；请再运行一次 start-edition。")
        return f"{folder.name} 上一次启用新版在换之前就断了，没有换；请再做一遍。"
    if not kept.is_dir():
        return f"{folder.name} 已经是新版；旧版没有在 {old} 找到，请自己移到 {kept}。"
    _lift(kept / EDITIONS, folder / EDITIONS)
    return f"{folder.name} 上一次启用新版没有做完，现在做完了：旧版在 {kept}。"


def resume(new: Path, data: Path) -> None:
    """Put a folder where it was going when the place was left empty.

    :raises WriteError: if it can't be done.
    """
    if data.exists() or not journal.is_open(new):
        return
    try:
        _, said = journal.read(new)
        if (new / EDITIONS / _plain(said["name"])).stat().st_ino == said["old"]:
            new.rename(data)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WriteError(f"{data} 不在了，{new} 也换不上去；请把它改名为 {data}。") from error


def _one_after_the_other(new: Path, data: Path, name: str) -> None:
    kept = new / EDITIONS / name
    data.rename(kept)
    try:
        new.rename(data)
    except OSError as error:
        try:
            kept.rename(data)
        except OSError:
            remedy = "再运行一次同样的命令就换好"
            raise WriteError(f"换到一半：{data} 现在是 {kept}；{remedy}。") from error
        raise


def _lift(old: Path, new: Path) -> None:
    """Put the editions that the old data had with the new data."""
    for path in sorted(old.glob("*")):
        path.rename(new / path.name)
    durable.sync(new, *([old] if old.is_dir() else []))
    with suppress(OSError):
        old.rmdir()


def _plain(name: str) -> str:
    """Return a name that a journal names; one that others made must not lead elsewhere."""
    if name in (".", "..") or "/" in name:
        raise ValueError(name)
    return name
