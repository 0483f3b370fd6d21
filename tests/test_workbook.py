"""The workbook: goes out complete, comes back as what changed, and touches nothing else."""

from __future__ import annotations

import random
import re
import shutil
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from allocation import outputs
from allocation.cli import main
from allocation.exporters import xlsx as writer
from allocation.importers import cells, office, xlsx
from allocation.importers.edits import Edit, edited
from allocation.importers.office import OfficeError
from allocation.problems import Ref
from allocation.sheets import sheets
from allocation.views import Index
from example import make
from helpers import DATA, UNITS

FOLDERS = [DATA, make.DATA, *(UNITS / name / "data" for name in ("small", "anhui", "hainan"))]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example's data, to be changed."""
    copy = tmp_path / "data"
    shutil.copytree(make.DATA, copy, ignore=shutil.ignore_patterns("evidence"))
    return copy


def export(folder: Path, target: Path) -> Path:
    """Write the workbook of a data folder."""
    target.write_bytes(writer.write(Index(outputs.check(folder), make.TODAY)))
    return target


def changed(path: Path, change: Callable[[Workbook], None]) -> Path:
    """Change a workbook as a person would, and save it."""
    book = load_workbook(path)
    change(book)
    book.save(path)
    return path


def cell(page: Worksheet, id: str, title: str) -> str:
    """Return the name of a cell by the id of its row and the heading of its column."""
    head = [each.value for each in page[1]]
    row = next(row for row in page.iter_rows() if row[0].value == id)
    return str(row[head.index(title)].coordinate)


def run(file: Path, folder: Path, *options: str) -> Result:
    """Run the import."""
    return CliRunner().invoke(main, ["import", str(file), "--into", str(folder), *options])


