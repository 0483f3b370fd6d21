"""Drops and where the worker keeps them: each in a folder of its own, in exactly one state.

``state/<place>/<number>-<drop>/`` holds ``drop.json``, which says everything, and ``content/``,
what was dropped; ``made/`` has files that were made for the sender. The place follows from the
state; in two of them senders have folders of their own, so that the newest of a sender are found
without reading all.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

from allocation.base.os_messages import error_path
from allocation.runtime import durable, trees

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
"""Errors that are not the fault of a drop."""
IN, BELL = "in", "bell"
"""The folders of the inbox with what logins sent, and with the bells that they rang."""
SHARED = "-"
"""Stands in paths for the login of a drop from the share where all may write."""
_RECORD, _CONTENT, _MADE = "drop.json", "content", "made"
_KEPT_DAYS = 90
_PENDING = "unpublished.json"
LISTED = 100
"""How many of the newest drops senders are told of."""


class InboxError(Exception):
    """Nothing can be done now; the message says in Chinese why, and drops stay where they are."""


class State(StrEnum):
    """What became of a drop."""

    TAKEN = "taken"
    WAITING = "waiting"
    APPLIED = "applied"
    PUBLISHED = "published"
    REFUSED = "refused"
    CONFLICT = "conflict"
    DECLINED = "declined"
    DONE = "done"
    UNDONE = "undone"


class What(StrEnum):
    """What a drop is."""

    SLIP = "slip"
    WORKBOOK = "workbook"
    FILES = "files"
    DECISION = "decision"


_TAKEN, _WAITING, _DONE, _KEPT = "taken", "waiting", "done", "kept"
_PLACES = {
    State.TAKEN: _TAKEN,
    State.WAITING: _WAITING,
    State.REFUSED: _KEPT,
    State.CONFLICT: _KEPT,
}
"""Where drops of a state are, if not among those that are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """A drop as its sender sees it; ``person`` is the key of the sender, ``sha256`` of the content.

    ``login`` is empty for a drop of the share, for whose sender nobody vouches; ``by`` is then who
    says to have written it. ``offered`` are the files that approvers may open. ``lines`` are the
    changes of a workbook, and what approvers should know. ``made`` are the names of files that were
    made for the sender; the other values are those of ``results.json``.
    """

    drop: str
    login: str
    name: str
    received: str
    state: State = State.TAKEN
    what: What = What.FILES
    sha256: str = ""
    person: str | None = None
    by: str = ""
    why: str = ""
    sentence: str = ""
    message: str = ""
    problems: tuple[dict[str, Any], ...] = ()
    theirs: tuple[dict[str, Any], ...] = ()
    takeover: tuple[dict[str, Any], ...] = ()
    undo: tuple[dict[str, Any], ...] = ()
    slip: dict[str, Any] | None = None
    address: str = ""
    commit: str = ""
    decided: dict[str, str] | None = None
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    offered: tuple[dict[str, Any], ...] = ()

    @property
    def vouched(self) -> bool:
        return bool(self.login)

    @classmethod
    def of(cls, values: dict[str, Any]) -> Drop:
        """Return the drop of a record, as ``drop.json`` has it."""
        known = {**values, "state": State(values["state"]), "what": What(values["what"])}
        lists = {name: tuple(value) for name, value in known.items() if isinstance(value, list)}
        return cls(**(known | lists))


@dataclass(frozen=True, slots=True)
class Held:
    """A drop with the folder that the worker keeps it in."""

    path: Path
    drop: Drop

    @property
    def content(self) -> Path:
        return self.path / _CONTENT

    @property
    def made(self) -> dict[str, Path]:
        """The files that were made for the sender, by their names."""
        return {name: self.path / _MADE / name for name in self.drop.made}

    def make(self, files: Mapping[str, bytes]) -> None:
        """Keep files that were made for the sender; a run before may have made them, too."""
        for name, content in files.items():
            path = self.path / _MADE / name
            path.parent.mkdir(mode=0o700, exist_ok=True)
            path.unlink(missing_ok=True)
            durable.create(path, content)


