"""A background task in a process of its own, or in this one if that is faster."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress

Steps = Callable[[], Iterable[Callable[[], None]]]
"""A task as an iterator of short steps; the long computations are in the iterator."""


class ForkedTask:
    """A task in a forked process, which has a copy of the memory; the caller must ``wait``.

    With one core, or if there are other threads (a fork does not copy them), ``wait`` does the work
    in the main process.
    """

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._pid = 0
        if _cores() > 1 and threading.active_count() == 1 and hasattr(os, "fork"):
            self._begin()

    def wait(self) -> None:
        """Wait until the task is done.

        :raises Exception: the exception of the task.
        :raises ChildProcessError: if its process was killed.
        """
        if not self._pid:
            self._work()
            return
        with os.fdopen(self._read_end, "rb") as pipe:
            error = pipe.read()
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        if error:
            raise pickle.loads(error)
        if status:
            raise ChildProcessError(f"生成下载文件的进程被中止（{status}），可能是内存不够。")

    def stop(self) -> None:
        """Kill the process of the task."""
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGTERM)
            os.waitpid(self._pid, 0)
            os.close(self._read_end)
            self._pid = 0

    def _work(self) -> None:
        for step in self._steps():
            step()

    def _begin(self) -> None:
        self._read_end, write_end = os.pipe()
        # The collector writes into objects, so that their pages would no longer be shared.
        gc.freeze()
        self._pid = os.fork()
        if self._pid:
            gc.unfreeze()
            os.close(write_end)
            return
        try:
            os.close(self._read_end)
            with os.fdopen(write_end, "wb") as pipe:
                pipe.write(self._pickled_error())
        finally:
            # Without exit handlers and buffers: these belong to the main process.
            os._exit(0)

    def _pickled_error(self) -> bytes:
        """Do the work; return its exception, pickled, or empty bytes."""
        try:
            self._work()
        except Exception as error:
            with suppress(Exception):
                pickled = pickle.dumps(error)
                # Some exceptions can be pickled but not restored.
                pickle.loads(pickled)
                return pickled
            return pickle.dumps(RuntimeError("".join(traceback.format_exception(error))))
        return b""


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