def texts(folder: Path) -> dict[str, str]:
    """Return every data file."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.yml")
    }


@pytest.mark.parametrize("source", FOLDERS, ids=lambda path: path.parent.name)
def test_nothing_changes_by_itself(source: Path, tmp_path: Path) -> None:
    """A workbook that comes back as it went out changes nothing."""
    plan = xlsx.plan(export(source, tmp_path / "x.xlsx"), outputs.check(source))
    assert plan.changes == ()
    assert plan.problems == ()


def test_saved_by_another_program(folder: Path, tmp_path: Path) -> None:
    """Saved again, sorted, with columns moved, hidden and added, it still changes nothing."""

    def shuffle(book: Workbook) -> None:
        page = book["佐证材料"]
        rows = [list(row) for row in page.iter_rows(values_only=True)]
        head, *body = rows
        random.Random(1).shuffle(body)
        order = list(range(len(head)))[::-1]
        for at, row in enumerate([head, *body], start=1):
            for to, column in enumerate(order, start=1):
                page.cell(at, to).value = row[column]
            page.cell(at, len(head) + 1, "我的备注" if at == 1 else "甲")
        page.column_dimensions["C"].hidden = True
        page.insert_rows(1)

    path = changed(export(folder, tmp_path / "x.xlsx"), shuffle)
    plan = xlsx.plan(path, outputs.check(folder))
    assert (plan.changes, plan.problems) == ((), ())


def test_changes_are_shown_and_then_written(folder: Path, tmp_path: Path) -> None:
    """Each change says cell, id, column, old, new, whose; only the changed lines differ."""

    def fill(book: Workbook) -> None:
        page = book["分工"]
        page[cell(page, "Ⅲ-3-第1行", "责任人1")] = "王惊蛰"
        page[cell(page, "Ⅲ-3-第1行", "责任科室1")] = "团支部"
        page[cell(page, "Ⅲ-1-第1行", "分管领导2")] = "陆听涛"
        page = book["佐证材料"]
        page[cell(page, "Ⅲ-1-⑵-01", "份数下限")] = 2
        page[cell(page, "Ⅲ-1-⑵-01", "说明")] = "含：附件 #1"
        page = book["登记"]
        page[cell(page, "2024-001", "已脱敏")] = None
        page[cell(page, "2024-001", "页数")] = 9

    before = texts(folder)
    path = changed(export(folder, tmp_path / "x.xlsx"), fill)
    done = run(path, folder)
    assert done.exit_code == 0, done.output
    for line in (
        "Ⅲ-3-第1行 责任人1：林白露 → 王惊蛰（涉及 沈观澜、林白露）",
        "Ⅲ-1-第1行 分管领导2：（空） → 陆听涛",
        "Ⅲ-1-⑵-01 份数下限：1 → 2（涉及 周小满）",
        "2024-001 页数：1 → 9",
    ):
        assert line in done.output
    assert texts(folder) == before
    done = run(path, folder, "--write")
    assert done.exit_code == 0, done.output
    after = texts(folder)
    assert {name for name in before if before[name] != after[name]} == {
        "allocation/01.yml",
        "allocation/02.yml",
        "filings/2024.yml",
    }
    differing = {
        name: len(set(after[name].splitlines()) ^ set(before[name].splitlines()))
        for name in before
        if before[name] != after[name]
    }
    assert max(differing.values()) <= 8
    register = outputs.check(folder)
    row = next(each for each in register.rows if each.item.id == "Ⅲ-3")
    assert [each.key for each in row.persons] == ["王惊蛰"]
    evidence = next(each for each in register.evidence if each.id == "Ⅲ-1-⑵-01")
    assert evidence.record.note == "含：附件 #1"
    again = xlsx.plan(export(folder, tmp_path / "y.xlsx"), register)
    assert again.changes == ()


def test_new_rows(folder: Path, tmp_path: Path) -> None:
    """A person, a piece of evidence, a filing and a value can be added below the others."""

    def fill(book: Workbook) -> None:
        rows: dict[str, dict[str, str | int]] = {
            "人员": {"姓名": "高大暑"},
            "佐证材料": {"条款编号": "Ⅲ-8-⑴", "材料名称": "队伍名单", "类型": "台账",
                     "频次": "每年", "依据": "建议", "挂网": "内网可见"},
            "登记": {"证明的材料": "Ⅲ-8-⑴-01、Ⅲ-1-⑵-01", "期次": "2026", "题名": "计划",
                   "交的日期": "2026-11-19", "状态": "已交", "交的人": "高大暑"},
            "指标": {"指标编号": "Ⅲ-6-⑴-指标02", "年": 2026, "数值": 5},
        }  # fmt: skip
        for name, values in rows.items():
            page = book[name]
            head = [each.value for each in page[1]]
            number = next(n for n in range(2, 2000) if not any(c.value for c in page[n]))
            for title, value in values.items():
                page.cell(number, head.index(title) + 1, value)

    path = changed(export(folder, tmp_path / "x.xlsx"), fill)
    done = run(path, folder, "--write")
    assert done.exit_code == 0, done.output
    register = outputs.check(folder)
    assert register.people[-1].name == "高大暑"
    evidence = [each.id for each in register.evidence if each.clause.id == "Ⅲ-8-⑴"]
    assert evidence[-1] == "Ⅲ-8-⑴-04"
    filing = register.filings[-1]
    assert (filing.record.title, len(filing.evidence), filing.year) == ("计划", 2, 2026)
    assert int(filing.record.no) == 1 + max(
        int(each.record.no) for each in register.filings[:-1] if each.year == 2026
    )
    assert register.values[-1].record.value == "5"


WRONG = {
    "unknown person": ("分工", "Ⅲ-3-第1行", "责任人1", "林白鹭", "“责任人1”写的是“林白鹭”"),
    "unknown kind": ("佐证材料", "Ⅲ-1-⑵-01", "类型", "档案", "“类型”写的是“档案”"),
    "no number": ("佐证材料", "Ⅲ-1-⑵-01", "份数下限", "若干", "“份数下限”写的是“若干”"),
    "broken formula": ("条款", "Ⅲ-1-⑴", "条款原文", "#REF!", "是一个出错的公式"),
    "required": ("佐证材料", "Ⅲ-1-⑵-01", "材料名称", None, "“材料名称”是空的"),
    "default": ("科室", "工会", "性质", None, "“性质”是空的"),
    "formula": ("分工", "Ⅲ-3-第1行", "责任人1", "=G3", "是一个没有算过的公式"),
    "locked": ("分工", "Ⅲ-3-第1行", "条款", "改了", "“条款”这一列只供对照"),
    "unknown id": ("条款", "Ⅲ-1-⑴", "条款编号", "Ⅲ-1-⑼", "没有编号“Ⅲ-1-⑼”"),
    "id twice": ("条款", "Ⅲ-1-⑴", "条款编号", "Ⅲ-1-⑵", "“Ⅲ-1-⑵”出现了两次"),
    "slot": ("登记", "2024-001", "期次", "2030", "照这样改，数据会有错"),
    "date": ("登记", "2024-001", "文件日期", "2024年1月", "照这样改，数据会有错"),
}


@pytest.mark.parametrize("name", WRONG)
def test_slips(folder: Path, tmp_path: Path, name: str) -> None:
    """A slip is named by sheet and cell, or by what the data would become; nothing is written."""
    sheet, id, title, value, expected = WRONG[name]
    path = export(folder, tmp_path / "x.xlsx")
    place = ""

    def slip(book: Workbook) -> None:
        nonlocal place
        place = cell(book[sheet], id, title)
        book[sheet][place] = value

    changed(path, slip)
    before = texts(folder)
    done = run(path, folder, "--write")
    assert done.exit_code == 1
    assert expected in done.output
    if "照这样改" not in expected and "两次" not in expected:
        assert f"x.xlsx {sheet}!{place}" in done.output
    assert texts(folder) == before


def test_what_is_missing_is_said(folder: Path, tmp_path: Path) -> None:
    """A sheet or a column by another name, and rows that are gone, are named; nothing changes."""

    def spoil(book: Workbook) -> None:
        book["条款"].title = "条款（改）"
        page = book["分工"]
        page[next(c.coordinate for c in page[1] if c.value == "责任人1")] = "负责人"
        page = book["登记"]
        for each in page[2]:
            each.value = None

    done = run(changed(export(folder, tmp_path / "x.xlsx"), spoil), folder)
    assert done.exit_code == 0, done.output
    assert "没有“条款”表" in done.output
    assert "“分工”表没有列 责任人1" in done.output
    assert "“登记”表里少了 1 行（2024-001）" in done.output


def test_a_size_that_is_too_small(folder: Path, tmp_path: Path) -> None:
    """What a program says of a sheet's size is not believed."""
    path = export(folder, tmp_path / "x.xlsx")

    def fill(book: Workbook) -> None:
        page = book["分工"]
        page[cell(page, "Ⅲ-3-第1行", "责任人1")] = "王惊蛰"

    changed(path, fill)
    small = tmp_path / "small.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(small, "w") as target:
        for name in source.namelist():
            content = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', source.read(name))
            target.writestr(name, content)
    assert len(xlsx.plan(small, outputs.check(folder)).changes) == 1


