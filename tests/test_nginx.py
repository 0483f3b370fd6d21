"""The nginx configuration, in the nginx of the system: headers, access, Chromium under its CSP."""

from __future__ import annotations

import http.client
import re
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import SIZES
from helpers import DATA, PROJECT
from webserver import Ports, configuration, faults, nginx

EXAMPLES = ("一、按地址", "二、按口令", "三、按单位的 LDAP")
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


@pytest.mark.parametrize("switched_on", [(), *((each,) for each in EXAMPLES)])
def test_nginx_finds_no_fault(switched_on: tuple[str, ...], tmp_path: Path) -> None:
    """As shipped, and with each example of who may look, nginx has nothing to say."""
    path = configuration(tmp_path, tmp_path, Ports(8080, 8443, 8888), *switched_on)
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


def test_folders_redirect_by_path(served: str) -> None:
    """A folder without its slash leads to the one with it, whatever the server's name and port."""
    connection = http.client.HTTPConnection(urlsplit(served).netloc)
    connection.request("GET", "/items")
    answer = connection.getresponse()
    connection.close()
    assert (answer.status, answer.headers["Location"]) == (301, "/items/")


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


def test_who_may_look(example: Path, tmp_path: Path) -> None:
    """Addresses that are not listed are refused; without the password nobody sees anything."""
    (tmp_path / "wenming.htpasswd").write_text("zhang:{PLAIN}wenming\n", encoding="utf-8")
    with nginx(tmp_path, example, "一、按地址") as url:
        assert get(url)[0] == 403
    with nginx(tmp_path, example, "二、按口令") as url:
        assert get(url)[0] == 401
        assert get(url + "api/allocation.json")[0] == 401
        assert get(url, Authorization="Basic emhhbmc6d2VubWluZw==")[0] == 200


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
    """A page at the served site; at the end, neither the console nor the policy had a word."""
    width, height = SIZES["desktop"]
    context = browser.new_context(base_url=served, viewport={"width": width, "height": height})
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
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
    page.locator(".md-tabs").get_by_role("link", name="人员").click()
    expect(page.locator("h1")).to_have_text("全部人员")
    expect(body).to_have_attribute("data-md-color-scheme", "slate")


def test_colours_stay_under_the_policy(page: Page) -> None:
    """The theme's own scripts, moved into files, still remember what was chosen."""
    page.goto("people/zhou-xiaoman/")
    toggled(page)


def test_colours_stay_on_a_file_share(browser: Browser, build_site: Callable[..., Path]) -> None:
    """So they do where the site is opened by double click."""
    site = build_site(DATA, use_directory_urls=False)
    opened = browser.new_page()
    opened.goto((site / "people/liu-ridong/index.html").as_uri())
    toggled(opened)
    opened.close()
