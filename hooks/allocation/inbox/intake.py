"""Drops that lie in the inbox: which are whole, in what order they came, and taking them."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from allocation.base.filenames import name_problem, shown
from allocation.base.os_messages import reason
from allocation.editing import slip as slips
from allocation.editing.scan import is_temporary
from allocation.editing.slip import Slip, SlipError
from allocation.inbox import content
from allocation.inbox.drops import FULL, IN, SHARED, Drop, Store, is_empty, moment, new_id

SHARE, ANSWERS = "share", "结果"
"""The folder of the inbox for all, and in it the answers to what came from there."""
_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{12}")
_QUIET = 2.0
"""Seconds after which a file that has not changed is whole."""
_PATIENCE = 600.0
"""Seconds after which a slip whose files have not come is put aside."""
_MANY = 1000
"""How many entries of a dropped folder are looked at to see whether it is whole."""


@dataclass(frozen=True, slots=True)
class Lying:
    """Something that lies in the inbox; ``changed`` is in seconds since 1970."""

    path: Path
    login: str
    changed: float

    @property
    def age(self) -> float:
        """How long ago it changed, also where a clock has been put back since."""
        return abs(time.time() - self.changed)


@dataclass(frozen=True, slots=True)
class Left:
    """What is still lying after all was taken that is whole.

    ``soon`` says whether something will be whole soon; ``stuck`` why something can't be taken.
    """

    soon: bool
    stuck: tuple[str, ...]


def take(inbox: Path, store: Store) -> Left:
    """Take every drop that is whole, in the order of their arrival."""
    found = sorted(_lying(inbox), key=lambda each: (each.changed, os.fsencode(each.path)))
    soon, stuck = False, []
    for each in found:
        slip = _peek(each.path)
        try:
            if _is_whole(each, slip):
                store.take(each.path, _drop(each, slip))
            else:
                soon = soon or each.age < _QUIET
        except FileNotFoundError:
            continue  # its sender took it back
        except OSError as error:
            if error.errno in FULL:
                raise
            stuck.append(
                f"{shown(str(each.path))} 取不走（{reason(error)}）；"
                "请检查收件箱文件夹的权限和所在的磁盘。"
            )
    return Left(soon, tuple(stuck))


def _lying(inbox: Path) -> Iterator[Lying]:
    for folder in _entries(inbox / IN):
        # A name that works nowhere is no login; a link leads to what is no inbox.
        is_login = folder.name != SHARED and not name_problem(folder.name)
        if is_login and stat.S_ISDIR(folder.lstat().st_mode):
            yield from (Lying(path, folder.name, _changed(path)) for path in _entries(folder))
    for path in _entries(inbox / SHARE):
        if path.name != ANSWERS:
            yield Lying(path, "", _changed(path))


def _entries(folder: Path) -> list[Path]:
    with suppress(OSError):
        return [path for path in folder.iterdir() if not is_temporary(path.name)]
    return []


def _changed(path: Path) -> float:
    """Return when something last changed: nobody can set the time of the change of an inode."""
    times = [0.0]
    with suppress(OSError):
        times.append(path.lstat().st_ctime)
        inside = [] if path.is_symlink() else os.walk(path)
        for number, (root, folders, files) in enumerate(inside):
            if len(Path(root).parts) > len(path.parts) + content.MAX_DEPTH:
                folders.clear()
            times += (os.lstat(os.path.join(root, name)).st_ctime for name in (*folders, *files))
            if number > _MANY or len(times) > _MANY:
                break
    return max(times)


def _peek(path: Path) -> Slip | SlipError | None:
    """Return the slip, or what is wrong with it; None for other drops, and for a packed one."""
    with suppress(OSError):
        is_folder = stat.S_ISDIR(path.lstat().st_mode)
        file = path / slips.NAME if is_folder else path
        if file.suffix.lower() == ".json":
            try:
                return slips.read(content.read_bytes(file, slips.MAX_BYTES))
            except SlipError as error:
                return error
    return None


def _is_whole(lying: Lying, slip: Slip | SlipError | None) -> bool:
    if isinstance(slip, Slip):
        return lying.age > _PATIENCE or all(
            _size(lying.path / file.name) == file.size for file in slip.files
        )
    if slip is None and _ID.fullmatch(lying.path.name):
        # Its files come before the slip.
        return lying.age > _PATIENCE
    return lying.age >= _QUIET and not is_empty(lying.path)


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return -1


def _drop(lying: Lying, slip: Slip | SlipError | None) -> Drop:
    return Drop(
        drop=slip.id if isinstance(slip, Slip) else new_id(),
        login=lying.login,
        name=shown(lying.path.name),
        received=moment(lying.changed),
    )
