"""Whole builds beside the peers: the same pages, separate processes, medians of one run.

Ours makes more of them (data pages, downloads, our search index); theirs make what a user gets from
the same pages written in Markdown, with their search.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import generate, markdown
from helpers import DATA, PROJECT

ROUNDS = 5
SIZES = (100, 1000)
PEER = """site_name: 分工
theme: {name: material, language: zh, font: false, features: [navigation.tabs]}
plugins: [search]
markdown_extensions: [tables]
nav: [index.md]
validation: {nav: {omitted_files: ignore}}
"""


def main() -> None:
    """Measure and print."""
    print("| pages | ours | Zensical | Material | ours : Zensical | ours : Material |")
    print("| --- | --- | --- | --- | --- | --- |")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            print(_row(size, Path(folder)), flush=True)


def _row(size: int, folder: Path) -> str:
    pages = _prepare(size, folder)
    runs: dict[str, Callable[[], float]] = {
        "ours": lambda: _timed("mkdocs", folder / "ours"),
        "zensical": lambda: _timed("zensical", folder / "peer"),
        "material": lambda: _timed("mkdocs", folder / "peer"),
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            times[name].append(run())
    ours, zensical, material = (statistics.median(each) for each in times.values())
    return (
        f"| {pages} | {ours:.2f} s | {zensical:.2f} s | {material:.2f} s "
        f"| {ours / zensical:.2f} | {ours / material:.2f} |"
    )


def _prepare(size: int, folder: Path) -> int:
    ours, peer = folder / "ours", folder / "peer"
    ours.mkdir()
    peer.mkdir()
    if size == SIZES[0]:
        shutil.copytree(DATA, ours / "data")
    else:
        generate.write(ours / "data", size)
    for name in ("hooks", "docs", "mkdocs.yml"):
        (ours / name).symlink_to(PROJECT / name)
    (peer / "mkdocs.yml").write_text(PEER, encoding="utf-8")
    return markdown.write(ours / "data", peer / "docs")


def _timed(tool: str, project: Path) -> float:
    # Ours runs where a user has it: jieba beside it would change what the theme does.
    python = PROJECT / ".venv/bin/python" if project.name == "ours" else Path(sys.executable)
    command = [str(python.with_name(tool)), "build"]
    shutil.rmtree(project / "site", ignore_errors=True)
    shutil.rmtree(project / ".cache", ignore_errors=True)
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    start = time.perf_counter()
    subprocess.run(command, cwd=project, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
