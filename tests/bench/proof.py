"""Tables of measurements, kept in the repository as they came out of a run."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime

from proving import PROOF

PLACE = PROOF / "speed.md"
TITLES = {
    "builds": "整个网站的生成，与同类工具相比（同样的页面，中位数）",
    "growth": "页数增加时的时间和内存（内存是一个进程最多时）",
    "edit": "预览时改一行：多久看到新的一页",
    "search": "搜索",
    "browser": "在浏览器里",
    "portal": "几千个单位的搜索",
    "deploy": "发布时有人在看",
    "live": "从提交到上线",
}


def keep(part: str, lines: Iterable[str]) -> None:
    """Print a table and put it in the place of the one that the last run made."""
    table = []
    for line in lines:
        print(line, flush=True)
        table.append(line)
    tables = _known() | {part: [_where(), "", *table]}
    parts = [
        "\n".join([f"## {title}", "", *tables[name]])
        for name, title in TITLES.items()
        if name in tables
    ]
    PLACE.write_text("\n\n".join(["# 速度", *parts]) + "\n", encoding="utf-8")


def busy() -> str:
    """Return how many processes wanted the processor in the last minute: times depend on it."""
    return f"{os.getloadavg()[0]:.0f} processes on {os.cpu_count()} cores"


def _known() -> dict[str, list[str]]:
    if not PLACE.exists():
        return {}
    names = {title: name for name, title in TITLES.items()}
    parts = PLACE.read_text(encoding="utf-8").split("\n## ")[1:]
    tables = (part.strip().split("\n") for part in parts)
    return {names[title]: lines for title, _, *lines in tables}


def _where() -> str:
    day = datetime.now(UTC).date().isoformat()
    return f"{day}，Python {platform.python_version()}，{os.cpu_count()} 核，{platform.system()}"
