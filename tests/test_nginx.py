"""The nginx configuration, in the nginx of the system: headers, slowness, Chromium under its CSP.

Who may look is in ``test_login.py``.
"""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from browser import SIZES
from helpers import PROJECT, UNITS
from webserver import (
    Ports,
    certificate,
    configuration,
    faults,
    free_port,
    free_ports,
    nginx,
    running,
)

EXAMPLES = ("一、按地址", "二、按口令", "三、按单位的 LDAP")
FILES_OF_OURS = ("nginx.conf", "nginx-path.conf")
NO_CACHE = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
FILES = "private, max-age=31536000, immutable"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {
    "index.html": ("text/html; charset=utf-8", NO_CACHE, None),
    "items/iii-6/index.html": ("text/html; charset=utf-8", NO_CACHE, None),
    "assets/site.*.css": ("text/css; charset=utf-8", FOR_EVER, None),
    "assets/inline.*.js": ("text/javascript; charset=utf-8", FOR_EVER, None),
    "assets/javascripts/bundle.*.min.js": ("text/javascript; charset=utf-8", FOR_EVER, None),
    "assets/images/favicon.png": ("image/png", NO_CACHE, None),
    "search/search_index.json": ("application/json; charset=utf-8", NO_CACHE, None),
    "api/allocation.json": ("application/json; charset=utf-8", NO_CACHE, None),
    "calendars/all.ics": ("text/calendar; charset=utf-8", NO_CACHE, None),
    "feed.xml": ("application/atom+xml; charset=utf-8", NO_CACHE, None),
    "downloads/allocation.docx": (DOCX, NO_CACHE, "attachment"),
    "downloads/allocation.xlsx": (XLSX, NO_CACHE, "attachment"),
    "files/*.pdf": ("application/pdf", FILES, "attachment"),
    "files/*.jpg": ("image/jpeg", FILES, None),
}
"""Each kind of file with its type, how long it is kept, and whether it is only downloaded."""


@pytest.fixture(scope="module")
def served(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address at which nginx serves the example."""
    with nginx(tmp_path_factory.mktemp("nginx"), example) as url:
        yield url


def get(url: str, **headers: str) -> tuple[int, Message]:
    """Return the status and the headers of an answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, headers=named)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers


def one(site: Path, pattern: str) -> str:
    """Return the address of a file of the site that fits a pattern."""
    return next(iter(sorted(site.glob(pattern)))).relative_to(site).as_posix()


def directives(headers: Message) -> dict[str, str]:
    """Return the Content-Security-Policy by directive."""
    parts = (each.strip().partition(" ") for each in headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


@pytest.fixture(scope="module")
def below(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address at which nginx serves the example below a path."""
    with nginx(tmp_path_factory.mktemp("nginx"), example, file="nginx-path.conf") as url:
        yield url + "wenming/"


@pytest.mark.parametrize("switched_on", [(), *((each,) for each in EXAMPLES), EXAMPLES[:2]])
@pytest.mark.parametrize("file", FILES_OF_OURS)
def test_nginx_finds_no_fault(file: str, switched_on: tuple[str, ...], tmp_path: Path) -> None:
    """As shipped, and with each example of who may look, nginx has nothing to say."""
    certificate(tmp_path)
    path = configuration(tmp_path, tmp_path, Ports(8080, 8443, 8888), *switched_on, file=file)
    assert "#~ " in path.read_text(encoding="utf-8")
    assert faults(path) == ""


@pytest.mark.parametrize("pattern", KINDS)
def test_headers(served: str, example: Path, pattern: str) -> None:
    """Each kind of file has its type, its age and its disposition; every answer has what guards."""
    status, headers = get(served + one(example, pattern).removesuffix("index.html"))
    shown = (headers["Content-Type"], headers["Cache-Control"], headers["Content-Disposition"])
    assert (status, shown) == (200, KINDS[pattern])
    guards(headers)
    assert ("sandbox" in directives(headers)) == pattern.startswith("files/")


def guards(headers: Message) -> None:
    """Check what every answer has, whatever it is."""
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    policy = directives(headers)
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"
    assert "unsafe" not in policy.get("script-src", "")
    assert "nginx/" not in headers["Server"]


def test_pages_need_nothing_unsafe(served: str) -> None:
    """The policy of pages allows neither scripts nor styles in them, and nothing from outside."""
    _, headers = get(served)
    sources = {name: value for name, value in directives(headers).items() if name[-4:] == "-src"}
    assert set(sources.values()) == {"'none'", "'self'", "'self' data:"}


@pytest.mark.parametrize(
    ("address", "status"), [("nothing/", 404), (".manifest", 404), ("api/", 403), ("api/.x", 404)]
)
def test_what_is_not_there(served: str, address: str, status: int) -> None:
    """Wrong addresses, hidden files and folders get our page, guarded, kept by no browser."""
    url = served + address
    with pytest.raises(urllib.error.HTTPError) as raised, urllib.request.urlopen(url, timeout=10):
        pass
    with raised.value as answer:
        assert answer.code == status
        assert "没有这一页" in answer.read().decode()
        guards(answer.headers)
        assert answer.headers["Cache-Control"] is None


def fetched(url: str) -> tuple[int, dict[str, str]]:
    """Return the status and the headers of an answer as it is, but for what each has of its own."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc)
    connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
    answer = connection.getresponse()
    connection.close()
    return answer.status, {name: each for name, each in answer.getheaders() if name != "Date"}


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("items", "./items/"),
        ("items/iii-6", "./iii-6/"),
        ("items?x=/y/z", "./items/?x=/y/z"),
        ("/items", "./items/"),
        ("items/../people", "./people/"),
    ],
)
def test_folders_redirect_from_where_they_are(
    served: str, below: str, address: str, location: str
) -> None:
    """A folder without its slash leads to the one with it, whatever stands before its address."""
    for root in (served, below):
        status, headers = fetched(root + address)
        assert (status, headers["Location"]) == (301, location)


