"""Tables of measurements, kept in the repository as they came out of a run."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from proving import PROOF

HEADS = {"speed": "速度", "units": "许多单位"}
"""Title of each page of tables, by the name of its file in ``docs/proof``."""
_NOTE = "各节由节下所写的命令写成，整节照命令的输出，不要手改。"


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a page of tables.

    :ivar command: what writes it.
    :ivar how: how it was measured, in Chinese; empty where the table says all.
    :ivar page: a name in :data:`HEADS`.
    """

    title: str
    command: str
    how: str = ""
    page: str = "speed"


PARTS = {
    "builds": Part(
        "整个网站的生成，与同类工具相比",
        "scripts/bench build",
        "各工具轮流生成同样的页，每次一个新的进程，取三轮的中位数。CPU 是进程和它的子进程用掉的"
        "处理器时间，忙的机器上比钟表时间稳；内存是其中一个进程最多时。不生成下载：只有网页和"
        "搜索索引，没有 Word、Excel、日历和 JSON。同类工具的内容是同样各页转成的 Markdown。"
        "Hugo 和 Eleventy 的每一页套的就是本项目一页的外框（页眉、导航、页脚），现成给它们，"
        "不做搜索索引；Zensical、Material 做它们自己的外框和搜索索引；sphinx-needs 只做条款的"
        "清单。底线：把本项目生成好的文件从内存写到空文件夹里。",
    ),
    "profile": Part(
        "一次完整生成的处理器时间花在哪里",
        "scripts/bench profile",
        "各部分按生成的次序，在一个没有做过别的事的进程里测，取三次里最少的；“其余”是整个生成"
        "（不生成下载）减去这些。生成下载的时候有两个进程同时在做。",
    ),
    "growth": Part(
        "页数增加时的时间和内存",
        "scripts/bench build large",
        "每种一次，新的进程。内存是一个进程最多时；增长指数：时间随页数的几次方增加，与第一行比。",
    ),
    "edit": Part(
        "预览时改一行：多久看到新的一页",
        "scripts/bench edit",
        "预览开着，改一个条款，到服务器给出改好的那一页为止，五次的中位数。本项目改的是数据文件，"
        "显示这个条款的各页都跟着改；Hugo（server）和 Eleventy（--serve --incremental）改的是"
        "一页的 Markdown，只改这一页。",
    ),
    "fresh": Part(
        "改动之后的网站，与从头生成的逐字节相比",
        "scripts/bench fresh",
        "虚构单位（tests/example）和一个小单位（tests/units/edit）的数据，Hypothesis 随机改："
        "任何一种文件的任何一个字段换值、到处改名、列表里加一条、删一条、换次序，改类别的次序，"
        "提交。每改一次，在同一个进程里更新网站，再从头生成一个，比较全部文件；二十次一串，"
        "每串从原样开始。",
    ),
    "search": Part("搜索", "scripts/bench search"),
    "browser": Part("在浏览器里", "scripts/bench browser"),
    "deploy": Part("发布时有人在看", "scripts/bench deploy"),
    "live": Part("从提交到上线", "scripts/bench live"),
    "units": Part(
        "全部从头、什么都没变、变了几个",
        "scripts/bench units",
        "一条 allocation units 的用时，从进程开始到结束，门户也在内；CPU 是它和它的子进程用掉的。",
        "units",
    ),
    "city": Part(
        "一个城市",
        "scripts/bench units 3000",
        "同上；门户每次有变化都重新生成，“3 个变了”里有它。",
        "units",
    ),
    "unit_kills": Part(
        "生成到一半被杀掉",
        "scripts/bench units kills",
        "数据改了又改，命令或替它生成的进程在随便什么时候被 kill -9；一直有人看全部网站，"
        "最后不杀，运行一次，和另一个文件夹里从头生成的逐字节比较。",
        "units",
    ),
    "portal": Part(
        "一次搜索全部",
        "scripts/bench portal",
        "Chromium，从开始读搜索程序到答出第一次问的，五次的中位数，每次什么都没有读过；括号里是为此"
        "传输的字节（gzip）。问的是一个单位、一个项目的名称、一个人的拼音首字母、一个单位登记的材料。",
        "units",
    ),
}
"""Every section, in the order of its page."""


def say(text: str) -> None:
    """Tell who waits what is being done."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def keep(name: str, lines: Iterable[str]) -> None:
    """Print a table line by line and put it in the place of the one that the last run made.

    :param name: a name in :data:`PARTS`.
    """
    part = PARTS[name]
    made = [f"`{part.command}`，{where()}", ""]
    made += [part.how, ""] if part.how else []
    for line in lines:
        print(line, flush=True)
        made.append(line)
    place = PROOF / f"{part.page}.md"
    text = place.read_text(encoding="utf-8") if place.exists() else ""
    sections = _sections(text) | {part.title: "\n".join(made)}
    titles = (each.title for each in PARTS.values() if each.page == part.page)
    shown = [f"## {title}\n\n{sections[title]}" for title in titles if title in sections]
    head = [f"# {HEADS[part.page]}", _NOTE]
    place.write_text("\n\n".join([*head, *shown]) + "\n", encoding="utf-8")
    print(f"已写入 {place.relative_to(PROOF.parent.parent)}：{part.title}")


def where() -> str:
    """Return when and on what a measurement was made."""
    day = datetime.now(UTC).date().isoformat()
    return f"{day}，Python {platform.python_version()}，{platform.system()}，{load()}"


def load() -> str:
    """Return how many processes wanted the processor in the last minute: times depend on it."""
    return f"{os.cpu_count()} 核，同时有 {os.getloadavg()[0]:.0f} 个进程要用"


def busy() -> str:
    """Return the same in English."""
    return f"{os.getloadavg()[0]:.0f} processes on {os.cpu_count()} cores"


def _sections(text: str) -> dict[str, str]:
    """Return what stands below each heading of a page."""
    parts = (part.partition("\n") for part in text.split("\n## ")[1:])
    return {title: body.strip() for title, _, body in parts}
