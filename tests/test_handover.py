"""Handing over: the data says who it is now and who it was, and both sign a sheet."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from allocation.cli import main
from allocation.lint.validate import load_register
from allocation.register.register import PersonEntry
from allocation.site import outputs
from conftest import on_day
from example import make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example's data, to be changed."""
    copy = tmp_path / "data"
    shutil.copytree(make.DATA, copy, ignore=shutil.ignore_patterns("evidence"))
    return copy


def run(folder: Path, *options: str) -> Result:
    """Run the command on the example's day."""
    sheet = str(folder.parent / "sheet.docx")
    with on_day(make.TODAY):
        return CliRunner().invoke(
            main, ["handover", *options, "--data", str(folder), "--sheet", sheet]
        )


def _keys(people: tuple[PersonEntry, ...]) -> list[str]:
    return [each.key for each in people]


def test_everything_of_a_person(folder: Path) -> None:
    """Without --write nothing changes; with it every row goes over, and history is kept."""
    before = {path: path.read_text(encoding="utf-8") for path in folder.rglob("*.yml")}
    done = run(folder, "吴霜降", "--to", "郑谷雨", "--from", "2026-12-01")
    assert done.exit_code == 0, done.output
    assert "原表第 5 行 Ⅲ-5 窗口服务" in done.output
    assert "逾期 Ⅲ-5-" in done.output
    assert {path: path.read_text(encoding="utf-8") for path in before} == before
    done = run(folder, "吴霜降", "--to", "郑谷雨", "--from", "2026-12-01", "--write")
    assert done.exit_code == 0, done.output
    register = load_register(folder)
    row = register.rows[4]
    assert _keys(row.persons) == ["郑谷雨"]
    (past,) = row.record.history
    assert (past.department, past.person, past.until) == ("灯塔科", "吴霜降", date(2026, 12, 1))
    changed = [path for path in before if path.read_text(encoding="utf-8") != before[path]]
    assert [path.name for path in changed] == ["03.yml"]
    site = outputs.generate(folder, today=make.TODAY)
    (page,) = (o.content for o in site.outputs if o.path == "items/iii-5/index.html")
    assert "2026-12-01 以前 灯塔科 吴霜降" in str(page)


def test_the_sheet(folder: Path) -> None:
    """The sheet lists every piece of evidence, what is missing, and lines to sign."""
    assert run(folder, "吴霜降", "--to", "郑谷雨", "--write").exit_code == 0
    document = docx.Document(str(folder.parent / "sheet.docx"))
    said = "\n".join(each.text for each in document.paragraphs)
    for text in ("移交人：吴霜降", "接收人：郑谷雨", "虚构市海风管理局", "2026年11月20日"):
        assert text in said
    lines, signed = (
        [[cell.text for cell in row.cells] for row in table.rows] for table in document.tables
    )
    assert len(lines) == 1 + 5
    assert [line[0] for line in signed[1:]] == ["移交人", "接收人", "监交人"]
    assert all("年" in line[2] for line in signed[1:])


def test_the_sheet_lists_what_the_command_lists(folder: Path) -> None:
    """Every open period that the command shows is on the sheet, and the sums are the same."""
    done = run(folder, "吴霜降", "--to", "郑谷雨", "--write")
    shown = re.findall(r"^    (\S+) (\S+) .*（(.+)）$", done.output, re.MULTILINE)
    document = docx.Document(str(folder.parent / "sheet.docx"))
    lines = [[cell.text for cell in row.cells] for row in document.tables[0].rows[1:]]
    cells = {re.findall("（(.+)）", line[2])[-1]: line[5] for line in lines}
    for state, evidence, period in shown:
        (said,) = (line for line in cells[evidence].split("\n") if line.startswith(f"{state}："))
        assert period[:5] in said
        assert period[5:] in said
    said = "\n".join(each.text for each in document.paragraphs)
    assert f"尚缺 {len(shown)} 项次" in said
    filed = [line for line in lines if line[3]]
    assert filed
    assert f"已交 {sum(int(line[3].split()[0]) for line in filed)} 件（盒号" in said
    assert any(line[4] for line in filed)


