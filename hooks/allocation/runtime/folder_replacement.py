"""Replacement of a data folder by a new one, with the old one moved into its ``editions/``.

The two exchange their names atomically; then the old folder, and the editions in it, are moved into
the new one. The journal is in the new folder: the writer that finds it in the old one's place
(``locks.py``) completes the remaining steps. The caller holds the locks of both.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from allocation.base.filenames import EDITIONS
from allocation.base.os_messages import describe_os_error
from allocation.runtime import atomic_swap, durable, journal
from allocation.runtime.journal import WriteError

KIND = "edition"
"""The kind of the journals of this change."""


def prepare(new: Path, data: Path, name: str) -> None:
    """Write the journal into the new folder.

    :param name: the name that the old folder gets in ``editions/``.
    """
    (new / EDITIONS).mkdir(exist_ok=True)
    journal.begin(new, KIND, {"name": name, "beside": new.name, "old": data.stat().st_ino})


def replace(new: Path, data: Path, name: str) -> None:
    """Put a folder in the place of a sibling folder.

    At any moment one of them is in that place; but if the file system can't exchange names, a kill
    can leave the place empty, until ``resume``.

    :raises WriteError: if it fails; the message states where the folders are.
    """
    try:
        prepare(new, data, name)
        if not atomic_swap.exchange(new, data):
            _replace_in_two_steps(new, data, name)
    except OSError as error:
        journal.discard(new)
        remedy = f"请把新文件夹放在 {data} 旁边，检查权限"
        raise WriteError(
            f"换不了（{describe_os_error(error)}），{data} 没有动；{remedy}。"
        ) from error
    try:
        complete(data, journal.read(data)[1])
        journal.end(data)
    except OSError as error:
        remedy = "好了以后运行一次 allocation lint，就都放好"
        left = f"旧版或更早的往届还没有放进 {data / EDITIONS}（{describe_os_error(error)}）"
        raise WriteError(f"{data} 已经是新版，{left}；{remedy}。") from error


def complete(folder: Path, content: Any) -> str:
    """Complete the remaining steps of an exchange; return a message about the result.

    Nothing is changed in a folder that has not taken its place yet.

    :param content: the content of the journal.
    :raises OSError: if a step fails.
    """
    old = folder.parent / _checked_name(content["beside"])
    edition = folder / EDITIONS / _checked_name(content["name"])
    durable.sync(folder.parent)
    if folder != old and old.is_dir() and old.stat().st_ino == content["old"]:
        old.rename(edition)
        durable.sync(edition.parent, folder.parent)
    if folder == old:
        if edition.is_dir():
            raise WriteError(f"{folder} 正要换到别处时断了；请再运行一次 start-edition。")
        return f"{folder.name} 上一次启用新版在换之前就断了，没有换；请再做一遍。"
    if not edition.is_dir():
        return f"{folder.name} 已经是新版；旧版没有在 {old} 找到，请自己移到 {edition}。"
    _move_editions(edition / EDITIONS, folder / EDITIONS)
    return f"{folder.name} 上一次启用新版没有做完，现在做完了：旧版在 {edition}。"


def resume(new: Path, data: Path) -> None:
    """Move the new folder into the place that a kill left empty.

    :raises WriteError: if it fails.
    """
    if data.exists() or not journal.is_open(new):
        return
    try:
        _, content = journal.read(new)
        if (new / EDITIONS / _checked_name(content["name"])).stat().st_ino == content["old"]:
            new.rename(data)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WriteError(f"{data} 不在了，{new} 也换不上去；请把它改名为 {data}。") from error


def _replace_in_two_steps(new: Path, data: Path, name: str) -> None:
    edition = new / EDITIONS / name
    data.rename(edition)
    try:
        new.rename(data)
    except OSError as error:
        try:
            edition.rename(data)
        except OSError:
            remedy = "再运行一次同样的命令就换好"
            raise WriteError(f"换到一半：{data} 现在是 {edition}；{remedy}。") from error
        raise


def _move_editions(old: Path, new: Path) -> None:
    """Move the editions of the old data folder into the new one."""
    for path in sorted(old.glob("*")):
        path.rename(new / path.name)
    durable.sync(new, *([old] if old.is_dir() else []))
    with suppress(OSError):
        old.rmdir()


def _checked_name(name: str) -> str:
    """Return a name from a journal if it is plain: a forged journal must not lead elsewhere."""
    if name in (".", "..") or "/" in name:
        raise ValueError(name)
    return name