@pytest.mark.parametrize(
    "pattern", [*KINDS, "items", "nothing/", ".manifest", "api/", "files/x.pdf"]
)
def test_the_same_headers_below_a_path(
    served: str, below: str, example: Path, pattern: str
) -> None:
    """Every header of every kind of answer is what it is at the root of a host."""
    address = one(example, pattern).removesuffix("index.html") if pattern in KINDS else pattern
    assert fetched(below + address) == fetched(served + address)


DEEP = {
    "files/0123456789abcdef.pdf": "attachment",
    "editions/2021/files/0123456789abcdef.pdf": "attachment",
    "editions/2021/files/0123456789abcdef.small.jpg": None,
    "editions/2021/downloads/allocation.docx": "attachment",
    "editions/2021/feed.xml": None,
    "files/page.html": "attachment",
    "people/files/index.html": None,
    "people/downloads/index.html": None,
    "people/files/photos/index.html": None,
}
"""Addresses with how they are disposed of: evidence of earlier editions, pages of like names."""


@pytest.mark.parametrize("file", FILES_OF_OURS)
def test_headers_at_any_depth(tmp_path: Path, file: str) -> None:
    """Evidence of earlier editions is guarded as today's is; a page named like it is a page."""
    for name in DEEP:
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text("<p>", encoding="utf-8")
    with nginx(tmp_path, tmp_path / "site", file=file) as url:
        root = url + ("wenming/" if "path" in file else "")
        found = {name: get(root + name.removesuffix("index.html"))[1] for name in DEEP}
    assert {name: headers["Content-Disposition"] for name, headers in found.items()} == DEEP
    for name, headers in found.items():
        is_evidence = "files/" in name and "index.html" not in name
        assert ("sandbox" in directives(headers)) == is_evidence, name
        assert ("immutable" in headers["Cache-Control"]) == ("0123456789abcdef" in name), name
    assert found["editions/2021/feed.xml"]["Content-Type"].startswith("application/atom+xml")


@pytest.mark.parametrize(("file", "inner"), [("nginx.conf", "/"), ("nginx-path.conf", "/wenming/")])
def test_behind_another_nginx(example: Path, tmp_path: Path, file: str, inner: str) -> None:
    """Whatever path another server puts the site below, redirects stay there."""
    ports, port = free_ports(), free_port()
    before = (
        f"server {{ listen 127.0.0.1:{port};"
        f" location /a/b/ {{ proxy_pass http://127.0.0.1:{ports.plain}{inner}; }} }}"
    )
    with running(tmp_path, example, ports, file=file, further=before):
        for address in ("items", "items/iii-6", "people"):
            url = f"http://127.0.0.1:{port}/a/b/{address}"
            with urllib.request.urlopen(url, timeout=10) as answer:
                assert (answer.status, answer.url) == (200, f"{url}/")


