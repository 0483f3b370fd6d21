"""A batch: drops become commits in the workplace, one build tries them all, then they are in force.

Where a build fails, the batch is halved until it is known which drop is at fault. Until the end the
office's working copy, the git server and the published site stay as they are.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from allocation.base.problems import DataError
from allocation.inbox.drops import LISTED, Held, InboxError, State, Store
from allocation.inbox.judge import APPLIED, Judge, Judgement, Said, Work, unbuilt
from allocation.inbox.senders import SenderList
from allocation.inbox.workplace import (
    DECISION,
    DIGEST,
    SLIP,
    Applied,
    Journal,
    MovedError,
    Noted,
    Workplace,
)
from allocation.lint.validate import load_register
from allocation.register.register import Register
from allocation.runtime import durable, transaction

Builder = Callable[[Path, Path], str]
"""Builds and checks the site of a data folder into a folder; returns why it failed, if it did."""
PUBLISHED = "已上网。"
_ATTEMPTS = 3
"""How often a batch begins again because others committed meanwhile."""
_BUILD = "build-"
_IN_FORCE = (State.APPLIED, State.PUBLISHED)


class _CopyError(Exception):
    """Another file has the place of one that is handed in."""


@dataclass
class _Attempt:
    """Drops applied on a commit: what is said of each, the files copied for them, where it ended.

    ``said`` has an entry for every drop that is judged; those in ``worked`` are in commits.
    """

    base: str
    tip: str
    applied: dict[str, Applied]
    said: list[tuple[Held, Said]] = field(default_factory=list)
    worked: list[Held] = field(default_factory=list)
    copies: list[Path] = field(default_factory=list)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all drops that were judged, or decided about."""
        return frozenset(said.get("drop", held.drop.drop) for held, said in self.said)

    def before(self, other: _Attempt) -> _Attempt:
        """Return this attempt with one that was made on top of it."""
        return _Attempt(
            self.base,
            other.tip,
            other.applied,
            self.said + other.said,
            self.worked + other.worked,
            self.copies + other.copies,
        )


