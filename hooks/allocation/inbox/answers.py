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
"""Folders that the web server reads, with one for every login; in it, files by their drops."""
_TOLD = (
    "drop", "sha256", "what", "name", "received", "state", "sentence", "message", "problems",
    "theirs", "slip", "takeover", "undo", "address", "commit", "decided", "notes",
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
    State.DONE: "已办",
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
                self._text(held)
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
                self._text(held)

    def _results(self, login: str) -> None:
        person = self._senders.person(login)
        open_drops = [*self._store.taken(), *self._store.waiting()]
        held = [each for each in open_drops if each.drop.login == login]
        held += self._store.ended(login, LISTED)
        held.sort(key=lambda each: each.path.name, reverse=True)
        folder, made = _folder(self._inbox / RESULTS, login), _made(held[:LISTED])
        if made or (folder / FILES).exists():
            _keep(_folder(folder, FILES), made)
        told = {
            "results": 1,
            "login": login,
            "person": person.key if person else None,
            "coordinator": person in self._coordinators,
            "at": moment(),
            "drops": list(_bounded(each.drop for each in held[:LISTED])),
        }
        write_json(folder / "results.json", told, _FILE)

    def _todo(self) -> None:
        waiting = self._store.waiting()
        offered = {held.drop.drop: _offered(held) for held in waiting}
        for person in self._coordinators:
            for login in self._senders.logins(person):
                folder = _folder(self._inbox / TODO, login)
                # One copy is made of each file; further approvers see the same.
                offered = _keep(_folder(folder, FILES), offered)
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

    def _text(self, held: Held) -> None:
        """Write an answer beside what came from the share.

        Anybody may have put there what is in the way: then there is no answer.
        """
        with suppress(OSError):
            self._answer(held)

    def _answer(self, held: Held) -> None:
        share = self._inbox / SHARE
        with suppress(FileExistsError):
            (share / ANSWERS).mkdir()
        folder = os.open(share / ANSWERS, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            for name, path in held.made.items():
                _replace(folder, _beside(held.drop, name), path.read_bytes())
            text = _plain(held.drop).replace("\n", "\r\n").encode("utf-8-sig")
            _replace(folder, _beside(held.drop, f"{held.drop.name}.txt"), text)
        finally:
            os.close(folder)


def _bounded(drops: Iterable[Drop]) -> Iterator[dict[str, Any]]:
    left = _MOST_BYTES
    for drop in drops:
        told = {name: getattr(drop, name) for name in _TOLD}
        told["files"] = [
            {"name": name, "href": f"inbox/results/{drop.drop}/{quote(name)}"} for name in drop.made
        ]
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


def _made(drops: Iterable[Held]) -> dict[str, dict[str, Path]]:
    """Return the files that were made for a sender, by drop and name."""
    return {held.drop.drop: held.made for held in drops if held.made}


def _offered(held: Held) -> dict[str, Path]:
    """Return the files of what waits by the names under which they are shown."""
    names = _names(held.drop)
    return {
        name: held.path / file["path"] for name, file in zip(names, held.drop.offered, strict=True)
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
    lines += [f"另有：{_beside(drop, name)}" for name in drop.made]
    return "\n".join([*lines, "", moment(), ""])


def _beside(drop: Drop, name: str) -> str:
    """Return the name of an answer on the share, where others get theirs, too."""
    path = Path(name)
    return usable(path.stem, f"-{drop.drop[-6:]}{path.suffix}")


def _folder(above: Path, name: str) -> Path:
    """Return a folder that the web server may read: it is of the group of the one above."""
    for path in (above, above / name):
        path.mkdir(_FOLDER, exist_ok=True)
        # Services may not set the bit by which the group is inherited, which is inherited, too.
        if (mode := stat.S_IMODE(path.stat().st_mode)) & _FOLDER != _FOLDER:
            path.chmod(mode | _FOLDER)
    return above / name


def _keep(folder: Path, wanted: Mapping[str, Mapping[str, Path]]) -> dict[str, dict[str, Path]]:
    """Show these files, by drop and name, and no others; return where they are shown."""
    for path in folder.iterdir():
        if path.name not in wanted:
            shutil.rmtree(path)
    shown = {drop: {name: folder / drop / name for name in files} for drop, files in wanted.items()}
    for drop, files in wanted.items():
        for name, source in files.items():
            _folder(folder, drop)
            if not shown[drop][name].exists():
                _put(source, shown[drop][name])
    return shown


def _replace(folder: int, name: str, content: bytes) -> None:
    """Write a file of an open folder, whatever is there."""
    draft = f".{name}.new"
    with suppress(FileNotFoundError):
        os.unlink(draft, dir_fd=folder)
    new = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644, dir_fd=folder)
    with os.fdopen(new, "wb") as file:
        file.write(content)
    os.rename(draft, name, src_dir_fd=folder, dst_dir_fd=folder)


def _put(source: Path, target: Path) -> None:
    draft = target.with_name(f".{target.name}.new")
    draft.unlink(missing_ok=True)
    if source.parent.parent.name == FILES:
        os.link(source, draft)
    else:
        shutil.copyfile(source, draft, follow_symlinks=False)
        draft.chmod(_FILE)
    draft.replace(target)
