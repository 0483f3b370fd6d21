"""Methods of assessment as a list: 1、材料审核；2、实地考察."""

from __future__ import annotations

import re
from collections.abc import Callable

_MARK = re.compile(
    r"[⑴-⒇①-⑳⒈-⒛]|[（(][0-9０-９一二三四五六七八九十]{1,2}[)）]"
    r"|(?:^|(?<=[^0-9０-９.．]))[0-9０-９]{1,2}(?:[)）、]|[.．](?![0-9０-９]))"
    r"|(?:^|(?<=[\s；;，,、。]))(?:[A-Za-z][.、．)）]|[一二三四五六七八九十]{1,2}、)"
    r"|(?:^|(?<=[\s；;，,、。]))[-—·•●◆■▪*]+"
)
_BETWEEN = re.compile(r"[、，,;；/\n\t+＋|｜]+")
_TICK = re.compile(r"[√✓✔☑●○◎★☆▲△■□]+|[Vv是有]")
_NAME = re.compile(
    r"(?:材料|资料|网上|网络|现场|实地|问卷|随机|入户|电话|满意度)"
    r"(?:审核|审查|查阅|申报|测评|考察|查看|检查|调查|核查|访谈|走访|抽查|暗访)"
)
_LONGEST = 14
"""Most characters of a method's name."""


def listed(text: str) -> list[str]:
    """Return the methods in a cell, without marks before them."""
    pieces = (piece.strip(" \u3000。：:") for piece in _BETWEEN.split(_MARK.sub("\n", text)))
    return list(dict.fromkeys(name for piece in pieces for name in _spaced(piece)))


def _spaced(piece: str) -> list[str]:
    """Return the methods between spaces, where each is a usual name."""
    names = piece.split()
    return names if all(map(is_method, names)) else [piece]


def is_method(text: str) -> bool:
    """Whether a text is the usual name of a method."""
    return _NAME.fullmatch(text) is not None


def before_rule(text: str, is_rule: Callable[[str], bool]) -> list[str]:
    """Return the methods in the sentences of a text that are no rules of scoring."""
    sentences = [part for part in re.split(r"[。；;\n]", text) if part.strip()]
    return [method for part in sentences if not is_rule(part) for method in listed(part)]


def is_long(method: str) -> bool:
    """Whether a text is longer than the name of a method."""
    return len(method) > _LONGEST


def is_tick(text: str) -> bool:
    """Whether a cell only ticks the method that the heading names."""
    return _TICK.fullmatch(text.strip()) is not None