class Batch:
    """Applies drops.

    :ivar site: where the site is built.
    """

    def __init__(
        self, place: Workplace, store: Store, inbox: Path, *, builder: Builder | None, push: bool
    ) -> None:
        self.site = store.root / f"{_BUILD}{os.getpid()}" / "site"
        self._place = place
        self._store = store
        self._inbox = inbox
        self._builder = builder
        self._push = push
        self._journal = Journal(store.root)
        self._built = ""
        self._copies: list[Path] = []

    def recover(self) -> None:
        """Finish or give up what a killed run was doing.

        :raises InboxError: if it can't be finished now.
        """
        self.clear()
        known = self._journal.read()
        if known.tip and (not self._push or self._place.is_pushed(known.tip)):
            with suppress(MovedError):
                self._place.forward(known.base, known.tip)
            # Somebody may have gone another way since: then its drops are applied again.
            if self._place.includes(known.tip):
                self._conclude(known.drops)
        else:
            self._remove(map(Path, known.copies))
        self._journal.end()

    def run(self, drops: Sequence[Held]) -> list[Held]:
        """Apply drops, and save what became of each; return them, and those that they concern.

        :raises InboxError: if nothing can be applied now; the drops stay as they are.
        """
        for _ in range(_ATTEMPTS):
            self._copies = []
            try:
                office = self._place.head()
                base = self._place.fetch() if self._push else office
                return self._enforce(self._settled(drops, base, {}), office)
            except MovedError:
                self._give_up()
            except BaseException:
                self._give_up()
                raise
        raise InboxError("别人正在接连提交，没有写入；请过一会儿再运行一次。")

    def build(self, commit: str) -> str:
        """Build the site of a commit, unless it is built; return why it failed, if it did."""
        if self._builder is None or self._built == commit:
            return ""
        self._place.reset(commit)
        self._built = ""
        failure = self._builder(self._place.data, self.site)
        if not failure:
            self._built = commit
        return failure

    def clear(self) -> None:
        """Remove what killed runs have built."""
        for path in self._store.root.glob(f"{_BUILD}*"):
            if path != self.site.parent:
                shutil.rmtree(path, ignore_errors=True)

    def _settled(
        self,
        drops: Sequence[Held],
        base: str,
        failed: Mapping[Path, str],
        seen: frozenset[str] = frozenset(),
    ) -> _Attempt:
        """Apply drops on a commit until the site can be built.

        :param failed: why the site of drops that were tried alone could not be built.
        :param seen: the ids of drops that were judged before these.
        """
        attempt = self._attempt(drops, base, failed, seen)
        failure = self.build(attempt.tip) if attempt.worked else ""
        if not failure:
            return attempt
        self._remove(attempt.copies)
        if len(attempt.worked) == 1:
            if own := self.build(base):
                raise InboxError(f"网站现在本来就生成不了，改动单都还在，没有动：{own}")
            return self._settled(drops, base, {**failed, attempt.worked[0].path: failure}, seen)
        middle = drops.index(attempt.worked[len(attempt.worked) // 2])
        first = self._settled(drops[:middle], base, failed, seen)
        rest = self._settled(drops[middle:], first.tip, failed, seen | first.ids)
        return first.before(rest)

    def _attempt(
        self,
        drops: Sequence[Held],
        base: str,
        failed: Mapping[Path, str],
        seen: frozenset[str],
    ) -> _Attempt:
        self._place.reset(base)
        register = self._register()
        attempt = _Attempt(base, base, self._place.applied())
        for held in drops:
            judge = Judge(
                register,
                self._store,
                SenderList(register, self._inbox),
                applied=attempt.applied,
                seen=seen | attempt.ids,
                changer=self._place.changer,
            )
            verdict = judge.verdict(held)
            if why := failed.get(held.path):
                verdict = unbuilt(verdict, why)
            if verdict.work:
                try:
                    register = self._do(verdict, verdict.work, attempt, register)
                    attempt.worked.append(held)
                    continue
                except (DataError, _CopyError) as error:
                    verdict = unbuilt(verdict, str(error))
            attempt.said += verdict.said
        return attempt

    def _do(self, verdict: Judgement, work: Work, attempt: _Attempt, before: Register) -> Register:
        """Make a commit, and note in the attempt what is to be said; return the register after it.

        :raises DataError: if the data would be wrong; nothing has changed then.
        :raises _CopyError: if a file can't be put among the evidence.
        """
        copies = [target for _, target in work.files if not os.path.lexists(target)]
        try:
            self._copy(work, copies)
            written = work.edits.written()
            transaction.write(self._place.data, written.texts, lambda: None)
            register = load_register(self._place.data)
        except (DataError, _CopyError):
            self._remove(copies)
            self._place.reset(attempt.tip)
            raise
        paths, message = [*written.texts, *copies], _message(work, written.notes)
        attempt.tip = self._place.commit(attempt.tip, paths, work.author, message)
        known: Said = {"state": State.APPLIED, "message": APPLIED, "commit": attempt.tip}
        notes = [*written.notes, *_left(before, register)]
        known |= {"made": list(work.papers), "notes": notes, **work.after(register)}
        for held, _ in verdict.said:
            held.make(work.papers)
        attempt.said += [(held, said | known) for held, said in verdict.said]
        attempt.applied |= {id: Applied(attempt.tip, work.drop.sha256) for id in work.ids}
        attempt.copies += copies
        return register

    def _register(self) -> Register:
        try:
            return load_register(self._place.data)
        except DataError as error:
            raise InboxError(f"数据现在就有错，改动单都还在，没有动：{error}") from error

    def _enforce(self, attempt: _Attempt, office: str) -> list[Held]:
        """Push, bring the office's working copy forward, and save what became of the drops."""
        drops = {held.path.name: said for held, said in attempt.said}
        if attempt.worked and (failure := self.build(attempt.tip)):
            raise InboxError(f"网站生成不了，改动单都还在，没有动：{failure}")
        if attempt.tip != office:
            copies = tuple(map(str, self._copies))
            self._journal.go(Noted(copies, office, attempt.tip, drops))
            try:
                if self._push and attempt.worked:
                    self._place.push()
                    # What was pushed is in force: its files stay, whatever happens here.
                    self._copies = []
                self._place.forward(office, attempt.tip)
            except (MovedError, InboxError):
                self._journal.begin(self._copies)
                raise
        done = self._conclude(drops)
        self._journal.end()
        return done

    def _conclude(self, drops: Mapping[str, Said]) -> list[Held]:
        """Save what became of drops, by the names of their folders; those of a journal, again."""
        done = []
        for name, said in drops.items():
            if held := self._store.find(name):
                saved = self._store.save(held, **said)
                done += [saved, *self._undone(saved)]
        applied = [held for held in done if held.drop.state is State.APPLIED and held.drop.commit]
        self._store.add_pending(held.path.name for held in applied)
        return done

    def _undone(self, held: Held) -> Iterator[Held]:
        """Yield what a slip has undone: the drop whose undoing it is, and what that approved."""
        drop = held.drop
        if drop.state is not State.APPLIED or not drop.slip or drop.slip["form"] != "undo":
            return
        for other in self._store.ended(drop.login, LISTED):
            if other.drop.state in _IN_FORCE and list(other.drop.undo) == drop.slip["changes"]:
                found = [other]
                if decision := (other.drop.slip or {}).get("decision"):
                    found += filter(None, [self._store.find(f"*-{decision['drop']}")])
                for each in found:
                    yield self._store.save(each, state=State.UNDONE, message="已撤销。")

    def _copy(self, work: Work, new: Sequence[Path]) -> None:
        """Copy files among the evidence.

        :param new: those that are not there.
        :raises _CopyError: if another file is there.
        """
        self._copies += new
        self._journal.begin(self._copies)
        for source, target in work.files:
            if target in new:
                target.parent.mkdir(parents=True, exist_ok=True)
                durable.copy(source, target)
            elif not filecmp.cmp(source, target, shallow=False):
                raise _CopyError(f"材料文件夹里已经有另一个 {target.name}")

    def _give_up(self) -> None:
        """Remove what was put among the evidence, unless the office's copy is on its way."""
        if not self._journal.read().tip:
            self._remove(self._copies)
            self._journal.end()

    def _remove(self, copies: Iterable[Path]) -> None:
        for path in copies:
            path.unlink(missing_ok=True)


def _left(before: Register, after: Register) -> Iterator[str]:
    """Say that no filing has a file any more which one had."""
    had, has = (
        {file.record.name for filing in register.filings for file in filing.files}
        for register in (before, after)
    )
    if any((after.evidence_folder / name).is_file() for name in had - has):
        yield "文件仍留在材料文件夹；不再要的请移走，免得扫描时又列为可登记。"


def _message(work: Work, notes: Iterable[str]) -> str:
    """Return the message of a commit: what, why, and the trailers by which it is found again."""
    trailers = [f"{SLIP}: {work.drop.drop}", f"{DIGEST}: {work.drop.sha256}"]
    if work.approved:
        id, approver = work.approved
        trailers += [f"{DECISION}: {id}", f"Approved-by: {approver}"]
    parts = [
        " ".join(work.sentence.split()),
        work.why.strip(),
        "\n".join(notes),
        "\n".join(trailers),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"
