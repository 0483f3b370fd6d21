"""Our search beside its peers, on the same pages, in one run, in one browser.

A table in Markdown: how many of the queries have the right page first, the size of the
index, the time until the first answer, and the time that an answer takes while typing.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Page

from allocation.lint.validate import load_register
from allocation.runtime.streaming import write_output
from allocation.site import outputs
from bench.generate import write
from bench.proof import keep
from browser import chromium
from helpers import DELIVERED, PROJECT, serving
from test_search import queries

LARGE = 10_000
MEASURE = """async ({engine, index, script, typed}) => {
  const start = performance.now();
  let ask;
  if (engine === "pagefind") {
    const pagefind = await import(location.origin + "/pagefind/pagefind.js");
    await pagefind.init();
    ask = async query => {
      const found = (await pagefind.search(query)).results[0];
      return found ? new URL((await found.data()).url, location.origin).pathname.slice(1) : "";
    };
  } else {
    const worker = new Worker(location.origin + script);
    const answer = type => new Promise(done => {
      worker.onmessage = event => { if (event.data.type === type) done(event.data.data); };
    });
    const ready = answer(1);
    if (engine === "theme") {
      const data = await (await fetch(location.origin + index)).json();
      worker.postMessage({type: 0, data: {...data, options: {suggest: false}}});
    }
    await ready;
    ask = async query => {
      const found = answer(3);
      worker.postMessage({type: 2, data: query});
      const items = (await found).items;
      return items.length ? items[0][0].location : "";
    };
  }
  await ask("工作");
  const ready = performance.now() - start;
  const places = [], times = [];
  for (const query of typed) {
    const before = performance.now();
    places.push(await ask(query));
    times.push(performance.now() - before);
  }
  return {ready, places, times};
}"""


@dataclass(frozen=True, slots=True)
class Engine:
    """A way to search: its name in the table and where its parts lie on the site."""

    name: str
    kind: str
    index: str
    worker: str


def main() -> None:
    """Measure, print and keep the table."""
    keep("search", _lines())


def _lines() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder, "site")
        _build(DELIVERED, site)
        _pagefind(site)
        yield f"{len(queries())} queries, {_pages(site)} pages, Chromium on loopback"
        yield ""
        yield "| search | first page right | index, gzip | first answer | one key | p95 |"
        yield "| --- | --- | --- | --- | --- | --- |"
        for engine in _engines(site):
            yield _row(engine, site)
        large = Path(folder, "large")
        write(large / "data", LARGE)
        yield ""
        yield _large(large)


def _build(data: Path, site: Path) -> None:
    words = site.parent / "words.txt"
    register = load_register(data)
    names = [each.name for each in register.people]
    names += [each.name for each in register.departments]
    words.write_text("\n".join(names), encoding="utf-8")
    config = load_config(
        str(PROJECT / "mkdocs.yml"),
        site_dir=str(site),
        extra={"data": str(data), "generator": False},
        plugins=[{"search": {"jieba_dict_user": str(words), "lang": ["zh"]}}],
        hooks=[str(PROJECT / "hooks/mkdocs_hook.py"), str(Path(__file__).parent / "stock_hook.py")],
    )
    build(config)


def _pagefind(site: Path) -> None:
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--force-language", "zh"]
    subprocess.run(command, check=True, capture_output=True)


def _pages(site: Path) -> int:
    return len(list(site.rglob("*.html")))


def _engines(site: Path) -> Iterator[Engine]:
    page = (site / "index.html").read_text(encoding="utf-8")
    found = re.search(r'"search": "([^"#]+)#([^"]+)"', page)
    assert found
    ours, stock = found.groups()
    yield Engine("ours", "worker", "/search/search_index.json", f"/{ours}")
    yield Engine("Material + jieba", "theme", "/search/stock_index.json", f"/{stock}")
    yield Engine("Pagefind (extended)", "pagefind", "/pagefind", "")


def _row(engine: Engine, site: Path) -> str:
    wanted = queries()
    found = _measured(engine, site, list(wanted))
    right = sum(
        _page(place) == _page(got)
        for place, got in zip(wanted.values(), found["places"], strict=True)
    )
    typed = [query[:end] for query in list(wanted)[::6] for end in range(1, len(query) + 1)]
    times = _measured(engine, site, typed)["times"]
    p95 = quantiles(times, n=20)[-1]
    return (
        f"| {engine.name} | {right / len(wanted):.1%} | {_size(engine, site) / 1000:.0f} kB "
        f"| {found['ready']:.0f} ms | {median(times):.1f} ms | {p95:.1f} ms |"
    )


def _measured(engine: Engine, site: Path, typed: list[str]) -> Any:
    with serving(site) as url, chromium() as browser:
        page: Page = browser.new_page()
        page.goto(url)
        asked = {"engine": engine.kind, "index": engine.index, "script": engine.worker}
        return page.evaluate(MEASURE, asked | {"typed": typed})


def _page(place: str) -> str:
    return re.sub(r"(index\.html)?(#.*)?$", "", place)


def _size(engine: Engine, site: Path) -> int:
    path = site / engine.index.lstrip("/")
    if path.is_file():
        return len(gzip.compress(path.read_bytes()))
    # Pagefind's files are compressed already; its index and fragments, not its program.
    files = (each for each in path.rglob("*") if each.suffix.startswith(".pf_"))
    return sum(each.stat().st_size for each in files)


def _large(folder: Path) -> str:
    site = outputs.generate(folder / "data")
    files = {folder / "site" / path: content for path, content in site.search_index([])}
    for path, content in files.items():
        write_output(path, content)
    (folder / "site" / "index.html").write_text("<title>x</title>", encoding="utf-8")
    named = site.named_assets()
    worker = next(each for each in named if each.path == site.assets["search-worker.js"])
    script = folder / "site" / "assets" / "worker.js"
    script.parent.mkdir()
    script.write_bytes(bytes(worker.content))  # type: ignore[arg-type]
    engine = Engine("ours", "worker", "/search/search_index.json", "/assets/worker.js")
    words = [
        "志愿云",
        "献血",
        "照片",
        "3-12",
        "zhaowei",
        "qmjl",
        "zhiyuanyun",
        "会议记录 每季",
        "不存在",
    ]
    typed = [word[:end] for word in words for end in range(1, len(word) + 1)]
    found = _measured(engine, folder / "site", typed)
    pages = sum(1 for _ in site.pages())
    docs = sum(len(json.loads(path.read_bytes())["docs"]) for path in files)
    p95 = quantiles(found["times"], n=20)[-1]
    return (
        f"At {pages} pages ({docs} entries): first answer {found['ready']:.0f} ms, "
        f"a key {median(found['times']):.0f} ms in the median, {p95:.0f} ms at p95."
    )


if __name__ == "__main__":
    main()
