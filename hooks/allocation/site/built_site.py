"""A built site as the checks see it: read from its files, whatever generated them.

What was read of a page holds as long as its bytes do; where its links lead is looked up in every
check.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from allocation.base.problems import Ref
from allocation.runtime.gc_paused import gc_paused
from allocation.runtime.trees import digests, is_page

SITEMAP = "sitemap.xml"

_DATA = "api/allocation.json"
_PORTAL = "api/portal.json"
_ANYWHERE = "http://site.invalid/"
_ATTRIBUTES = ("href", "src", "action", "data-full")
_LINKING = etree.XPath("//*[@href or @src or @action or @data-full]")
# Smart strings are disabled: each would keep the whole tree of its page in memory.
_IDS = etree.XPath("//@id | //a/@name", smart_strings=False)
_INLINE = etree.XPath(
    "//script[not(@src) and not(@type='application/json')] | //style | //*[@style]"
    " | //*[@*[starts-with(name(), 'on')]]"
)
"""Inline scripts and styles."""
_PLAIN_LINK = re.compile(
    r"(?P<up>(?:\.\./)*)(?:[\w%-][^/:;?#\s]*/)*(?:[\w%-][^/:;?#\s]*|(?<=/))(?:\?[^#\s]+)?(?:#\S+)?"
)
"""Up, then down: names that don't begin with a dot."""
_UP = re.compile(r"(?:\.\./)*\.\.")
_FRAGMENT = re.compile(r"#[^#\s]+")
_ELSEWHERE = re.compile(r"https?://[^\s\\]+")
_SLASHES_OF_A_HOST = "http://host/".count("/")
_LEADING = {"canonical", "alternate", "prev", "next", "edit"}
"""Values of a link element's ``rel`` that browsers don't fetch."""

_PLAIN_TAG = re.compile(
    r"""!doctype[ ]html
    | !--[^>-]*--
    | /[a-z][a-z0-9-]*
    | (?P<name>[a-z][a-z0-9-]*)
      (?P<attributes>(?:
        [ \t\r\n\f]+[a-zA-Z_:][\w:.-]*
        (?:=(?:"[^"<&\r\0]*(?:&(?:amp|lt|gt|quot|\#39|\#34);[^"<&\r\0]*)*"|[\w./\#?%:-]+(?!\S)))?
      )*)
      \s*/?
    """,
    re.VERBOSE | re.ASCII,
)
"""What is between ``<`` and ``>`` in a page that can be read tag by tag."""
_ONCE = {"html", "head", "body"}
"""Tags that count only where they belong."""
_INLINE_ATTRIBUTE = re.compile("style$|on")
_ATTRIBUTE = re.compile(r"""([^\s="]+)(?:=(?:"([^"]*)"|([^\s"]+)))?""")
_HOLDS_MARKUP = re.compile(
    rb"<(script|style|textarea|title|xmp|iframe|noembed|noframes|plaintext)\b"
    rb"[^<]*<(?!/\1>)"
)
"""An element whose content is no markup, or not always, that has a ``<`` in it."""
_MAX_KNOWN = 50_000
"""The limit of known tags: those of a large site do not fit into memory."""


_Target = tuple[str, bool]
"""An address as written, and whether browsers fetch it without a click."""


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """An address in a page or a style sheet; the same object in every page where it is the same.

    :ivar url: the target as a full address.
    :ivar fetched: whether browsers fetch it without a click.
    """

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
    def links(self) -> frozenset[Link]:
        """The links of all pages."""
        return frozenset(chain.from_iterable(page.links for page in self.pages.values()))

    @cached_property
    def data(self) -> dict[str, Any]:
        """The JSON file with all data; empty if it can't be read."""
        value = read_json(self.folder / self.data_path)
        return value if isinstance(value, dict) else {}

    @property
    def data_path(self) -> str:
        """The address of that file: a portal has another one than the site of a unit."""
        return _PORTAL if (self.folder / _PORTAL).is_file() else _DATA

    def missing(self, target: str) -> str | None:
        """Return a message if an address has no file, or its fragment no element.

        :param target: a full address below the root.
        """
        if target not in self._missing:
            self._missing[target] = self._look_up(target)
        return self._missing[target]

    def missing_from_home(self, target: str) -> str | None:
        """Return the same for an address that is relative to the home page."""
        return self.missing(self._home.resolve(target)[0])

    @cached_property
    def _home(self) -> PageAddress:
        return PageAddress(self.root)

    def _look_up(self, target: str) -> str | None:
        address, _, fragment = target.partition("#")
        path = unquote(address.partition("?")[0].removeprefix(self.root)).lstrip("/")
        name = f"{path}index.html" if path.endswith("/") or not path else path
        if name not in self.files:
            return f"没有 {name}"
        fragment = unquote(fragment)
        page = self.pages.get(name)
        return f"{name} 里没有 #{fragment}" if page and fragment not in page.ids | {""} else None


