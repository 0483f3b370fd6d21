"""A background task in a process of its own, or in this one if that is faster."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, Self, TypeVar

_Result = TypeVar("_Result")


class ForkedTask(Generic[_Result]):
    """A task in a forked process, which has a copy of the memory; the caller must ``wait``.

    With one core, or if there are other threads (a fork does not copy them), ``wait`` does the work
    in the main process.

    :param work: the task; what it returns can be pickled.
    :param is_worth_it: whether the task is larger than the fork.
    """

    def __init__(self, work: Callable[[], _Result], *, is_worth_it: bool = True) -> None:
        self._work = work
        self._pid = 0
        if is_worth_it and _cores() > 1 and threading.active_count() == 1 and hasattr(os, "fork"):
            self._begin()

    def __enter__(self) -> Self:
        """Make sure that nothing is left of the task where the block ends early."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give the task up, if nobody waited for it."""
        self.stop()

    def wait(self) -> _Result:
        """Wait until the task is done; return what it returned.

        :raises Exception: the exception of the task.
        :raises ChildProcessError: if its process was killed.
        """
        if not self._pid:
            return self._work()
        with self._pipe:
            said = self._pipe.read()
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        if status or not said:
            raise ChildProcessError(f"另起的进程被中止（{status}），可能是内存不够。")
        error, result = pickle.loads(said)
        if error:
            raise error
        returned: _Result = result
        return returned

    def stop(self) -> None:
        """Kill the process of the task."""
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGTERM)
            os.waitpid(self._pid, 0)
            self._pipe.close()
            self._pid = 0

    def _begin(self) -> None:
        read_end, write_end = os.pipe()
        self._pipe = os.fdopen(read_end, "rb")
        # The collector writes into objects, so that their pages would no longer be shared.
        gc.freeze()
        self._pid = os.fork()
        if self._pid:
            gc.unfreeze()
            os.close(write_end)
            return
        try:
            self._pipe.close()
            with os.fdopen(write_end, "wb") as pipe:
                pipe.write(self._pickled())
        finally:
            # Without exit handlers and buffers: these belong to the main process.
            os._exit(0)

    def _pickled(self) -> bytes:
        """Do the work; return its exception and its result, pickled."""
        try:
            return pickle.dumps((None, self._work()))
        except Exception as error:
            # Only the error goes to the other process, not where it was raised.
            error.add_note("".join(traceback.format_tb(error.__traceback__)))
            with suppress(Exception):
                pickled = pickle.dumps((error, None))
                # Some exceptions can be pickled but not restored.
                pickle.loads(pickled)
                return pickled
            return pickle.dumps((RuntimeError("".join(traceback.format_exception(error))), None))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
