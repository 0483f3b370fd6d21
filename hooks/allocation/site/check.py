"""Checks of a built site before it goes live: complete, no dead link, nothing from other hosts.

The lines of a link are looked for only if there is something wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from allocation.base.grouping import grouped_pairs
from allocation.base.problems import Problem, Ref
from allocation.register.addresses import SEARCH_INDEX, search_index_part
from allocation.site import built_site
from allocation.site.built_site import SITEMAP, BuiltSite, Link, read_json

_CSS = re.compile(rb"""(?:url\(|@import\s)\s*["']?([^"')\s]+)""")
_STYLES = ".css"


def check(site: BuiltSite) -> tuple[Problem, ...]:
    """Return all problems of a site, sorted by place."""
    return tuple(sorted({problem for rule in RULES for problem in rule(site)}))


def _complete(site: BuiltSite) -> Iterator[Problem]:
    """There are pages, and each ends with ``</html>``."""
    if not site.pages:
        yield _unfinished("index.html", "一页都没有", "生成好的网站")
    for page in site.pages.values():
        if not page.complete:
            yield Problem(page.ref, "到这里断了", "以 </html> 结尾", _REMEDY)


def _links(site: BuiltSite) -> Iterator[Problem]:
    """The file and the fragment of each link exist."""

    def is_dead(link: Link) -> bool:
        return link.url.startswith(site.root) and site.missing(link.url) is not None

    for link, ref in _located(site, is_dead):
        yield Problem(
            ref,
            f"链接 {link.target} 打不开：{site.missing(link.url)}",
            "网站里有的一页、一处",
            "改正链接，或补上那一页；生成的页面里出现就重新生成。",
        )


def _outside(site: BuiltSite) -> Iterator[Problem]:
    """Nothing is fetched from other hosts, which an intranet can't reach."""

    def is_outside(link: Link) -> bool:
        return link.fetched and not link.url.startswith((site.root, "data:"))

    for link, ref in _located(site, is_outside):
        yield Problem(
            ref,
            f"要从外面取 {link.target}",
            "只用网站自己的文件",
            "把文件放进网站（docs/ 或 hooks/allocation/pages/assets/），改成相对地址。",
        )


def _inline(site: BuiltSite) -> Iterator[Problem]:
    """No page has inline scripts or styles: the server's Content-Security-Policy forbids both."""

    def is_script(link: Link) -> bool:
        return link.target.strip().lower().startswith("javascript:")

    codes = [place for page in site.pages.values() for place in page.inline]
    codes += [(ref, link.target) for link, ref in _in_pages(site, is_script)]
    for ref, code in codes:
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
            if missing := site.missing_from_home(address):
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
        if missing := site.missing_from_home(place):
            yield _unfinished(SEARCH_INDEX, f"搜到的 {place} 打不开：{missing}", "同一次生成的索引")
    for kind in ("people", "items", "units"):
        for entry in site.data.get(kind, []):
            if entry["url"] not in places:
                yield _unfinished(
                    SEARCH_INDEX, f"搜不到 {entry['url']}", "每个人、每个项目都搜得到"
                )


def _index_files(folder: Path) -> Iterator[Any]:
    """Yield the content of each file of the search index."""
    first = read_json(folder / SEARCH_INDEX)
    yield first
    for number in range(first.get("parts", 0)):
        yield read_json(folder / search_index_part(number + 1))


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


def _located(site: BuiltSite, is_wrong: Callable[[Link], bool]) -> Iterator[tuple[Link, Ref]]:
    """Yield links that are wrong, with each place where they are."""
    yield from _in_pages(site, is_wrong)
    for name in (name for name in site.files if name.endswith(_STYLES)):
        yield from (place for place in _in_styles(site, name) if is_wrong(place[0]))


def _in_pages(site: BuiltSite, is_wrong: Callable[[Link], bool]) -> Iterator[tuple[Link, Ref]]:
    """Yield those that are in pages."""
    wrong = {link for link in site.links if is_wrong(link)}
    for name, page in site.pages.items():
        if found := wrong.intersection(page.links):
            yield from _in_page(site, name, found)


def _in_page(site: BuiltSite, name: str, links: Iterable[Link]) -> Iterator[tuple[Link, Ref]]:
    """Yield links of a page, and where they are; where that is not known, its first line."""
    places = built_site.places((site.folder / name).read_bytes(), name)
    found = grouped_pairs(((target, fetched), ref) for target, fetched, ref in places)
    for link in links:
        for ref in found.get((link.target, link.fetched), (Ref(name, 1),)):
            yield link, ref


def _in_styles(site: BuiltSite, name: str) -> Iterator[tuple[Link, Ref]]:
    """Yield the addresses in a style sheet, and where they are."""
    content = (site.folder / name).read_bytes()
    for match in _CSS.finditer(content):
        target = match[1].decode("utf-8", "replace")
        line = content.count(b"\n", 0, match.start()) + 1
        yield Link(target, urljoin(site.root + name, target), True), Ref(name, line)


def _unfinished(name: str, message: str, expected: str) -> Problem:
    return Problem(Ref(name, 1), message, expected, _REMEDY)


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
