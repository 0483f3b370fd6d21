"""The inbox in nginx, with real parts: who may put what where, and read what; Chromium, LDAP.

What a sender puts lies below his own name, and nothing else of the inbox changes or is seen.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, HttpCredentials

from allocation.inbox.worker import Worker
from helpers import PROJECT
from inboxes import PDF, filing, office
from login import Directory, checking, directory
from webserver import (
    DEPLOY,
    Ports,
    certificate,
    configuration,
    faults,
    free_port,
    free_ports,
    listens,
    process,
)

PASSWORD, LDAP = ("二、按口令", "四、收件箱"), ("三、按单位的 LDAP", "五、收件箱")
PLAIN = "六、收件箱"
TLS_TOO = "二、三要启用这一句"
FILES_OF_OURS = ("nginx.conf", "nginx-path.conf")
DROP = "20261129-221530-4f1c9a7e2b3d"
OTHER = "20261129-221531-000000000000"
SLIP = f"in/{DROP}/slip.json"
ZHANG, LI = "zhang:right", "li:right"
NAMES = ("zhang", "li", "李四", "zhang@unit.cn", "many")
ODD = ("a*b", "..", "a/b")
ODDER = ("a b", 'a"b', "a\\b", "a'b", ".zhang", "a\nb", "ｌｉ", "x" * 65, "é", "\x7f")
SAME = {"Sec-Fetch-Site": "same-origin"}
THERE = {
    "results/zhang/results.json": b'{"results": "zhang"}',
    "results/li/results.json": b'{"results": "li"}',
    f"results/zhang/files/{DROP}/交接单-甲-乙.docx": b"PK",
    "todo/li/todo.json": b'{"todo": "li"}',
    f"todo/li/files/{DROP}/方案.html": "<script>方案</script>".encode(),
    f"todo/li/files/{DROP}/100% a+b#1.txt": b"percent",
    f"todo/li/files/{DROP}/x.pdf": b"%PDF",
    f"todo/li/files/{DROP}/x.pdf.gz": b"\x1f\x8b",
    "state/waiting/secret": b"secret",
    "senders.yml": b"zhang: secret",
}
"""What lies in the inbox before, as the worker leaves it."""
NOTHING = 403
_PAGE = """<!doctype html><title>x</title>
<script id="__config" type="application/json">{"base": ".."}</script>"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request."""

    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True, slots=True)
