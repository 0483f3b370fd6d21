"""Large registers: nothing grows faster than the table."""

from __future__ import annotations

import cProfile
import pstats
from pathlib import Path

import pytest

from allocation.site import outputs
from bench import generate
from example import make

SMALL, LARGE = 200, 800
OFTEN = 1000
"""Calls below which a function may do as it likes."""
EXCESS = 1.4
"""How much more than the table calls may grow: people and departments differ from draw to draw."""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[int, dict[str, int]]]:
    """For each size of a register: its rows, and how often each of our functions was called."""
    # Up to its limit, that table is a square.
    monkeypatch.setattr("allocation.pages.views.matrix._CELLS", 0)
    return {size: counted(size, tmp_path / str(size)) for size in (SMALL, LARGE)}


def counted(size: int, folder: Path) -> tuple[int, dict[str, int]]:
    """Make everything of a register but downloads; count the calls of our functions."""
    generate.write(folder, size)
    profile = cProfile.Profile()
    profile.enable()
    site = outputs.generate(folder, today=make.TODAY, downloads=False)
    site.part("home", "")
    for page in site.pages():
        str(page.content)
    for _, content in site.search_index([]):
        str(content)
    profile.disable()
    stats: dict[tuple[str, int, str], tuple[int, ...]] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    ours = {
        f"{Path(file).name}:{line} {name}": each[1]
        for (file, line, name), each in stats.items()
        if "allocation" in file
    }
    return len(site.index.register.rows), ours


def test_no_function_is_called_more_than_the_table_grows(
    calls: dict[int, tuple[int, dict[str, int]]],
) -> None:
    """With four times the rows, each function is called about four times as often."""
    (rows, few), (more_rows, many) = calls[SMALL], calls[LARGE]
    growth = more_rows / rows
    assert growth > 3
    faster = {
        name: (few.get(name, 0), count)
        for name, count in many.items()
        if count > OFTEN and count > max(few.get(name, 0), OFTEN / growth) * growth * EXCESS
    }
    assert faster == {}


def test_squares_only_where_they_can_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The home page of many departments and categories has no cell for each pair."""
    generate.write(tmp_path / "data", SMALL)
    site = outputs.generate(tmp_path / "data")
    shown = site.part("home", "")
    assert "matrix" in shown
    assert "任务最多" not in shown
    monkeypatch.setattr("allocation.pages.views.matrix._CELLS", 10)
    monkeypatch.setattr("allocation.pages.views.home._BARS", 3)
    shown = outputs.generate(tmp_path / "data").part("home", "")
    assert "matrix" not in shown
    assert "责任人：负责的条款和材料（任务最多的 3 位）" in shown
    assert shown.count('class="bar"') == 2 * 3