def test_the_path_itself(below: str) -> None:
    """The path without its slash leads to the home page."""
    with urllib.request.urlopen(below.removesuffix("/"), timeout=10) as answer:
        assert (answer.status, answer.url) == (200, below)


@pytest.mark.programs
def test_compressed_where_asked(tmp_path: Path) -> None:
    """A file that was compressed beforehand is sent so to those, and only those, who ask for it."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("<p>" + "文明" * 1000, encoding="utf-8")
    subprocess.run([PROJECT / "scripts/deploy/compress", site], check=True)
    with nginx(tmp_path, site) as url:
        _, plain = get(url)
        _, packed = get(url, Accept_Encoding="gzip")
    assert (plain["Content-Encoding"], packed["Content-Encoding"]) == (None, "gzip")
    assert int(packed["Content-Length"]) < int(plain["Content-Length"]) / 20
    assert packed["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert packed["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("file", FILES_OF_OURS)
def test_addresses_that_are_not_listed(example: Path, tmp_path: Path, file: str) -> None:
    """They see nothing, and do not learn what is there."""
    with nginx(tmp_path, example, "一、按地址", file=file) as url:
        root = url + ("wenming/" if "path" in file else "")
        assert {get(root + each)[0] for each in ("", "people", "nothing", "feed.xml")} == {403}


def connected(url: str, sent: bytes, source: str = "127.0.0.1") -> socket.socket:
    """Return a connection that takes in little, with something sent already."""
    parts = urlsplit(url)
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    found.bind((source, 0))
    found.connect((parts.hostname, parts.port))
    found.sendall(sent)
    found.setblocking(False)
    return found


def ended(connection: socket.socket, sent: bytes) -> bool:
    """Send a little more; return whether the server has ended the connection."""
    try:
        connection.sendall(sent)
        return sent != b"" and connection.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a file that is larger than what lies in buffers between two machines."""
    folder = tmp_path_factory.mktemp("large")
    (folder / "large.zip").write_bytes(bytes(30_000_000))
    with nginx(folder, folder) as url:
        yield f"{url}large.zip"


def test_slow_senders_are_sent_away(large: str) -> None:
    """Headers that come byte by byte are waited for ten seconds in all, and others are answered."""
    slow = [connected(large, b"GET /large.zip HTTP/1.1\r\nHost: x\r\nX: ") for _ in range(200)]
    begun = time.monotonic()
    while left := [each for each in slow if not ended(each, b"x")]:
        assert time.monotonic() - begun < 20, f"{len(left)} are still there"
        with urllib.request.urlopen(large, timeout=2) as answer:
            assert answer.status == 200
        time.sleep(1)
    assert time.monotonic() - begun > 5, "nobody is sent away at once"
    for each in slow:
        each.close()


def test_slow_readers_are_few_and_sent_away(large: str) -> None:
    """One address reads a hundred files at once, others are not kept out; who stops is cut off."""
    ask = b"GET /large.zip HTTP/1.1\r\nHost: x\r\n\r\n"
    slow = [connected(large, ask) for _ in range(100)]
    time.sleep(0.5)
    assert get(large)[0] == 429
    other = connected(large, ask, "127.0.0.2")
    other.setblocking(True)
    assert other.recv(15) == b"HTTP/1.1 200 OK"
    begun = time.monotonic()
    while left := [each for each in slow if not ended(each, b"x")]:
        assert time.monotonic() - begun < 20, f"{len(left)} are still there"
        time.sleep(1)
    assert get(large)[0] == 200
    for each in (*slow, other):
        each.close()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"POST /large.zip HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n", b"413"),
        (b"POST /large.zip HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n", b"405"),
        (b"POST /large.zip HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"405"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 9000 + b"\r\n\r\n", b"400"),
        (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"414"),
    ],
)
def test_what_is_too_large_or_not_for_us(large: str, sent: bytes, status: bytes) -> None:
    """Bodies and long headers are refused at once: nothing is waited for."""
    connection = connected(large, sent)
    connection.settimeout(2)
    assert connection.recv(12)[9:] == status
    connection.close()