class Reader:
    """Reads a site, and later what changed of it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], BuiltPage] = {}
        self._tags = KnownTags()

    @gc_paused()
    def read(self, folder: Path, files: Mapping[str, str]) -> BuiltSite:
        """Return a site.

        :param files: the names of its files below the folder, with the digests of their contents.
        """
        content = _bytes(folder / SITEMAP)
        listed = tuple(re.findall(r"<loc>(.*?)</loc>", content.decode("utf-8", "replace")))
        links = _Links(_root(listed))
        pages = filter(is_page, files)
        keys = {name: (name, files[name], links.root) for name in pages}
        self._known = {
            key: self._known.get(key) or _page(name, folder / name, self._tags, links)
            for name, key in keys.items()
        }
        return BuiltSite(folder, files, listed, {name: self._known[keys[name]] for name in keys})


def read(folder: Path) -> BuiltSite:
    """Read a site once."""
    return Reader().read(folder, digests(folder))


def read_json(path: Path) -> Any:
    """Return the content of a JSON file; nothing if it can't be read."""
    try:
        return json.loads(_bytes(path))
    except ValueError:
        return None


def places(content: bytes, name: str) -> Iterator[tuple[str, bool, Ref]]:
    """Yield the addresses in a page, whether they are fetched, and where they are."""
    for element in _LINKING(_tree(content)):
        for target, fetched in _targets(element.tag, element.attrib):
            yield target, fetched, _at(name, element)


class PageAddress:
    """The full address of a page, to which its links are relative."""

    def __init__(self, page: str) -> None:
        self._page = page
        self._folders = [page[: page.rfind("/") + 1]]
        while self._folders[-1].count("/") > _SLASHES_OF_A_HOST:
            above = self._folders[-1].rfind("/", 0, -1) + 1
            self._folders.append(self._folders[-1][:above])

    @property
    def depth(self) -> int:
        """The number of folders above the page, its host included."""
        return len(self._folders)

    def resolve(self, target: str) -> tuple[str, str]:
        """Return what ``urljoin`` returns: for most links in a twentieth of its time.

        :returns: the address, and the folder that all of the target is below; empty if not known.
        """
        if _FRAGMENT.fullmatch(target):
            return self._page + target, ""
        if _UP.fullmatch(target):
            target += "/"
        plain = _PLAIN_LINK.fullmatch(target)
        up = plain.end("up") // len("../") if plain and target else self.depth
        if not plain or up >= self.depth:
            return urljoin(self._page, target), ""
        return self._folders[up] + target[plain.end("up") :], self._folders[up]


class _Links:
    """Makes the links of pages: one for all pages of a depth, if it leads up to the top first."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._shared: dict[int, dict[_Target, Link]] = {}

    def of(self, name: str, targets: Iterable[_Target]) -> Iterator[Link]:
        """Yield the links of a page, without those to other sites."""
        address = PageAddress(self.root + name)
        shared = self._shared.setdefault(address.depth, {})
        for key in targets:
            if link := shared.get(key):
                yield link
                continue
            target, fetched = key
            if fetched or target.startswith(self.root) or not _ELSEWHERE.fullmatch(target):
                url, folder = address.resolve(target)
                link = Link(target, url, fetched)
                if folder and self.root.startswith(folder):
                    shared[key] = link
                yield link


def _root(listed: Iterable[str]) -> str:
    return min(listed, key=len, default=_ANYWHERE).removesuffix("index.html")


class _Tag(NamedTuple):
    """What a tag, or a page, has: its ids, and its links with repetitions."""

    ids: tuple[str, ...]
    targets: tuple[_Target, ...]


class KnownTags:
    """The tags that were read before: a site repeats most of them on many pages."""

    def __init__(self) -> None:
        self._tags: dict[bytes, _Tag | None] = {}

    def read(self, content: bytes) -> list[tuple[_Tag, int]]:
        """Return the tags of a page that have something, and how often each is there.

        :raises NotPlainError: only the tree of the page tells what it has.
        """
        if _HOLDS_MARKUP.search(content):
            raise NotPlainError
        if len(self._tags) > _MAX_KNOWN:
            self._tags.clear()
        found: list[tuple[_Tag, int]] = []
        for piece, count in Counter(content.split(b"<")[1:]).items():
            inside = piece.rpartition(b">")[0]
            if inside not in self._tags:
                self._tags[inside] = _tag(inside)
            if tag := self._tags[inside]:
                found.append((tag, count))
        return found


class NotPlainError(Exception):
    """A page can't be read tag by tag, or has an inline script or style."""


