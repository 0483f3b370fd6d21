"""A unit that keeps its handed-in files in a folder of another name: everything finds it there."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from allocation.cli import main
from allocation.datafiles import loader
from allocation.lint.validate import load_register
from allocation.office.exports import workbook
from allocation.register.index import Index
from allocation.site import outputs
from allocation.versions import editions, history
from conftest import on_day
from example import history as story
from helpers import problems, replace
from test_filings import TODAY

NAME = "归档"
FILE = "Ⅲ-1-⑵-01_2025_预算.pdf"
PIPE = "不能复制的管道"


@pytest.fixture
def folder(data: Path) -> Path:
    """A small data folder with a term, whose handed-in files lie under another name.

    A copy of the folder would fail at the pipe, and the YAML in it is none of the data.
    """
    term = "term: {years: 3, confirmed: true"
    replace(data / "unit.yml", f"{term}}}", f"{term}, start: 2024-01-01}}")
    replace(data / "unit.yml", "data_date:", f"evidence_folder: {NAME}\ndata_date:")
    (data / NAME).mkdir()
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(data / NAME / FILE)
    (data / NAME / "people.yml").write_text("people: [{name: 没有的人}]\n", encoding="utf-8")
    os.mkfifo(data / NAME / PIPE)
    return data


def run(*arguments: object) -> Result:
    """Run a command, which must succeed."""
    with on_day(TODAY):
        done = CliRunner().invoke(main, list(map(str, arguments)))
    assert done.exit_code == 0, done.output
    return done


def test_scan_and_build(folder: Path) -> None:
    """A scan registers the file; the site shows it, and nothing else of the folder."""
    (folder / NAME / PIPE).unlink()
    assert "可登记：1" in run("scan", "--data", folder, "--write").output
    assert "已交：1" in run("scan", "--data", folder).output
    assert problems(folder) == ()
    site = outputs.generate(folder, today=TODAY)
    copies = [each.content for each in site.downloads() if each.path.startswith("files/")]
    assert [each.read_bytes()[:4] for each in copies if isinstance(each, Path)] == [b"%PDF"]
    pages = "".join(str(each.content) for each in site.pages())
    assert "预算" in pages
    assert "没有的人" not in pages
    assert not any(NAME in each.path for each in site.outputs)


def test_excel(folder: Path, tmp_path: Path) -> None:
    """A workbook comes back without a copy of the folder being made."""
    path = tmp_path / "x.xlsx"
    path.write_bytes(workbook.write(Index(load_register(folder), TODAY)))
    book = load_workbook(path)
    page = book["人员"]
    page["B2"] = "朱良"
    book.save(path)
    assert "朱亮 → 朱良" in run("import", path, "--into", folder, "--write").output
    assert "朱良" in (folder / "people.yml").read_text(encoding="utf-8")


def test_handover(folder: Path, tmp_path: Path) -> None:
    """Duties go over without a copy of the folder being made."""
    sheet = tmp_path / "sheet.docx"
    run("handover", "曾雅彬", "--to", "陈啸林", "--data", folder, "--sheet", sheet, "--write")
    assert sheet.is_file()
    assert "曾雅彬" in (folder / "allocation" / "01.yml").read_text(encoding="utf-8")


def test_wrong_settings(folder: Path) -> None:
    """Where the settings have a mistake elsewhere, what lies in the folder is still no data."""
    replace(folder / "unit.yml", "honor: 文明单位", "honour: 文明单位")
    assert not [each for each in problems(folder) if NAME in str(each.ref)]


def test_history(folder: Path) -> None:
    """Neither the new nor the old name of the folder is read as data of any commit."""
    (folder / NAME / PIPE).unlink()
    (folder / NAME).rename(folder / "evidence")
    replace(folder / "unit.yml", f"evidence_folder: {NAME}\n", "")
    story.git(folder.parent, "init", "--quiet", "--initial-branch=main")
    _commit(folder, "2026-01-02")
    (folder / "evidence").rename(folder / NAME)
    replace(folder / "unit.yml", "data_date:", f"evidence_folder: {NAME}\ndata_date:")
    _commit(folder, "2026-01-03")
    replace(folder / "allocation" / "01.yml", "业务领先。", "业务一流。")
    _commit(folder, "2026-01-04")
    found = history.read(folder)
    said = [each.sentence for version in found.versions for each in version.changes.entries]
    assert found.note == ""
    assert any("Ⅲ-1-⑶ 改写" in each for each in said)
    assert not any("没有的人" in each for each in said)
    tracked = subprocess.run(
        ["git", "-c", "core.quotePath=false", "ls-files"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"{NAME}/people.yml" in tracked


def _commit(folder: Path, day: str) -> None:
    assert problems(folder) == ()
    story.git(folder.parent, "add", "--all")
    story.commit(folder.parent, day, "林白露", "改")


def test_new_edition(folder: Path, tmp_path: Path) -> None:
    """The handed-in files of the old edition are linked under the name that the new one uses."""
    (folder / NAME / PIPE).unlink()
    run("scan", "--data", folder, "--write")
    new = folder.parent / "next"
    subprocess.run(["cp", "-r", folder, new], check=True)
    for path in (new / NAME).iterdir():
        path.unlink()
    (new / NAME).rmdir()
    replace(new / "unit.yml", f"evidence_folder: {NAME}\n", "evidence_folder: 材料\n")
    assert editions.start(new, folder, "2024")
    assert (folder / "材料" / FILE).samefile(folder / "editions" / "2024" / NAME / FILE)


def test_places(folder: Path) -> None:
    """Each place of the folder is known from its settings."""
    places = loader.locate_folder(folder)
    assert (places.evidence, places.source_text) == (folder / NAME, None)
    assert places.file(places.display_name(folder / "people.yml")) == folder / "people.yml"
