"""A finished site, looked at before it goes live: whole, no dead link, nothing from outside.

What it looks for is what a server could not mend: nothing here knows how the site was made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree, html

from allocation.base.problems import Problem, Ref
from allocation.register.addresses import SEARCH_INDEX

DATA = "api/allocation.json"
SITEMAP = "sitemap.xml"

_ANYWHERE = "http://site.invalid/"
_TARGETS = "//*[@href or @src or @action or @data-full]"
_ATTRIBUTES = ("href", "src", "action", "data-full")
_INLINE = "//script[not(@src) and not(@type='application/json')] | //style | //*[@style]"
_HANDLERS = "//*[@*[starts-with(name(), 'on')]]"
_CSS = re.compile(rb"""(?:url\(|@import\s)\s*["']?([^"')\s]+)""")
_LEADING = {"canonical", "alternate", "prev", "next", "edit"}
"""What a link element names for the reader to go to; all else it names is fetched."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a page or a style sheet names, and whether the browser fetches it unasked."""

    ref: Ref
    target: str
    fetched: bool


@dataclass(frozen=True, slots=True)
class BuiltPage:
    """What is to be known of one page, without its tree."""

    ref: Ref
    whole: bool
    ids: frozenset[str]
    links: tuple[Link, ...]
    inline: tuple[tuple[Ref, str], ...]


@dataclass(frozen=True)
class BuiltSite:
    """A folder with a finished site, its pages read once."""

    folder: Path
    pages: dict[str, BuiltPage]

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """The addresses of the sitemap; none where the site does not know its own address."""
        content = _bytes(self.folder / SITEMAP)
        return tuple(re.findall(r"<loc>(.*?)</loc>", content.decode("utf-8", "replace")))

    @cached_property
    def root(self) -> str:
        """The address of the home page, as of a folder."""
        return min(self.listed, key=len, default=_ANYWHERE).removesuffix("index.html")

    @cached_property
    def data(self) -> dict[str, Any]:
        """What the site says of itself to programs; nothing where that can't be read."""
        found = _json(self.folder / DATA)
        return found if isinstance(found, dict) else {}

    def missing(self, target: str) -> str | None:
        """Return what an address of the site lacks: the file, or the place in it; or nothing."""
        parts = urlsplit(target)
        path = unquote(parts.path).removeprefix(urlsplit(self.root).path).lstrip("/")
        name = f"{path}index.html" if path.endswith("/") or not path else path
        if not (self.folder / name).is_file():
            return f"没有 {name}"
        fragment = unquote(parts.fragment)
        page = self.pages.get(name)
        return f"{name} 里没有 #{fragment}" if page and fragment not in page.ids | {""} else None


def read(folder: Path) -> BuiltSite:
    """Read all pages of a site."""
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.html"))}
    return BuiltSite(folder, {name: _page(name, path) for name, path in found.items()})


def check(site: BuiltSite) -> tuple[Problem, ...]:
    """Return everything that is wrong with a site, by place."""
    return tuple(sorted({problem for rule in RULES for problem in rule(site)}))


def _page(name: str, path: Path) -> BuiltPage:
    content = path.read_bytes()
    tree = html.fromstring(content.strip() or b"<html></html>")

    def at(element: html.HtmlElement) -> Ref:
        return Ref(name, element.sourceline or 1)

    return BuiltPage(
        ref=Ref(name, content.count(b"\n") + 1),
        whole=content.rstrip().endswith(b"</html>"),
        ids=frozenset(tree.xpath("//@id | //a/@name")),
        links=tuple(
            Link(at(each), each.get(attribute), _is_fetched(each, attribute))
            for each in tree.xpath(_TARGETS)
            for attribute in _ATTRIBUTES
            if each.get(attribute) is not None
        ),
        inline=tuple((at(each), _start(each)) for each in tree.xpath(f"{_INLINE} | {_HANDLERS}")),
    )


def _is_fetched(element: html.HtmlElement, attribute: str) -> bool:
    if element.tag in ("a", "area"):
        return attribute != "href"
    return not (element.tag == "link" and _LEADING & set(element.get("rel", "").split()))


def _start(element: html.HtmlElement) -> str:
    text: str = etree.tostring(element, encoding="unicode", with_tail=False)
    return text.partition(">")[0] + ">"


def _whole(site: BuiltSite) -> Iterator[Problem]:
    """Each page ends as a page ends."""
    if not site.pages:
        yield _unfinished("index.html", "一页都没有", "生成好的网站")
    for page in site.pages.values():
        if not page.whole:
            yield Problem(page.ref, "到这里断了", "以 </html> 结尾", _REMEDY)


def _links(site: BuiltSite) -> Iterator[Problem]:
    """Each link leads to a file of the site, and to a place that is in it."""
    for link in _all_links(site):
        target = urljoin(site.root + link.ref.file, link.target)
        lacking = site.missing(target) if target.startswith(site.root) else None
        if lacking:
            yield Problem(
                link.ref,
                f"链接 {link.target} 打不开：{lacking}",
                "网站里有的一页、一处",
                "改正链接，或补上那一页；生成的页面里出现就重新生成。",
            )


def _outside(site: BuiltSite) -> Iterator[Problem]:
    """Nothing is fetched from elsewhere: the intranet has no way there."""
    for link in _all_links(site):
        parts = urlsplit(urljoin(site.root + link.ref.file, link.target))
        if link.fetched and parts.scheme != "data" and not parts.geturl().startswith(site.root):
            yield Problem(
                link.ref,
                f"要从外面取 {link.target}",
                "只用网站自己的文件",
                "把文件放进网站（docs/ 或 hooks/allocation/pages/assets/），改成相对地址。",
            )


def _inline(site: BuiltSite) -> Iterator[Problem]:
    """Neither scripts nor styles stand in a page: the policy that the server sends forbids both."""
    for page in site.pages.values():
        scripts = ((link.ref, link.target) for link in page.links if _is_script(link.target))
        for ref, found in (*page.inline, *scripts):
            yield Problem(
                ref,
                f"页面里直接写了脚本或样式：{found}",
                "脚本和样式都在单独的文件里",
                "移到 hooks/allocation/pages/assets/；不然浏览器按 nginx.conf 的规定不执行。",
            )


def _names(site: BuiltSite) -> Iterator[Problem]:
    """No name would be written in another way in the list of check sums that goes to the server."""
    for path in sorted(site.folder.rglob("*")):
        name = path.relative_to(site.folder).as_posix()
        if not name.isprintable() or "\\" in name:
            yield Problem(
                Ref(ascii(name), 1),
                "文件名里有反斜杠或换行",
                "普通的文件名",
                "给 docs/ 里的文件改名。",
            )


def _is_script(target: str) -> bool:
    return target.strip().lower().startswith("javascript:")


def _listed(site: BuiltSite) -> Iterator[Problem]:
    """Every page that the site lists for others is there."""
    if not (site.folder / SITEMAP).is_file():
        yield _unfinished(SITEMAP, "没有这个文件", "完整的网站")
    if not site.data:
        yield _unfinished(DATA, "没有这个文件，或读不出来", "完整的网站")
    for name, addresses in {SITEMAP: site.listed, DATA: _addresses(site.data)}.items():
        for address in addresses:
            if lacking := site.missing(urljoin(site.root, address)):
                yield _unfinished(name, f"列出的 {address} 打不开：{lacking}", "有这一页")


def _addresses(value: Any) -> Iterator[str]:
    """Yield every value that stands under ``url``, however deep."""
    if isinstance(value, dict):
        if isinstance(value.get("url"), str):
            yield value["url"]
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _addresses(each)


def _search(site: BuiltSite) -> Iterator[Problem]:
    """The index knows every person and item, and each of its answers is a place of the site."""
    places = _places(_json(site.folder / SEARCH_INDEX))
    if places is None:
        yield _unfinished(SEARCH_INDEX, "索引读不出来", "搜索框要的 JSON")
        return
    for place in places:
        if lacking := site.missing(urljoin(site.root, place)):
            yield _unfinished(SEARCH_INDEX, f"搜到的 {place} 打不开：{lacking}", "同一次生成的索引")
    for kind in ("people", "items"):
        for entry in site.data.get(kind, []):
            if entry["url"] not in places:
                yield _unfinished(
                    SEARCH_INDEX, f"搜不到 {entry['url']}", "每个人、每个项目都搜得到"
                )


def _places(index: Any) -> frozenset[str] | None:
    """Return where the entries lead; what starts with a hyphen continues its owner's place."""
    try:
        docs = index["docs"]
        return frozenset(
            docs[doc["owner"]]["place"] + doc["place"]
            if doc["place"].startswith("-")
            else doc["place"]
            for doc in docs
        )
    except (KeyError, TypeError, IndexError):
        return None


def _all_links(site: BuiltSite) -> Iterator[Link]:
    for page in site.pages.values():
        yield from page.links
    for path in sorted(site.folder.rglob("*.css")):
        yield from _style_links(path.relative_to(site.folder).as_posix(), path.read_bytes())


def _style_links(name: str, content: bytes) -> Iterable[Link]:
    for match in _CSS.finditer(content):
        line = content.count(b"\n", 0, match.start()) + 1
        yield Link(Ref(name, line), match[1].decode("utf-8", "replace"), fetched=True)


def _unfinished(name: str, found: str, expected: str) -> Problem:
    return Problem(Ref(name, 1), found, expected, _REMEDY)


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _json(path: Path) -> Any:
    try:
        return json.loads(_bytes(path))
    except ValueError:
        return None


_REMEDY = "用 scripts/build 重新生成整个网站，不要手工改里面的文件。"
RULES: tuple[Callable[[BuiltSite], Iterator[Problem]], ...] = (
    _whole,
    _links,
    _outside,
    _inline,
    _names,
    _listed,
    _search,
)