class Store:
    """The folders of the worker: nobody else may read them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for place in (_TAKEN, _WAITING, _DONE, _KEPT):
            (root / place).mkdir(mode=0o700, parents=True, exist_ok=True)
        root.chmod(0o700)

    def take(self, source: Path, drop: Drop) -> Held:
        """Move a file or folder out of the inbox; a kill leaves it there or here, never nowhere.

        :raises OSError: if it can't be moved; it is still in the inbox then.
        """
        path = self.root / _TAKEN / f"{next(self._numbers):09}-{drop.drop}"
        path.mkdir(mode=0o700)
        try:
            _write(path, drop)
            content = path / _CONTENT
            if stat.S_ISDIR(source.lstat().st_mode):
                source.rename(content)
            else:
                content.mkdir()
                source.rename(content / source.name)
        except OSError:
            trees.remove(path)
            raise
        return Held(path, drop)

    def save(self, held: Held, **changes: Any) -> Held:
        """Change what is said of a drop, and put it where its state belongs."""
        drop = Drop.of(asdict(held.drop) | changes)
        # Before the change: a killed run may have changed it and told nobody.
        os.utime(held.path.parent)
        _write(held.path, drop)
        return self._settled(Held(held.path, drop))

    def taken(self) -> Iterator[Held]:
        """Yield the drops to be worked on, in the order of their arrival.

        What a killed worker had not quite taken or put away is set right.
        """
        for path in sorted((self.root / _TAKEN).iterdir()):
            held, content = _read(path), path / _CONTENT
            if not os.path.lexists(content) or is_empty(content):
                # Moved in as the last step: what is here without content is still in the inbox,
                # unless it was an empty folder.
                trees.remove(path)
            elif held and (settled := self._settled(held)).drop.state is State.TAKEN:
                yield settled

    def waiting(self) -> list[Held]:
        """Return the drops that wait for a coordinator, in the order of their arrival."""
        return [held for path in sorted((self.root / _WAITING).iterdir()) if (held := _read(path))]

    def ended(self, login: str, limit: int) -> list[Held]:
        """Return the newest drops of a sender that are done with or kept, the newest first."""
        folders = (self.root / place / (login or SHARED) for place in (_DONE, _KEPT))
        paths = [path for folder in folders if folder.is_dir() for path in folder.iterdir()]
        newest = sorted(paths, key=lambda path: path.name, reverse=True)[:limit]
        return [held for path in newest if (held := _read(path))]

    def find(self, name: str) -> Held | None:
        """Return the drop whose folder has a name, wherever it is."""
        for pattern in (f"*/{name}", f"*/*/{name}"):
            for path in self.root.glob(pattern):
                return _read(path)
        return None

    def add_pending(self, names: Iterable[str]) -> None:
        """Note drops, by the names of their folders, whose changes are to be published."""
        known: list[str] = read_json(self.root / _PENDING) or []
        if new := [name for name in names if name not in known]:
            write_json(self.root / _PENDING, [*known, *new], 0o600)

    def pending(self) -> list[Held]:
        """Return the drops whose changes are to be published."""
        return list(filter(None, map(self.find, read_json(self.root / _PENDING) or [])))

    def end_pending(self) -> None:
        """All that was applied is published."""
        (self.root / _PENDING).unlink(missing_ok=True)

    def changed(self) -> dict[str, float]:
        """Return when the state of a sender's drops last changed, in seconds since 1970."""
        times: dict[str, float] = {}
        for place in (_DONE, _KEPT):
            for folder in (self.root / place).iterdir():
                login = "" if folder.name == SHARED else folder.name
                times[login] = max(times.get(login, 0), folder.stat().st_mtime)
        for held in self.waiting():
            when = (held.path / _RECORD).stat().st_mtime
            times[held.drop.login] = max(times.get(held.drop.login, 0), when)
        return times

    def forget(self) -> None:
        """Remove what was done with or kept aside long ago."""
        oldest = time.time() - _KEPT_DAYS * 86400
        for place in (_DONE, _KEPT):
            for path in (self.root / place).glob("*/*"):
                if path.stat().st_mtime < oldest:
                    trees.remove(path)

    def _settled(self, held: Held) -> Held:
        place = self.root / _PLACES.get(held.drop.state, _DONE)
        if place.name in (_DONE, _KEPT):
            place /= held.drop.login or SHARED
            place.mkdir(mode=0o700, exist_ok=True)
        target = place / held.path.name
        if target != held.path:
            held.path.rename(target)
        return Held(target, held.drop)

    @cached_property
    def _numbers(self) -> Iterator[int]:
        names = [
            path.name for place in (_TAKEN, _WAITING) for path in (self.root / place).iterdir()
        ]
        names += [path.name for place in (_DONE, _KEPT) for path in (self.root / place).glob("*/*")]
        return count(1 + max((int(name.partition("-")[0]) for name in names), default=0))


def is_empty(folder: Path) -> bool:
    """Whether a folder is seen to have nothing in it."""
    with suppress(OSError):
        return not any(folder.iterdir())
    return False


def moment(seconds: float | None = None) -> str:
    """Return a moment, now unless it is given in seconds since 1970, as ISO text."""
    when = datetime.now() if seconds is None else datetime.fromtimestamp(seconds)
    return when.astimezone().isoformat(timespec="seconds")


def new_id() -> str:
    """Return an id for a drop that brings none."""
    return f"{datetime.now():%Y%m%d-%H%M%S}-{secrets.token_hex(6)}"


def write_json(path: Path, value: Any, mode: int = 0o640) -> None:
    """Write JSON atomically and durably."""
    draft = path.with_name(f".{path.name}.new")
    with error_path(path):
        draft.unlink(missing_ok=True)
        durable.create(draft, json.dumps(value, ensure_ascii=False, indent=1).encode())
        draft.chmod(mode)
        draft.replace(path)


def read_json(path: Path) -> Any:
    """Return the JSON of a file; None if there is none, or no whole one."""
    with suppress(OSError, ValueError):
        return json.loads(path.read_bytes())
    return None


def _write(path: Path, drop: Drop) -> None:
    write_json(path / _RECORD, asdict(drop), 0o600)


def _read(path: Path) -> Held | None:
    values = read_json(path / _RECORD)
    return Held(path, Drop.of(values)) if values else None
