"""A folder of evidence that a unit calls otherwise: nothing else changes."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from allocation import history, repository, scan
from allocation.cli import main
from allocation.lint.validate import load_register
from cleaning.papers import paper
from conftest import commit, on_day
from helpers import replace
from live import git

TODAY = date(2026, 5, 20)
NAME = "Ⅲ-1-⑵-01_2026_预算.pdf"


def run(*arguments: str | Path) -> str:
    """Run the command on that day."""
    with on_day(TODAY):
        done = CliRunner().invoke(main, [str(each) for each in arguments])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def renamed(data: Path) -> Path:
    """A unit whose term has started, with one file in a folder called 材料."""
    path = data / "unit.yml"
    replace(path, "data_date:", "evidence_folder: 材料\ndata_date:")
    replace(path, "years: 3,", "years: 3, start: 2026-01-01,")
    (data / "材料").mkdir()
    (data / "材料" / NAME).write_bytes(paper())
    return data


def test_files_are_seen(renamed: Path, build_site: Callable[..., Path]) -> None:
    """A scan registers the file, the build publishes a copy, a second scan knows it."""
    assert "已写进" in run("scan", "--data", renamed, "--write")
    site = build_site(renamed, day=TODAY)
    assert [path.suffix for path in (site / "files").rglob("*.*")] == [".pdf"]
    register = load_register(renamed)
    assert register.evidence_folder == renamed / "材料"
    (line,) = scan.scan(register, TODAY).of(scan.Outcome.REGISTERED)
    assert line.name == NAME


def test_an_import_leaves_them_alone(renamed: Path, tmp_path: Path) -> None:
    """What is about to be written is checked without copying, or opening, what was handed in."""
    os.mkfifo(renamed / "材料" / "opened by nobody")
    workbook = tmp_path / "分工.xlsx"
    run("export", "xlsx", "--data", renamed, "--out", workbook)
    book = load_workbook(workbook)
    cells = {cell.value: cell for row in book["条款"].iter_rows() for cell in row}
    cells["领导重视；"].value = "领导很重视；"
    book.save(workbook)
    assert "领导很重视；" in run("import", workbook, "--into", renamed, "--write")
    assert "领导很重视；" in (renamed / "allocation" / "01.yml").read_text(encoding="utf-8")


def test_history_leaves_them_alone(renamed: Path) -> None:
    """Were they read with the data of a commit, it would be too large to be shown."""
    with (renamed / "材料" / "film.mp4").open("wb") as film:
        film.truncate(repository._MAX_BYTES + 1)
    git(renamed.parent, "init", "--quiet", "--initial-branch=main")
    commit(renamed.parent, "分工数据")
    replace(renamed / "allocation" / "01.yml", "text: 领导重视；", "text: 领导很重视；")
    commit(renamed.parent, "改写")
    (version,) = history.read(renamed).versions
    assert version.author == "office"
