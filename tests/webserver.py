"""The nginx of the system on the loopback address, with the configuration that we ship."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers import PROJECT

CONFIGURATION = PROJECT / "scripts/deploy/nginx.conf"
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


def configuration(folder: Path, root: Path, port: int, *examples: str) -> Path:
    """Write a whole configuration around ours; return its file.

    :param examples: how the headings of the examples start that are to be switched on.
    """
    site = CONFIGURATION.read_text(encoding="utf-8")
    site = site.replace("listen 80;", f"listen 127.0.0.1:{port};")
    site = site.replace("/srv/wenming/current", str(root))
    site = site.replace("/etc/nginx/", f"{folder}/")
    for heading in examples:
        site = _switched_on(site, heading)
    # As root, nginx would serve as a user who may not see the folders of tests.
    user = "" if os.geteuid() else "user root;\n"
    path = folder / "nginx.conf"
    path.write_text(_AROUND.format(user=user, folder=folder, site=site), encoding="utf-8")
    return path


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
def nginx(folder: Path, root: Path, *examples: str) -> Iterator[str]:
    """Serve a folder while the block runs; yield the address.

    :param folder: where nginx may write.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    path = configuration(folder, root, port, *examples)
    server = subprocess.Popen(["nginx", "-c", path])
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert time.monotonic() < deadline, "nginx does not start"
            time.sleep(0.02)
        else:
            return