def test_a_leader(folder: Path) -> None:
    """What a leader supervises goes to another, who supervises no row twice; history says so."""
    before = load_register(folder)
    mine = [row.number for row in before.rows if "顾长风" in _keys(row.leaders)]
    both = next(row for row in before.rows if row.number in mine and len(row.leaders) > 1)
    other = next(each.key for each in both.leaders if each.key != "顾长风")
    done = run(folder, "顾长风", "--to", other, "--from", "2026-12-01", "--write")
    assert done.exit_code == 0, done.output
    rows = load_register(folder).rows
    assert not any("顾长风" in _keys(row.leaders) for row in rows)
    assert all(other in _keys(rows[at - 1].leaders) for at in mine)
    assert _keys(rows[both.number - 1].leaders) == [other]
    assert [_keys(row.persons) for row in rows] == [_keys(row.persons) for row in before.rows]
    (past,) = rows[mine[0] - 1].record.history
    assert (past.duty, past.person, past.until) == ("分管领导", "顾长风", date(2026, 12, 1))
    document = docx.Document(str(folder.parent / "sheet.docx"))
    assert f"分管领导：{len(mine)} 行" in [each.text for each in document.paragraphs]
    lines = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert [line[0] for line in lines] == ["行", *map(str, mine)]
    site = outputs.generate(folder, today=make.TODAY)
    address = f"items/{before.rows[mine[0] - 1].item.slug}/index.html"
    (page,) = (each.content for each in site.outputs if each.path == address)
    assert "2026-12-01 以前 分管领导 顾长风" in str(page)


@pytest.mark.parametrize(
    ("options", "leads", "files"),
    [((), False, False), (("--as", "分管领导"), False, True), (("--as", "责任人"), True, False)],
)
def test_who_leads_and_files(
    options: tuple[str, ...], leads: bool, files: bool, folder: Path
) -> None:
    """Of a person who is both, both go over, or one of them."""
    done = run(folder, "周小满", "--to", "顾长风", "--rows", "1", "--as", "责任人", "--write")
    assert done.exit_code == 0, done.output
    done = run(folder, "顾长风", "--to", "陈立秋", "--rows", "1", *options, "--write")
    assert done.exit_code == 0, done.output
    row = load_register(folder).rows[0]
    assert ("顾长风" in _keys(row.leaders)) is leads
    assert ("顾长风" in _keys(row.persons)) is files
    *tables, _ = docx.Document(str(folder.parent / "sheet.docx")).tables
    assert len(tables) == (1 if options else 2)


def test_some_rows(folder: Path) -> None:
    """Only the named rows go over."""
    assert run(folder, "周小满", "--to", "陈立秋", "--rows", "1,8", "--write").exit_code == 0
    register = load_register(folder)
    mine = [row.number for row in register.rows if "周小满" in [p.key for p in row.persons]]
    assert 1 not in mine
    assert 8 not in mine
    assert mine


def test_several_rows_of_one_file(folder: Path) -> None:
    """Rows of one file go over together; ranges and full-width digits are numbers, too."""
    assert run(folder, "林白露", "--to", "陈立秋", "--rows", "３-4", "--write").exit_code == 0
    rows = load_register(folder).rows
    assert [len(row.record.history) for row in rows[2:4]] == [1, 1]


def test_a_sheet_that_can_not_be_written(folder: Path) -> None:
    """When the sheet has no place, nothing is handed over."""
    before = (folder / "allocation" / "03.yml").read_bytes()
    options = ["handover", "吴霜降", "--to", "郑谷雨", "--data", str(folder)]
    done = CliRunner().invoke(main, [*options, "--sheet", str(folder / "no" / "x.docx"), "--write"])
    assert done.exit_code == 1
    assert "写不出来" in done.output
    assert (folder / "allocation" / "03.yml").read_bytes() == before


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("无名氏", "--to", "郑谷雨"), "people.yml 里没有“无名氏”"),
        (("吴霜降", "--to", "无名氏"), "先在 people.yml 里加上"),
        (("吴霜降", "--to", "吴霜降"), "同一个人"),
        (
            ("吴霜降", "--to", "郑谷雨", "--rows", "1"),
            "原表第 1 行的分管领导或责任人不是吴霜降",
        ),
        (("顾长风", "--to", "郑谷雨", "--as", "责任人"), "顾长风不是任何一行的责任人"),
        (("吴霜降", "--to", "郑谷雨", "--as", "分管领导"), "吴霜降不是任何一行的分管领导"),
        (("周小满", "--to", "郑谷雨", "--rows", "三"), "“三”不是行号"),
    ],
)
def test_what_can_not_be_done(folder: Path, options: tuple[str, ...], expected: str) -> None:
    """Each obstacle is one clear message; nothing is written."""
    done = run(folder, *options, "--write")
    assert done.exit_code == 1
    assert expected in done.output
    assert not (folder.parent / "sheet.docx").exists()
