"""What a slow computer does with our pages: Chromium with its processor slowed four times.

The first view of four kinds of pages, each in a browser that has seen nothing yet; then 总表 with
about 2,000 rows, scrolled and filtered. Medians of several rounds, the table in Markdown.
"""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, Page

from bench.generate import write
from bench.proof import busy, keep
from browser import SIZES, chromium
from helpers import DELIVERED, PROJECT, serving

SLOWER = 4
ROUNDS = 5
LARGE = 4_400
"""Pages of a register whose 总表 has about 2,000 rows."""
VIEWS = {
    "home": "",
    "item": "items/iii-7/",
    "person": "people/chen-xiaolin/",
    "总表": "overview/",
}
WATCH = """
window.seen = {painted: 0, longest: 0};
new PerformanceObserver(list => {
  for (const each of list.getEntries()) seen.painted = each.startTime;
}).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => {
  for (const each of list.getEntries()) seen.longest = Math.max(seen.longest, each.duration);
}).observe({type: "longtask", buffered: true});
"""
FRAMES = """() => {
  window.frames = [];
  let before = performance.now();
  (function next(now) {
    frames.push(now - before);
    before = now;
    requestAnimationFrame(next);
  })(before);
}"""
CHOOSE = """([name, index]) => {
  const select = document.querySelector(`select[name=${name}]`);
  select.selectedIndex = index;
  select.dispatchEvent(new Event("change", {bubbles: true}));
}"""


@dataclass(frozen=True, slots=True)
class View:
    """The first view of a page: bytes over the wire, largest paint, longest task, in ms."""

    size: int
    painted: float
    longest: float


def main() -> None:
    """Measure, print and keep the tables."""
    keep("browser", _lines())


def _lines() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        _build(DELIVERED, folder / "site")
        write(folder / "large", LARGE)
        _build(folder / "large", folder / "large-site")
        yield f"Chromium {browser.version}, {SLOWER}× slower, medians of {ROUNDS}, {busy()}"
        yield ""
        yield "| first view | gzip | largest paint | longest task |"
        yield "| --- | --- | --- | --- |"
        with serving(folder / "site") as url:
            for kind, address in VIEWS.items():
                yield _row(kind, _rounds(browser, folder / "site", url, address))
        with serving(folder / "large-site") as url:
            yield from _long_table(browser, url)


def _build(data: Path, site: Path) -> None:
    extra = {"data": str(data), "generator": False}
    build(load_config(str(PROJECT / "mkdocs.yml"), site_dir=str(site), extra=extra))


def _row(kind: str, views: list[View]) -> str:
    size = max(view.size for view in views)
    painted = median(view.painted for view in views)
    longest = median(view.longest for view in views)
    return f"| {kind} | {size / 1000:.0f} kB | {painted:.0f} ms | {longest:.0f} ms |"


def _rounds(browser: Browser, site: Path, url: str, address: str) -> list[View]:
    return [_view(browser, site, url, address) for _ in range(ROUNDS)]


def _view(browser: Browser, site: Path, url: str, address: str) -> View:
    with _slow(browser) as page:
        asked: list[str] = []
        page.on("response", lambda response: asked.append(response.url))
        _open(page, url + address)
        seen = page.evaluate("seen")
        return View(sum(_sent(site, each) for each in asked), seen["painted"], seen["longest"])


@contextmanager
def _slow(browser: Browser) -> Iterator[Page]:
    width, height = SIZES["desktop"]
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_init_script(WATCH)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield page
    context.close()


def _open(page: Page, url: str) -> None:
    """Open a page and wait until the last of its rows and of its scripts is there."""
    page.goto(url, wait_until="load", timeout=120_000)
    page.locator(".md-search .kinds").wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)


def _sent(site: Path, url: str) -> int:
    """Return what nginx, which compresses, would send for an address."""
    path = site / urlsplit(url).path.lstrip("/")
    return len(gzip.compress((path / "index.html" if path.is_dir() else path).read_bytes()))


def _long_table(browser: Browser, url: str) -> Iterator[str]:
    deeds: dict[str, Callable[[Page], None]] = {
        "scroll": _scroll,
        "one person": lambda page: _choose(page, "person", 5),
        "all again": lambda page: _choose(page, "person", 0),
        "one category": lambda page: _choose(page, "category", 3),
    }
    slowest: dict[str, list[float]] = {name: [] for name in deeds}
    p95: dict[str, list[float]] = {name: [] for name in deeds}
    for _ in range(ROUNDS):
        with _slow(browser) as page:
            _open(page, url + "overview/")
            rows = page.locator("[data-row]").count()
            for name, deed in deeds.items():
                frames = sorted(_frames(page, deed))
                slowest[name].append(frames[-1])
                p95[name].append(frames[int(len(frames) * 0.95)])
    yield ""
    yield f"| 总表, {rows} rows | slowest frame | frame at p95 |"
    yield "| --- | --- | --- |"
    for name in deeds:
        yield f"| {name} | {median(slowest[name]):.0f} ms | {median(p95[name]):.0f} ms |"


def _frames(page: Page, deed: Callable[[Page], None]) -> list[float]:
    page.evaluate(FRAMES)
    deed(page)
    frames: list[float] = page.evaluate("frames.slice(1)")
    return frames


def _scroll(page: Page) -> None:
    width, height = SIZES["desktop"]
    page.mouse.move(width / 2, height / 2)
    for _ in range(40):
        page.mouse.wheel(0, 200)
        page.wait_for_timeout(50)


def _choose(page: Page, name: str, index: int) -> None:
    page.evaluate(CHOOSE, [name, index])
    page.wait_for_timeout(2000)


if __name__ == "__main__":
    main()