class Inbox:
    """A site with an inbox as one sees it from outside, and the folder of the inbox."""

    ports: Ports
    trusted: ssl.SSLContext
    path: str
    folder: Path
    is_plain: bool = False

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.ports.plain if self.is_plain else self.ports.tls}"

    @property
    def site(self) -> str:
        return f"https://{self.host}{self.path}"

    def connect(self) -> http.client.HTTPConnection:
        """Return a connection that is not open yet."""
        if self.is_plain:
            return http.client.HTTPConnection(self.host, timeout=20)
        return http.client.HTTPSConnection(self.host, context=self.trusted, timeout=20)

    def ask(
        self,
        method: str,
        address: str,
        who: str | None = ZHANG,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Return the answer to a request of somebody, as a page of the site sends it.

        :param headers: others, instead of those that say that the page is of the site.
        """
        connection = self.connect()
        said = {**(SAME if headers is None else headers), **password(who)}
        connection.request(method, f"{self.path}inbox/{address}", body, said)
        answer = connection.getresponse()
        found = Answer(answer.status, answer.headers, answer.read())
        connection.close()
        return found

    def put(self, address: str = SLIP, body: bytes = b"{}", who: str = ZHANG, **more: str) -> int:
        """Return the status that a file gets."""
        said = {name.replace("_", "-"): value for name, value in more.items()}
        return self.ask("PUT", address, who, body, SAME | said).status

    def raw(self, sent: bytes, then: bytes = b"") -> bytes:
        """Send bytes; return what comes until the server ends the connection, or for a second."""
        plain = socket.create_connection(("127.0.0.1", self.ports.tls))
        with self.trusted.wrap_socket(plain, server_hostname="127.0.0.1") as connection:
            connection.sendall(sent)
            connection.settimeout(1)
            found = b""
            try:
                while part := connection.recv(65536):
                    found += part
                    if then:
                        connection.sendall(then)
                        then = b""
            except TimeoutError:
                pass
            return found

    def content(self) -> dict[str, bytes]:
        """Return every file of the inbox, unfinished ones included."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in files}

    def came(self) -> dict[str, bytes]:
        """Return the files that were not there before."""
        content = self.content()
        assert {name: content.pop(name, None) for name in THERE} == THERE
        return content

    def empty(self) -> None:
        """Take away what came."""
        for name in self.came():
            (self.folder / name).unlink()


def password(who: str | None) -> dict[str, str]:
    """Return the header that says a name with a password."""
    if who is None:
        return {}
    return {"Authorization": f"Basic {base64.b64encode(who.encode()).decode()}"}


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that servers may read which have given up the rights of root."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        path.chmod(0o755)
        certificate(path)
        shutil.copytree(PROJECT / "hooks/allocation/pages/assets", path / "site/assets")
        (path / "site/people").mkdir()
        for page in ("index.html", "404.html", "people/index.html"):
            (path / "site" / page).write_text(_PAGE, encoding="utf-8")
        yield path


@pytest.fixture(scope="module")
def ldap(place: Path) -> Iterator[Directory]:
    """The unit's LDAP."""
    people = dict.fromkeys((*NAMES, *ODD), "right")
    with directory(place / "ldap", "dc=wenming,dc=example", people) as found:
        yield found


@contextmanager
def served(place: Path, file: str, *examples: str, **changes: str) -> Iterator[Inbox]:
    """Serve the site with examples switched on while the block runs.

    :param changes: a text of the configuration, under any name, by ``old -> new``.
    """
    folder = Path(tempfile.mkdtemp(dir=place))
    folder.chmod(0o755)
    for name in ("wenming.crt", "wenming.key"):
        (folder / name).write_bytes((place / name).read_bytes())
    lines = [f"{name}:{{PLAIN}}right" for name in (*NAMES, *ODD, *ODDER) if "\n" not in name]
    (folder / "wenming.htpasswd").write_text("\n".join(lines), encoding="utf-8")
    ports = free_ports()
    is_plain = PLAIN in examples
    more = (TLS_TOO,) if "path" in file and not is_plain else ()
    path = configuration(folder, place / "site", ports, *examples, *more, file=file)
    text = path.read_text(encoding="utf-8")
    if not is_plain and not {"二、按口令", "三、按单位的 LDAP"} & {*examples}:
        text = re.sub("#~ (include .*tls.conf;)", r"\1", text, count=1)
    for change in changes.values():
        old, _, new = change.partition(" -> ")
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    for name, content in THERE.items():
        (folder / "inbox" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "inbox" / name).write_bytes(content)
    for name in ("in", "bell"):
        (folder / "inbox" / name).mkdir()
    # As nginx has it where systemd starts it.
    mask = os.umask(0)
    try:
        ready = ports.plain if is_plain else ports.tls
        with process(["nginx", "-c", str(path)], lambda: listens(ready)):
            context = ssl.create_default_context(cafile=str(place / "wenming.crt"))
            below = "/wenming/" if "path" in file else "/"
            yield Inbox(ports, context, below, folder / "inbox", is_plain)
    finally:
        os.umask(mask)


@pytest.fixture(
    scope="module",
    params=[(file, kind) for file in FILES_OF_OURS for kind in (PASSWORD, LDAP)],
    ids=["password", "ldap", "password below a path", "ldap below a path"],
)
def every(request: pytest.FixtureRequest, place: Path, ldap: Directory) -> Iterator[Inbox]:
    """The inbox with each kind of login, at the root of a host and below a path."""
    file, examples = request.param
    with served(place, file, *examples) as found, checking(place, ldap, found.ports.login):
        yield found


@pytest.fixture
def inbox(every: Inbox) -> Iterator[Inbox]:
    """An inbox into which nothing was put yet."""
    every.empty()
    yield every
    every.empty()


@pytest.fixture(scope="module")
def simple(place: Path) -> Iterator[Inbox]:
    """One inbox, for what does not depend on the login."""
    with served(place, "nginx.conf", *PASSWORD) as found:
        yield found


@pytest.mark.parametrize("examples", [PASSWORD, LDAP, PASSWORD[1:], LDAP[1:], (PLAIN,)])
@pytest.mark.parametrize("file", FILES_OF_OURS)
def test_nginx_finds_no_fault(tmp_path: Path, file: str, examples: tuple[str, ...]) -> None:
    """With the inbox switched on nginx has nothing to say."""
    certificate(tmp_path)
    assert faults(configuration(tmp_path, tmp_path, Ports(1, 2, 3), *examples, file=file)) == ""


def test_a_drop(inbox: Inbox) -> None:
    """Files, slip and bell lie below the name of who put them; a second try replaces his own."""
    large = b"%PDF" * 500_000
    assert inbox.put(f"in/{DROP}/{quote('方案 (1).pdf')}", large) == 201
    assert inbox.put(body=b"first") == 201
    assert inbox.put("bell", b"") == 201
    assert inbox.put(body=b"second") == 204
    assert inbox.put("bell", b"") == 204
    assert inbox.put(body=b"of li", who=LI) == 201
    assert inbox.came() == {
        f"in/zhang/{DROP}/方案 (1).pdf": large,
        f"in/zhang/{DROP}/slip.json": b"second",
        "bell/zhang": b"",
        f"in/li/{DROP}/slip.json": b"of li",
    }


def test_rights_of_what_came(inbox: Inbox) -> None:
    """The group may move everything, others see nothing; nothing unfinished is left."""
    inbox.put()
    paths = [f"in/zhang/{DROP}/slip.json", f"in/zhang/{DROP}", "in/zhang"]
    modes = [(inbox.folder / path).stat().st_mode & 0o777 for path in paths]
    assert modes == [0o660, 0o770, 0o770]
    assert list((inbox.folder / ".upload").iterdir()) == []


@pytest.mark.parametrize("name", ["zhang", "李四", "zhang@unit.cn"])
def test_who_one_is(inbox: Inbox, name: str) -> None:
    """The answer is JSON with the name that was checked, kept by no browser."""
    answer = inbox.ask("GET", "me", f"{name}:right")
    assert (answer.status, answer.body.decode()) == (200, f'{{"login": "{name}"}}')
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert inbox.put("bell", b"", f"{name}:right") == 201
    assert set(inbox.came()) == {f"bell/{name}"}


@pytest.mark.parametrize("who", [None, "zhang:wrong", "zhang:", "nobody:right", ":right"])
@pytest.mark.parametrize(
    ("method", "address"),
    [("GET", "me"), ("GET", "results.json"), ("PUT", SLIP), ("PUT", "bell")],
)
def test_nothing_without_the_password(
    inbox: Inbox, who: str | None, method: str, address: str
) -> None:
    """Nobody is told, read or written without the password that goes with the name."""
    answer = inbox.ask(method, address, who, b"" if method == "PUT" else None)
    assert answer.status == 401
    assert inbox.came() == {}


def test_what_others_say_of_who_one_is(inbox: Inbox) -> None:
    """Headers of the browser do not change the name."""
    said = dict.fromkeys(("X-Login", "X-Remote-User", "Remote-User", "X-User"), "li")
    answer = inbox.ask("GET", "me", ZHANG, headers=SAME | said)
    assert answer.body == b'{"login": "zhang"}'
    two = "".join(f"Authorization: {password(who)['Authorization']}\r\n" for who in (ZHANG, LI))
    for lines in (two, "".join(reversed(two.splitlines(keepends=True)))):
        asked = f"GET {inbox.path}inbox/me HTTP/1.1\r\nHost: x\r\n{lines}Connection: close\r\n\r\n"
        assert inbox.raw(asked.encode())[9:12] == b"400"


RESULTS = {
    ("zhang", "results.json"): (200, "application/json; charset=utf-8", None),
    ("li", "results.json"): (200, "application/json; charset=utf-8", None),
    ("zhang", "todo.json"): (404, None, None),
    ("li", "todo.json"): (200, "application/json; charset=utf-8", None),
    ("li", f"files/{DROP}/{quote('方案.html')}"): (200, "text/html; charset=utf-8", "attachment"),
    ("li", f"files/{DROP}/{quote('100% a+b#1.txt')}"): (
        200,
        "text/plain; charset=utf-8",
        "attachment",
    ),
    ("li", f"files/{DROP}/x.pdf"): (200, "application/pdf", "attachment"),
    ("zhang", f"files/{DROP}/x.pdf"): (404, None, None),
    ("li", f"files/{OTHER}/x.pdf"): (404, None, None),
    ("zhang", f"results/{DROP}/{quote('交接单-甲-乙.docx')}"): (
        200,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "attachment",
    ),
    ("li", f"results/{DROP}/{quote('交接单-甲-乙.docx')}"): (404, None, None),
}
"""Who asks for what, and the status, the type and the disposition that come."""


@pytest.mark.parametrize(("name", "address"), RESULTS)
def test_one_reads_only_what_is_for_oneself(inbox: Inbox, name: str, address: str) -> None:
    """The same address has each one's own; files are downloads that run nothing."""
    status, kind, disposition = RESULTS[name, address]
    answer = inbox.ask("GET", address, f"{name}:right", headers={"Accept-Encoding": "gzip"})
    assert answer.status == status
    if status == 200:
        assert (answer.headers["Content-Type"], answer.headers["Content-Disposition"]) == (
            kind,
            disposition,
        )
        assert answer.headers["Cache-Control"] == "no-store"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Encoding"] is None
    if address == "results.json":
        assert answer.body == THERE[f"results/{name}/results.json"]


ADDRESSES = {
    "没有文件名": f"in/{DROP}",
    "末尾是斜杠": f"in/{DROP}/",
    "文件名末尾是斜杠": f"in/{DROP}/x/",
    "下一级文件夹": f"in/{DROP}/a/b",
    "没有投递编号": "in/x",
    "别人的文件夹": f"in/li/{DROP}/x",
    "大写的编号": f"in/{DROP.upper()}/x",
    "编号太短": f"in/{DROP[:-1]}/x",
    "编号后面换行": f"in/{DROP}%0a/x",
    "上一级": f"in/{DROP}/..",
    "%2f 的上一级": f"in/{DROP}/..%2fx",
    "%2e%2e 的上一级": f"in/{DROP}/%2e%2e/x",
    "去别人的文件夹": f"in/{DROP}/%2e%2e/%2e%2e/li/{DROP}/x",
    "去程序的文件夹": f"in/{DROP}/%2e%2e%2f%2e%2e%2f%2e%2e%2fstate/x",
    "两次编码": f"in/{DROP}/%252e%252e%252fx",
    "反斜杠": f"in/{DROP}/..%5cx",
    "冒号": f"in/{DROP}/x:y",
    "问号": f"in/{DROP}/x%3fy",
    "点开头": f"in/{DROP}/.htaccess",
    "编码的点开头": f"in/{DROP}/%2ehtaccess",
    "换行": f"in/{DROP}/a%0ab",
    "末尾换行": f"in/{DROP}/a%0a",
    "制表符": f"in/{DROP}/a%09b",
    "DEL": f"in/{DROP}/a%7fb",
    "C1 控制字符": f"in/{DROP}/a%c2%85b",
    "GBK 的文件名": f"in/{DROP}/%b7%bd%b0%b8.pdf",
    "过长编码的点": f"in/{DROP}/%c0%ae%c0%ae",
    "过长编码的斜杠": f"in/{DROP}/a%e0%80%afb",
    "半个代理对": f"in/{DROP}/a%ed%a0%80",
    "半个汉字": f"in/{DROP}/a%e6%96",
    "201 字节": f"in/{DROP}/{'x' * 201}",
    "67 个汉字": f"in/{DROP}/{quote('汉' * 67)}",
    "收件箱自己": "",
    "投递的文件夹": "in/",
    "别人的铃": "bell/li",
    "结果": "results.json",
    "别人的结果": "results/li/results.json",
    "结果的文件": f"results/{DROP}/x.docx",
    "别人结果的文件": f"results/zhang/files/{DROP}/x.docx",
    "待办": "todo.json",
    "待办的文件": f"files/{DROP}/x.pdf",
    "谁": "me",
    "投递人名单": "senders.yml",
    "程序的文件夹": "state/waiting/secret",
    "正在收的": ".upload/0000000001",
    "里层的网址": f"-/in/{DROP}/x",
    "里层的铃": "-/bell",
    "里层的结果": "-/results/results.json",
    "里层的程序文件夹": "-/state/waiting/secret",
    "路径里再有一个收件箱": f"x/inbox/in/{DROP}/x",
}
"""Addresses that are none of the inbox, neither to put nor to read."""


@pytest.mark.parametrize("name", ADDRESSES)
def test_no_other_address(inbox: Inbox, name: str) -> None:
    """Nothing comes of what is put there, and nothing is read there."""
    address = ADDRESSES[name]
    put = inbox.ask("PUT", address, ZHANG, b"x")
    got = inbox.ask("GET", address) if name not in ("谁", "结果", "待办", "待办的文件") else put
    assert {put.status, got.status} <= {403, 404, 405}
    assert inbox.came() == {}
    assert b"secret" not in got.body


@pytest.mark.parametrize("address", [f"in/{DROP}/a%00b", "in/%", f"in/{DROP}/%zz"])
def test_addresses_that_are_none(inbox: Inbox, address: str) -> None:
    """NUL, and a percent sign that encodes nothing."""
    assert inbox.put(address) == 400
    assert inbox.came() == {}


@pytest.mark.parametrize(
    "name",
    [
        *("slip.json", "方案.pdf", "2026年度（第一季度）工作计划—终稿.docx", "x" * 200, "汉" * 66),
        *("a b.pdf", "a+b&c=d;e@f!$'(),~[]{}^`_-.pdf", "𠮷野.txt", "a..b", "x.", "-"),
    ],
)
def test_names_as_people_have_them(simple: Inbox, name: str) -> None:
    """A name in Chinese, with blanks and signs, and as long as the site takes it, is kept."""
    simple.empty()
    assert simple.put(f"in/{DROP}/{quote(name)}?x=/../y") == 201
    assert set(simple.came()) == {f"in/zhang/{DROP}/{name}"}


METHODS = ("POST", "DELETE", "MKCOL", "COPY", "MOVE", "PROPFIND", "PROPPATCH", "LOCK", "OPTIONS")


@pytest.mark.parametrize("method", [*METHODS, "PATCH", "HEAD", "GET", "TRACE", "put", "X"])
def test_no_other_method(inbox: Inbox, method: str) -> None:
    """What lies in the inbox is neither read, listed, moved nor taken away, and no folder made."""
    inbox.put()
    before = inbox.came()
    there = f"{inbox.site}inbox/in/{DROP}/other"
    said = SAME | {"Destination": there, "Overwrite": "T", "Depth": "infinity"}
    for address in (SLIP, f"in/{DROP}/", f"in/{OTHER}/", "in/", "bell", ""):
        answer = inbox.ask(method, address, headers=said)
        assert answer.status in (400, 403, 405), address
        assert not {name for name in answer.headers if name.startswith("Access-Control")}
    assert inbox.came() == before
    assert not (inbox.folder / "in/zhang" / OTHER).exists()


def origins(inbox: Inbox) -> dict[str, tuple[dict[str, str], int]]:
    """Return what a browser may say of the page that puts, and what comes."""
    own = f"https://{inbox.host}"
    return {
        "同源": (SAME, 201),
        "旧浏览器": ({"Origin": own}, 201),
        "同源，前面的代理换了主机名": (SAME | {"Origin": "https://portal.example"}, 201),
        "旧浏览器，代理传了主机名": (
            {"Host": "portal.example", "Origin": "https://portal.example"},
            201,
        ),
        "什么也没说": ({}, NOTHING),
        "只有 Referer": ({"Referer": inbox.site}, NOTHING),
        "空": ({"Origin": "null"}, NOTHING),
        "别的主机": ({"Origin": "https://evil.example"}, NOTHING),
        "别的端口": ({"Origin": "https://127.0.0.1:1"}, NOTHING),
        "别的方案": ({"Origin": f"file://{inbox.host}"}, NOTHING),
        "开头像": ({"Origin": f"{own}.evil.example"}, NOTHING),
        "末尾像": ({"Origin": f"https://evil.example/{inbox.host}"}, NOTHING),
        "里面有空格": ({"Origin": f"{own} {inbox.host}"}, NOTHING),
        "同一单位的别的网站": ({"Sec-Fetch-Site": "same-site", "Origin": own}, NOTHING),
        "别的网站": ({"Sec-Fetch-Site": "cross-site", "Origin": own}, NOTHING),
        "自己输的网址": ({"Sec-Fetch-Site": "none"}, NOTHING),
        "说法不对": ({"Sec-Fetch-Site": "same-origin2", "Origin": own}, NOTHING),
    }


ORIGINS = tuple(origins(Inbox(Ports(0, 0, 0), ssl.create_default_context(), "/", Path())))


@pytest.mark.parametrize("name", ORIGINS)
def test_only_pages_of_the_site_put(inbox: Inbox, name: str) -> None:
    """Whatever page of elsewhere makes a browser put something is refused."""
    said, status = origins(inbox)[name]
    assert inbox.ask("PUT", SLIP, ZHANG, b"{}", said).status == status
    assert bool(inbox.came()) == (status == 201)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_sites_read_nothing(inbox: Inbox, site: str) -> None:
    """Nor may they make a browser ask; who types the address may."""
    for address in ("me", "results.json"):
        assert inbox.ask("GET", address, headers={"Sec-Fetch-Site": site}).status == NOTHING
        assert inbox.ask("GET", address, headers={"Sec-Fetch-Site": "none"}).status == 200


def head(inbox: Inbox, *lines: str, address: str = SLIP, version: str = "1.1") -> bytes:
    """Return the head of a request that puts."""
    said = [f"PUT {inbox.path}inbox/{address} HTTP/{version}", "Host: x", "Connection: close"]
    said += ["Sec-Fetch-Site: same-origin", f"Authorization: {password(ZHANG)['Authorization']}"]
    return "\r\n".join([*said, *lines, "", ""]).encode()


LENGTHS = {
    "HTTP/1.0": (("Content-Length: 1",), b"x", "1.0", 201),
    "空文件": (("Content-Length: 0",), b"", "1.1", 201),
    "先问一声": (("Content-Length: 1", "Expect: 100-continue"), b"x", "1.1", 201),
    "条件都不看": (("Content-Length: 1", "If-None-Match: *", 'If-Match: "x"'), b"x", "1.1", 201),
    "101 MB": (("Content-Length: 105906176",), b"", "1.1", 413),
    "没说多长": ((), b"", "1.1", 403),
    "HTTP/1.0 没说多长": ((), b"x", "1.0", 403),
    "一块一块的": (("Transfer-Encoding: chunked",), b"1\r\nx\r\n0\r\n\r\n", "1.1", 403),
    "两种长度": (("Content-Length: 1", "Transfer-Encoding: chunked"), b"x", "1.1", 400),
    "负数": (("Content-Length: -1",), b"x", "1.1", 400),
    "只写一段": (("Content-Length: 1", "Content-Range: bytes 0-0/9"), b"x", "1.1", 501),
}
"""What a request says of its body, and what comes."""


@pytest.mark.parametrize("name", LENGTHS)
def test_lengths_of_bodies(inbox: Inbox, name: str) -> None:
    """A file comes whole and no larger than 100 MB, or not at all."""
    lines, body, version, status = LENGTHS[name]
    waits = "先问一声" in name
    asked = head(inbox, *lines, version=version)
    answer = inbox.raw(asked if waits else asked + body, body if waits else b"")
    codes = re.findall(rb"HTTP/1.1 ([0-9]{3}) ", answer)
    assert codes[-1:] == [str(status).encode()]
    assert bool(inbox.came()) == (status == 201)


def test_a_bell_has_no_content(inbox: Inbox) -> None:
    """Nothing but that it rang."""
    assert inbox.put("bell", b"x") == 403
    assert inbox.came() == {}


def test_half_a_file_is_none(inbox: Inbox) -> None:
    """A line that breaks leaves neither the file nor what was received of it."""
    plain = socket.create_connection(("127.0.0.1", inbox.ports.tls))
    with inbox.trusted.wrap_socket(plain, server_hostname="127.0.0.1") as connection:
        connection.sendall(head(inbox, "Content-Length: 2000000") + bytes(1_000_000))
        limit = time.monotonic() + 10
        while not list((inbox.folder / ".upload").iterdir()):
            assert time.monotonic() < limit, "nothing is received"
            time.sleep(0.02)
        assert not (inbox.folder / f"in/zhang/{DROP}/slip.json").exists()
    while list((inbox.folder / ".upload").iterdir()):
        assert time.monotonic() < limit, "what was received stays"
        time.sleep(0.02)
    assert inbox.came() == {}


def test_one_after_the_other_on_a_line(inbox: Inbox) -> None:
    """Requests that are sent at once are answered one by one, each by its own password."""
    first = head(inbox, "Content-Length: 1", address=f"in/{DROP}/a").replace(b"close", b"keep")
    other = password(LI)["Authorization"].encode()
    second = head(inbox, "Content-Length: 1", address=f"in/{DROP}/b")
    second = second.replace(password(ZHANG)["Authorization"].encode(), other)
    answer = inbox.raw(first + b"1" + second + b"2")
    assert re.findall(rb"HTTP/1.1 ([0-9]{3}) ", answer) == [b"201", b"201"]
    assert inbox.came() == {f"in/zhang/{DROP}/a": b"1", f"in/li/{DROP}/b": b"2"}


@pytest.mark.parametrize("name", ODD)
def test_odd_names_send_nothing(inbox: Inbox, name: str) -> None:
    """Who has a name that is no folder is let in, but has no inbox."""
    odd_names_send_nothing(inbox, name)


@pytest.mark.parametrize("name", [each for each in ODDER if "\n" not in each])
def test_odder_names_send_nothing(simple: Inbox, name: str) -> None:
    """So has who has a name that no LDAP of ours takes."""
    simple.empty()
    odd_names_send_nothing(simple, name)


def odd_names_send_nothing(inbox: Inbox, name: str) -> None:
    """See that somebody gets pages and nothing else."""
    connection = inbox.connect()
    connection.request("GET", inbox.path, headers=password(f"{name}:right"))
    assert connection.getresponse().status == 200
    connection.close()
    for method, address, body in (("GET", "me", None), ("PUT", SLIP, b"x"), ("PUT", "bell", b"")):
        assert inbox.ask(method, address, f"{name}:right", body).status == 403
    assert inbox.came() == {}


def test_ldap_says_how_a_name_is_written(place: Path, ldap: Directory) -> None:
    """An LDAP takes ZHANG for zhang: both are one sender."""
    with (
        served(place, "nginx.conf", *LDAP) as found,
        checking(place, ldap, found.ports.login),
    ):
        assert found.ask("GET", "me", "ZHANG:right").body == b'{"login": "zhang"}'
        assert found.put(who="ZhAnG:right") == 201
        assert set(found.came()) == {f"in/zhang/{DROP}/slip.json"}


class Believing(BaseHTTPRequestHandler):
    """A program of a single sign-on: lets in whoever has its cookie, whatever else is said."""

    login: str | None = None

    def do_GET(self) -> None:
        self.send_response(200)
        if self.login:
            self.send_header("X-Login", self.login)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(("login", "status"), [(None, 403), ("zhang", 201), ("../li", 403)])
def test_a_program_that_looks_at_no_password(place: Path, login: str | None, status: int) -> None:
    """The name in an unchecked password counts for nothing: the program says who it is."""
    with served(place, "nginx.conf", *LDAP) as found:
        handler = type("Program", (Believing,), {"login": login})
        program = ThreadingHTTPServer(("127.0.0.1", found.ports.login), handler)
        Thread(target=program.serve_forever, daemon=True).start()
        try:
            assert found.put(who="li:whatever") == status
            assert set(found.came()) == (
                {f"in/zhang/{DROP}/slip.json"} if login == "zhang" else set()
            )
        finally:
            program.shutdown()
            program.server_close()


@pytest.mark.parametrize("file", FILES_OF_OURS)
def test_no_inbox_without_a_login(place: Path, file: str) -> None:
    """Where it is not switched on, nothing is there; nor is it where the login was left out."""
    with served(place, file, PASSWORD[0]) as found:
        assert found.ask("GET", "me").status == 404
        assert found.put() == 405
        assert set(found.came()) == set()
    left_out = "set $allocation_login $remote_user; -> auth_basic off;"
    twice = 'auth_basic "wenming";\n -> '
    with served(place, file, *PASSWORD, login=left_out, basic=twice) as found:
        assert (found.ask("GET", "me").status, found.put()) == (403, 403)
        assert found.came() == {}


@pytest.mark.parametrize("examples", [PASSWORD, LDAP])
@pytest.mark.parametrize("file", FILES_OF_OURS)
def test_closed_while_nobody_answers(place: Path, file: str, examples: tuple[str, ...]) -> None:
    """Without the program, the list of passwords, or the login itself, nobody puts anything."""
    for switched_on in (examples, examples[1:]):
        with served(place, file, *switched_on) as found:
            (found.folder.parent / "wenming.htpasswd").unlink()
            assert {found.ask("GET", "me").status, found.put()} <= {403, 404, 500}
            assert found.came() == {}


@pytest.mark.parametrize("file", FILES_OF_OURS)
def test_an_address_is_no_password(place: Path, file: str) -> None:
    """Where an address alone lets one read, a sender still has to say who it is."""
    near = "allow 10.0.0.0/8; -> allow 127.0.0.0/8; satisfy any;"
    with served(place, file, "一、按地址", *PASSWORD, near=near) as found:
        assert found.put(who="li:wrong") == 401
        assert found.put(who=LI) == 201
        connection = found.connect()
        connection.request("GET", found.path)
        assert connection.getresponse().status == 200
        connection.close()


@pytest.mark.parametrize("file", FILES_OF_OURS)
@pytest.mark.parametrize("examples", [PASSWORD, PASSWORD[1:], LDAP, LDAP[1:]])
def test_nothing_is_put_in_the_clear(place: Path, file: str, examples: tuple[str, ...]) -> None:
    """Without TLS nobody is asked for a password, and nothing comes."""
    with served(place, file, *examples) as found:
        connection = http.client.HTTPConnection("127.0.0.1", found.ports.plain)
        said = SAME | password(ZHANG)
        connection.request("PUT", f"{found.path}inbox/{SLIP}", b"{}", said)
        answer = connection.getresponse()
        assert answer.status in (302, 403)
        assert answer.headers["WWW-Authenticate"] is None
        connection.close()
        assert found.came() == {}


@pytest.mark.parametrize("file", FILES_OF_OURS)
def test_an_intranet_without_certificates(place: Path, file: str) -> None:
    """Where that is written down, an inbox takes what comes in the clear; all else stays."""
    with served(place, file, PLAIN) as found:
        own = {"Origin": f"http://{found.host}"}
        assert found.ask("PUT", SLIP, None, b"{}", own).status == 401
        assert found.ask("PUT", SLIP, "zhang:wrong", b"{}", own).status == 401
        for wrong in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
            assert found.ask("PUT", SLIP, ZHANG, b"{}", wrong).status == NOTHING
        assert found.came() == {}
        assert found.ask("PUT", SLIP, ZHANG, b"{}", own).status == 201
        assert found.ask("GET", "me", headers={}).body == b'{"login": "zhang"}'
        assert set(found.came()) == {f"in/zhang/{DROP}/slip.json"}
        assert found.ask("GET", "../").status == 200
        assert found.ask("GET", "../", None).headers["Strict-Transport-Security"] is None


def test_how_much_one_may_put(simple: Inbox) -> None:
    """A drop of a hundred files comes at once; who goes on is slowed down, others are not."""
    simple.empty()
    connection = simple.connect()
    seen = []
    for number in range(260):
        said = SAME | password("many:right")
        connection.request("PUT", f"/inbox/in/{DROP}/{number}", b"x", said)
        answer = connection.getresponse()
        answer.read()
        seen.append(answer.status)
    connection.close()
    assert set(seen[:200]) == {201}
    assert 429 in seen
    assert simple.put(who=ZHANG) == 201
    assert simple.ask("GET", "results.json", "many:right").status == 404


def test_from_a_page_to_its_answer(place: Path, tmp_path: Path) -> None:
    """The worker takes what nginx received; nginx tells the sender, and whoever approves."""
    made, file = office(tmp_path), {"name": "记录 1.pdf", "sha256": hashlib.sha256(PDF).hexdigest()}
    with served(place, "nginx.conf", *PASSWORD) as found:
        for name in ("results", "todo", "state"):
            shutil.rmtree(found.folder / name)
        names = "zhang: 陈啸林\nli: 朱亮\n"
        (found.folder / "senders.yml").write_text(names, encoding="utf-8")
        change = filing("预算", "Ⅲ-1-⑵-01", files=[file])
        slip = made.slip(change, files={file["name"]: PDF})
        sent = json.dumps(slip, ensure_ascii=False).encode()
        assert found.put(f"in/{slip['id']}/{quote(file['name'])}", PDF) == 201
        assert found.put(f"in/{slip['id']}/slip.json", sent) == 201
        assert found.put("bell", b"") == 201
        Worker(made.data, found.folder).run()
        (told,) = json.loads(found.ask("GET", "results.json").body)["drops"]
        assert (told["drop"], told["state"]) == (slip["id"], "waiting")
        (waiting,) = json.loads(found.ask("GET", "todo.json", LI).body)["waiting"]
        address = waiting["files"][0]["href"].removeprefix("inbox/")
        assert found.ask("GET", address, LI).body == PDF
        assert found.ask("GET", address, ZHANG).status == 404
        assert found.ask("GET", "todo.json", ZHANG).status == 404


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="other accounts take root")


