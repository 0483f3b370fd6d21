"""Work in a process of its own, and work that goes on while nobody waits."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from allocation.runtime import background
from allocation.runtime.background import ForkedTask
from helpers import PROJECT

pytestmark = pytest.mark.programs

SCRIPT = """
import os, sys
from pathlib import Path
from allocation.runtime.background import ForkedTask
main = os.getpid()
def work():
    Path(sys.argv[1]).write_text(str(os.getpid()))
    {then}
    return "done"
task = ForkedTask(work)
try:
    print(task.{end}() or "given up", os.getpid())
except Exception as error:
    print(type(error).__name__, error)
"""
PATIENCE = 10
"""Seconds after which a process has hung."""


def run(place: Path, then: str = "pass", end: str = "wait") -> str:
    """Run some work in a process without threads; return what it says."""
    script = SCRIPT.format(then=then, end=end)
    command = [sys.executable, "-c", script, str(place)]
    environment = {"PYTHONPATH": str(PROJECT / "hooks")}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    return done.stdout + done.stderr


def test_in_a_process_of_its_own(tmp_path: Path) -> None:
    """The work is done when it was waited for; another process did it where there is a core."""
    said = run(tmp_path / "x")
    assert said.startswith("done")
    other = (tmp_path / "x").read_text() != said.split()[1]
    assert other == (background._cores() > 1)


def test_what_it_raised(tmp_path: Path) -> None:
    """Errors arrive as what they were; those that can't be sent arrive as their text."""
    assert run(tmp_path / "x", "raise OSError(28, 'full')") == "OSError [Errno 28] full\n"
    odd = "class Odd(Exception): pass\n    raise Odd('odd')"
    assert "Odd: odd" in run(tmp_path / "x", odd)


@pytest.mark.parametrize("signal", [9, 15])
def test_a_process_that_was_killed(tmp_path: Path, signal: int) -> None:
    """Killed work is no work done."""
    killed = f"os.kill(os.getpid(), {signal}) if os.getpid() != main else None"
    output = run(tmp_path / "x", killed)
    assert output.startswith("ChildProcessError" if background._cores() > 1 else "done")
    assert ("被中止" in output) == (background._cores() > 1)


def test_given_up(tmp_path: Path) -> None:
    """Work that is given up does not go on: nobody waits for it, and no process is left."""
    slow = f"import time; time.sleep({2 * PATIENCE})"
    assert run(tmp_path / "x", slow, "stop").startswith("given up")
    if (tmp_path / "x").exists():
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "x").read_text()), 0)


def test_in_the_midst_of_threads() -> None:
    """A fork would leave threads behind: whoever waits does the work."""
    done: list[threading.Thread] = []
    ready = threading.Event()
    thread = threading.Thread(target=ready.wait)
    thread.start()
    task = ForkedTask(lambda: done.append(threading.current_thread()))
    assert not done
    task.wait()
    ready.set()
    thread.join()
    assert done == [threading.main_thread()]
