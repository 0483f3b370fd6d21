"""Work done beside the main one, in a process of its own where that makes it faster."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress


class Beside:
    """Work that somebody will wait for; it sees everything as it was when it began.

    With one core, or in the midst of threads, which a fork would leave behind, it is done by
    whoever waits for it.
    """

    def __init__(self, steps: Callable[[], Iterable[None]]) -> None:
        self._steps = steps
        self._pid = 0
        if _cores() > 1 and threading.active_count() == 1 and hasattr(os, "fork"):
            self._begin()

    def wait(self) -> None:
        """Wait until the work is done.

        :raises Exception: what the work raised.
        :raises ChildProcessError: if its process was killed.
        """
        if not self._pid:
            self._work()
            return
        with os.fdopen(self._said, "rb") as pipe:
            said = pipe.read()
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        if said:
            raise pickle.loads(said)
        if status:
            raise ChildProcessError(f"生成下载文件的进程被中止（{status}），可能是内存不够。")

    def stop(self) -> None:
        """Give the work up."""
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGTERM)
            os.waitpid(self._pid, 0)
            os.close(self._said)
            self._pid = 0

    def _work(self) -> None:
        for _ in self._steps():
            pass

    def _begin(self) -> None:
        self._said, ours = os.pipe()
        # Without the collector's marks both processes share what is in memory.
        gc.freeze()
        self._pid = os.fork()
        if self._pid:
            gc.unfreeze()
            os.close(ours)
            return
        try:
            os.close(self._said)
            with os.fdopen(ours, "wb") as pipe:
                pipe.write(self._done())
        finally:
            # The main process cleans up, and writes what stands in its buffers.
            os._exit(0)

    def _done(self) -> bytes:
        """Do the work; return what it raised."""
        try:
            self._work()
        except Exception as error:
            with suppress(Exception):
                said = pickle.dumps(error)
                pickle.loads(said)
                return said
            return pickle.dumps(RuntimeError("".join(traceback.format_exception(error))))
        return b""


class Later:
    """Work that goes on while nobody waits for it, step by step, until it is given up."""

    def __init__(self, steps: Callable[[], Iterable[None]]) -> None:
        self._steps = steps
        self._given_up = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Give the work up, and return when nothing of it is going on."""
        self._given_up.set()
        self._thread.join()

    def _run(self) -> None:
        for _ in self._steps():
            if self._given_up.is_set():
                break


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