@needs_root
def test_the_accounts_of_a_server(place: Path) -> None:
    """With folders as the service says, its account moves what nginx, another account, received."""
    web, group, worker = 33, 33, 54321
    with served(place, "nginx.conf", *PASSWORD, user="user root; -> user www-data;") as found:
        for name, mode in INSTALLED.items():
            path = found.folder / name
            path.mkdir(exist_ok=True)
            os.chown(path, worker, group)
            path.chmod(mode)
        for path in (found.folder / "results").rglob("*"):
            os.chown(path, worker, group)
        (found.folder.parent).chmod(0o755)
        assert found.put() == 201
        assert found.put("bell", b"") == 201
        assert found.ask("GET", "results.json").status == 200
        source, target = found.folder / f"in/zhang/{DROP}", found.folder / f"state/{DROP}"
        moved = 'mv "$0" "$1" && cat "$1/slip.json"'
        command = ["sh", "-c", moved, str(source), str(target)]
        said = subprocess.check_output(command, user=worker, group=worker, extra_groups=[group])
        assert said == b"{}"
        assert (target / "slip.json").stat().st_uid == web
        peek = ["ls", str(found.folder / "state")]
        seen = subprocess.run(peek, user=web, group=group, capture_output=True, check=False)
        assert seen.returncode != 0


