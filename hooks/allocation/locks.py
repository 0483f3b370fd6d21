"""One writer at a time for a data folder, however many people and accounts there are.

The lock is ``flock`` on the folder itself. It needs no file, which libraries with lock files would
leave among the data; whoever may read the folder may wait for it; it ends with its process, however
that ends. On a network disk it holds among the programs of one machine. Readers need no lock.
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

from allocation import journal, succession, transaction
from allocation.journal import WriteError
from allocation.oserrors import described

PATIENCE = 60.0
"""Seconds for which a writer waits for another."""
_QUIET = 1.0
"""Seconds after which it says so."""
_PAUSE = 0.05
"""Seconds after which it looks again."""
_RECOVERIES: dict[str, Callable[[Path, Any], str]] = {
    transaction.KIND: transaction.undo,
    succession.KIND: succession.complete,
}


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only one who changes a data folder; what a killed writer left is settled first.

    :raises WriteError: if another writer goes on for too long, or what is left can't be settled.
    :raises OSError: if there is no such folder.
    """
    descriptor = _acquired(folder)
    try:
        _recover(folder.resolve())
        yield
    finally:
        os.close(descriptor)


def settle(folder: Path) -> None:
    """Wait for a writer in the middle of a change, or settle what a killed one left.

    :raises WriteError: if that does not come to an end.
    """
    if journal.is_open(folder):
        with locked(folder):
            pass


def _acquired(folder: Path) -> int:
    started, told = time.monotonic(), False
    while (descriptor := _attempt(folder)) is None:
        waited = time.monotonic() - started
        if waited > PATIENCE:
            remedy = "等它做完再运行一次；它要是卡住了，先结束它"
            raise WriteError(f"{_holder(folder)}，等了 {PATIENCE:.0f} 秒，什么都没有写；{remedy}。")
        if waited > _QUIET and not told:
            print(f"{_holder(folder)}，正在等它做完……", file=sys.stderr)
            told = True
        time.sleep(_PAUSE)
    return descriptor


def _attempt(folder: Path) -> int | None:
    """Return the locked folder, opened; nothing if it is another's, or no longer in its place."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
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
            kind, said = journal.read(folder)
            meaning = _RECOVERIES[kind](folder, said)
            journal.end(folder)
        except OSError as error:
            said = f"{folder} 上一次没有写完，收拾不了（{described(error)}）"
            remedy = "请能写它的人运行一次 allocation lint"
            raise WriteError(f"{said}；{remedy}。") from error
        except (ValueError, KeyError, TypeError, IndexError) as error:
            where = journal.drafts(folder)
            remedy = "请用 git status 看数据对不对，再删去它"
            raise WriteError(f"{where} 里的记录看不懂，没有动；{remedy}。") from error
        print(meaning, file=sys.stderr)
    journal.discard(folder)


def _holder(folder: Path) -> str:
    """Say who holds the lock, as far as the system tells: in a container it may not."""
    who = f"{folder} 正由另一个命令改着"
    with suppress(OSError, ValueError, IndexError):
        pid = _owner(folder.stat().st_ino)
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        shown = " ".join(command.split("\0")).strip()
        return f"{who}（{shown}，进程 {pid}，{_age(pid)} 前开始）"
    return who


def _owner(inode: int) -> int:
    """Return the process with the lock: ``1: FLOCK ADVISORY WRITE 4711 fe:00:123 0 EOF``."""
    lines = map(str.split, Path("/proc/locks").read_text(encoding="ascii").splitlines())
    holders = [each[4] for each in lines if each[1] == "FLOCK" and each[5].endswith(f":{inode}")]
    return int(holders[0])


def _age(pid: int) -> timedelta:
    """Return for how long a process runs (proc(5): the 22nd field of stat, in clock ticks)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    running = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    ticks = os.sysconf("SC_CLK_TCK")
    return timedelta(seconds=round(running - int(fields[19]) / ticks))
