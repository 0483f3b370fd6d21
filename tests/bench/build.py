"""Whole builds beside the peers: the same pages, separate processes, medians of one run.

Ours makes more of each page (an edit link, a table of contents, our search index) and, with
downloads, the Word, Excel, calendar and JSON files. Theirs make what a user gets from the same
pages written in Markdown, with their search.
"""

from __future__ import annotations

import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import generate, markdown, needs
from bench.generate import SIZES
from bench.proof import keep
from helpers import PROJECT

ROUNDS = 3
LARGE = (10_000, 50_000)
PEER = """site_name: 分工
theme: {name: material, language: zh, font: false, features: [navigation.tabs]}
plugins: [search]
markdown_extensions: [attr_list, def_list, tables]
nav: [index.md]
validation: {nav: {omitted_files: ignore}}
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took: seconds, and megabytes at its largest."""

    seconds: float
    megabytes: float


def main() -> None:
    """Measure, print and keep the table; ``large`` measures ours alone on large registers."""
    lines = list(_large() if "large" in sys.argv else _beside_peers())
    keep("growth" if "large" in sys.argv else "builds", lines)


def _beside_peers() -> Iterator[str]:
    yield (
        "| 页数 | 本项目 | 不生成下载 | Zensical | Material | sphinx-needs "
        "| 本项目 : Zensical | 不生成下载 : Zensical | 本项目 : Material |"
    )
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            yield _row(size, Path(folder))


def _row(size: int, folder: Path) -> str:
    pages = _prepare(size, folder)
    runs: dict[str, Callable[[], Run]] = {
        "ours": lambda: ours(folder),
        "pages": lambda: ours(folder, DOWNLOADS="false"),
        "zensical": lambda: _timed(folder / "peer", "zensical", "build"),
        "material": lambda: _timed(folder / "peer", "mkdocs", "build"),
    }
    if size == SIZES[0]:
        command = ("sphinx-build", "-q", ".", "site")
        runs["sphinx"] = lambda: _timed(folder / "needs", *command)
    times: dict[str, list[float]] = {name: [] for name in runs}
    # The first of each is for what is compiled and cached once for all.
    for place in range(ROUNDS + 1):
        for name, run in runs.items():
            seconds = run().seconds
            if place:
                times[name].append(seconds)
    took = {name: statistics.median(each) for name, each in times.items()}
    sphinx = f"{took['sphinx']:.2f} s" if "sphinx" in took else ""
    return (
        f"| {pages} | {took['ours']:.2f} s | {took['pages']:.2f} s | {took['zensical']:.2f} s "
        f"| {took['material']:.2f} s | {sphinx} | {took['ours'] / took['zensical']:.2f} "
        f"| {took['pages'] / took['zensical']:.2f} | {took['ours'] / took['material']:.2f} |"
    )


def _large() -> Iterator[str]:
    yield "| 页数 | 本项目 | 内存 | 不生成下载 | 内存 | 增长指数 |"
    yield "| --- | --- | --- | --- | --- | --- |"
    before: tuple[int, float] | None = None
    for size in (SIZES[-1], *LARGE):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            generate.project(size, folder)
            lean = ours(folder, DOWNLOADS="false")
            pages = sum(1 for _ in (folder / "ours/site").rglob("*.html"))
            whole = ours(folder)
        grown = "" if before is None else f"{_exponent(before, (pages, whole.seconds)):.2f}"
        before = before or (pages, whole.seconds)
        yield (
            f"| {pages} | {whole.seconds:.1f} s | {whole.megabytes:.0f} MB "
            f"| {lean.seconds:.1f} s | {lean.megabytes:.0f} MB | {grown} |"
        )


def _exponent(small: tuple[int, float], large: tuple[int, float]) -> float:
    return math.log(large[1] / small[1]) / math.log(large[0] / small[0])


def _prepare(size: int, folder: Path) -> int:
    generate.project(size, folder)
    data, peer = folder / "ours/data", folder / "peer"
    peer.mkdir()
    (peer / "mkdocs.yml").write_text(PEER, encoding="utf-8")
    if size == SIZES[0]:
        needs.write(data, folder / "needs")
    return markdown.write(data, peer / "docs")


def ours(folder: Path, **settings: str) -> Run:
    """Build our project, where a user has it: jieba beside it would change what the theme does."""
    return _timed(folder / "ours", str(PROJECT / ".venv/bin/mkdocs"), "build", **settings)


def _timed(project: Path, tool: str, *arguments: str, **settings: str) -> Run:
    for leftover in ("site", ".cache"):
        shutil.rmtree(project / leftover, ignore_errors=True)
    # A full path stays what it is.
    path = Path(sys.executable).parent / tool
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"} | settings
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    process = subprocess.Popen(
        [path, *arguments], cwd=project, env=environment, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, tool)
    return Run(time.perf_counter() - start, usage.ru_maxrss / 1000)


if __name__ == "__main__":
    main()
