"""One run of the worker: takes what lies in the inbox until nothing is left, and tells of it.

A worker that stays runs again and again, and publishes what others commit, too.
"""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from allocation.base.problems import DataError
from allocation.datafiles.data_folder import STORE
from allocation.inbox import intake
from allocation.inbox.answers import AnswerFiles
from allocation.inbox.batch import PUBLISHED, Batch, Builder
from allocation.inbox.drops import Held, InboxError, State, Store
from allocation.inbox.workplace import Workplace
from allocation.lint.validate import load_register
from allocation.register.register import Register
from allocation.runtime.locks import file_locked_within

Publisher = Callable[[Path, Path], str]
"""Publishes a site built of a data folder; returns why it failed, if it did."""
BUSY = "收件箱正由另一个 allocation inbox 处理着，它会一并处理新来的。"
_STATE, _LOCK, _PLACE = "state", "lock", "work"
_MOMENT = 3.0
"""Seconds to wait for another worker."""
_PATIENCE = 10.0
"""Seconds to wait for what is still being written."""
_PAUSE = 0.2
_MOST_OF_ONE, _MOST_AT_ONCE = 10, 50
"""How many drops of a sender, and in all, share a build: a run may be stopped after minutes."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a run did: the drops that it worked on, and why something is left to do."""

    drops: tuple[Held, ...] = ()
    left: str = ""
    stuck: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker of an inbox.

    :ivar inbox: its folder, else the one that the unit names.
    :ivar builder: builds and checks; without it, commits are made and nothing is built.
    :ivar publisher: puts the site in its place; without it, somebody else does.
    :ivar evidence: where the handed-in files are, if the data does not say so.
    :ivar is_due: for a worker that stays: whether a commit is to be published for which no drop
        waits.
    """

    data: Path
    inbox: Path | None = None
    builder: Builder | None = None
    publisher: Publisher | None = None
    push: bool = False
    evidence: Path | None = None
    is_due: Callable[[str], bool] | None = None

    def run(self) -> Done:
        """Work until nothing is left that is whole.

        :raises InboxError: if nothing can be done now.
        """
        register = _register(self.data)
        inbox = self._inbox(register)
        store = Store(inbox / _STATE)
        with file_locked_within(store.root / _LOCK, _MOMENT) as is_alone:
            return self._work(register, inbox, store) if is_alone else Done(left=BUSY)

    def folder(self) -> Path:
        """Return the folder of the inbox.

        :raises InboxError: if there is none, or the data has errors.
        """
        return self._inbox(_register(self.data))

    def _inbox(self, register: Register) -> Path:
        inbox = self.inbox or register.data.inbox
        if register.unit.inbox is None or inbox is None:
            raise InboxError("unit.yml 没有写 inbox（收件箱文件夹、统筹人）；请先写上。")
        if not inbox.is_dir():
            raise InboxError(f"没有收件箱文件夹 {inbox}；请先建好，或改 unit.yml 的 inbox。")
        return inbox.resolve()

    def _work(self, register: Register, inbox: Path, store: Store) -> Done:
        place = Workplace(self.data, store.root / _PLACE)
        with _evidence(place.evidence((self.evidence or register.evidence_folder).resolve())):
            batch = Batch(place, store, inbox, builder=self.builder, push=self.push)
            batch.recover()
            place.refuse_unsaved()
            store.forget()
            AnswerFiles(inbox, store, register).catch_up()
            left = self._publish(batch, place, inbox, store) if store.pending() else ""
            done: list[Held] = []
            while True:
                lying, stuck = _next(inbox, store)
                drops = _turn(lying)
                if not drops and (done or self.is_due is None):
                    break
                AnswerFiles(inbox, store, register).tell(drops)
                done += batch.run(drops)
                register = _register(self.data)
                AnswerFiles(inbox, store, register).tell(done)
                left = self._publish(batch, place, inbox, store)
                if not drops:
                    break
            if self.is_due is None:
                shutil.rmtree(batch.site.parent, ignore_errors=True)
        worked = (store.find(each.path.name) for each in done)
        return Done(tuple(filter(None, worked)), left, tuple(stuck))

    def _publish(self, batch: Batch, place: Workplace, inbox: Path, store: Store) -> str:
        """Publish what was applied, and what is due; return why that failed, if it did."""
        pending, commit = store.pending(), place.head()
        if self.publisher is None or not (pending or (self.is_due and self.is_due(commit))):
            return ""
        if failure := batch.build(commit) or self.publisher(place.data, batch.site):
            return f"改动已经写入，但还没有上网；请看原因，再运行一次。\n{failure}"
        saved = [
            store.save(held, state=State.PUBLISHED, message=PUBLISHED)
            for held in pending
            if held.drop.state is State.APPLIED
        ]
        store.end_pending()
        AnswerFiles(inbox, store, _register(self.data)).tell(saved)
        return ""


def _next(inbox: Path, store: Store) -> tuple[Sequence[Held], Sequence[str]]:
    """Return what is to be worked on, once what is being written is whole, and what is stuck."""
    began = time.monotonic()
    while True:
        left = intake.take(inbox, store)
        drops = list(store.taken())
        if drops or not left.soon or time.monotonic() > began + _PATIENCE:
            return drops, left.stuck
        time.sleep(_PAUSE)


def _turn(drops: Iterable[Held]) -> list[Held]:
    """Return what is worked on at once, in order: of each sender so many, of all so many.

    Whoever sends very much keeps nobody waiting, and what is done is done if the run is killed.
    """
    senders: Counter[str] = Counter()
    chosen = []
    for held in drops:
        senders[held.drop.login] += 1
        if senders[held.drop.login] <= _MOST_OF_ONE:
            chosen.append(held)
    return chosen[:_MOST_AT_ONCE]


@contextmanager
def _evidence(folder: Path) -> Iterator[None]:
    """Let everything that the block runs find the office's handed-in files."""
    before = os.environ.get(STORE)
    os.environ[STORE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[STORE]
        else:
            os.environ[STORE] = before


def _register(data: Path) -> Register:
    try:
        return load_register(data)
    except DataError as error:
        raise InboxError(f"数据现在就有错，收件箱没有动：{error}") from error
    except FileNotFoundError as error:
        raise InboxError(f"没有数据文件夹 {data}。") from error
