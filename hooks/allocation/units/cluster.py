"""Builds on many hosts: tasks go to the workers of dask.distributed.

Who works where, lost workers and second attempts are dask's. A worker has threads, so that it has
a process beside it that forks for each unit (``forks``).
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from distributed import Client, Worker, as_completed, get_worker
from distributed.diagnostics.plugin import WorkerPlugin
from distributed.security import Security

from allocation.units.tasks import UnitOutcome, UnitTask

if TYPE_CHECKING:
    from distributed import Future

_NAME = "allocation-units"
_RETRIES = 3
_PATIENCE = 30
"""Seconds in which scheduler and workers must answer."""


class ClusterError(Exception):
    """Nothing can be built on these hosts; the message says in Chinese why."""


@dataclass(frozen=True, slots=True)
class Address:
    """The scheduler, and the certificates where it is reached by TLS."""

    scheduler: str
    ca_file: str = ""
    certificate: str = ""
    key: str = ""


class Builder(WorkerPlugin):
    """On a worker: the process that builds, started with the worker and after it ended."""

    name = _NAME

    def setup(self, worker: Worker) -> None:
        """Start the process; it loads everything while the worker goes on."""
        self._alone = threading.Lock()
        self._start()

    def teardown(self, worker: Worker) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()

    def version(self) -> str:
        """Return the version of the code that the process has loaded; wait for it."""
        with self._alone:
            return self._greeted()

    def build(self, task: UnitTask) -> UnitOutcome:
        """Build a unit, with the code of the task.

        :raises ClusterError: if this host has other code.
        :raises ChildProcessError: if the process was killed; dask tries again.
        """
        with self._alone:
            if self._greeted() != task.code or self._process.poll() is not None:
                # The code was brought up to date while the worker went on, or it was killed.
                self.teardown(get_worker())
                self._start()
            if self._greeted() != task.code:
                raise ClusterError(_other_code(get_worker().address))
            assert self._process.stdin
            assert self._process.stdout
            with suppress(BrokenPipeError):
                self._process.stdin.write(f"{json.dumps(asdict(task))}\n")
                self._process.stdin.flush()
            line = self._process.stdout.readline()
            if not line:
                raise ChildProcessError(task.id)
            return UnitOutcome(**json.loads(line))

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "allocation.units.forks"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self._version = ""

    def _greeted(self) -> str:
        """Return what the process says first: the version of its code."""
        assert self._process.stdout
        self._version = self._version or self._process.stdout.readline().strip()
        return self._version


def run(tasks: Sequence[UnitTask], address: Address) -> Iterator[UnitOutcome]:
    """Build units on the workers of a scheduler; yield what became of them as they end.

    :raises ClusterError: if there is no scheduler, no worker, or one with other code.
    """
    with _client(address) as client:
        _refuse_other_code(client, tasks[0].code)
        futures: dict[Future[UnitOutcome], UnitTask] = {
            client.submit(_build, task, pure=False, retries=_RETRIES): task for task in tasks
        }
        for future in as_completed(futures):
            yield _outcome(future, futures.pop(future))
            future.release()


def _build(task: UnitTask) -> UnitOutcome:
    return _builder().build(task)


def _version() -> str:
    return _builder().version()


def _builder() -> Builder:
    builder = get_worker().plugins[_NAME]
    assert isinstance(builder, Builder)
    return builder


@contextmanager
def _client(address: Address) -> Iterator[Client]:
    security = None
    if address.scheduler.startswith("tls://"):
        security = Security(
            require_encryption=True,
            **{name: value for name, value in _certificates(address) if value},
        )
    try:
        client = Client(address.scheduler, timeout=_PATIENCE, security=security)
    except (OSError, TimeoutError, ValueError, TypeError) as error:
        raise ClusterError(
            f"连不上 {address.scheduler}（{str(error)[:200]}）；"
            "检查地址、防火墙、证书，调度是不是在运行。"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise ClusterError(
                f"{address.scheduler} 上没有工作机；在各台工作机上看 allocation-worker 服务。"
            ) from error
        yield client


def _certificates(address: Address) -> Iterator[tuple[str, str]]:
    yield "tls_ca_file", address.ca_file
    yield "tls_client_cert", address.certificate
    yield "tls_client_key", address.key


def _refuse_other_code(client: Client, code: str) -> None:
    """Give each worker its process, and compare the versions of the code."""
    try:
        client.register_plugin(Builder())
        asked = {
            host: client.submit(_version, workers=[host], pure=False) for host in client.nthreads()
        }
        versions = {host: future.result() for host, future in asked.items()}
    except Exception as error:  # whatever a worker raises that lacks the package
        raise ClusterError(
            f"工作机上没有这个程序，或是别的版本（{type(error).__name__}：{str(error)[:200]}）；"
            "各台更新到同一个提交，运行 scripts/install cluster，重启 allocation-worker。"
        ) from error
    others = [host for host, version in versions.items() if version != code]
    if others:
        raise ClusterError("\n".join(map(_other_code, sorted(others))))


def _other_code(host: str) -> str:
    return (
        f"工作机 {host} 上的程序、docs/、mkdocs.yml 或组件和这里的不一样，没有用它生成；"
        "更新到同一个提交，再运行 scripts/install cluster。"
    )


def _outcome(future: Future[UnitOutcome], task: UnitTask) -> UnitOutcome:
    if (error := future.exception()) is None:
        return replace(future.result(), id=task.id)
    said = str(error) if isinstance(error, ClusterError) else f"{type(error).__name__}：{error}"
    return UnitOutcome(task.id, f"工作机上没有做成（{said[:300]}）；下一次运行再试。")
