"""The inbox under kills: each drop is applied once, or stands with its reason."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from allocation.inbox import intake, worker, workplace
from allocation.lint.validate import load_register
from inboxes import COORDINATOR, OTHER, PDF, RESPONSIBLE, Office, filing, office

EVENTS = ("os.rename", "os.mkdir", "os.remove", "os.link", "subprocess.Popen", "open")
"""What a worker does to a disk, as the interpreter tells it."""
STRIDE = 11
"""Every how many of these a worker is killed."""


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose site takes a moment to build."""
    monkeypatch.setattr(intake, "_QUIET", 0.0)
    monkeypatch.setattr(worker, "_MOMENT", 0.3)
    monkeypatch.setattr(workplace, "_ABANDONED", 1.0)
    return office(tmp_path)


class Slow(Office):
    """An office whose builds take long enough to be killed."""

    def build(self, data: Path, site: Path) -> str:
        time.sleep(0.1)
        return super().build(data, site)


def started(made: Office, kill_at: int = 0) -> int:
    """Start a worker in a process group of its own; return its id.

    :param kill_at: at which event it is killed; at none if it is 0.
    """
    pid = os.fork()
    if pid == 0:
        code = 70
        try:
            os.setpgid(0, 0)
            os.dup2(os.open(_told(made), os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
            if kill_at:
                _kill_at(kill_at)
            made.run()
            code = 0
        except BaseException:
            os.write(2, traceback.format_exc().encode())
        finally:
            os._exit(code)
    return pid


def _told(made: Office) -> Path:
    """Return where workers say what went wrong."""
    return made.folder / "stderr"


def _kill_at(number: int) -> None:
    left = number

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        writes = event != "open" or (len(arguments) > 2 and arguments[2] & os.O_WRONLY)
        if event in EVENTS and writes:
            left -= 1
            if left == 0:
                os.killpg(os.getpgid(0), signal.SIGKILL)

    sys.addaudithook(count)


def ended(pid: int) -> int:
    """Wait for a worker; return its code, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killed(pid: int) -> None:
    """Kill a worker with all that it started."""
    while True:
        try:
            os.killpg(pid, signal.SIGKILL)
            break
        except ProcessLookupError:
            # It has not yet become the head of a group of its own, or it has ended.
            if os.waitpid(pid, os.WNOHANG)[0]:
                return
    os.waitpid(pid, 0)


def states(made: Office) -> Counter[str]:
    """Return how many drops are in each state, after looking at all that must be right."""
    kept = [json.loads(path.read_text("utf-8")) for path in made.state.rglob("drop.json")]
    ids = [each["drop"] for each in kept]
    assert len(ids) == len(set(ids))
    told = {each["drop"]: each["state"] for login in _logins(made) for each in made.results(login)}
    assert told == {each["drop"]: each["state"] for each in kept}
    assert not list((made.inbox / "in").glob("*/*"))
    in_force = [each["drop"] for each in kept if each["commit"] and each["what"] != "decision"]
    assert sorted(made.slips) == sorted(in_force)
    assert made.is_clean
    register = load_register(made.data)
    named = {file.record.name for entry in register.filings for file in entry.files}
    folder = made.data / "evidence"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there == named
    if in_force:
        assert made.published == made.git("rev-parse", "HEAD")
    assert {each["drop"] for each in made.todo()} == {
        each["drop"] for each in kept if each["state"] == "waiting"
    }
    return Counter(told.values())


def _logins(made: Office) -> list[str]:
    return [path.name for path in (made.inbox / "results").iterdir()]


def _drops(made: Office) -> Iterator[None]:
    """Send a hundred: own filings, some with files, others' that wait, and ten that conflict."""
    stale = made.change("department", "业务科", aliases=["业务"])
    made.send(COORDINATOR, made.slip(made.change("department", "业务科", aliases=["业"])))
    yield
    for number in range(99):
        if number % 10 == 5:
            made.send(COORDINATOR, made.slip(stale))
        elif number % 10 == 7:
            made.send(OTHER, made.slip(filing(f"等 {number}")))
        elif number % 10 == 9:
            text = PDF + f"%{number}".encode()
            name = f"{number}.pdf"
            entry = {"name": name, "sha256": hashlib.sha256(text).hexdigest()}
            files = {name: text}
            change = filing(f"材料 {number}", files=[entry])
            made.send(RESPONSIBLE, made.slip(change, files=files), files)
        else:
            made.send(RESPONSIBLE, made.slip(filing(f"登记 {number}")))
        yield


def test_a_hundred_drops_and_thirty_kills(inbox: Office) -> None:
    """Killed at any moment, sometimes two at once, while more is sent: nothing lost or twice."""
    made, chance = Slow(inbox.folder), random.Random(7)
    drops = _drops(made)
    kills = 0
    while kills < 30:
        for _ in range(3):
            next(drops, None)
        workers = [started(made) for _ in range(1 + kills % 3 // 2)]
        time.sleep(chance.uniform(0.05, 1.2))
        for pid in workers:
            killed(pid)
            kills += 1
    for _ in drops:
        pass
    workers = [started(made), started(made)]
    assert [ended(pid) for pid in workers] == [0, 0], _told(made).read_text("utf-8")
    assert states(made) == {"published": 80, "conflict": 10, "waiting": 10}


def test_killed_at_every_step(inbox: Office) -> None:
    """Whatever a worker is about to write when it is killed, the next one sets right."""
    step, code = 0, -signal.SIGKILL
    while code == -signal.SIGKILL:
        step += STRIDE
        text = PDF + f"%{step}".encode()
        entry = {"name": "a.pdf", "sha256": hashlib.sha256(text).hexdigest()}
        slip = inbox.slip(filing(f"第 {step}", files=[entry]), files={"a.pdf": text})
        inbox.send(RESPONSIBLE, slip, {"a.pdf": text})
        inbox.send(OTHER, inbox.slip(filing(f"等 {step}")))
        code = ended(started(inbox, step))
        inbox.run()
        assert states(inbox) == {"published": step // STRIDE, "waiting": step // STRIDE}
    assert code == 0
    assert step > 10 * STRIDE
