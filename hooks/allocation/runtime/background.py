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

Steps = Callable[[], Iterable[Callable[[], None]]]
"""Work: what takes long is done on the way to each step, and the step itself is short."""


class ForkedTask:
    """Work that somebody will wait for; it sees everything as it was when it began.

    With one core, or in the midst of threads, which a fork would leave behind, it is done by
    whoever waits for it.
    """

    def __init__(self, steps: Steps) -> None:
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
        for step in self._steps():
            step()

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


class IdleTask:
    """Work that goes on while nobody waits for it, until it is given up.

    :param rest: how many seconds after the first step the others follow: who has just changed
        something may soon change more.
    """

    def __init__(self, steps: Steps, rest: float = 0) -> None:
        self._steps = steps
        self._rest = rest
        self._step = threading.Lock()
        self._given_up = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """Give the work up, and wait for the step that is being done.

        No other step follows, though the way to one may still go on.
        """
        self._given_up.set()
        with self._step:
            pass

    def _run(self) -> None:
        rest = self._rest
        for step in self._steps():
            with self._step:
                if self._given_up.is_set():
                    return
                step()
            if self._given_up.wait(rest):
                return
            rest = 0


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
