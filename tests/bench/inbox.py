"""A day of an office at its inbox: what each task takes, and how soon the site shows it."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from browser import chromium
from hands import CLICK_SECONDS, KEY_SECONDS
from inbox_day import Day, Told, spend
from intranet import intranet, served
from proving import PROOF

PLACE = PROOF / "inbox.md"
_HEAD = """# 在网页上改数据

`scripts/bench inbox` 写的：真的 nginx（口令）、git、Chromium、systemd 的命令，示例数据。
每件事从网站的一页点起，到看见改好的那一页为止。点一下算 {click} 秒，按一键算 {key} 秒，
一个汉字算三键，不算读和想的时间。上网：从送出到网页上看见，含等浏览器的时间；收件箱的服务一直运行着。

{where}

| 办什么 | 点几下 | 按几键 | 最多几秒 | 几秒上网 | 提交 |
| --- | --- | --- | --- | --- | --- |
"""


def main() -> None:
    """Measure, print and keep the table."""
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        with served(intranet(folder, pushes=True)) as office:
            office.wait_for_service()
            day = Day(office, browser, folder)
            spend(day)
    write(day.told)


def write(tasks: Iterable[Told]) -> None:
    """Print the table, and keep it."""
    made = datetime.now(UTC).date().isoformat()
    load = f"{os.cpu_count()} 核，同时有 {os.getloadavg()[0]:.0f} 个进程要用"
    where = f"{made}，Python {platform.python_version()}，{load}"
    head = _HEAD.format(click=CLICK_SECONDS, key=KEY_SECONDS, where=where)
    text = head + "".join(f"{_line(told)}\n" for told in tasks)
    print(text)
    PLACE.write_text(text, encoding="utf-8")


def _line(told: Told) -> str:
    live = f"{told.seconds:.0f}" if told.commits else ""
    cells = (told.task, told.clicks, told.keys, f"{told.effort:.0f}", live, len(told.commits))
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    main()
