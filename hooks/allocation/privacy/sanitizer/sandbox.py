"""Run the work on a file in a forked process with limits of time and memory.

A file that crashes or blocks a library ends that process only.
"""

from __future__ import annotations

import gc
import resource
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection

from allocation.privacy.sanitizer.error import SAVE_AGAIN, CleaningError

_SECONDS = 60
"""CPU time; the wait is three times as long, for busy machines."""
_BYTES = 4 << 30


def run(work: Callable[[], bytes]) -> bytes:
    """Call a function in a forked process, and return its result.

    :raises CleaningError: if it raises, its process dies, or it takes too much time or memory.
    """
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send_result, args=(sender, work))
    process.start()
    sender.close()
    with receiver:
        result = _receive(receiver)
    process.kill()
    process.join()
    if isinstance(result, bytes):
        return result
    raise result


def _receive(receiver: Connection) -> bytes | CleaningError:
    try:
        if receiver.poll(3 * _SECONDS):
            result: bytes | CleaningError = receiver.recv()
            return result
    except EOFError:
        pass
    remedy = f"拆成几个小文件，或{SAVE_AGAIN}"
    return CleaningError("做副本太费时间或内存，或文件损坏，中途停了", remedy)


def _send_result(sender: Connection, work: Callable[[], bytes]) -> None:
    # Keep memory pages shared: the garbage collector would write its marks into them.
    gc.freeze()
    limits = {
        resource.RLIMIT_CPU: _SECONDS,
        resource.RLIMIT_AS: _BYTES,
        resource.RLIMIT_CORE: 0,
    }
    for resource_id, limit in limits.items():
        resource.setrlimit(resource_id, (limit, resource.getrlimit(resource_id)[1]))
    try:
        sender.send(work())
    except CleaningError as error:
        sender.send(error)
    except Exception as error:
        sender.send(CleaningError(f"读不完整：{type(error).__name__}"))