def test_rows_that_nobody_touched(folder: Path, tmp_path: Path) -> None:
    """Two people fill two workbooks: the second is not stopped by what the first one changed."""
    one, two = export(folder, tmp_path / "1.xlsx"), export(folder, tmp_path / "2.xlsx")

    def first(book: Workbook) -> None:
        page = book["分工"]
        page[cell(page, "Ⅲ-3-第1行", "责任人1")] = "王惊蛰"
        page[cell(page, "Ⅲ-2-第1行", "责任科室3")] = "灯塔科"

    def second(book: Workbook) -> None:
        page = book["分工"]
        page[cell(page, "Ⅲ-1-第1行", "分管领导2")] = "陆听涛"

    assert run(changed(one, first), folder, "--write").exit_code == 0
    done = run(changed(two, second), folder, "--write")
    assert done.exit_code == 0, done.output
    rows = {row.item.id: row for row in outputs.check(folder).rows}
    assert [each.key for each in rows["Ⅲ-1"].leaders] == ["顾长风", "陆听涛"]
    assert [each.key for each in rows["Ⅲ-3"].persons] == ["王惊蛰"]
    assert len(rows["Ⅲ-2"].parties) == 3


def test_comments_stay(folder: Path, tmp_path: Path) -> None:
    """Changing one name of a list leaves the others, their style and their comments alone."""
    data = folder / "allocation" / "01.yml"
    text = data.read_text(encoding="utf-8")
    old = "          - department: 工会\n            person: 陈立秋\n"
    text = text.replace(old, "          # 工会另有分工\n" + old)
    assert "工会另有分工" in text
    data.write_text(text, encoding="utf-8")

    def fill(book: Workbook) -> None:
        page = book["分工"]
        page[cell(page, "Ⅲ-2-第1行", "责任人2")] = "王惊蛰"

    done = run(changed(export(folder, tmp_path / "x.xlsx"), fill), folder, "--write")
    assert done.exit_code == 0, done.output
    after = data.read_text(encoding="utf-8")
    assert after == text.replace(
        old.split("\n", maxsplit=1)[0] + "\n            person: 陈立秋",
        old.split("\n", maxsplit=1)[0] + "\n            person: 王惊蛰",
    )


