"""Pages kept from one state of the data to the next: never stale, and few are made again."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from allocation.mkdocs.preview import PageCache
from allocation.runtime.fragment_cache import FragmentCache
from allocation.site import outputs
from example import make
from helpers import DELIVERED, PROJECT
from shared import copy_with_cache

pytestmark = pytest.mark.programs

EDITS = (
    ("allocation/01.yml", "领导班子把创建工作列入议事日程", "领导班子把创建工作摆上议事日程"),
    ("allocation/01.yml", "title: 领导重视", "title: 领导很重视"),
    ("allocation/01.yml", "name: 成立创建工作领导小组的通知", "name: 成立领导小组的通知"),
    ("allocation/02.yml", "threshold: '12'", "threshold: '13'"),
    ("allocation/02.yml", "title: 理论学习", "title: 理论学习等"),
    ("allocation/04.yml", "办公楼为租用，", "办公楼为借用，"),
    ("people.yml", "pinyin: gu chang feng", "pinyin: gu zhang feng"),
    ("people.yml", "  - name: 沈观澜\n", "  - name: 沈观澜\n    slug: shen\n"),
    ("departments.yml", "  - name: 灯塔科\n", "  - name: 灯塔科\n    slug: dengta\n"),
    ("unit.yml", "name: 虚构市海风管理局\n", "name: 虚构市海风局\n"),
    ("unit.yml", "  year: 12-15\n", "  year: 12-20\n"),
    ("filings/2025.yml", "numerator: '1.5'", "numerator: '1.6'"),
    ("filings/2025.yml", "checked_on: '2025-10-31'\n    state: 退回", "state: 已交"),
    ("filings/2025.yml", "title: 2024年12月三会一课记录", "title: 十二月三会一课记录"),
)
"""A file, what stands in it, what shall stand there: each kind of input, one after the other."""


Pages = dict[str, tuple[str, str]]
"""Stamp and content of each page under its path."""


@pytest.fixture
def folder(tmp_path: Path, example_data: Path) -> Path:
    """A copy of the example's data, with the files that were handed in."""
    return copy_with_cache(example_data, tmp_path / "data")


def pages(
    folder: Path, before: Pages | None = None, today: date = make.TODAY, *, stamped: bool = True
) -> Pages:
    """Return every page under its path, with its stamp; those of before where the stamps agree."""
    site = outputs.generate(folder, today=today, stamped=stamped)
    found = {}
    for output in site.pages():
        known = (before or {}).get(output.path)
        stands = known and output.stamp and known[0] == output.stamp
        found[output.path] = known if known and stands else (output.stamp, str(output.content))
    return found


def said(pages: Pages) -> dict[str, str]:
    """Return the pages without their stamps."""
    return {path: content for path, (_, content) in pages.items()}


def changes(folder: Path) -> Iterator[str]:
    """Change one kind of input after the other; yield what was changed."""
    for name, old, new in EDITS:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        yield f"{name}: {new}"
    picture = next(iter(sorted((folder / "evidence").rglob("*.jpg"))))
    picture.unlink()
    yield "a file that is gone"
    first = folder / "allocation" / "01.yml"
    first.rename(folder / "allocation" / "09.yml")
    yield "another order of the categories"


def test_never_stale(folder: Path) -> None:
    """After each change every page is what it would be if nothing had been kept."""
    kept = pages(folder)
    for change in changes(folder):
        kept = pages(folder, kept)
        assert said(kept) == said(pages(folder, stamped=False)), change
    tomorrow = make.TODAY + timedelta(days=40)
    fresh = pages(folder, today=tomorrow, stamped=False)
    assert said(pages(folder, kept, tomorrow)) == said(fresh)


def test_few_are_made_again(folder: Path) -> None:
    """A word in one file makes anew what shows the file, and what shows everything."""
    before = pages(folder)
    path = folder / "allocation" / "05.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("title: ", "title: 新", 1), encoding="utf-8")
    after = pages(folder, before)
    made = {path for path, page in after.items() if page is not before.get(path)}
    assert 0 < len(made) < len(before) * 0.7
    assert "items/iii-1/index.html" not in made
    assert "data/allocation/05/index.html" in made


