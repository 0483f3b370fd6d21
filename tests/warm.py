"""Commands as processes of their own that start at once: forked from one that has loaded all."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import traceback
from ctypes import CDLL
from dataclasses import dataclass
from pathlib import Path

from allocation.cli import carry_over, check, handover, import_, main, scan, sign

LOADED = (carry_over, check, handover, import_, scan, sign)
"""What a command would load first."""
WRITES = (
    "write,pwrite64,openat,mkdir,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,"
    "unlinkat,rmdir,chmod,fchmod,fchmodat,fchown,fsync,ftruncate"
)
"""System calls that change what is on a disk, or make it durable."""
_ANYBODY = 2**64 - 1
_SET_TRACER = 0x59616D61


@dataclass(frozen=True)
class Done:
    """How a command ended: its code, negative for a signal, and all that it said."""

    code: int
    said: str


class Command:
    """A command in a process of its own, which waits until it is told to begin."""

    def __init__(self, arguments: list[str], log: Path, account: int | None = None) -> None:
        self._log = log
        waiting, self._begin = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._begin)
            _run(arguments, log, waiting, account)
        os.close(waiting)

    def begin(self) -> None:
        """Let it run."""
        os.write(self._begin, b"!")
        os.close(self._begin)

    def done(self) -> Done:
        """Wait for it."""
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return Done(code, self._log.read_text("utf-8", errors="replace"))


def _run(arguments: list[str], log: Path, waiting: int, account: int | None) -> None:
    code = 70
    # What the parent has loaded stays shared: the garbage collector would write its marks into it.
    gc.freeze()
    try:
        said = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_APPEND)
        os.dup2(said, 1)
        os.dup2(said, 2)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False, buffering=1)
        CDLL(None).prctl(_SET_TRACER, _ANYBODY, 0, 0, 0)
        if account is not None:
            os.setgroups([])
            os.setresgid(account, account, account)
            os.setresuid(account, account, account)
        os.read(waiting, 1)
        try:
            main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
        sys.stdout.flush()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def run(arguments: list[str], log: Path, account: int | None = None) -> Done:
    """Run one command."""
    command = Command(arguments, log, account)
    command.begin()
    return command.done()


def traced(arguments: list[str], log: Path, *options: str) -> Done:
    """Run a command under strace, which attaches before it begins."""
    command = Command(arguments, log)
    tracer = subprocess.Popen(
        ["strace", "-qq", *options, "-p", str(command.pid)],
        stderr=subprocess.DEVNULL,
    )
    status = Path(f"/proc/{command.pid}/status")
    while "TracerPid:\t0\n" in status.read_text() and tracer.poll() is None:
        pass
    command.begin()
    done = command.done()
    tracer.wait()
    return done