def _tag(inside: bytes) -> _Tag | None:
    """Read what is between ``<`` and ``>``; nothing if there is neither id nor link.

    :raises NotPlainError: it is not all of a tag, or is or has an inline script or style.
    """
    try:
        tag = _PLAIN_TAG.fullmatch(inside.decode())
    except UnicodeDecodeError:
        raise NotPlainError from None
    if not tag:
        raise NotPlainError
    name: str = tag["name"] or ""
    found = _ATTRIBUTE.findall(tag["attributes"] or "")
    attributes = {key.lower(): unescape(quoted or bare) for key, quoted, bare in found}
    is_repeated = len(attributes) < len(found)
    if is_repeated or _is_inline(name, attributes) or (name in _ONCE and "id" in attributes):
        raise NotPlainError
    naming = ("id", "name") if name == "a" else ("id",)
    ids = tuple(attributes[key] for key in naming if key in attributes)
    targets = tuple(_targets(name, attributes))
    return _Tag(ids, targets) if ids or targets else None


def _is_inline(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether a tag starts an inline script or style, or has one."""
    is_fetched = "src" in attributes or attributes.get("type") == "application/json"
    is_code = name == "style" or (name == "script" and not is_fetched)
    return is_code or any(map(_INLINE_ATTRIBUTE.match, attributes))


def _page(name: str, path: Path, known: KnownTags, links: _Links) -> BuiltPage:
    content = path.read_bytes()
    inline: tuple[tuple[Ref, str], ...] = ()
    try:
        tags = known.read(content)
    except NotPlainError:
        tree = _tree(content)
        tags = [(_whole(tree), 1)]
        inline = tuple((_at(name, element), _start_tag(element)) for element in _INLINE(tree))
    targets = set(chain.from_iterable(tag.targets for tag, _ in tags))
    return BuiltPage(
        ref=Ref(name, content.count(b"\n") + 1),
        complete=content.rstrip().endswith(b"</html>"),
        ids=frozenset(chain.from_iterable(tag.ids for tag, _ in tags)),
        links=tuple(links.of(name, targets)),
        occurrences=sum(len(tag.targets) * count for tag, count in tags),
        inline=inline,
    )


def _whole(tree: HtmlElement) -> _Tag:
    """Return what all elements of a page have."""
    linking = (_targets(element.tag, element.attrib) for element in _LINKING(tree))
    return _Tag(tuple(_IDS(tree)), tuple(chain.from_iterable(linking)))


def _tree(content: bytes) -> HtmlElement:
    # The server says that pages are in UTF-8, whatever they say themselves.
    parser = HTMLParser(encoding="utf-8", huge_tree=True)
    return document_fromstring(content if content.strip() else b"<html></html>", parser)


def _at(name: str, element: HtmlElement) -> Ref:
    return Ref(name, element.sourceline or 1)


def _targets(tag: str, attributes: Mapping[str, str]) -> Iterator[_Target]:
    """Yield the addresses of an element, and whether browsers fetch them without a click."""
    for name in _ATTRIBUTES:
        if (target := attributes.get(name)) is not None:
            yield target, _is_fetched(tag, name, attributes.get("rel", ""))


def _is_fetched(tag: str, attribute: str, rel: str) -> bool:
    if tag in ("a", "area"):
        return attribute != "href"
    return not (tag == "link" and _LEADING & set(rel.split()))


def _start_tag(element: HtmlElement) -> str:
    text: str = etree.tostring(element, encoding="unicode", with_tail=False)
    return text.partition(">")[0] + ">"


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
