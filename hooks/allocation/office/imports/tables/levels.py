"""Categories, groups and items, built from the labels left of a table's rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile
from typing import Any

from allocation.office.imports.tables.names import Ask

_CODE = re.compile(
    r"([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[ⅠⅡⅢⅣⅤⅥIV]+\s*[-—–－.]\s*[0-9０-９]+"
    r"|[0-9０-９]+(?:[-.][0-9０-９]+)+[.、]?|[0-9０-９]{1,3}[.、．]|[0-9０-９]{1,2}(?=\s)"
    r"|[A-Z](?:[0-9]{1,2}(?:[-.][0-9]{1,2})*[.、．]?|[.、．]))\s*"
)
_STYLES = (
    r"[一二三四五六七八九十]+、",
    r"（[一二三四五六七八九十]+）",
    r"[0-9０-９]+[.、．]",
    r"[ⅠⅡⅢ]",
)
"""Beginnings of labels across the whole table, one style per rank."""
_NAMELESS = "分工"
"""Title of the only category if the table names none."""
_NUMBER = re.compile(r"([0-9０-９]{1,2})\s+(?![年月日0-9])")
"""A number that only a space parts from a label: 1 思想引领."""
_CONTINUED = re.compile(r"\s*[（(]\s*(?:续|接上)[^（）()]{0,3}[)）]\s*$")
"""What follows a label that goes on from the page before: 二、社区环境（续）."""
_HAN = "㐀-鿿豈-﫿"
Node = dict[str, Any]


class Levels:
    """Builds the levels row by row; a label holds until its column has another one."""

    def __init__(self) -> None:
        self.categories: list[Node] = []
        self._banners: list[str] = []
        self._labels: list[str] = []
        self._last_labels: list[str] = []
        self._ids: set[str] = set()
        self._nodes: list[Node] = []
        self._asks: dict[int, Ask] = {}
        self.go_on = False
        """Whether all labels of the row are those of the page before, and say so."""

    @property
    def path(self) -> list[Node]:
        """The levels of the last row, the category first."""
        return list(self._nodes)

    def of_column(self, column: int) -> Node:
        """Return the level of the last row whose label is in a column, from 0, or the one above."""
        above = self._labels[: len(self._banners) + column + 1]
        path = [label for label, _ in groupby(filter(None, above))]
        return self._nodes[max(len(path), 1) - 1]

    def banner(self, text: str) -> None:
        """Begin a level whose label is across the whole table; lower levels end."""
        styles = [style(label) for label in self._banners]
        own = style(text)
        rank = styles.index(own) if own in styles else len(styles)
        self._banners = [*self._banners[:rank], joined(text)]

    def note(self, cells: Sequence[str | None]) -> None:
        """Store the labels of a row; their levels begin with the first clause."""
        before = self._labels
        self._labels = self._current([None if cell is None else joined(cell) for cell in cells])
        said = any(_CONTINUED.search(cell) for cell in cells if cell)
        self.go_on = said and self._labels == before

    def item(self, ask: Ask) -> Node:
        """Return the item of a row, or its category; add the levels that are new."""
        pairs = takewhile(lambda pair: pair[0] == pair[1], zip(self._last_labels, self._labels))  # noqa: B905
        # A caption above the table may be repeated inside it.
        path = [label for label, _ in groupby(filter(None, self._labels))]
        same = [label for label, _ in groupby(label for label, _ in pairs if label)]
        going = len(same) if path else len(self._nodes)
        self._enter(path or [_NAMELESS], going, ask)
        self._last_labels = self._labels
        for node in self._nodes:
            self._asks.setdefault(id(node), ask)
        self._nodes[-1].setdefault("rows", [])
        return self._nodes[-1]

    def settle(self) -> None:
        """Give every level one kind of parts, as data files require; ask about the changes."""
        for category in self.categories:
            for node, message in _normalized(category):
                self._asks[id(node)](message)

    def _current(self, texts: list[str | None]) -> list[str]:
        """Return the labels that hold for a row: its own, and those from above."""
        depth = len(self._banners)
        above = self._labels[depth:] if self._labels[:depth] == self._banners else []
        above = [*above, *[""] * len(texts)][: len(texts)]
        # A new page repeats the labels from above.
        pairs = enumerate(zip(texts, above, strict=True))
        fresh = next((at for at, (text, old) in pairs if text and text != old), len(texts))
        return [*self._banners, *above[:fresh], *(text or "" for text in texts[fresh:])]

    def _enter(self, path: list[str], depth: int, ask: Ask) -> None:
        depth = min(depth, len(self._nodes), len(path))
        if depth < len(path):
            # An item has rows already, and can have no parts.
            while depth > 1 and "rows" in self._nodes[depth - 1]:
                depth -= 1
        self._nodes = self._nodes[: depth if self.categories else 0]
        for at in range(len(self._nodes), len(path)):
            self._add(path, at, ask)

    def _add(self, path: list[str], at: int, ask: Ask) -> None:
        node = _node(path[at])
        if at == 0:
            self.categories.append(node)
        elif at < len(path) - 1:
            self._nodes[-1].setdefault("groups", []).append(node)
        elif path[at] == _label(self.categories[-1]) and "code" not in node:
            # An item with the label of its category is the category itself.
            node = self.categories[-1]
        else:
            self._nodes[-1].setdefault("items", []).append(self._keyed(node, ask))
        self._nodes.append(node)

    def _keyed(self, item: Node, ask: Ask) -> Node:
        """Give an item a key if its id is taken: ids must be unique."""
        id = _id(item)
        if id in self._ids:
            above = _above(self.categories[-1])
            names = (f"{above}-{id}{number}" for number in ("", *range(2, 1000)))
            item["key"] = next(name for name in names if name not in self._ids)
            ask(f"项目“{id}”前面已经有了，编号里写成“{item['key']}”，不会印出。")
        self._ids.add(str(item.get("key", id)))
        return item


def rows_of(level: Node) -> list[Node]:
    """Return the rows of a level and of its parts."""
    below = [*level.get("groups", ()), *level.get("items", ())]
    return [*(row for part in below for row in rows_of(part)), *level.get("rows", ())]


def keys_of(level: Node) -> set[str]:
    """Return the keys of a level and of everything below it."""
    parts = (level.get(key, ()) for key in ("groups", "items", "rows", "clauses"))
    return {*level}.union(*(keys_of(part) for some in parts for part in some))


def is_code(text: str) -> bool:
    """Whether a text is a code of several parts, or with a letter: A1, Ⅰ-1, 2.3; not a number."""
    match = _CODE.fullmatch(text)
    return match is not None and re.fullmatch(r"[0-9０-９]+[.、．]?", text) is None


def is_level_label(text: str) -> bool:
    """Whether a text begins like the label of a level: 一、组织领导."""
    return re.match(f"{_STYLES[0]}|{_STYLES[1]}", text) is not None


def joined(text: str) -> str:
    """Return a label on one line, without padding between Chinese characters."""
    label = _CONTINUED.sub("", text).strip()
    number = _NUMBER.match(label)
    plain = re.sub(rf"(?<=[{_HAN}、）])\s+|\s+(?=[{_HAN}])", "", label).replace("\n", "")
    return f"{number[1]} {plain.removeprefix(number[1])}" if number else plain


def style(text: str) -> int:
    """Return the index of the style that a label begins with."""
    styles = (at for at, style in enumerate(_STYLES) if re.match(style, text))
    return next(styles, len(_STYLES))


def _node(text: str) -> Node:
    match = _CODE.match(text)
    if match and match.end() < len(text):
        return {"code": match[1].strip(), "title": text[match.end() :]}
    return {"title": text}


def _id(node: Node) -> str:
    return str(node.get("code", node["title"]))


def _above(category: Node) -> str:
    """Return what a category is called in keys: its code without points and brackets around it."""
    return str(category.get("code", "")).strip("、（）.") or str(category["title"])


def _label(node: Node) -> str:
    return f"{node.get('code', '')}{node['title']}"


def _normalized(node: Node) -> Iterator[tuple[Node, str]]:
    for group in node.get("groups", ()):
        yield from _normalized(group)
    if "rows" in node and {"groups", "items"} & set(node):
        node["items"] = [{"title": node["title"], "rows": node.pop("rows")}, *node.get("items", ())]
        yield node, f"“{_label(node)}”下有的行没有项目，归到同名的项目“{node['title']}”，请核对。"
    if "groups" in node and "items" in node:
        node["groups"].insert(0, {"title": node["title"], "items": node.pop("items")})
        text = f"“{_label(node)}”下有的项目不在中间一级里，归到同名的一级“{node['title']}”"
        yield node, f"{text}，请核对。"
