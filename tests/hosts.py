"""Hosts of their own: network namespaces on one bridge, with a scheduler and workers of dask.

In a container that may not make any, a host is an address of the loopback device.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

_PATIENCE = 120
_NUMBERS = itertools.count(1)


class Hosts:
    """A network with as many hosts as are asked for; all see the same disk, as over NFS.

    :ivar names: of the network namespaces; the first is where the client is, with the scheduler.
    """

    def __init__(self, count: int) -> None:
        self._bridge = f"units{os.getpid() % 10_000}-{next(_NUMBERS)}"
        self._are_apart = _may("link", "add", self._bridge, "type", "bridge")
        self.names = [f"{self._bridge}-{number}" for number in range(count)]

    def address(self, number: int) -> str:
        """Return the address of a host."""
        network = f"10.77.{os.getpid() % 250}" if self._are_apart else "127.77.0"
        return f"{network}.{number + 1}"

    @contextmanager
    def up(self) -> Iterator[Hosts]:
        """Have them while the block runs."""
        if not self._are_apart:
            yield self
            return
        with ExitStack() as stack:
            stack.callback(_ip, "link", "del", self._bridge)
            _ip("link", "set", self._bridge, "up")
            for number, name in enumerate(self.names):
                outside, inside = f"v{self._bridge[5:]}o{number}", f"v{self._bridge[5:]}i{number}"
                _ip("netns", "add", name)
                stack.callback(_ip, "netns", "del", name)
                _ip("link", "add", outside, "type", "veth", "peer", "name", inside)
                _ip("link", "set", inside, "netns", name)
                _ip("link", "set", outside, "master", self._bridge, "up")
                _ip("-n", name, "address", "add", f"{self.address(number)}/24", "dev", inside)
                _ip("-n", name, "link", "set", inside, "up")
                _ip("-n", name, "link", "set", "lo", "up")
            yield self

    def command(self, number: int, arguments: Sequence[object]) -> list[str]:
        """Return the command line that runs a program on a host."""
        apart = ["ip", "netns", "exec", self.names[number]] if self._are_apart else []
        return [*apart, *map(str, arguments)]

    @contextmanager
    def running(
        self, number: int, arguments: Sequence[object], log: Path, ready: str, **settings: str
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Run a program on a host while the block runs; give it when it has said something."""
        with log.open("ab") as said:
            process = subprocess.Popen(
                self.command(number, arguments),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env=os.environ | settings,
            )
        try:
            until = time.monotonic() + _PATIENCE
            while ready not in log.read_text(encoding="utf-8", errors="replace"):
                assert process.poll() is None, log.read_text(encoding="utf-8")
                assert time.monotonic() < until, log.read_text(encoding="utf-8")
                time.sleep(0.05)
            yield process
        finally:
            process.terminate()
            process.wait()


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def _may(*arguments: str) -> bool:
    return subprocess.run(["ip", *arguments], check=False, capture_output=True).returncode == 0


def dask(*arguments: object) -> list[object]:
    """Return the command line of dask in the environment of the tests."""
    return [sys.executable, "-m", "dask", *arguments]


def certificates(folder: Path) -> dict[str, Path]:
    """Make a certificate authority and one certificate that it signed; return their files."""
    ca, ca_key = folder / "ca.pem", folder / "ca.key"
    key, request, signed = folder / "key.pem", folder / "request.pem", folder / "cert.pem"
    new = ("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj")
    for command in (
        (*new, "/CN=units-ca", "-x509", "-days", "2", "-keyout", ca_key, "-out", ca),
        (*new, "/CN=units", "-keyout", key, "-out", request),
        ("openssl", "x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key,
         "-CAcreateserial", "-days", "2", "-out", signed),
    ):  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
    return {"--tls-ca-file": ca, "--tls-cert": signed, "--tls-key": key}
