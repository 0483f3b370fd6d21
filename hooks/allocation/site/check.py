"""Checks of a built site before it goes live: complete, no dead link, nothing from other hosts.

They read the files only, independent of the code that generates them. What was read of a page holds
as long as its bytes do; where its links lead is looked up in every check. The lines of a link are
looked for only if there is something wrong with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from operator import attrgetter
from pathlib import Path
from sys import intern
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree, html

from allocation.base.grouping import grouped
from allocation.base.problems import Problem, Ref
from allocation.register.addresses import SEARCH_INDEX, search_index_part
from allocation.runtime.trees import digests

DATA = "api/allocation.json"
PORTAL = "api/portal.json"
SITEMAP = "sitemap.xml"

_ANYWHERE = "http://site.invalid/"
_ATTRIBUTES = ("href", "src", "action", "data-full")
# Smart strings are disabled: each would keep the whole tree of its page in memory.
_HYPERLINKS = etree.XPath("//a[not(@data-full)]/@href", smart_strings=False)
_LINKING = etree.XPath("//*[@src or @action or @data-full or @href[not(parent::a)]]")
"""The elements that link, without plain hyperlinks, of which there are a hundred times as many."""
_ALL_LINKING = etree.XPath("//*[@src or @action or @data-full or @href]")
_IDS = etree.XPath("//@id | //a/@name", smart_strings=False)
_INLINE: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"<script"), "//script[not(@src) and not(@type='application/json')]"),
    (re.compile(rb"style(?<=[<\s/\"']style)[\s/=>]"), "//style | //*[@style]"),
    (re.compile(rb"on(?<=[\s/\"']on)[a-z]"), "//*[@*[starts-with(name(), 'on')]]"),
)
"""Inline scripts and styles: what a page in small letters must have, and where one then is.

Patterns begin with letters, by which they are found tenfold faster.
"""
_PLAIN_LINK = re.compile(
    r"(?P<up>(?:\.\./)*)(?:[\w%-][^/:;?#\s]*/)*(?:[\w%-][^/:;?#\s]*|(?<=/))(?:\?[^#\s]+)?(?:#\S+)?"
)
"""Up, then down: names that don't begin with a dot."""
_UP = re.compile(r"(?:\.\./)*\.\.")
_FRAGMENT = re.compile(r"#[^#\s]+")
_ELSEWHERE = re.compile(r"https?://[^\s\\]+")
_SLASHES_OF_A_HOST = "http://host/".count("/")
_CSS = re.compile(rb"""(?:url\(|@import\s)\s*["']?([^"')\s]+)""")
_STYLES = ".css"
_LEADING = {"canonical", "alternate", "prev", "next", "edit"}
"""Values of a link element's ``rel`` that browsers don't fetch."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address in a page or a style sheet, however often it is there.

    :ivar name: of the page or style sheet.
    :ivar url: the target as a full address.
    :ivar fetched: whether browsers fetch it without a click.
    """

    name: str
    target: str
    url: str
    fetched: bool


@dataclass(frozen=True, slots=True)
class BuiltPage:
    """What the rules need of a page, whose tree is too large to keep; ``ref`` is its last line.

    :ivar links: each once, without those to other sites, which nothing is asked of.
    :ivar occurrences: how many links there are, with repetitions.
    """

    ref: Ref
    complete: bool
    ids: frozenset[str]
    links: tuple[Link, ...]
    occurrences: int
    inline: tuple[tuple[Ref, str], ...]


