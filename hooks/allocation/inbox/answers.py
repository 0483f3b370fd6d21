"""What people are told: results for senders, what waits for approvers, texts on a share."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from allocation.base.filenames import usable
from allocation.inbox.drops import LISTED, Drop, Held, State, Store, moment, write_json
from allocation.inbox.intake import ANSWERS, SHARE
from allocation.inbox.senders import SenderList
from allocation.register.register import PersonEntry, Register

RESULTS, TODO, FILES = "results", "todo", "files"
"""Folders that the web server reads, with one for every login; in it, files of what waits."""
_TOLD = (
    "drop", "sha256", "what", "name", "received", "state", "sentence", "message", "problems",
    "theirs", "slip", "takeover", "undo", "address", "commit", "decided",
)  # fmt: skip
"""What ``results.json`` tells of a drop."""
_STATES: Mapping[State, str] = {
    State.TAKEN: "处理中",
    State.WAITING: "等待批准",
    State.APPLIED: "已写入，等待发布",
    State.PUBLISHED: "已上网",
    State.REFUSED: "没有收下",
    State.CONFLICT: "与别人的改动冲突",
    State.DECLINED: "已退回",
    State.UNDONE: "已撤销",
}
_FOLDER, _FILE = 0o750, 0o640
_MOST_BYTES = 5_000_000
"""Bytes of slips in one ``results.json``: what is older is told without its slip."""


class AnswerFiles:
    """Writes the answers of an inbox, each file atomically."""

    def __init__(self, inbox: Path, store: Store, register: Register) -> None:
        self._inbox = inbox
        self._store = store
        self._senders = SenderList(register, inbox)
        coordinators = register.unit.inbox.coordinators if register.unit.inbox else ()
        self._coordinators = [person for person in register.people if person.key in coordinators]

    def tell(self, drops: Iterable[Held]) -> None:
        """Tell what became of drops: their senders, and those who approve."""
        drops = list(drops)
        for login in sorted({held.drop.login for held in drops if held.drop.login}):
            self._results(login)
        for held in drops:
            if not held.drop.login:
                self._text(held.drop)
        self._todo()

    def catch_up(self) -> None:
        """Tell what a killed run had not told."""
        told = (self._inbox / RESULTS).glob("*/results.json")
        known = {path.parent.name: path.stat().st_mtime for path in told}
        with suppress(OSError):
            known[""] = (self._inbox / SHARE / ANSWERS).stat().st_mtime
        for login, when in self._store.changed().items():
            if when < known.get(login, 0):
                continue
            if login:
                self._results(login)
            else:
                self._texts(known.get("", 0))
        self._todo()

    def _texts(self, since: float) -> None:
        for held in (*self._store.waiting(), *self._store.ended("", LISTED)):
            if not held.drop.login and held.path.stat().st_mtime >= since:
                self._text(held.drop)

    def _results(self, login: str) -> None:
        person = self._senders.person(login)
        open_drops = [*self._store.taken(), *self._store.waiting()]
        held = [each for each in open_drops if each.drop.login == login]
        held += self._store.ended(login, LISTED)
        held.sort(key=lambda each: each.path.name, reverse=True)
        told = {
            "results": 1,
            "login": login,
            "person": person.key if person else None,
            "coordinator": person in self._coordinators,
            "at": moment(),
            "drops": list(_bounded(each.drop for each in held[:LISTED])),
        }
        write_json(_folder(self._inbox / RESULTS, login) / "results.json", told, _FILE)

    def _todo(self) -> None:
        waiting = self._store.waiting()
        first: dict[str, Path] = {}
        for person in self._coordinators:
            for login in self._senders.logins(person):
                folder = _folder(self._inbox / TODO, login)
                self._show(_folder(folder, FILES), waiting, first)
                write_json(folder / "todo.json", self._waiting(person, waiting), _FILE)
        self._forget()

    def _forget(self) -> None:
        """Take what waits from those who approve no more."""
        logins = {login for each in self._coordinators for login in self._senders.logins(each)}
        for folder in (self._inbox / TODO).iterdir() if (self._inbox / TODO).is_dir() else ():
            if folder.name not in logins:
                shutil.rmtree(folder, ignore_errors=True)

    def _waiting(self, person: PersonEntry, waiting: Iterable[Held]) -> dict[str, Any]:
        return {
            "todo": 1,
            "person": person.key,
            "at": moment(),
            "waiting": [_entry(held.drop) for held in waiting],
        }

    def _show(self, folder: Path, waiting: Iterable[Held], first: dict[str, Path]) -> None:
        """Put the files of what waits where an approver may open them, and take away others.

        One copy is made of each; further approvers see the same.
        """
        wanted = {held.drop.drop: held for held in waiting}
        for path in folder.iterdir():
            if path.name not in wanted:
                shutil.rmtree(path)
        for id, held in wanted.items():
            for name, file in zip(_names(held.drop), held.drop.offered, strict=True):
                target = _folder(folder, id) / name
                source = first.setdefault(f"{id}/{name}", target)
                if not target.exists():
                    _put(held.path / file["path"] if source is target else source, target)

    def _text(self, drop: Drop) -> None:
        """Write an answer beside what came from the share.

        Anybody may have put there what is in the way: then there is no answer.
        """
        with suppress(OSError):
            self._answer(drop)

    def _answer(self, drop: Drop) -> None:
        share = self._inbox / SHARE
        with suppress(FileExistsError):
            (share / ANSWERS).mkdir()
        folder = os.open(share / ANSWERS, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        name = usable(drop.name, f"-{drop.drop[-6:]}.txt")
        draft = f".{drop.drop}.new"
        try:
            with suppress(FileNotFoundError):
                os.unlink(draft, dir_fd=folder)
            new = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644, dir_fd=folder)
            with os.fdopen(new, "w", encoding="utf-8-sig", newline="\r\n") as file:
                file.write(_plain(drop))
            os.rename(draft, name, src_dir_fd=folder, dst_dir_fd=folder)
        finally:
            os.close(folder)


def _bounded(drops: Iterable[Drop]) -> Iterator[dict[str, Any]]:
    left = _MOST_BYTES
    for drop in drops:
        told = {name: getattr(drop, name) for name in _TOLD}
        left -= len(str(drop.slip)) if drop.slip else 0
        yield told if left > 0 else told | {"slip": None}


def _entry(drop: Drop) -> dict[str, Any]:
    files = [
        {
            "name": file["name"],
            "sha256": file["sha256"],
            "size": file["size"],
            "href": f"inbox/files/{drop.drop}/{quote(name)}",
            "proposals": file.get("proposals", []),
        }
        for name, file in zip(_names(drop), drop.offered, strict=True)
    ]
    told = ("drop", "sha256", "person", "vouched", "what", "received", "sentence", "why")
    return {
        **{name: getattr(drop, name) for name in told},
        "login": drop.login or None,
        "by": drop.by,
        "slip": drop.slip,
        "lines": drop.lines,
        "files": files,
        "problems": drop.problems,
    }


def _names(drop: Drop) -> list[str]:
    """Return the names under which files are shown: without folders, each once."""
    names = [file["name"].rpartition("/")[2] for file in drop.offered]
    if len({*names}) == len(names):
        return names
    return [f"{number}-{name}" for number, name in enumerate(names, start=1)]


def _plain(drop: Drop) -> str:
    lines = [f"{drop.name}：{_STATES[drop.state]}", drop.sentence]
    lines += [] if drop.problems else [drop.message]
    for each in drop.problems:
        lines += ["", each["found"], f"  应为：{each['expected']}", f"  办法：{each['remedy']}"]
    for each in drop.theirs:
        lines += ["", f"{each['label']}：填写时 {each['saw']}，现在 {each['now']}"]
    return "\n".join([*lines, "", moment(), ""])


def _folder(above: Path, name: str) -> Path:
    """Return a folder that the web server may read: it is of the group of the one above."""
    for path in (above, above / name):
        path.mkdir(_FOLDER, exist_ok=True)
        # Services may not set the bit by which the group is inherited, which is inherited, too.
        if (mode := stat.S_IMODE(path.stat().st_mode)) & _FOLDER != _FOLDER:
            path.chmod(mode | _FOLDER)
    return above / name


def _put(source: Path, target: Path) -> None:
    draft = target.with_name(f".{target.name}.new")
    draft.unlink(missing_ok=True)
    if source.parent.parent.name == FILES:
        os.link(source, draft)
    else:
        shutil.copyfile(source, draft, follow_symlinks=False)
        draft.chmod(_FILE)
    draft.replace(target)