def test_line_ends_and_marks_stay(folder: Path, tmp_path: Path) -> None:
    """A file with Windows line ends and a byte order mark keeps both, and its permissions."""
    data = folder / "allocation" / "01.yml"
    data.write_bytes(b"\xef\xbb\xbf" + data.read_bytes().replace(b"\n", b"\r\n"))
    data.chmod(0o640)

    def fill(book: Workbook) -> None:
        page = book["佐证材料"]
        page[cell(page, "Ⅲ-1-⑵-01", "说明")] = "新"

    before = data.read_bytes()
    done = run(changed(export(folder, tmp_path / "x.xlsx"), fill), folder, "--write")
    assert done.exit_code == 0, done.output
    after = data.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf")
    assert after.count(b"\n") == after.count(b"\r\n") == before.count(b"\n") + 1
    assert data.stat().st_mode & 0o777 == 0o640


def test_data_that_changed_meanwhile(folder: Path, tmp_path: Path) -> None:
    """A row whose data changed since the export is not overwritten."""
    path = export(folder, tmp_path / "x.xlsx")
    data = folder / "allocation" / "01.yml"
    data.write_text(
        data.read_text(encoding="utf-8").replace("年度创建工作计划", "年度计划"), encoding="utf-8"
    )

    def fill(book: Workbook) -> None:
        page = book["佐证材料"]
        page[cell(page, "Ⅲ-1-⑵-01", "说明")] = "新"

    done = run(changed(path, fill), folder, "--write")
    assert done.exit_code == 1
    assert "“Ⅲ-1-⑵-01”的数据在导出之后改过" in done.output


def test_what_a_clerk_opens(folder: Path, tmp_path: Path) -> None:
    """Sheets have frozen headings, filters, drop-downs, locked ids, notes, and print on A4."""
    book = load_workbook(export(folder, tmp_path / "x.xlsx"))
    register = outputs.check(folder)
    assert book.sheetnames == ["说明", *(each.name for each in sheets(register)), "打印", "选项"]
    page = book["佐证材料"]
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref
    assert page.protection.sheet
    assert page["A2"].protection.locked
    assert not page["C2"].protection.locked
    assert page["A1"].comment
    rules = {
        str(each.sqref).split(":")[0]: each.formula1
        for each in page.data_validations.dataValidation
    }
    assert rules["D2"] == "list_EvidenceKind"
    assert "list_EvidenceKind" in book.defined_names
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert book["打印"].merged_cells.ranges