@dataclass(frozen=True)
class BuiltSite:
    """A folder with a built site.

    :ivar files: the names of its files, with the digests of their contents.
    :ivar listed: the addresses in the site map; none if the site does not know its own address.
    :ivar pages: its pages, each read once.
    """

    folder: Path
    files: Mapping[str, str]
    listed: tuple[str, ...]
    pages: Mapping[str, BuiltPage]
    _missing: dict[str, str | None] = field(default_factory=dict)

    @cached_property
    def root(self) -> str:
        """The address of the home page, with a slash at the end."""
        return _root(self.listed)

    @cached_property
    def data(self) -> dict[str, Any]:
        """The JSON file with all data; empty if it can't be read."""
        value = _json(self.folder / self.data_path)
        return value if isinstance(value, dict) else {}

    @property
    def data_path(self) -> str:
        """The address of that file: a portal has another one than the site of a unit."""
        return PORTAL if (self.folder / PORTAL).is_file() else DATA

    def missing(self, target: str) -> str | None:
        """Return a message if an address of the site has no file, or its fragment no element."""
        if target not in self._missing:
            self._missing[target] = self._look_up(target)
        return self._missing[target]

    def _look_up(self, target: str) -> str | None:
        parts = urlsplit(target)
        path = unquote(parts.path).removeprefix(urlsplit(self.root).path).lstrip("/")
        name = f"{path}index.html" if path.endswith("/") or not path else path
        if name not in self.files:
            return f"没有 {name}"
        fragment = unquote(parts.fragment)
        page = self.pages.get(name)
        return f"{name} 里没有 #{fragment}" if page and fragment not in page.ids | {""} else None


class Reader:
    """Reads a site, and later what changed of it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], BuiltPage] = {}

    def read(self, folder: Path, files: Mapping[str, str]) -> BuiltSite:
        """Return a site.

        :param files: the names of its files below the folder, with the digests of their contents.
        """
        content = _bytes(folder / SITEMAP)
        listed = tuple(re.findall(r"<loc>(.*?)</loc>", content.decode("utf-8", "replace")))
        root = _root(listed)
        pages = (name for name in files if name.endswith(".html"))
        keys = {name: (name, files[name], root) for name in pages}
        self._known = {
            key: self._known.get(key) or _page(name, root, folder / name)
            for name, key in keys.items()
        }
        return BuiltSite(folder, files, listed, {name: self._known[keys[name]] for name in keys})


def read(folder: Path) -> BuiltSite:
    """Read a site once."""
    return Reader().read(folder, digests(folder))


def check(site: BuiltSite) -> tuple[Problem, ...]:
    """Return all problems of a site, sorted by place."""
    return tuple(sorted({problem for rule in RULES for problem in rule(site)}))


def _root(listed: Iterable[str]) -> str:
    return min(listed, key=len, default=_ANYWHERE).removesuffix("index.html")


def _page(name: str, root: str, path: Path) -> BuiltPage:
    content = path.read_bytes()
    resolve = resolver(root + name)
    tree = _tree(content)
    targets = [(target, False) for target in _HYPERLINKS(tree)]
    targets += chain.from_iterable(map(_targets, _LINKING(tree)))
    small = content.lower()
    return BuiltPage(
        ref=Ref(name, content.count(b"\n") + 1),
        complete=content.rstrip().endswith(b"</html>"),
        ids=frozenset(_IDS(tree)),
        links=tuple(
            Link(name, intern(target), intern(resolve(target)), fetched)
            for target, fetched in set(targets)
            if fetched or target.startswith(root) or not _ELSEWHERE.fullmatch(target)
        ),
        occurrences=len(targets),
        inline=tuple(
            (_at(name, element), _start_tag(element))
            for sign, places in _INLINE
            if sign.search(small)
            for element in tree.xpath(places)
        ),
    )


def _tree(content: bytes) -> html.HtmlElement:
    return html.fromstring(content if content.strip() else b"<html></html>")


def _at(name: str, element: html.HtmlElement) -> Ref:
    return Ref(name, element.sourceline or 1)


def resolver(page: str) -> Callable[[str], str]:
    """Return ``urljoin`` for the links of a page: most need a twentieth of its time.

    :param page: its full address.
    """
    folders = [page[: page.rfind("/") + 1]]
    while folders[-1].count("/") > _SLASHES_OF_A_HOST:
        folders.append(folders[-1][: folders[-1].rfind("/", 0, -1) + 1])

    def resolve(target: str) -> str:
        if _FRAGMENT.fullmatch(target):
            return page + target
        if _UP.fullmatch(target):
            target += "/"
        plain = _PLAIN_LINK.fullmatch(target)
        up = plain.end("up") // len("../") if plain and target else len(folders)
        if not plain or up >= len(folders):
            return urljoin(page, target)
        return folders[up] + target[plain.end("up") :]

    return resolve


def _targets(element: html.HtmlElement) -> Iterator[tuple[str, bool]]:
    """Yield the addresses of an element, and whether browsers fetch them without a click."""
    for attribute in _ATTRIBUTES:
        if (target := element.get(attribute)) is not None:
            yield target, _is_fetched(element, attribute)


def _is_fetched(element: html.HtmlElement, attribute: str) -> bool:
    if element.tag in ("a", "area"):
        return attribute != "href"
    return not (element.tag == "link" and _LEADING & set(element.get("rel", "").split()))


def _start_tag(element: html.HtmlElement) -> str:
    text: str = etree.tostring(element, encoding="unicode", with_tail=False)
    return text.partition(">")[0] + ">"


def _complete(site: BuiltSite) -> Iterator[Problem]:
    """There are pages, and each ends with ``</html>``."""
    if not site.pages:
        yield _unfinished("index.html", "一页都没有", "生成好的网站")
    for page in site.pages.values():
        if not page.complete:
            yield Problem(page.ref, "到这里断了", "以 </html> 结尾", _REMEDY)


def _links(site: BuiltSite) -> Iterator[Problem]:
    """The file and the fragment of each link exist."""
    own = (link for link in _all_links(site) if link.url.startswith(site.root))
    for link, ref in _located(site, (link for link in own if site.missing(link.url))):
        yield Problem(
            ref,
            f"链接 {link.target} 打不开：{site.missing(link.url)}",
            "网站里有的一页、一处",
            "改正链接，或补上那一页；生成的页面里出现就重新生成。",
        )


def _outside(site: BuiltSite) -> Iterator[Problem]:
    """Nothing is fetched from other hosts, which an intranet can't reach."""
    fetched = (link for link in _all_links(site) if link.fetched)
    outside = (link for link in fetched if not link.url.startswith((site.root, "data:")))
    for link, ref in _located(site, outside):
        yield Problem(
            ref,
            f"要从外面取 {link.target}",
            "只用网站自己的文件",
            "把文件放进网站（docs/ 或 hooks/allocation/pages/assets/），改成相对地址。",
        )


