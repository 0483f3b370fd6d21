"""Many units on many hosts: workers of dask in network namespaces, over TLS."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

import warm
from allocation.units import cluster
from allocation.units.store import UnitStore
from bench.units import same
from helpers import PROJECT
from hosts import Hosts, certificates, dask
from unit_runs import Looker, children, command, set_state, write_small

pytestmark = pytest.mark.programs
LOADED = (cluster,)
"""What a run would load first."""
UNITS = 4


@dataclass(frozen=True)
class Cluster:
    """A scheduler and two workers, each on a host of its own, and the list of a city."""

    hosts: Hosts
    folder: Path
    scheduler: str
    security: tuple[str, ...]
    workers: list[subprocess.Popen[bytes]]

    def run(self, *options: object) -> subprocess.CompletedProcess[str]:
        """Run the command on the host of the scheduler."""
        return subprocess.run(self.command(*options), capture_output=True, text=True, check=False)

    def command(self, *options: object) -> list[str]:
        """Return the command line for that."""
        arguments = (self.folder / "units.yml", "--scheduler", self.scheduler, *self.security)
        return self.hosts.command(0, command(*arguments, *options))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Three hosts, up for the tests of this file."""
    folder = tmp_path_factory.mktemp("cluster")
    write_small(folder, UNITS)
    files = certificates(folder)
    security = tuple(str(each) for pair in files.items() for each in pair)
    with ExitStack() as stack:
        hosts = stack.enter_context(Hosts(3).up())
        scheduler = f"tls://{hosts.address(0)}:8786"
        options = ("--host", hosts.address(0), "--protocol", "tls", "--port", 8786)
        start = dask("scheduler", *options, "--no-dashboard", *security)
        stack.enter_context(hosts.running(0, start, folder / "scheduler.log", "Scheduler at:"))
        workers = [
            stack.enter_context(
                hosts.running(number, worker(scheduler, folder, *security),
                              folder / f"worker-{number}.log", "Registered to:")
            )
            for number in (1, 2)
        ]  # fmt: skip
        yield Cluster(hosts, folder, scheduler, security, workers)


def worker(scheduler: str, folder: Path, *security: str) -> list[object]:
    """Return the command line of a worker, as the systemd unit has it."""
    options = ("--nworkers", 1, "--nthreads", 1, "--no-dashboard", "--local-directory", folder)
    return dask("worker", scheduler, *options, *security)


def test_sites_are_those_of_one_machine(running: Cluster) -> None:
    """Byte for byte, made on both workers."""
    done = running.run()
    assert done.returncode == 0, done.stderr
    assert f"{UNITS} 个单位：{UNITS} 个重新生成" in done.stdout
    here = running.folder / "here"
    said = running.folder / "said"
    alone = warm.run(["units", str(running.folder / "units.yml"), "--out", str(here)], said)
    assert alone.code == 0, alone.said
    for number in range(UNITS):
        name = f"sites/u{number}"
        assert same(running.folder / "store" / name, here / name)


def test_killed_workers_and_clients_leave_no_half_site(running: Cluster) -> None:
    """Dask gives the work of a lost worker to others; a new client finds a whole store."""
    kills = itertools.cycle(("builder", "worker", "client"))
    with Looker(running.folder / "store").looking() as looker:
        for number, kind in zip(range(1, 4), kills, strict=False):
            for unit in range(UNITS):
                set_state(running.folder / f"u{unit}", number)
            client = subprocess.Popen(
                running.command(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
            _wait_for_work(running.folder / "store")
            victims = [client.pid] if kind == "client" else _descendants(running.workers[0].pid)
            # The nanny, the worker, the process that builds, in the order in which they started.
            victim = victims[{"client": 0, "worker": 1, "builder": -1}[kind]]
            os.kill(victim, signal.SIGKILL)
            said = client.communicate()[0].decode()
            assert kind == "client" or f"{UNITS} 个重新生成" in said, said
        last = running.run()
    assert last.returncode == 0, last.stderr
    assert looker.sites > 0
    assert looker.wrong == []
    for unit in range(UNITS):
        home = running.folder / f"store/sites/u{unit}/index.html"
        assert "某3号局" in home.read_text(encoding="utf-8")


def test_other_code_is_refused(running: Cluster, tmp_path: Path) -> None:
    """A client that has another text in a template, and workers of this state."""
    other = tmp_path / "other"
    for name in ("hooks", "docs", "scripts/locks"):
        shutil.copytree(PROJECT / name, other / name)
    shutil.copy(PROJECT / "mkdocs.yml", other)
    path = other / "hooks/allocation/pages/templates/layout.html"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    set_state(running.folder / "u0", 9)
    done = subprocess.run(
        running.command(),
        env=os.environ | {"PYTHONPATH": str(other / "hooks")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"工作机 tls://{running.hosts.address(1)}" in done.stderr
    assert "和这里的不一样，没有用它生成" in done.stderr
    assert UnitStore(running.folder / "store").statuses().keys() == {f"u{n}" for n in range(UNITS)}


def test_nobody_without_a_certificate_is_let_in(running: Cluster) -> None:
    """The scheduler runs whatever a client sends."""
    arguments = command(running.folder / "units.yml", "--scheduler", running.scheduler)
    set_state(running.folder / "u0", 10)
    done = subprocess.run(
        running.hosts.command(0, arguments), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert f"连不上 {running.scheduler}" in done.stderr


def _wait_for_work(store: Path) -> None:
    until = time.monotonic() + 120
    while not list((store / "objects").glob(".new-*")) and time.monotonic() < until:
        time.sleep(0.02)


def _descendants(pid: int) -> list[int]:
    """Return a process and those below it, the first child of each."""
    found = [pid]
    while below := children(found[-1]):
        # The tracker of resources that Python starts beside a nanny has none.
        found.append(max(below, key=lambda each: (len(children(each)), each)))
    return found