@pytest.fixture(scope="module")
def portal(
    build_site: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a small site that knows that it is below a path."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_URL", "http://portal.example/wenming/")
        site = build_site(UNITS / "small" / "data")
    with nginx(tmp_path_factory.mktemp("nginx"), site, file="nginx-path.conf") as url:
        yield f"{url}wenming/"


def test_the_page_for_wrong_addresses_below_a_path(browser: Browser, portal: str) -> None:
    """It has its style, its links stay below the path, and its search finds."""
    page = browser.new_page()
    answers: list[tuple[int, str]] = []
    page.on("response", lambda each: answers.append((each.status, each.url)))
    page.goto(f"{portal}items/nothing/at/all/")
    expect(page.locator("h1")).to_contain_text("没有这一页")
    assert [status for status, _ in answers].count(404) == 1
    assert all(url.startswith(portal) for _, url in answers)
    assert page.evaluate("document.styleSheets.length") > 2
    page.locator("[data-md-component=search-query]").click()
    page.keyboard.type("zengyabin")
    page.locator(".md-search-result__item:first-child .md-search-result__link").click()
    expect(page).to_have_url(re.compile(re.escape(f"{portal}people/")))
    page.goto(f"{portal}nothing")
    page.locator("a.md-logo").first.click()
    expect(page).to_have_url(portal)
    page.close()


def kinds(site: Path) -> list[str]:
    """Return the address of one page of each kind: by folder, depth and last part."""
    found = {}
    for path in sorted(site.rglob("index.html")):
        parts = path.relative_to(site).parts
        last = parts[-2] if len(parts) == 4 else ""
        found[parts[0], len(parts), last] = "/".join(parts[:-1]) + "/"
    return [address.lstrip("/") for address in found.values()]


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """A page at the served site; at the end, neither the console nor the policy had a word.

    But for the inbox: a browser notes that there is none here when a page asks.
    """
    width, height = SIZES["desktop"]
    context = browser.new_context(base_url=served, viewport={"width": width, "height": height})
    opened = context.new_page()
    said: list[str] = []

    def noted(message: ConsoleMessage) -> None:
        if not message.location["url"].startswith(f"{served}inbox/"):
            said.append(message.text)

    opened.on("console", noted)
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert said == []


def test_every_kind_of_page_under_the_policy(page: Page, example: Path) -> None:
    """One page of each kind shows, its scripts run, and nothing breaks the policy."""
    addresses = kinds(example)
    assert len(addresses) > 20
    for address in addresses:
        page.goto(address)
        assert page.evaluate("typeof __md_get") == "function", address
        expect(page.locator("h1")).to_be_visible()


def test_search_under_the_policy(page: Page) -> None:
    """The search's worker starts and answers."""
    page.goto("items/iii-6/")
    page.locator("[data-md-component=search-query]").click()
    page.keyboard.type("zhouxiaoman")
    first = page.locator(".md-search-result__item:first-child .md-search-result__link")
    expect(first).to_have_attribute("href", re.compile(r"/people/zhou-xiaoman/$"))


def test_photographs_under_the_policy(page: Page) -> None:
    """A photograph opens large and is really shown."""
    page.goto("items/iii-6/photos/")
    page.locator(".photo a img").first.click()
    large = page.locator(".pswp__img:not(.pswp__img--placeholder)").first
    expect(large).to_be_visible()
    assert large.evaluate("image => image.decode().then(() => image.naturalWidth)") > 400


def toggled(page: Page) -> None:
    """Switch to dark colours, and see that they are there after a reload and on another page."""
    body = page.locator("body")
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    page.get_by_title("换成深色").click()
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    page.reload()
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    page.locator(".subtabs").get_by_role("link", name="人员").click()
    expect(page.locator("h1")).to_have_text("全部人员")
    expect(body).to_have_attribute("data-md-color-scheme", "slate")


def test_colours_stay_under_the_policy(page: Page) -> None:
    """The theme's own scripts, moved into files, still remember what was chosen."""
    page.goto("people/zhou-xiaoman/")
    toggled(page)


def test_colours_stay_on_a_file_share(browser: Browser, offline: Path) -> None:
    """So they do where the site is opened by double click."""
    opened = browser.new_page()
    opened.goto((offline / "people/liu-ridong/index.html").as_uri())
    toggled(opened)
    opened.close()