def installed() -> dict[str, int]:
    """Return the folders of the inbox with their rights, as the service says to make them."""
    text = (DEPLOY / "allocation-inbox.service").read_text(encoding="utf-8")
    found = {}
    for mode, names in re.findall(r"install -d -o wenming -g www-data -m ([0-7]+) (.*)", text):
        for name in names.split():
            assert name.startswith("/srv/wenming-inbox"), name
            found[name.removeprefix("/srv/wenming-inbox").lstrip("/")] = int(mode, 8)
    return found


INSTALLED = installed()


@pytest.fixture
def signed_in(browser: Browser, simple: Inbox) -> Iterator[BrowserContext]:
    """A browser whose user has said the password."""
    simple.empty()
    login: HttpCredentials = {"username": "zhang", "password": "right"}
    context = browser.new_context(
        base_url=simple.site, ignore_https_errors=True, http_credentials=login
    )
    yield context
    context.close()
    simple.empty()


SEND = """async ([address, body]) => {
  const answer = await fetch(address, {method: "PUT", body, credentials: "include"});
  return answer.status;
}"""


FORM = """async ([slip, name, text]) => {
  const { send } = await import("../assets/edit/send.js");
  return send(slip, [{name, file: new Blob([text]), sha256: "", size: text.length}]);
}"""


