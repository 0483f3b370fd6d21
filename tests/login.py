"""An LDAP server and the program that checks passwords for nginx, as ``login.conf`` has it."""

from __future__ import annotations

import base64
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from webserver import DEPLOY, certificate, free_port, listens, process

_SLAPD = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile {folder}/slapd.pid
argsfile {folder}/slapd.args
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile {folder}/ldap.crt
TLSCertificateKeyFile {folder}/ldap.key
{extra}
database mdb
suffix "{suffix}"
directory {folder}/db
"""
_ENTRY = """
dn: {dn}
objectClass: {kind}
{attributes}
"""


@dataclass(frozen=True, slots=True)
class Directory:
    """An LDAP server that runs: the top of its tree, and the ports without and with TLS."""

    folder: Path
    suffix: str
    plain: int
    tls: int

    @property
    def certificate(self) -> Path:
        return self.folder / "ldap.crt"


@contextmanager
def directory(
    folder: Path, suffix: str, people: dict[str, str], extra: str = ""
) -> Iterator[Directory]:
    """Run slapd with a small tree while the block runs.

    :param people: their names and passwords.
    :param extra: further settings, such as that it binds anybody who gives no password.
    """
    (folder / "db").mkdir(parents=True)
    certificate(folder, "ldap")
    settings = folder / "slapd.conf"
    settings.write_text(_SLAPD.format(folder=folder, suffix=suffix, extra=extra), encoding="utf-8")
    tree = "".join(_entries(suffix, people))
    subprocess.run(["slapadd", "-q", "-f", settings], input=tree, text=True, check=True)
    found = Directory(folder, suffix, free_port(), free_port())
    urls = f"ldap://127.0.0.1:{found.plain}/ ldaps://127.0.0.1:{found.tls}/"
    command = ["slapd", "-f", str(settings), "-h", urls, "-d", "0"]
    with process(command, lambda: listens(found.plain) and listens(found.tls)):
        yield found


def _entries(suffix: str, people: dict[str, str]) -> Iterator[str]:
    top = suffix.partition(",")[0].partition("=")[2]
    yield _ENTRY.format(dn=suffix, kind="domain", attributes=f"dc: {top}")
    people_dn = f"ou=people,{suffix}"
    yield _ENTRY.format(dn=people_dn, kind="organizationalUnit", attributes="ou: people")
    kind = "applicationProcess\nobjectClass: simpleSecurityObject"
    reader = "cn: reader\nuserPassword: reader-password"
    yield _ENTRY.format(dn=f"cn=reader,{suffix}", kind=kind, attributes=reader)
    for name, password in people.items():
        said = f"uid: {name}\ncn: {name}\nsn: {name}\nuserPassword: {password}"
        dn = f"uid={name},{people_dn}"
        yield _ENTRY.format(dn=dn, kind="inetOrgPerson", attributes=said)


class Credulous(BaseHTTPRequestHandler):
    """A program that checks passwords where the request says, as nginx-ldap-auth does."""

    def do_GET(self) -> None:
        """Bind at the server that is named, which has to be named by somebody."""
        self.server.seen.append(dict(self.headers))  # type: ignore[attr-defined]
        given = self.headers.get("Authorization", "").removeprefix("Basic ")
        name, _, password = base64.b64decode(given).decode().partition(":")
        url, base = self.headers.get("X-Ldap-URL"), self.headers.get("X-Ldap-BaseDN")
        dn = f"uid={name},ou=people,{base}"
        command = ["ldapwhoami", "-x", "-H", str(url), "-D", dn, "-w", password]
        bound = url and not subprocess.run(command, capture_output=True, check=False).returncode
        self.send_response(200 if bound else 401)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def believing(port: int) -> Iterator[list[dict[str, str]]]:
    """Run such a program while the block runs; yield the headers of each request, as they come."""
    server = ThreadingHTTPServer(("127.0.0.1", port), Credulous)
    server.seen = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.seen  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def checking(folder: Path, of: Directory, port: int) -> Iterator[None]:
    """Run the program that checks passwords by a directory while the block runs."""
    text = (DEPLOY / "login.conf").read_text(encoding="utf-8")
    for old, new in {
        "127.0.0.1:8888": f"127.0.0.1:{port}",
        "ldaps://ldap.example": f"ldaps://127.0.0.1:{of.tls}",
        "/etc/ssl/certs/ca-certificates.crt": str(of.certificate),
        "ErrorLog syslog": "ErrorLog /dev/stderr",
    }.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    # Where systemd starts it, it is nobody from the beginning.
    text += "" if os.geteuid() else "User nobody\nGroup nogroup\n"
    own = Path(tempfile.mkdtemp(dir=folder))
    settings = own / "login.conf"
    settings.write_text(text, encoding="utf-8")
    (own / "ldap-password").write_text("reader-password\n", encoding="utf-8")
    env = os.environ | {"RUNTIME_DIRECTORY": str(own), "CREDENTIALS_DIRECTORY": str(own)}
    command = ["apache2", "-D", "FOREGROUND", "-f", str(settings)]
    with process(command, lambda: listens(port), env):
        yield
