"""Our search beside its peers, on the same pages, in one run, in one browser.

Tables in Markdown: how many of the queries have the right page first, the size of the index, the
time until the first answer, and the time that an answer takes while typing; how many are right by
class; and the times of a large site.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Page

from allocation.base.grouping import grouped_pairs
from allocation.lint.validate import load_register
from allocation.runtime.streaming import write_output
from allocation.site import outputs
from bench.generate import write
from bench.proof import busy, keep
from browser import chromium
from conftest import on_day
from example import make
from helpers import DELIVERED, PROJECT, serving
from queries import Query, read_queries

LARGE = 10_000
OURS, STOCK, PAGEFIND = "worker", "theme", "pagefind"
NAMES = {OURS: "ours", STOCK: "Material + jieba", PAGEFIND: "Pagefind (extended)"}
WORDS = (
    "志愿云",
    "献血",
    "照片",
    "3-12",
    "zhaowei",
    "qmjl",
    "zhiyuanyun",
    "会议记录 每季",
    "不存在",
)
LOOSE_WORDS = ("志愿者花名册照片", "谁负责志愿服务", "会议记录表在哪里", "没有的词语")
MEASURE = """async ({engine, index, script, first, isPartial, typed, shown}) => {
  const start = performance.now();
  const since = () => performance.now() - start;
  let ask, again;
  if (engine === "pagefind") {
    const pagefind = await import(location.origin + "/pagefind/pagefind.js");
    await pagefind.init();
    ask = async query => {
      const results = (await pagefind.search(query)).results.slice(0, shown);
      const pages = await Promise.all(results.map(result => result.data()));
      const places = pages.map(page => new URL(page.url, location.origin).pathname.slice(1));
      return {places, is_loose: false};
    };
  } else {
    const worker = new Worker(location.origin + script);
    const answer = type => new Promise((done, fail) => {
      worker.onmessage = event => { if (event.data.type === type) done(event.data.data); };
      worker.onerror = fail;
    });
    const ready = answer(1);
    if (engine === "theme") {
      const data = await (await fetch(location.origin + index)).json();
      worker.postMessage({type: 0, data: {...data, options: {suggest: false}}});
    }
    await ready;
    again = () => answer(3);
    ask = async query => {
      const found = answer(3);
      worker.postMessage({type: 2, data: query});
      const {items, isLoose} = await found;
      const places = items.slice(0, shown).map(item => item[0].location);
      return {places, is_loose: Boolean(isLoose)};
    };
  }
  const ready = since();
  const {places: early} = await ask(first);
  const answered = since();
  if (isPartial) await again();
  const complete = since();
  const replies = [], times = [];
  for (const query of typed) {
    const before = performance.now();
    replies.push(await ask(query));
    times.push(performance.now() - before);
  }
  return {ready, answered, complete, early, replies, times};
}"""


@dataclass(frozen=True, slots=True)
class Engine:
    """A way to search, and where its parts lie on the site."""

    kind: str
    index: str
    worker: str

    @property
    def name(self) -> str:
        """Its name in the tables."""
        return NAMES[self.kind]


@dataclass(frozen=True, slots=True)
class Reply:
    """The first places that a search leads to, and whether a looser pass found them."""

    places: list[str]
    is_loose: bool

    @property
    def strict(self) -> list[str]:
        """The places without the looser pass."""
        return [] if self.is_loose else self.places


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and the replies by the kind of the engine; peers find pages, not places on them."""

    query: Query
    replies: Mapping[str, Reply]

    def is_right(self, within: int = 1, *, strict: bool = False) -> bool:
        """Return whether ours leads to a right place."""
        reply = self.replies[OURS]
        return self.query.is_right(reply.strict if strict else reply.places, within=within)

    def is_page_right(self, kind: str, within: int = 1) -> bool:
        """Return whether an engine leads to a right page, wherever on it."""
        wanted = replace(self.query, places=tuple(map(_page, self.query.places)))
        return wanted.is_right([*map(_page, self.replies[kind].places)], within=within)

    def is_empty(self, kind: str) -> bool:
        """Return whether an engine finds nothing."""
        return not self.replies[kind].places


COLUMNS: tuple[tuple[str, Callable[[Asked], bool]], ...] = (
    ("ours, strict pass only: first", lambda each: each.is_right(strict=True)),
    ("ours: first", Asked.is_right),
    ("within three", lambda each: each.is_right(3)),
    ("nothing found", lambda each: each.is_empty(OURS)),
    ("Material + jieba: first", lambda each: each.is_page_right(STOCK)),
    ("within three", lambda each: each.is_page_right(STOCK, 3)),
    ("Pagefind: first", lambda each: each.is_page_right(PAGEFIND)),
    ("within three", lambda each: each.is_page_right(PAGEFIND, 3)),
)
"""What is counted of the queries of a class."""


def main() -> None:
    """Measure, print and keep the tables."""
    keep("search", _lines())


def _lines() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        delivered = folder / "delivered" / "site"
        _build(DELIVERED, delivered)
        asked = _asked(delivered, read_queries("strict", "spoken"))
        yield from _speeds(delivered, [each for each in asked if each.query.part == "strict"])
        yield ""
        asked += _asked(_example(folder / "example"), read_queries("example"))
        yield from _classes(asked)
        yield ""
        yield _large(folder / "large")


def _example(folder: Path) -> Path:
    data, site = folder / "data", folder / "site"
    shutil.copytree(make.DATA, data, ignore=shutil.ignore_patterns("evidence"))
    make.write_files(data / "evidence")
    with on_day(make.TODAY):
        _build(data, site)
    return site


