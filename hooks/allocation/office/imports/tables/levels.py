"""Categories, groups and items, from the labels that the rows of a table stand under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile
from typing import Any

from allocation.office.imports.tables.names import Ask

_CODE = re.compile(
    r"([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[ⅠⅡⅢⅣⅤⅥIV]+\s*[-—–－.]\s*[0-9０-９]+"
    r"|[0-9０-９]+(?:[-.][0-9０-９]+)+[.、]?|[0-9０-９]{1,3}[.、．])\s*"
)
_STYLES = (
    r"[一二三四五六七八九十]+、",
    r"（[一二三四五六七八九十]+）",
    r"[0-9０-９]+[.、．]",
    r"[ⅠⅡⅢ]",
)
"""How labels of one rank begin, where they stand across the whole table."""
_NAMELESS = "分工"
"""What the only category is called where a table names none."""
_HAN = "㐀-鿿豈-﫿"
Node = dict[str, Any]


class Levels:
    """Builds the levels row by row; a label holds until another stands in its place."""

    def __init__(self) -> None:
        self.categories: list[Node] = []
        self._banners: list[str] = []
        self._labels: list[str] = []
        self._opened: list[str] = []
        self._ids: set[str] = set()
        self._nodes: list[Node] = []
        self._asks: dict[int, Ask] = {}

    def banner(self, text: str) -> None:
        """Begin a level whose label stands across the whole table; lower ones end with it."""
        styles = [style(each) for each in self._banners]
        rank = styles.index(style(text)) if style(text) in styles else len(styles)
        self._banners = [*self._banners[:rank], joined(text)]

    def note(self, cells: Sequence[str | None]) -> None:
        """Take note of the labels of a row; what they name begins with the first clause."""
        self._labels = self._now([None if cell is None else joined(cell) for cell in cells])

    def item(self, ask: Ask) -> Node:
        """Return the item that a row belongs to, or its category; what is new begins there."""
        pairs = takewhile(lambda pair: pair[0] == pair[1], zip(self._opened, self._labels))  # noqa: B905
        # A caption above the table may be said again within it.
        path = [label for label, _ in groupby(filter(None, self._labels))]
        same = [label for label, _ in groupby(label for label, _ in pairs if label)]
        going = len(same) if path else len(self._nodes)
        self._open(path or [_NAMELESS], going, ask)
        self._opened = self._labels
        for node in self._nodes:
            self._asks.setdefault(id(node), ask)
        self._nodes[-1].setdefault("rows", [])
        return self._nodes[-1]

    def settle(self) -> None:
        """Give each level one sort of parts, as data files have it; ask about what was changed."""
        for category in self.categories:
            for node, said in _settled(category):
                self._asks[id(node)](said)

    def _now(self, texts: list[str | None]) -> list[str]:
        """Return the labels that hold for a row: its own, and what goes on from above."""
        depth = len(self._banners)
        above = self._labels[depth:] if self._labels[:depth] == self._banners else []
        above = [*above, *[""] * len(texts)][: len(texts)]
        # A new page names again what goes on.
        pairs = enumerate(zip(texts, above, strict=True))
        fresh = next((at for at, (text, old) in pairs if text and text != old), len(texts))
        return [*self._banners, *above[:fresh], *(text or "" for text in texts[fresh:])]

    def _open(self, path: list[str], kept: int, ask: Ask) -> None:
        kept = min(kept, len(self._nodes), len(path))
        if kept < len(path):
            # What was an item so far holds rows, and can hold nothing else.
            while kept > 1 and "rows" in self._nodes[kept - 1]:
                kept -= 1
        self._nodes = self._nodes[: kept if self.categories else 0]
        for at in range(len(self._nodes), len(path)):
            self._begin(path, at, ask)

    def _begin(self, path: list[str], at: int, ask: Ask) -> None:
        made = _node(path[at])
        if at == 0:
            self.categories.append(made)
        elif at < len(path) - 1:
            self._nodes[-1].setdefault("groups", []).append(made)
        elif path[at] == _label(self.categories[-1]) and "code" not in made:
            # An item that is called as its category is no level of its own.
            made = self.categories[-1]
        else:
            self._nodes[-1].setdefault("items", []).append(self._keyed(made, ask))
        self._nodes.append(made)

    def _keyed(self, item: Node, ask: Ask) -> Node:
        """Give an item a key that is called as another one: their numbers must differ."""
        id = _id(item)
        if id in self._ids:
            above = _id(self.categories[-1]).strip("、（）.")
            names = (f"{above}-{id}{number}" for number in ("", *range(2, 1000)))
            item["key"] = next(name for name in names if name not in self._ids)
            ask(f"项目“{id}”前面已经有了，编号用 key“{item['key']}”，不会印出。")
        self._ids.add(str(item.get("key", id)))
        return item


def rows_of(level: Node) -> list[Node]:
    """Return the rows of a level and of those below it."""
    below = [*level.get("groups", ()), *level.get("items", ())]
    return [*(row for each in below for row in rows_of(each)), *level.get("rows", ())]


def stands_alone(text: str) -> bool:
    """Whether a text begins as the label of a level does: 一、组织领导."""
    return re.match(f"{_STYLES[0]}|{_STYLES[1]}", text) is not None


def joined(text: str) -> str:
    """Return a label on one line: spaces between Chinese characters only fill the line."""
    return re.sub(rf"(?<=[{_HAN}、）])\s+|\s+(?=[{_HAN}])", "", text.strip()).replace("\n", "")


def style(text: str) -> int:
    """Return how a label begins, by its place among the styles."""
    found = (at for at, style in enumerate(_STYLES) if re.match(style, text))
    return next(found, len(_STYLES))


def _node(text: str) -> Node:
    match = _CODE.match(text)
    if match and match.end() < len(text):
        return {"code": match[1].strip(), "title": text[match.end() :]}
    return {"title": text}


def _id(node: Node) -> str:
    return str(node.get("code", node["title"]))


def _label(node: Node) -> str:
    return f"{node.get('code', '')}{node['title']}"


def _settled(node: Node) -> Iterator[tuple[Node, str]]:
    for each in node.get("groups", ()):
        yield from _settled(each)
    if "rows" in node and {"groups", "items"} & set(node):
        node["items"] = [{"title": node["title"], "rows": node.pop("rows")}, *node.get("items", ())]
        yield node, f"“{_label(node)}”下有的行没有项目，归到同名的项目“{node['title']}”，请核对。"
    if "groups" in node and "items" in node:
        node["groups"].insert(0, {"title": node["title"], "items": node.pop("items")})
        said = f"“{_label(node)}”下有的项目不在中间一级里，归到同名的一级“{node['title']}”"
        yield node, f"{said}，请核对。"
