"""An office with an inbox: a data folder in git, what colleagues send, what they are told."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from allocation.editing.slip_records import digest, find, plain
from allocation.inbox.drops import new_id
from allocation.inbox.worker import Done, Worker
from allocation.lint.validate import load_register
from allocation.register.published_register import publish
from helpers import UNITS, replace
from live import git

Json = dict[str, Any]
COORDINATOR, RESPONSIBLE, OTHER = "zhuliang", "zengyabin", "chenxiaolin"
"""Logins: 朱亮 coordinates and leads, 曾雅彬 answers for Ⅲ-1-⑴ and ⑵, 陈啸林 for Ⅲ-1-⑶."""
_UNIT = """term: {start: 2024-01-01, years: 3, confirmed: true}
inbox:
  coordinators: [朱亮]
"""


def _pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(out, deterministic_id=True)
    return out.getvalue()


PDF = _pdf()


@dataclass(frozen=True)
class Office:
    """A folder with the data, its repository and the inbox."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "project" / "data"

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def site(self) -> Path:
        """Where the stub of a publication puts the site."""
        return self.folder / "www"

    @property
    def state(self) -> Path:
        return self.inbox / "state"

    def git(self, *arguments: str) -> str:
        return git(self.data, *arguments).stdout.strip()

    @property
    def slips(self) -> list[str]:
        """The ids of drops in the log, one for each time that one was applied."""
        return self.git("log", "--reverse", "--format=%(trailers:key=Slip,valueonly)").split()

    @property
    def is_clean(self) -> bool:
        """Whether the working copy, the index and the last commit are the same."""
        return self.git("status", "--porcelain") == ""

    def run(self, **options: Any) -> Done:
        """Let the worker run once, with stubs of build and publication unless others are given."""
        stubs = {"builder": self.build, "publisher": self.publish}
        return Worker(self.data, self.inbox, **{**stubs, **options}).run()

    def build(self, data: Path, site: Path) -> str:
        """Build a site that says which commit it is of."""
        load_register(data)
        site.mkdir(parents=True, exist_ok=True)
        (site / "index.html").write_text(git(data, "rev-parse", "HEAD").stdout)
        return ""

    def publish(self, data: Path, site: Path) -> str:
        draft = self.folder / "www.new"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(site, draft)
        shutil.rmtree(self.site, ignore_errors=True)
        draft.rename(self.site)
        return ""

    @property
    def published(self) -> str:
        """The commit that the site shows."""
        return (self.site / "index.html").read_text().strip()

    def slip(self, *changes: Json, files: Mapping[str, bytes] | None = None, **more: Any) -> Json:
        """Return a slip as the form makes it."""
        return {
            "slip": 1,
            "id": new_id(),
            "unit": "某局",
            "form": "filing",
            "by": "王伟",
            "at": "2026-11-29T22:15:30+08:00",
            "changes": list(changes),
            "files": [
                {"name": name, "sha256": hashlib.sha256(text).hexdigest(), "size": len(text)}
                for name, text in (files or {}).items()
            ],
            **more,
        }

    def change(self, kind: str, id: str, **new: Any) -> Json:
        """Return a change of a record as it is now."""
        entry = find(publish(load_register(self.data)), kind, id)
        assert entry
        old = plain(entry.record)
        return {
            "record": kind,
            "id": id,
            "op": "change",
            "sha256": digest(entry.record),
            "old": {name: old.get(name) for name in new},
            "new": new,
        }

    def send(self, login: str, slip: Json, files: Mapping[str, bytes] | None = None) -> str:
        """Put a slip with its files into the inbox as the web server does; return its id."""
        folder = self.inbox / "in" / login / slip["id"]
        folder.mkdir(parents=True)
        for name, text in (files or {}).items():
            (folder / name).write_bytes(text)
        (folder / "slip.json").write_text(json.dumps(slip, ensure_ascii=False), "utf-8")
        return str(slip["id"])

    def decide(self, waiting: Json, answer: str, *changes: Json, reason: str = "") -> str:
        """Send what the coordinator decided about an entry of the list of what waits."""
        about = {"drop": waiting["drop"], "sha256": waiting["sha256"], "answer": answer}
        decision = about | ({"reason": reason} if reason else {})
        return self.send(COORDINATOR, self.slip(*changes, decision=decision, form="decision"))

    def results(self, login: str) -> list[Json]:
        told = json.loads((self.inbox / "results" / login / "results.json").read_text("utf-8"))
        return list(told["drops"])

    def result(self, login: str, drop: str) -> Json:
        (found,) = (each for each in self.results(login) if each["drop"] == drop)
        return found

    def todo(self, login: str = COORDINATOR) -> list[Json]:
        told = json.loads((self.inbox / "todo" / login / "todo.json").read_text("utf-8"))
        return list(told["waiting"])


def unit(data: Path) -> Path:
    """Copy the data of a small unit with a term and an inbox."""
    shutil.copytree(UNITS / "small" / "data", data)
    replace(data / "unit.yml", "term: {years: 3, confirmed: true}\n", _UNIT)
    return data


def office(folder: Path) -> Office:
    """Set up an office in a folder."""
    made = Office(folder)
    unit(made.data)
    (made.data / "evidence").mkdir()
    (made.data.parent / ".gitignore").write_text(".cache\n.writing/\n.writing-*\n/data/evidence/\n")
    git(folder, "init", "--quiet", "--initial-branch=main", str(made.data.parent))
    git(made.data, "add", "--all", str(made.data.parent))
    git(made.data, "commit", "--quiet", "--message", "分工数据")
    for name in ("in", "share", "bell", "results", "todo"):
        (made.inbox / name).mkdir(parents=True)
    for name in ("results", "todo"):
        (made.inbox / name).chmod(0o2750)
    return made


def filing(title: str, evidence: str = "Ⅲ-1-⑴-01", **more: Any) -> Json:
    """Return a filing that is added for 2026."""
    new = {"evidence": [evidence], "slot": "2026", "title": title, "state": "已交", **more}
    return {"record": "filing", "in": "2026", "op": "add", "new": new}
