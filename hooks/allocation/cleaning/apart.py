"""Work on a file in a process of its own, with limits: what breaks it or stops it stops there."""

from __future__ import annotations

import gc
import resource
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection

from allocation.cleaning.error import SAVE_AGAIN, CleaningError

_SECONDS = 60
"""Of a processor; on a busy machine it may take three times as long."""
_BYTES = 4 << 30


def done(work: Callable[[], bytes]) -> bytes:
    """Return what work returns.

    :raises CleaningError: if the work raises anything, ends, or takes too much time or memory.
    """
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_do, args=(theirs, work))
    process.start()
    theirs.close()
    with ours:
        found = _received(ours)
    process.kill()
    process.join()
    if isinstance(found, bytes):
        return found
    raise found


def _received(ours: Connection) -> bytes | CleaningError:
    try:
        if ours.poll(3 * _SECONDS):
            said: bytes | CleaningError = ours.recv()
            return said
    except EOFError:
        pass
    remedy = f"拆成几个小文件，或{SAVE_AGAIN}"
    return CleaningError("做副本太费时间或内存，或文件损坏，中途停了", remedy)


def _do(theirs: Connection, work: Callable[[], bytes]) -> None:
    # Without the collector's marks both processes share what is in memory.
    gc.freeze()
    limits = {
        resource.RLIMIT_CPU: _SECONDS,
        resource.RLIMIT_AS: _BYTES,
        resource.RLIMIT_CORE: 0,
    }
    for name, most in limits.items():
        resource.setrlimit(name, (most, resource.getrlimit(name)[1]))
    try:
        theirs.send(work())
    except CleaningError as error:
        theirs.send(error)
    except Exception as error:
        theirs.send(CleaningError(f"读不完整：{type(error).__name__}"))