def test_formulas_are_text(folder: Path, tmp_path: Path) -> None:
    """A text that begins like a formula is written as text, and stays text when typed in again."""
    data = folder / "filings" / "2024.yml"
    hostile = '=HYPERLINK("http://x","y")'
    text = data.read_text(encoding="utf-8")
    data.write_text(
        text.replace("title: 2024年中心组学习计划", f"title: '{hostile}'"), encoding="utf-8"
    )
    book = load_workbook(export(folder, tmp_path / "x.xlsx"))
    page = book["登记"]
    found = page[cell(page, "2024-001", "题名")]
    assert found.value == hostile
    assert found.data_type != "f"
    assert found.quotePrefix
    assert xlsx.plan(tmp_path / "x.xlsx", outputs.check(folder)).changes == ()


def part(path: Path, name: str, content: bytes) -> None:
    """Write a zip file with one part."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


@pytest.mark.parametrize(
    ("make_it", "expected"),
    [
        (lambda path: path.write_bytes(b""), "不是 Word 或 Excel 文件"),
        (lambda path: path.write_bytes(b"PK\x03\x04rubbish"), "不是 Word 或 Excel 文件"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9), "旧格式"),
        (lambda path: part(path, "xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]>'), "外部实体"),
        (lambda path: part(path, "big.xml", b" " * 310_000_000), "解开后太大"),
        (lambda path: part(path, "a.txt", b"a"), "不是 Excel 文件"),
        (lambda path: Workbook().save(path), "没有认识的表"),
    ],
)
def test_files_that_are_none(
    make_it: Callable[[Path], None], expected: str, folder: Path, tmp_path: Path
) -> None:
    """Damaged, protected, hostile or foreign files get one clear message."""
    path = tmp_path / "x.xlsx"
    make_it(path)
    done = run(path, folder)
    assert done.exit_code == 1
    assert expected in done.output
    assert "Traceback" not in done.output


def test_too_many_rows(folder: Path, tmp_path: Path) -> None:
    """A sheet with more rows than any office has is refused before it fills the memory."""
    book = Workbook(write_only=True)
    page = book.create_sheet("条款")
    for number in range(cells._MAX_ROWS + 5):
        page.append([number])
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(OfficeError, match="超过 20000 行"):
        xlsx.plan(tmp_path / "x.xlsx", outputs.check(folder))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400), st.integers(0, 400))
def test_damaged_files(noise: bytes, at: int) -> None:
    """A workbook with any bytes overwritten is read or refused; nothing else happens."""
    good = _good()
    path = good.with_name("damaged.xlsx")
    content = good.read_bytes()
    place = at * len(content) // 400
    path.write_bytes(content[:place] + noise + content[place + len(noise) :])
    with suppress(OfficeError):
        xlsx.plan(path, outputs.check(UNITS / "small" / "data"))


def _good() -> Path:
    import tempfile  # noqa: PLC0415

    path = Path(tempfile.gettempdir()) / "allocation-fuzz" / "good.xlsx"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        export(UNITS / "small" / "data", path)
    return path


TEXT = """\
# 头
people:
- {name: 甲, id: "007"}   # 说明
-   name:   乙
    pinyin: 'yi'


# 尾
departments: [ ]
"""


def test_other_styles_stay() -> None:
    """Whatever style a file is written in, lines that do not change stay as they are."""
    edits = [Edit(Ref("data/x.yml", 4), ("pinyin",), "yi yi")]
    after = edited(TEXT, edits).text()
    assert [line for line in after.splitlines() if line not in TEXT.splitlines()] == [
        line for line in after.splitlines() if "yi yi" in line
    ]
    assert len(after.splitlines()) == len(TEXT.splitlines())


def test_office_check_accepts_a_workbook(folder: Path, tmp_path: Path) -> None:
    """Our own workbook passes the checks for hostile files."""
    office.check(export(folder, tmp_path / "x.xlsx"))