def _inline(site: BuiltSite) -> Iterator[Problem]:
    """No page has inline scripts or styles: the server's Content-Security-Policy forbids both."""
    for page in site.pages.values():
        scripts = (
            link for link in page.links if link.target.strip().lower().startswith("javascript:")
        )
        linked = ((ref, link.target) for link, ref in _located(site, scripts))
        for ref, code in (*page.inline, *linked):
            yield Problem(
                ref,
                f"页面里直接写了脚本或样式：{code}",
                "脚本和样式都在单独的文件里",
                "移到 hooks/allocation/pages/assets/；不然浏览器按 nginx.conf 的规定不执行。",
            )


def _names(site: BuiltSite) -> Iterator[Problem]:
    """``sha256sum`` writes each name unescaped into the list that ``scripts/publish`` sends."""
    for name in site.files:
        if not name.isprintable() or "\\" in name:
            yield Problem(
                Ref(ascii(name), 1),
                "文件名里有反斜杠或换行",
                "普通的文件名",
                "给 docs/ 里的文件改名。",
            )


def _listed(site: BuiltSite) -> Iterator[Problem]:
    """Site map and JSON exist, and each address in them has a page."""
    if SITEMAP not in site.files:
        yield _unfinished(SITEMAP, "没有这个文件", "完整的网站")
    if not site.data:
        yield _unfinished(site.data_path, "没有这个文件，或读不出来", "完整的网站")
    for name, addresses in {SITEMAP: site.listed, site.data_path: _addresses(site.data)}.items():
        for address in addresses:
            if missing := site.missing(urljoin(site.root, address)):
                yield _unfinished(name, f"列出的 {address} 打不开：{missing}", "有这一页")


