"""One search over the units of a city: bytes and time until the first answer, in real Chromium.

Bytes are those of gzip, as nginx sends the files. Each query is asked by a worker that has read
nothing yet.
"""

from __future__ import annotations

import gzip
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Request

import made_units
from allocation.portal import reading
from allocation.portal.search import PortalSearch
from allocation.portal.source import PortalSource
from allocation.runtime.streaming import write_output
from allocation.site.outputs import named_assets
from bench.proof import keep
from browser import chromium
from helpers import serving

ROUNDS = 5
SIZES = (60, 3000)
QUERIES = {
    "单位": "海东区教育局",
    "项目": "志愿服务",
    "人": "{initials}",
    "登记": "海东区审计局 工作计划",
}
"""By the kind of what they find; the third one is the initials of somebody."""
MEASURE = """([script, typed, wanted]) => new Promise((done, fail) => {
  const start = performance.now();
  const worker = new Worker(script);
  worker.onerror = fail;
  worker.onmessage = ({data: message}) => {
    if (message.type === 1) worker.postMessage({type: 2, data: typed});
    if (message.type !== 3) return;
    const kinds = message.data.items.map(([item]) => item.kind);
    if (kinds[0] === wanted) done(performance.now() - start);
  };
})"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What it took until a query was answered: milliseconds, and the bytes that were read."""

    milliseconds: float
    size: int


def main() -> None:
    """Measure, print and keep the table."""
    keep("portal", _lines())


def _lines() -> Iterator[str]:
    yield f"| 单位 | 读汇总、写索引（CPU） | 全部文件 | {' | '.join(QUERIES)} |"
    yield f"| --- | --- | --- |{' --- |' * len(QUERIES)}"
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder, chromium() as browser:
            yield _row(size, Path(folder), browser)


def _row(size: int, folder: Path, browser: Browser) -> str:
    paths = made_units.write_summaries(folder / "units", size)
    site = folder / "site"
    start = time.process_time()
    search = PortalSearch()
    portal = reading.read(PortalSource("市文明办", paths, {}), search.add)
    for path, content in search.files(portal, (), flat=False):
        write_output(site / path, content)
    seconds = time.process_time() - start
    script = _assets(site)["search-worker.js"]
    person = next(each for unit in portal.units for each in unit.people or ())
    initials = "".join(syllable[0] for syllable in person.pinyin.split())
    whole = sum(path.stat().st_size for path in site.glob("search/*"))
    with serving(site) as url:
        answers = [
            _asked(browser, site, url, script, (typed.format(initials=initials), kind))
            for kind, typed in QUERIES.items()
        ]
    cells = (f"{each.milliseconds:.0f} ms（{each.size / 1000:.0f} kB）" for each in answers)
    return f"| {size} | {seconds:.1f} s | {whole / 1e6:.0f} MB | {' | '.join(cells)} |"


def _assets(site: Path) -> dict[str, str]:
    """Write what a page with the search needs; return the paths of the assets by name."""
    (site / "index.html").write_text("<!doctype html><title>x</title>", encoding="utf-8")
    assets = dict(named_assets())
    for output in assets.values():
        write_output(site / output.path, output.content)
    return {name: output.path for name, output in assets.items()}


def _asked(browser: Browser, site: Path, url: str, script: str, query: tuple[str, str]) -> Answer:
    """Return the median of several rounds, each in a browser that has seen nothing yet."""
    times, sizes = [], []
    for _ in range(ROUNDS):
        context = browser.new_context()
        read: list[str] = []

        def note(request: Request, read: list[str] = read) -> None:
            read.append(request.url)

        context.on("request", note)
        page = context.new_page()
        page.goto(url)
        read.clear()
        typed, kind = query
        times.append(page.evaluate(MEASURE, [f"/{script}", typed, kind]))
        paths = {site / each.removeprefix(url) for each in read}
        sizes.append(sum(len(gzip.compress(path.read_bytes())) for path in paths))
        context.close()
    return Answer(median(times), max(sizes))


if __name__ == "__main__":
    main()
