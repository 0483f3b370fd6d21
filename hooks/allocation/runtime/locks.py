"""The write lock of a data folder: one writer at a time, across people and accounts.

The lock is ``flock`` on the folder itself. It needs no lock file among the data; every account that
can read the folder can wait for it; it ends with its process, even a killed one. On a network disk
it excludes only the programs of the same machine. Readers need no lock.
"""

from __future__ import annotations

import fcntl
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from allocation.base.os_messages import describe_os_error
from allocation.runtime import folder_replacement, journal, transaction
from allocation.runtime.journal import WriteError

PATIENCE = 60.0
"""Seconds that a writer waits for the lock."""
_QUIET = 1.0
"""Seconds after which a waiting writer prints a notice."""
_PAUSE = 0.05
"""Seconds between attempts to take the lock."""
_FILE = os.O_RDWR | os.O_CREAT
_RECOVERIES: dict[str, Callable[[Path, Any], str]] = {
    transaction.KIND: transaction.undo,
    folder_replacement.KIND: folder_replacement.complete,
}


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the write lock of a data folder; first recover from a killed writer.

    :raises WriteError: if another writer holds the lock for too long, or the recovery fails.
    :raises OSError: if there is no such folder.
    """
    descriptor = _acquire(folder)
    try:
        _recover(folder.resolve())
        yield
    finally:
        os.close(descriptor)


@contextmanager
def file_locked(path: Path) -> Iterator[None]:
    """Hold a lock file, which is made if it is not there; its folder is what is said to be in use.

    Unlike a folder, a file can be locked across the machines of a network disk.

    :raises WriteError: if another process holds it for too long.
    """
    descriptor = _acquire(path, _FILE)
    try:
        yield
    finally:
        os.close(descriptor)


@contextmanager
def file_locked_within(path: Path, seconds: float) -> Iterator[bool]:
    """Hold a lock file, if no other process holds it all the time; say whether it is held."""
    descriptor = _try_for(seconds, path, _FILE)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            os.close(descriptor)


def wait_until_consistent(folder: Path) -> None:
    """Wait for the end of a change in progress, or recover from a killed writer.

    :raises WriteError: if the wait takes too long, or the recovery fails.
    """
    if journal.is_open(folder):
        with locked(folder):
            pass


def _acquire(folder: Path, flags: int = os.O_RDONLY | os.O_DIRECTORY) -> int:
    descriptor = _try_for(min(_QUIET, PATIENCE), folder, flags)
    if descriptor is None and PATIENCE > _QUIET:
        print(f"{_holder(folder)}，正在等它做完……", file=sys.stderr)
        descriptor = _try_for(PATIENCE - _QUIET, folder, flags)
    if descriptor is None:
        remedy = "等它做完再运行一次；它要是卡住了，先结束它"
        raise WriteError(f"{_holder(folder)}，等了 {PATIENCE:.0f} 秒，什么都没有写；{remedy}。")
    return descriptor


def _try_for(seconds: float, folder: Path, flags: int) -> int | None:
    """Return the descriptor of the locked folder or file; None if it is locked all the time."""
    end = time.monotonic() + seconds
    while (descriptor := _try_lock(folder, flags)) is None and time.monotonic() < end:
        time.sleep(_PAUSE)
    return descriptor


def _try_lock(folder: Path, flags: int) -> int | None:
    """Return the descriptor of the locked folder or file; None if it is locked, or was replaced."""
    descriptor = os.open(folder, flags, 0o666)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(descriptor), folder.stat()):
            return descriptor
    except (BlockingIOError, FileNotFoundError):
        pass
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def _recover(folder: Path) -> None:
    if journal.is_open(folder):
        try:
            kind, content = journal.read(folder)
            notice = _RECOVERIES[kind](folder, content)
            journal.end(folder)
        except OSError as error:
            problem = f"{folder} 上一次没有写完，收拾不了（{describe_os_error(error)}）"
            remedy = "请能写它的人运行一次 allocation lint"
            raise WriteError(f"{problem}；{remedy}。") from error
        except (ValueError, KeyError, TypeError, IndexError) as error:
            drafts = journal.drafts(folder)
            remedy = "请用 git status 看数据对不对，再删去它"
            raise WriteError(f"{drafts} 里的记录看不懂，没有动；{remedy}。") from error
        print(notice, file=sys.stderr)
    journal.discard(folder)


def _holder(folder: Path) -> str:
    """Return a description of the lock's holder; in a container the process may be unknown."""
    text = f"{folder} 正由另一个命令改着"
    with suppress(OSError, ValueError, IndexError):
        pid = _owner(folder.stat().st_ino)
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        command_line = " ".join(command.split("\0")).strip()
        return f"{text}（{command_line}，进程 {pid}，{_age(pid)} 前开始）"
    return text


def _owner(inode: int) -> int:
    """Return the process id of the holder: ``1: FLOCK ADVISORY WRITE 4711 fe:00:123 0 EOF``."""
    lines = map(str.split, Path("/proc/locks").read_text(encoding="ascii").splitlines())
    holders = [line[4] for line in lines if line[1] == "FLOCK" and line[5].endswith(f":{inode}")]
    return int(holders[0])


def _age(pid: int) -> timedelta:
    """Return the age of a process (proc(5): the 22nd field of stat, in clock ticks)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    running = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    ticks = os.sysconf("SC_CLK_TCK")
    return timedelta(seconds=round(running - int(fields[19]) / ticks))