def _speeds(site: Path, asked: Sequence[Asked]) -> Iterator[str]:
    yield f"{len(asked)} queries as written, {_pages(site)} pages, Chromium on loopback, {busy()}"
    yield ""
    yield "| search | first page right | index, gzip | first answer | one key | p95 |"
    yield "| --- | --- | --- | --- | --- | --- |"
    typed = list(_keys([each.query.typed for each in asked][::6]))
    for engine in _engines(site):
        found = _measured(engine, site, typed, shown=1)
        yield (
            f"| {engine.name} | {_share(asked, partial(Asked.is_page_right, kind=engine.kind))} "
            f"| {_size(engine, site) / 1000:.0f} kB | {found['answered']:.0f} ms "
            f"| {median(found['times']):.1f} ms | {_p95(found['times']):.1f} ms |"
        )


def _classes(asked: Sequence[Asked]) -> Iterator[str]:
    """Yield a table of how many are right, by class."""
    parts = grouped_pairs((each.query.part, each) for each in asked)
    yield f"| class | asked | {' | '.join(heading for heading, _ in COLUMNS)} |"
    yield "| --- |" + " --- |" * (len(COLUMNS) + 1)
    yield _row("as written", parts["strict"], _count)
    kinds = grouped_pairs((each.query.kind, each) for each in parts["spoken"] + parts["example"])
    for kind, queries in kinds.items():
        yield _row(kind, queries, _count)
    spoken = parts["spoken"] + parts["example"]
    yield _row("**as spoken**", spoken, _share)
    yield _row("**all**", asked, _share)
    yield ""
    yield "Peers are counted by page. " + " ".join(
        f"{name} by page: ours {_share(queries, partial(Asked.is_page_right, kind=OURS))} first, "
        f"{_share(queries, partial(Asked.is_page_right, kind=OURS, within=3))} within three."
        for name, queries in {"As spoken": spoken, "All": asked}.items()
    )
    yield ""
    nonsense = [each for each in spoken if not each.query.places]
    yield f"Of {len(nonsense)} spoken queries that must find nothing, nothing is found by: " + (
        ", ".join(
            f"{name} {_count(nonsense, partial(Asked.is_empty, kind=kind))}"
            for kind, name in NAMES.items()
        )
        + "."
    )


def _row(
    name: str,
    asked: Sequence[Asked],
    summed: Callable[[Sequence[Asked], Callable[[Asked], bool]], str],
) -> str:
    cells = (summed(asked, judged) for _, judged in COLUMNS)
    return f"| {name} | {len(asked)} | {' | '.join(cells)} |"


def _count(asked: Sequence[Asked], judged: Callable[[Asked], bool]) -> str:
    return str(sum(map(judged, asked)))


def _share(asked: Sequence[Asked], judged: Callable[[Asked], bool]) -> str:
    return f"{sum(map(judged, asked)) / len(asked):.1%}"


def _build(data: Path, site: Path) -> None:
    site.parent.mkdir(parents=True, exist_ok=True)
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
    _pagefind(site)


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
    yield Engine(OURS, "/search/search_index.json", f"/{ours}")
    yield Engine(STOCK, "/search/stock_index.json", f"/{stock}")
    yield Engine(PAGEFIND, "/pagefind", "")


def _asked(site: Path, queries: list[Query]) -> list[Asked]:
    typed = [query.typed for query in queries]
    replies: dict[str, list[Reply]] = {
        engine.kind: [Reply(**each) for each in _measured(engine, site, typed, shown=3)["replies"]]
        for engine in _engines(site)
    }
    return [
        Asked(query, {kind: each[place] for kind, each in replies.items()})
        for place, query in enumerate(queries)
    ]


def _keys(words: Iterable[str]) -> Iterator[str]:
    """Yield what stands in the box while each of the words is typed letter by letter."""
    return (word[:end] for word in words for end in range(1, len(word) + 1))


def _measured(
    engine: Engine,
    site: Path,
    typed: list[str],
    *,
    shown: int,
    first: str = "工作",
    is_partial: bool = False,
) -> Any:
    asked: dict[str, object] = {
        "engine": engine.kind,
        "index": engine.index,
        "script": engine.worker,
    }
    asked |= {"first": first, "isPartial": is_partial, "typed": typed, "shown": shown}
    with serving(site) as url, chromium() as browser:
        page: Page = browser.new_page()
        page.goto(url)
        return page.evaluate(MEASURE, asked)


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


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
    write(folder / "data", LARGE)
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
    engine = Engine(OURS, "/search/search_index.json", "/assets/worker.js")
    person = site.index.register.people[0]
    load = busy()
    found = _measured(
        engine,
        folder / "site",
        list(_keys(WORDS + LOOSE_WORDS)),
        shown=1,
        first=person.name,
        is_partial=len(files) > 1,
    )
    assert found["early"][0].startswith("people/")
    pages = sum(1 for _ in site.pages())
    docs = sum(len(json.loads(path.read_bytes())["docs"]) for path in files)
    cut = len(list(_keys(WORDS)))
    strict, loose = found["times"][:cut], found["times"][cut:]
    return (
        f"At {pages} pages ({docs} entries in {len(files)} files), {load}: ready after "
        f"{found['ready']:.0f} ms, a person's name answered after {found['answered']:.0f} ms, "
        f"all entries loaded and the name answered again after {found['complete']:.0f} ms (with "
        f"the pause for who still types). Then a key takes {median(found['times']):.0f} ms in the "
        f"median, {_p95(found['times']):.0f} ms at p95; of words as written "
        f"{median(strict):.0f} ms and {_p95(strict):.0f} ms, of loose ones "
        f"{median(loose):.0f} ms and {_p95(loose):.0f} ms."
    )


if __name__ == "__main__":
    main()
