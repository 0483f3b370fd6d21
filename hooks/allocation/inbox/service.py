"""A worker that stays: it works as soon as somebody rings or commits, and looks every minute."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from allocation.inbox.drops import BELL, InboxError
from allocation.inbox.worker import Done, Worker
from allocation.runtime import git_process
from allocation.runtime.code_state import code_state
from allocation.runtime.git_process import RepositoryError
from allocation.runtime.locks import file_locked_within
from allocation.runtime.wakes import Wakes

_LOCK = "allocation.lock"
"""The file in the folder of git that is locked by whatever changes the clone."""
_PATIENCE = 60.0
"""Seconds to wait for what else changes the clone, and from one look into a share to the next."""


def take_turn(worker: Worker) -> Done:
    """Let a worker work, if nothing else changes the clone for a minute: then the next run does.

    :raises InboxError: if nothing can be done now.
    :raises RepositoryError: if the data is not in git.
    """
    with file_locked_within(git_process.git_path(worker.data, _LOCK), _PATIENCE) as is_ours:
        return worker.run() if is_ours else Done()


def stay(worker: Worker, take: Callable[[], None]) -> None:
    """Take a turn whenever there is something to do, until there is other code to run."""
    code = code_state()
    wakes = Wakes(_rung(worker))
    while code_state() == code:
        take()
        wakes.sleep(_PATIENCE)


def _rung(worker: Worker) -> Iterator[Path]:
    """Yield the folders that change when somebody rings, or commits in the working copy."""
    with suppress(InboxError):
        yield worker.folder() / BELL
    with suppress(RepositoryError):
        yield git_process.git_path(worker.data, "logs/HEAD").parent
