"""A clause reworded while somebody looks: how long until the page says so, ours and the peers'."""

from __future__ import annotations

import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from bench import markdown
from bench.build import LARGE, OURS, Peer, framed_peers, ours
from bench.generate import SIZES, project
from bench.process import environment
from bench.proof import keep, say
from helpers import PROJECT

ROUNDS = 5
REST = 3.0
"""Seconds before an edit: what the last one left behind has come to rest, as it has for people."""
PATIENCE = 900.0
"""Seconds after which a server that shows nothing is given up."""
_TEXT = re.compile(r"^( +text: )(.*)$", re.MULTILINE)
_LOOK = 0.002
"""Seconds between two looks at a page."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A server that shows what is edited.

    :ivar command: without the port, which is its last argument.
    :ivar edit: writes a word into the file of the category at a place, from 0 on; returns the
        address of a page that shows it.
    """

    folder: Path
    command: tuple[str | Path, ...]
    edit: Callable[[int, str], str]


def main() -> None:
    """Measure, print and keep the table; arguments are sizes in the place of the usual ones."""
    sizes = tuple(map(int, sys.argv[1:])) or (*SIZES, LARGE[0])
    keep("edit", _lines(sizes))


def _lines(sizes: tuple[int, ...]) -> Iterator[str]:
    yield f"| 页数 | {OURS} | Hugo | Eleventy | {OURS}整个生成 | 改一行 : 整个生成 |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            say(f"约 {size} 页：写各工具的项目")
            project(size, folder)
            whole = ours(folder).seconds
            pages = [*markdown.pages(folder / "ours/data")]
            took = {}
            for tool, preview in _previews(folder, pages).items():
                say(f"约 {size} 页：{tool}")
                took[tool] = _median(preview)
        shown = (f"{seconds:.3f} s" for seconds in took.values())
        share = took[OURS] / whole
        yield f"| {len(pages)} | {' | '.join(shown)} | {whole:.2f} s | {share:.3f} |"


def _previews(folder: Path, pages: list[markdown.Page]) -> dict[str, Preview]:
    mine, peers = folder / "ours", framed_peers(folder, pages)
    mkdocs = (PROJECT / ".venv/bin/mkdocs", "serve", "-q", "-a")
    hugo, eleventy = peers["Hugo"], peers["Eleventy"]
    return {
        OURS: Preview(mine, mkdocs, lambda place, word: _reword(mine, place, word)),
        "Hugo": _served(hugo, "server", "--port"),
        "Eleventy": _served(eleventy, "--serve", "--incremental", "--port"),
    }


def _served(peer: Peer, *arguments: str) -> Preview:
    content = peer.folder / "content"
    return Preview(
        peer.folder, (*peer.command, *arguments), lambda place, word: _append(content, place, word)
    )


def _reword(project: Path, place: int, word: str) -> str:
    path = sorted((project / "data/allocation").glob("*.yml"))[place]
    text = path.read_text(encoding="utf-8")
    category = re.search(r"^slug: (.*)$", text, re.MULTILINE)
    path.write_text(_TEXT.sub(rf"\g<1>{word}", text, count=1), encoding="utf-8")
    return f"categories/{category[1] if category else place + 1}/"


def _append(content: Path, place: int, word: str) -> str:
    path = sorted(content.glob("categories/*/index.md"))[place]
    with path.open("a", encoding="utf-8") as page:
        page.write(f"\n{word}\n")
    return f"categories/{path.parent.name}/"


def _median(preview: Preview) -> float:
    """Return the median seconds from an edit until a page shows it."""
    took = []
    with _serving(preview) as (server, url):
        for place in range(ROUNDS):
            time.sleep(REST)
            word = f"改了第{place}处"
            start = time.perf_counter()
            address = preview.edit(place, word)
            _until(server, f"{url}{address}", word)
            took.append(time.perf_counter() - start)
    return statistics.median(took)


@contextmanager
def _serving(preview: Preview) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    last = f"127.0.0.1:{port}" if preview.command[-1] == "-a" else str(port)
    server = subprocess.Popen(
        [*preview.command, last],
        cwd=preview.folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}/"
    try:
        _until(server, url, "</html>")
        yield server, url
    finally:
        server.terminate()
        server.wait()


def _until(server: subprocess.Popen[bytes], url: str, word: str) -> None:
    """Look at a page until it shows a word.

    :raises TimeoutError: if it does not, or the server has ended.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        # A page that is cut off, since its file is being written, does not show the word yet.
        with suppress(OSError, HTTPException), urllib.request.urlopen(url, timeout=60) as answer:
            if word.encode() in answer.read():
                return
        time.sleep(_LOOK)
    raise TimeoutError(f"{url} does not show {word}")


if __name__ == "__main__":
    main()
