"""A clause reworded while somebody looks: how long until the page says so, beside a whole build."""

from __future__ import annotations

import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.build import LARGE, ours
from bench.generate import SIZES, project
from bench.proof import keep
from helpers import PROJECT

ROUNDS = 5
_TEXT = re.compile(r"^( +text: )(.*)$", re.MULTILINE)


def main() -> None:
    """Measure, print and keep the table; ``large`` adds a large register."""
    keep("edit", _lines())


def _lines() -> Iterator[str]:
    yield "| 页数 | 整个生成 | 改一行到看见 | 之比 |"
    yield "| --- | --- | --- | --- |"
    for size in (*SIZES, *(LARGE[:1] if "large" in sys.argv else ())):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            project(size, folder)
            whole = ours(folder).seconds
            pages = sum(1 for _ in (folder / "ours/site").rglob("*.html"))
            with _preview(folder / "ours") as url:
                edit = statistics.median(_edited(folder / "ours", url, n) for n in range(ROUNDS))
        yield f"| {pages} | {whole:.2f} s | {edit:.2f} s | {edit / whole:.2f} |"


@contextmanager
def _preview(project: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(PROJECT / ".venv/bin/mkdocs"), "serve", "-q", "-a", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, cwd=project, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"})
    url = f"http://127.0.0.1:{port}/"
    try:
        _until(url, "</html>")
        yield url
    finally:
        server.terminate()
        server.wait()


def _edited(project: Path, url: str, number: int) -> float:
    """Reword a clause; return the seconds until its page says so."""
    path = sorted((project / "data/allocation").glob("*.yml"))[number]
    text = path.read_text(encoding="utf-8")
    word = f"改了第{number}处"
    category = re.search(r"^slug: (.*)$", text, re.MULTILINE)
    name = category[1] if category else str(number + 1)
    # What the last edit left behind has come to rest by then, as it has for people.
    time.sleep(3)
    start = time.perf_counter()
    path.write_text(_TEXT.sub(rf"\g<1>{word}", text, count=1), encoding="utf-8")
    _until(f"{url}categories/{name}/", word)
    return time.perf_counter() - start


def _until(url: str, word: str) -> None:
    while True:
        with suppress(OSError), urllib.request.urlopen(url, timeout=60) as answer:
            if word in answer.read().decode():
                return
        time.sleep(0.02)


if __name__ == "__main__":
    main()
