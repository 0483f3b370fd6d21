"""The nginx of the system on the loopback address, with the configuration that we ship."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from helpers import PROJECT

DEPLOY = PROJECT / "scripts/deploy"
_AROUND = """
{user}daemon off;
pid {folder}/pid;
error_log stderr;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""


class Ports(NamedTuple):
    """Where nginx listens, where it listens for TLS, and where it asks about passwords."""

    plain: int
    tls: int
    login: int


def configuration(
    folder: Path,
    root: Path,
    ports: Ports,
    *examples: str,
    file: str = "nginx.conf",
    further: str = "",
) -> Path:
    """Write a whole configuration around ours; return its file.

    :param examples: how the headings of the examples start that are to be switched on.
    :param file: which of ours.
    :param further: what else the configuration has, such as a server before ours.
    """
    changes = _changes(folder, root, ports)
    site = (DEPLOY / file).read_text(encoding="utf-8")
    for heading in examples:
        site = _switched_on(site, heading)
    shutil.copytree(DEPLOY / "nginx", folder / "wenming", dirs_exist_ok=True)
    (folder / "inbox").mkdir(exist_ok=True)
    for path in (folder / "wenming").iterdir():
        path.write_text(_changed(path.read_text(encoding="utf-8"), changes), encoding="utf-8")
    # As root, nginx would serve as a user who may not see the folders of tests.
    user = "" if os.geteuid() else "user root;\n"
    path = folder / "nginx.conf"
    site = _changed(site, changes) + further
    path.write_text(_AROUND.format(user=user, folder=folder, site=site), encoding="utf-8")
    return path


def _changes(folder: Path, root: Path, ports: Ports) -> dict[str, str]:
    return {
        "listen 80;": f"listen 127.0.0.1:{ports.plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{ports.tls} ssl;",
        "https://$server_name$request_uri": f"https://127.0.0.1:{ports.tls}$request_uri",
        "127.0.0.1:8888": f"127.0.0.1:{ports.login}",
        "/srv/wenming/current": str(root),
        "/srv/units": str(root),
        "/srv/wenming-inbox": str(folder / "inbox"),
        "/etc/nginx/": f"{folder}/",
    }


def _changed(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


def _switched_on(site: str, heading: str) -> str:
    before, found, after = site.partition(f"    # {heading}")
    assert found, heading
    example, gap, rest = after.partition("\n\n")
    return before + found + re.sub(r"#~ ", "", example) + gap + rest


def faults(path: Path) -> str:
    """Return what ``nginx -t`` says of a configuration; nothing if it has no fault."""
    done = subprocess.run(
        ["nginx", "-t", "-q", "-c", path], capture_output=True, text=True, check=False
    )
    return done.stderr


@contextmanager
def nginx(folder: Path, root: Path, *examples: str, file: str = "nginx.conf") -> Iterator[str]:
    """Serve a folder while the block runs; yield the address.

    :param folder: where nginx may write.
    """
    with running(folder, root, free_ports(), *examples, file=file) as ports:
        yield f"http://127.0.0.1:{ports.plain}/"


@contextmanager
def running(
    folder: Path,
    root: Path,
    ports: Ports,
    *examples: str,
    file: str = "nginx.conf",
    further: str = "",
) -> Iterator[Ports]:
    """Serve a folder at given ports while the block runs; see ``configuration``."""
    path = configuration(folder, root, ports, *examples, file=file, further=further)
    with process(["nginx", "-c", str(path)], lambda: listens(ports.plain)):
        yield ports


@contextmanager
def process(
    command: list[str], ready: Callable[[], bool], env: dict[str, str] | None = None
) -> Iterator[None]:
    """Run a server until the block ends, which begins when it is ready."""
    server = subprocess.Popen(command, env=env)
    try:
        deadline = time.monotonic() + 10
        while not ready():
            assert time.monotonic() < deadline, f"{command[0]} does not start"
            assert server.poll() is None, f"{command[0]} has ended"
            time.sleep(0.02)
        yield
    finally:
        server.terminate()
        server.wait()


def listens(port: int) -> bool:
    """Whether anything answers at a port."""
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def free_ports() -> Ports:
    """Return ports for an nginx."""
    return Ports(free_port(), free_port(), free_port())


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def certificate(folder: Path, name: str = "wenming") -> Path:
    """Make a certificate for the loopback address that signs itself; return its file.

    Its key lies beside it, with the ending ``.key``.
    """
    path = folder / f"{name}.crt"
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    named = ["-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = [*made.split(), *named, "-keyout", str(path.with_suffix(".key")), "-out", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return path