def _addresses(value: Any) -> Iterator[str]:
    """Yield every value with the key ``url``, at any depth."""
    if isinstance(value, dict):
        if isinstance(value.get("url"), str):
            yield value["url"]
        value = list(value.values())
    if isinstance(value, list):
        for entry in value:
            yield from _addresses(entry)


def _search(site: BuiltSite) -> Iterator[Problem]:
    """The search index has every person and item, and the address of each entry exists."""
    places = _places(_index_files(site.folder))
    if places is None:
        yield _unfinished(SEARCH_INDEX, "索引读不出来", "搜索框要的 JSON")
        return
    for place in places:
        if missing := site.missing(urljoin(site.root, place)):
            yield _unfinished(SEARCH_INDEX, f"搜到的 {place} 打不开：{missing}", "同一次生成的索引")
    for kind in ("people", "items", "units"):
        for entry in site.data.get(kind, []):
            if entry["url"] not in places:
                yield _unfinished(
                    SEARCH_INDEX, f"搜不到 {entry['url']}", "每个人、每个项目都搜得到"
                )


def _index_files(folder: Path) -> Iterator[Any]:
    """Yield the content of each file of the search index."""
    first = _json(folder / SEARCH_INDEX)
    yield first
    for number in range(first.get("parts", 0)):
        yield _json(folder / search_index_part(number + 1))


def _places(files: Iterable[Any]) -> frozenset[str] | None:
    """Return the addresses of the entries; one that starts with a hyphen continues its owner's."""
    try:
        docs = [doc for file in files for doc in file["docs"]]
        return frozenset(
            docs[doc["owner"]]["place"] + doc["place"]
            if doc["place"].startswith("-")
            else doc["place"]
            for doc in docs
        )
    except (AttributeError, KeyError, TypeError, IndexError):
        return None


def _all_links(site: BuiltSite) -> Iterator[Link]:
    for page in site.pages.values():
        yield from page.links
    for name in (name for name in site.files if name.endswith(_STYLES)):
        for target, fetched, _ in _in_styles(site, name):
            yield Link(name, target, urljoin(site.root + name, target), fetched)


def _located(site: BuiltSite, links: Iterable[Link]) -> Iterator[tuple[Link, Ref]]:
    """Yield links with each place where they are; a page is read once for all of its links."""
    for name, wanted in grouped(links, attrgetter("name")).items():
        by_target = {(link.target, link.fetched): link for link in wanted}
        places = _in_styles if name.endswith(_STYLES) else _in_page
        for target, fetched, ref in places(site, name):
            if link := by_target.get((target, fetched)):
                yield link, ref


def _in_page(site: BuiltSite, name: str) -> Iterator[tuple[str, bool, Ref]]:
    """Yield the addresses in a page, whether they are fetched, and where they are."""
    for element in _ALL_LINKING(_tree((site.folder / name).read_bytes())):
        for target, fetched in _targets(element):
            yield target, fetched, _at(name, element)


def _in_styles(site: BuiltSite, name: str) -> Iterator[tuple[str, bool, Ref]]:
    """Yield the same of a style sheet."""
    content = (site.folder / name).read_bytes()
    for match in _CSS.finditer(content):
        line = content.count(b"\n", 0, match.start()) + 1
        yield match[1].decode("utf-8", "replace"), True, Ref(name, line)


def _unfinished(name: str, message: str, expected: str) -> Problem:
    return Problem(Ref(name, 1), message, expected, _REMEDY)


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _json(path: Path) -> Any:
    try:
        return json.loads(_bytes(path))
    except ValueError:
        return None


_REMEDY = "用 scripts/build 重新生成整个网站，不要手工改里面的文件。"
RULES: tuple[Callable[[BuiltSite], Iterator[Problem]], ...] = (
    _complete,
    _links,
    _outside,
    _inline,
    _names,
    _listed,
    _search,
)
