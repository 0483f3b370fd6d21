"""Builds on one machine: a process that has loaded everything forks for each unit.

As a program (``python -m allocation.units.forks``) it is that process for another one that has
threads, such as a worker of dask: it reads tasks from its input and writes outcomes, a line each.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess

import icalendar
import segno
import xlsxwriter

from allocation.mkdocs.in_process import load_modules
from allocation.site import downloads
from allocation.site.inspection import Inspector
from allocation.site.outputs import load_shared
from allocation.units import building
from allocation.units.code_version import PROJECT, code_version
from allocation.units.content_digests import ContentDigests
from allocation.units.tasks import UnitOutcome, UnitTask
from allocation.versions.changes import compare

LOADED = (downloads, compare, icalendar, segno, xlsxwriter)
"""What a build would load first."""
_ATTEMPTS = 2
_MANY = 4
"""After how many sites it is worth while to learn from one what is the same in the others."""


@dataclass(frozen=True, slots=True)
class _Fork:
    task: UnitTask
    attempt: int
    process: ForkProcess
    outcome: Connection


def run(tasks: Iterable[UnitTask], jobs: int) -> Iterator[UnitOutcome]:
    """Build units, each in a process of its own; yield what became of them as they end.

    Before many of them, :func:`load` saves time.

    :param tasks: taken one by one, when there is room.
    :param jobs: how many at once.
    """
    waiting, forks, is_over = iter(tasks), list[_Fork](), False
    inspector, ended, has_learned = Inspector(is_alone=True), 0, False
    # The collector writes into objects, so that their pages would no longer be shared.
    gc.collect()
    gc.freeze()
    while forks or not is_over:
        while not is_over and len(forks) < jobs:
            task = next(waiting, None)
            is_over = task is None
            if task:
                forks.append(_begin(task, inspector))
        if not forks:
            # The last ones have ended together: to wait for none would never end.
            break
        ready = set(wait([fork.outcome for fork in forks]))
        for fork in [fork for fork in forks if fork.outcome in ready]:
            forks.remove(fork)
            outcome = _end(fork)
            if outcome is None and fork.attempt < _ATTEMPTS:
                forks.append(_begin(fork.task, inspector, fork.attempt + 1))
                continue
            ended += 1
            if not has_learned and ended >= _MANY and outcome and not (outcome.error or is_over):
                has_learned = True
                # What can't be read is looked through with each site.
                with suppress(OSError):
                    building.learn(fork.task, inspector)
            yield outcome or _killed(fork)
    gc.unfreeze()


def load() -> None:
    """Load and make what all builds have in common."""
    load_modules(PROJECT)
    load_shared()


def _begin(task: UnitTask, inspector: Inspector, attempt: int = 1) -> _Fork:
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send_outcome, args=(sender, task, inspector))
    process.start()
    sender.close()
    return _Fork(task, attempt, process, receiver)


def _send_outcome(sender: Connection, task: UnitTask, inspector: Inspector) -> None:
    # A parent that went away needs no outcome; the site is in the store all the same.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        sender.send(building.build(task, inspector))
    except ChildProcessError:
        # A process of its own was killed, which is as if this one had been.
        sys.exit(1)


def _end(fork: _Fork) -> UnitOutcome | None:
    """Return what a process said before it ended; nothing if it was killed."""
    with fork.outcome:
        try:
            outcome: UnitOutcome | None = fork.outcome.recv()
        except EOFError:
            outcome = None
    fork.process.join()
    return outcome


def _killed(fork: _Fork) -> UnitOutcome:
    code = fork.process.exitcode
    return UnitOutcome(
        fork.task.id,
        f"生成它的进程 {_ATTEMPTS} 次都被中止（{code}），可能是内存不够；请查系统日志。",
    )


def main() -> None:
    """Say which version of the code this is, then build one unit for each line."""
    # What libraries print must not stand among the outcomes.
    said = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    print(code_version(ContentDigests()), file=said, flush=True)
    load()
    tasks = (UnitTask(**json.loads(line)) for line in sys.stdin)
    for outcome in run(tasks, 1):
        print(json.dumps(asdict(outcome)), file=said, flush=True)


if __name__ == "__main__":
    main()
