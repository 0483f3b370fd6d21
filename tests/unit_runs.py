"""Runs of ``allocation units``: made lists, kills at any moment, and somebody who looks."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from helpers import UNITS

_STATE = re.compile(r"某(\d*)号局")
_LOOKED_AT = ("index.html", "overview/index.html", "items/iii-1/index.html", "api/allocation.json")
"""Files of a site that say of which state of the data they are."""

_LONGEST_FORK = 3.0
"""Seconds that building a small unit takes at most, as a rule."""


def write_list(path: Path, entries: dict[str, str], *lines: str) -> Path:
    """Write ``units.yml``.

    :param entries: the source of each unit, by its id.
    :param lines: what else stands in it.
    """
    units = (f"  - {{id: {id}, source: {source}}}" for id, source in entries.items())
    path.write_text("\n".join(["units:", *units, *lines]) + "\n", encoding="utf-8")
    return path


def command(*arguments: object) -> list[str]:
    """Return the command line of ``allocation units``."""
    program = "from allocation.cli import main; main()"
    return [sys.executable, "-c", program, "units", *map(str, arguments)]


def set_state(folder: Path, number: int) -> None:
    """Make a small unit in a folder, or let it say another number."""
    data = folder / "data"
    if not data.is_dir():
        shutil.copytree(UNITS / "small" / "data", data)
    text = (data / "unit.yml").read_text(encoding="utf-8")
    draft = data / ".writing-unit"
    draft.write_text(re.sub("^name: .*", f"name: 某{number}号局", text), encoding="utf-8")
    draft.replace(data / "unit.yml")


@dataclass
class Looker:
    """Looks at all sites of a store until it is stopped.

    :ivar sites: looked at; ``wrong``: what was half, or of two states.
    """

    store: Path
    sites: int = 0
    wrong: list[str] = field(default_factory=list)
    _names: dict[str, frozenset[str]] = field(default_factory=dict)

    @contextmanager
    def looking(self) -> Iterator[Looker]:
        """Look while the block runs."""
        stopped = threading.Event()
        thread = threading.Thread(target=self._run, args=(stopped,))
        thread.start()
        try:
            yield self
        finally:
            stopped.set()
            thread.join()

    def _run(self, stopped: threading.Event) -> None:
        while not stopped.wait(0.02):
            for link in sorted((self.store / "sites").glob("[!.]*")):
                self._look(link)

    def _look(self, link: Path) -> None:
        try:
            # As a server that has opened the folder: the link may move meanwhile.
            site = (link.parent / link.readlink()).resolve(strict=True)
        except OSError as error:
            self.wrong.append(f"{link.name}: {error}")
            return
        states: set[str] = set()
        for name in _LOOKED_AT:
            with suppress(FileNotFoundError):
                states.update(_STATE.findall((site / name).read_text(encoding="utf-8")))
        names = frozenset(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
        if not site.exists():
            # Two newer ones took its place while it was looked at.
            return
        self.sites += 1
        if len(states) != 1 or names != self._names.setdefault(link.name, names):
            self.wrong.append(f"{link.name}: states {states}, {len(names)} pages")


@dataclass(frozen=True, slots=True)
class Kills:
    """How many runs were started, and what was killed."""

    runs: int
    clients: int
    workers: int


def run_with_kills(
    folder: Path, units: Sequence[str], kills: int, seed: int, *options: object
) -> Kills:
    """Change data and run again and again, killing the client and those that work for it in turn.

    :param folder: has the list, the units and the store of :func:`write_small`.
    """
    chance = random.Random(seed)
    runs = clients = workers = 0
    latest = {True: _longest(), False: _LONGEST_FORK}
    while clients + workers < kills:
        runs += 1
        for id in chance.sample(units, 2):
            set_state(folder / id, runs)
        with (folder / "said").open("wb") as said:
            process = subprocess.Popen(
                command(folder / "units.yml", *options), stdout=said, stderr=said
            )
        is_client = clients <= workers
        seconds = chance.uniform(0.05, latest[is_client])
        if is_client:
            time.sleep(seconds)
            victims = [process.pid]
        else:
            victims = _at_work(process, seconds)
        if process.poll() is None and victims:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(victims), signal.SIGKILL)
            clients += is_client
            workers += not is_client
        else:
            # Too late: the next one comes earlier.
            latest[is_client] = max(0.8 * latest[is_client], 0.1)
        process.wait()
    return Kills(runs, clients, workers)


def _at_work(process: subprocess.Popen[bytes], seconds: float) -> list[int]:
    """Return the processes that build, some time after the first of them has begun."""
    while process.poll() is None and not children(process.pid):
        time.sleep(0.01)
    time.sleep(seconds)
    return children(process.pid)


def _longest() -> float:
    """Return the seconds in which a kill falls: about as long as a run takes on a busy machine."""
    return 3.0 + 3.0 * os.getloadavg()[0] / (os.cpu_count() or 1)


def children(pid: int) -> list[int]:
    """Return the processes that a process has started, the first one first."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
            if int(fields.split()[1]) == pid:
                found.append(int(status.parent.name))
    return sorted(found)


def write_small(folder: Path, count: int) -> list[str]:
    """Write a list of small units; return their ids."""
    ids = [f"u{number}" for number in range(count)]
    for id in ids:
        set_state(folder / id, 0)
    write_list(folder / "units.yml", {id: id for id in ids})
    return ids
