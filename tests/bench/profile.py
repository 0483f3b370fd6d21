"""Where the processor's seconds of a whole build go, part by part, each in a process of its own.

Seconds of the processor, not of the clock: a build with downloads uses two processors at once.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from allocation.runtime.streaming import Output, TextStream
from bench.generate import SIZES, project
from bench.process import timed
from bench.proof import keep
from helpers import PROJECT

ROUNDS = 3
"""Of each part the least time counts: whatever else runs on the machine only adds to it."""
_DOWNLOADS = "下载"
_REST = "其余：MkDocs、页框、手写的页、写文件"
_WHOLE = "整个生成"
_BARE = "整个生成，不生成下载"


def main() -> None:
    """Measure, print and keep the table; with a folder, print the parts of one process."""
    if len(sys.argv) > 1:
        print(json.dumps(dict(_parts(Path(sys.argv[1])))))
        return
    keep("profile", _lines())


def _lines() -> Iterator[str]:
    columns = [_measured(size) for size in SIZES]
    yield f"| 部分 | {' | '.join(f'{pages} 页' for pages, _ in columns)} |"
    yield f"| --- |{' --- |' * len(columns)}"
    for name in columns[0][1]:
        yield f"| {name} | {' | '.join(f'{times[name]:.2f} s' for _, times in columns)} |"


def _measured(size: int) -> tuple[int, dict[str, float]]:
    """Return the number of pages, and the seconds of each part."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project(size, folder)
        ours = folder / "ours"
        # The first build is for what is compiled once for all.
        whole = [_whole(ours) for _ in range(ROUNDS + 1)][1:]
        pages = sum(1 for _ in (ours / "site").rglob("*.html"))
        bare = [_whole(ours, DOWNLOADS="false") for _ in range(ROUNDS)]
        parts = _least(_alone(ours) for _ in range(ROUNDS))
    made = sum(seconds for name, seconds in parts.items() if not name.startswith(_DOWNLOADS))
    rest = max(min(bare) - made, 0.0)
    return pages, {**parts, _REST: rest, _BARE: min(bare), _WHOLE: min(whole)}


def _whole(ours: Path, **settings: str) -> float:
    for leftover in ("site", ".cache"):
        shutil.rmtree(ours / leftover, ignore_errors=True)
    return timed((PROJECT / ".venv/bin/mkdocs", "build", "-q"), ours, **settings).cpu


def _least(rounds: Iterable[dict[str, float]]) -> dict[str, float]:
    first, *others = rounds
    return {name: min(own[name] for own in (first, *others)) for name in first}


def _alone(ours: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.profile", str(ours / "data")]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    times: dict[str, float] = json.loads(done.stdout)
    return times


def _parts(data: Path) -> Iterator[tuple[str, float]]:
    """Yield the seconds of each part of a build, in a process that has done nothing yet."""
    clock = _Clock()
    # Each import is a part of what is measured.
    from allocation.mkdocs import hook  # noqa: F401, PLC0415

    yield "启动：载入程序", clock.lap()
    from allocation.datafiles import loader  # noqa: PLC0415
    from allocation.lint.errors import errors  # noqa: PLC0415
    from allocation.register import register as registers  # noqa: PLC0415
    from allocation.register.index import Index  # noqa: PLC0415
    from allocation.site.outputs import generate  # noqa: PLC0415

    clock.lap()
    files, _ = loader.load(data)
    yield "读数据文件", clock.lap()
    register = registers.build(files)
    yield "合成分工表", clock.lap()
    assert not errors(register, files)
    yield "查错", clock.lap()
    site = generate(data)
    clock.lap()
    index = Index(register, site.index.progress.today)
    _ = index.blocks, index.tally
    yield "索引", clock.lap()
    yield from _outputs(site, clock)


def _outputs(site: Any, clock: _Clock) -> Iterator[tuple[str, float]]:
    from allocation.feeds import edit_data, my_tasks  # noqa: PLC0415
    from allocation.pages.views import PAGES  # noqa: PLC0415

    pages = [page for pages in PAGES for page in pages(site.context)]
    yield "算出各页的内容", clock.lap()
    for page in pages:
        str(site.renderer.page(page))
    yield "各页的模板", clock.lap()
    for _, text in site.search_index(()):
        str(text)
    yield "搜索索引", clock.lap()
    for export in (my_tasks.export, edit_data.export):
        _made(export, site.context)
    yield "表单用的数据", clock.lap()
    # The libraries for Word and Excel are loaded here.
    from allocation.site.downloads import EXPORTERS  # noqa: PLC0415

    yield f"{_DOWNLOADS}：载入程序", clock.lap()
    for exporter in EXPORTERS:
        _made(exporter, site.context)
        yield f"{_DOWNLOADS}：{exporter.__module__.rpartition('.')[2]}", clock.lap()


def _made(export: Callable[[Any], Iterable[Output]], context: Any) -> None:
    for output in export(context):
        content = output.content
        if isinstance(content, TextStream):
            str(content)


class _Clock:
    """Tells the processor's seconds between laps; the first one begins with the process."""

    def __init__(self) -> None:
        self._last = 0.0

    def lap(self) -> float:
        """Return the seconds since the last lap."""
        now = time.process_time()
        took, self._last = now - self._last, now
        return took


if __name__ == "__main__":
    main()
