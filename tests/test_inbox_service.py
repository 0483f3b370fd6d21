"""The service of the inbox stays: commits and slips go live, kills and new code do no harm."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from allocation.inbox.live import Live
from helpers import replace
from inboxes import COORDINATOR, Office, filing, unit
from intranet import Intranet, intranet, service
from live import git

pytestmark = pytest.mark.programs
PATIENCE = 240.0
"""Seconds in which something is live, however much else the machine does."""


@pytest.fixture
def made(tmp_path: Path) -> Intranet:
    """A small unit with a git server, its first release published."""
    return intranet(tmp_path, pushes=True, data=unit(tmp_path / "data"))


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() < began + PATIENCE
        time.sleep(0.05)


def shown(made: Intranet, page: str, text: str) -> bool:
    """Whether a page of the live site shows a text."""
    return text in (made.target / "current" / page / "index.html").read_text(encoding="utf-8")


def named(folder: Path, old: str, new: str) -> None:
    """Commit another name of an item."""
    (file,) = folder.glob("data/allocation/*.yml")
    replace(file, f"title: {old}\n", f"title: {new}\n")
    git(folder, "commit", "--quiet", "--all", "--message", new)


def test_whatever_is_committed(made: Intranet, tmp_path: Path) -> None:
    """A commit of the working copy, a push elsewhere; a faulty one is told once, and mended."""
    git(tmp_path, "clone", "--quiet", str(tmp_path / "origin.git"), str(tmp_path / "desk"))
    with service(made) as running:
        named(made.project, "重视", "更加重视")
        until(lambda: shown(made, "items/iii-1", "更加重视"))
        git(made.project, "push", "--quiet")
        git(tmp_path / "desk", "pull", "--quiet")
        named(tmp_path / "desk", "更加重视", "十分重视")
        git(tmp_path / "desk", "push", "--quiet")
        (made.inbox / "bell" / "push").touch()
        until(lambda: shown(made, "items/iii-1", "十分重视"))
        until(lambda: made.git("status", "--porcelain", "data") == "")
        assert made.head() == git(tmp_path / "desk", "rev-parse", "HEAD").stdout.strip()
        (file,) = made.data.glob("allocation/*.yml")
        replace(file, "title: 十分重视", "titel: 十分重视")
        git(made.project, "commit", "--quiet", "--all", "--message", "写错")
        until(lambda: "不认识的键“titel”" in made.log.read_text(encoding="utf-8"))
        assert shown(made, "items/iii-1", "十分重视")
        os.truncate(made.log, 0)
        replace(file, "titel: 十分重视", "title: 非常重视")
        git(made.project, "commit", "--quiet", "--all", "--message", "改好")
        until(lambda: shown(made, "items/iii-1", "非常重视"))
        assert running.poll() is None


def test_other_code(made: Intranet) -> None:
    """With other code on the disk it ends, and leaves what came to the one that is started then."""
    with (made.project / "hooks/allocation/__init__.py").open("a", encoding="utf-8") as code:
        with service(made) as running:
            until((made.inbox / "state" / "work").exists)
            code.write("# changed\n")
            code.flush()
            (made.inbox / "bell" / "x").touch()
            until(lambda: running.poll() is not None)
        assert running.returncode == 0
    named(made.project, "重视", "更加重视")
    with service(made):
        until(lambda: shown(made, "items/iii-1", "更加重视"))


def test_killed(made: Intranet) -> None:
    """Killed at any moment, it has every slip once, and the site shows them."""
    office, chance = Office(made.folder), random.Random(3)
    slips = []
    for number in range(4):
        slips.append(office.send(COORDINATOR, office.slip(filing(f"材料 {number}"))))
        with service(made) as running:
            (made.inbox / "bell" / "x").touch()
            time.sleep(chance.uniform(1, 6))
            running.kill()
            running.wait()
    with service(made):
        until(lambda: [each["state"] for each in made.results(COORDINATOR)] == ["published"] * 4)
    log = made.git("log", "--format=%(trailers:key=Slip,valueonly)").split()
    assert sorted(log) == sorted(slips)
    assert shown(made, "items/iii-1", "材料 3")


def test_another_day(made: Intranet, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is late by the day is published on the next day, without a commit."""
    site = made.folder / "built" / "site"
    monkeypatch.chdir(made.project)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    live = Live(made.project, str(made.target))
    assert live.is_due(made.head())
    assert live.build(made.data, site) == live.publish(made.data, site) == ""
    assert not live.is_due(made.head())
    assert shown(made, "progress", "2026年1月1日")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1767225600 + 86400))
    assert live.is_due(made.head())
    assert live.build(made.data, site) == live.publish(made.data, site) == ""
    assert shown(made, "progress", "2026年1月2日")