def test_a_form_sends(signed_in: BrowserContext, simple: Inbox) -> None:
    """What the script of the forms sends arrives: the file, the slip, the bell."""
    page = signed_in.new_page()
    page.goto("people/")
    name = "方案 2026（终稿）.pdf"
    sent = page.evaluate(FORM, [{"id": DROP, "slip": 1}, name, "x" * 100_000])
    assert sent == {"sent": "inbox", "drop": DROP}
    came = simple.came()
    assert len(came[f"in/zhang/{DROP}/{name}"]) == 100_000
    assert json.loads(came[f"in/zhang/{DROP}/slip.json"]) == {"id": DROP, "slip": 1}
    assert set(came) > {"bell/zhang"}


def test_a_page_of_the_site_puts(signed_in: BrowserContext, simple: Inbox) -> None:
    """Under its policy, with a file in Chinese, from a page in a folder."""
    page = signed_in.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto("people/")
    name = "方案 2026.pdf"
    assert page.evaluate(SEND, [f"../inbox/in/{DROP}/{quote(name)}", "x" * 100_000]) == 201
    assert page.evaluate(SEND, [f"../inbox/{SLIP}", "{}"]) == 201
    assert page.evaluate(SEND, ["../inbox/bell", ""]) == 201
    assert page.evaluate(SEND, ["../inbox/bell", None]) == 204
    asked = "fetch('../inbox/me').then(answer => answer.json())"
    assert page.evaluate(asked) == {"login": "zhang"}
    assert set(simple.came()) == {
        f"in/zhang/{DROP}/{name}",
        f"in/zhang/{DROP}/slip.json",
        "bell/zhang",
    }
    assert said == []


