"""Refuse what no test may do: read the office's data, or write into the project.

The office changes ``data/`` at any time: a test that reads it would fail although the product is
right.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers import PROJECT

OFFICE = PROJECT / "data"
_PROGRAMS = (PROJECT / "scripts", PROJECT / ".venv" / "bin")
_FINDS_BROWSERS = PROJECT / "scripts" / "chromium"
_PATHS = {
    "open": (0,),
    "os.listdir": (0,),
    "os.scandir": (0,),
    "os.mkdir": (0,),
    "os.remove": (0,),
    "os.rmdir": (0,),
    "os.rename": (0, 1),
    "os.link": (1,),
    "os.symlink": (1,),
}
"""Events of the interpreter, and which of their arguments are paths."""
_READS = ("os.listdir", "os.scandir")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CACHES = {"__pycache__", ".pytest_cache", ".hypothesis"}
"""Folders of Python, pytest and Hypothesis."""


class Guard:
    """An audit hook: since the interpreter never removes one, it can be switched off."""

    def __init__(self) -> None:
        self.active = False
        self.programs = True
        """Whether programs of the project may be started: not by a test that is not marked."""
        self.shared: set[Path] = set()
        """Folders that all tests read: made by now, so that nobody writes into them."""
        sys.addaudithook(self._audit)

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.active and event in _PATHS:
            for path in _paths(event, arguments):
                self._refuse(path, writes=_writes(event, arguments))
        elif self.active and event == "subprocess.Popen" and not self.programs:
            _refuse_programs(arguments[1])

    def _refuse(self, path: str, *, writes: bool) -> None:
        if _is_below(path, OFFICE):
            raise AssertionError(f"a test opens {path}: the office's data is no test data")
        if writes and _is_below(path, PROJECT) and _CACHES.isdisjoint(path.split(os.sep)):
            raise AssertionError(f"a test writes {path}: the project is no place for that")
        if writes and any(_is_below(path, each) for each in self.shared):
            raise AssertionError(f"a test writes {path}: other tests read it")


def _paths(event: str, arguments: tuple[Any, ...]) -> Iterator[str]:
    # Texts, not paths: this runs for each file that is opened.
    for place in _PATHS[event]:
        path = arguments[place]
        if isinstance(path, str | bytes | os.PathLike):
            whole = os.fsdecode(path)
            if os.path.isabs(whole) or _from_here(event, arguments):
                yield os.path.normpath(os.path.join(os.getcwd(), whole))


def _is_below(path: str, folder: Path) -> bool:
    return path.startswith(f"{folder}{os.sep}") or path == str(folder)


def _from_here(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether a relative path starts at the working folder: `os.open` may start at another one."""
    return event in _READS or (event == "open" and arguments[1] is not None)


def _writes(event: str, arguments: tuple[Any, ...]) -> bool:
    return bool(arguments[2] & _WRITING) if event == "open" else event not in _READS


def _refuse_programs(command: Any) -> None:
    """Programs open what they like: `scripts/test-units` runs their tests without any data."""
    words = command if isinstance(command, list | tuple) else [command]
    for path in map(Path, map(os.fsdecode, words)):
        if path != _FINDS_BROWSERS and any(path.is_relative_to(each) for each in _PROGRAMS):
            raise AssertionError(f"a test starts {path}: mark it with pytest.mark.programs")
