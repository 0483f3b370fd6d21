"""Pages kept from one state of the data to the next: never stale, and few are made again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from allocation import outputs
from allocation.kept import Kept
from allocation.render import Renderer
from allocation.views import Page
from example import make

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


@pytest.fixture
def folder(tmp_path: Path, example_data: Path) -> Path:
    """A copy of the example's data, with the files that were handed in."""
    copy = tmp_path / "data"
    shutil.copytree(example_data, copy)
    return copy


def pages(folder: Path, kept: Kept | None = None, today: date = make.TODAY) -> dict[str, str]:
    """Return every page under its path."""
    site = outputs.generate(folder, today=today, kept=kept)
    return {output.path: str(output.content) for output in site.pages()}


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
    kept = Kept()
    pages(folder, kept)
    for change in changes(folder):
        assert pages(folder, kept) == pages(folder), change
    tomorrow = make.TODAY + timedelta(days=40)
    assert pages(folder, kept, tomorrow) == pages(folder, today=tomorrow)


def test_few_are_made_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word in one file makes anew what shows the file, and what shows everything."""
    kept = Kept()
    before = pages(folder, kept)
    made = []
    whole = Renderer._page

    def counted(self: Renderer, page: Page) -> Iterator[str]:
        made.append(page.address)
        return whole(self, page)

    monkeypatch.setattr(Renderer, "_page", counted)
    path = folder / "allocation" / "05.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("title: ", "title: 新", 1), encoding="utf-8")
    pages(folder, kept)
    assert 0 < len(made) < len(before) * 0.7
    assert "items/iii-1/" not in made
    assert "data/allocation/05/" in made


def test_forgotten_when_it_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond its measure everything is forgotten, and what comes then is kept."""
    monkeypatch.setattr("allocation.kept._ON_DISK", 10)
    kept = Kept()
    kept.put("a", "一二三四五", "1")
    assert kept.get("a", "1") == "一二三四五"
    assert kept.get("a", "2") is None
    kept.put("b", "六", "1")
    assert kept.get("a", "1") is None
    assert kept.get("b", "1") == "六"