ATTACKS = {
    "PUT": "url => fetch(url, {method: 'PUT', body: 'x', credentials: 'include'})",
    "PUT without CORS": """url => fetch(url,
      {method: 'PUT', body: 'x', credentials: 'include', mode: 'no-cors'})""",
    "XHR": """url => new Promise((done, fail) => {
      const asked = new XMLHttpRequest();
      asked.open('PUT', url);
      asked.withCredentials = true;
      asked.onload = () => done();
      asked.onerror = fail;
      asked.send('x');
    })""",
    "simple POST": """url => fetch(url, {method: 'POST', body: 'x', credentials: 'include',
      mode: 'no-cors', headers: {'Content-Type': 'text/plain'}})""",
    "beacon": "async url => navigator.sendBeacon(url, 'x')",
    "form": """url => new Promise(done => {
      const form = document.createElement('form'), frame = document.createElement('iframe');
      frame.name = form.target = 'frame';
      frame.onload = () => done();
      Object.assign(form, {action: url, method: 'POST', enctype: 'text/plain'});
      document.body.append(frame, form);
      form.submit();
    })""",
    "reading": """url => fetch(url.replace(/in\\/.*/, 'results.json'),
      {credentials: 'include'})""",
    "a script": """url => new Promise((done, fail) => {
      const script = document.createElement('script');
      script.src = url.replace(/in\\/.*/, 'results.json');
      script.onload = () => done();
      script.onerror = fail;
      document.body.append(script);
    })""",
}
"""What a page of elsewhere may try."""
FAIL = frozenset(("PUT", "PUT without CORS", "XHR", "reading", "a script"))
"""What the page sees to have failed; of the others it sees nothing."""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[int]:
    """The port of another site on this machine."""
    port = free_port()

    class Site(Believing):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>x</title><body>")

    server = ThreadingHTTPServer(("127.0.0.1", port), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    yield port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_page_of_elsewhere_puts_nothing(
    signed_in: BrowserContext, simple: Inbox, elsewhere: int, host: str
) -> None:
    """Whatever it sends with the password that the browser knows, nothing comes and is read."""
    page = signed_in.new_page()
    page.goto(".")
    assert page.evaluate(SEND, ["inbox/bell", ""]) == 201
    page.goto(f"http://{host}:{elsewhere}/")
    url = f"{simple.site}inbox/{SLIP}"
    for name, code in ATTACKS.items():
        ended = f"async url => ({code})(url).then(() => 'done', () => 'failed')"
        assert (page.evaluate(ended, url) == "failed") == (name in FAIL), name
    time.sleep(0.5)
    assert set(simple.came()) == {"bell/zhang"}