PREVIEW = """
import pathlib, shutil, sys
from mkdocs.commands.build import build
from mkdocs.config import load_config

def made(site, command):
    config = load_config("mkdocs.yml", site_dir=site, site_url="http://127.0.0.1:8000/")
    # The build that is compared is marked as previews are.
    config.extra["preview"] = True
    if command:
        config.plugins.on_startup(command=command, dirty=False)
    build(config)

def written():
    pages = pathlib.Path("preview").rglob("*.html")
    return {page: page.stat().st_mtime_ns for page in pages}

made("preview", "serve")
for name, old, new in EDITS:
    path = pathlib.Path("data", name)
    text = path.read_text(encoding="utf-8")
    assert old in text, name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    before = written()
    made("preview", None)
    print(len(before.items() & written().items()), len(before))
shutil.rmtree("whole", ignore_errors=True)
made("whole", "build")
"""


def test_a_preview_after_edits_is_a_build(tmp_path: Path) -> None:
    """After edits a preview has the pages of a build, and wrote only those that changed."""
    # Not of clauses: every page says whether their wording is that of the source.
    edits = (
        (
            "allocation/01-lingdao-banzi.yml",
            "name: 关于成立（调整）文明单位创建工作领导小组的通知\n",
            "name: 关于成立（调整）文明单位创建工作领导小组的通知等\n",
        ),
        ("people.yml", "  - name: 朱亮\n", "  - name: 朱亮\n    slug: zhu\n"),
    )
    for name in ("hooks", "docs", "mkdocs.yml"):
        (tmp_path / name).symlink_to(PROJECT / name)
    shutil.copytree(DELIVERED, tmp_path / "data")
    script = f"EDITS = {edits!r}\n{PREVIEW}"
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    stood = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
    assert stood[0][0] > stood[0][1] * 0.3
    here, there = (tree(tmp_path / name) for name in ("preview", "whole"))
    assert here == there


def test_what_can_not_be_saved_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a folder is held fast, no placeholder passes for a page."""
    page = tmp_path / "items" / "index.html"
    cache = PageCache(tmp_path)
    cache.save()
    assert not cache.keeps("items/index.html", "1")
    page.parent.mkdir()
    page.write_text("the page", encoding="utf-8")
    cache.save()
    assert not page.exists()
    page.parent.mkdir()
    page.write_text("a placeholder", encoding="utf-8")
    monkeypatch.setattr(Path, "rename", held)
    cache.restore()
    assert not cache.keeps("items/index.html", "1")


def test_what_was_saved_is_back(tmp_path: Path) -> None:
    """A page is kept while its state is the same; without a page of its path it is removed."""
    pages = [tmp_path / name / "index.html" for name in ("items", "people")]
    cache = PageCache(tmp_path)
    cache.save()
    for page in pages:
        cache.keeps(f"{page.parent.name}/index.html", "1")
        page.parent.mkdir()
        page.write_text(page.parent.name, encoding="utf-8")
    cache.save()
    cache.restore()
    assert cache.keeps("items/index.html", "1")
    cache.remove_unused()
    assert [page.exists() for page in pages] == [True, False]
    cache.save()
    cache.restore()
    assert not cache.keeps("items/index.html", "2")
    assert not cache.keeps("items/index.html", "")


def held(*_: object) -> None:
    """Stand in for a system that lets nobody rename."""
    raise PermissionError(13, "held fast")


def tree(folder: Path) -> dict[str, bytes]:
    """Return the pages of a site."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.html")}


def test_forgotten_when_it_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond its measure everything is forgotten, and what comes then is kept."""
    monkeypatch.setattr("allocation.runtime.fragment_cache._ON_DISK", 10)
    kept = FragmentCache()
    kept.put("a", "一二三四五")
    assert kept.get("a") == "一二三四五"
    kept.put("b", "六")
    assert kept.get("a") is None
    assert kept.get("b") == "六"
