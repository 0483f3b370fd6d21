"""Questions about a table go out as a sheet, and its answers change how the table is read."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

from allocation.lint.validate import load_register
from word_tables import run, tables_of, under

TITLE = ["江左市档案馆创建市级文明单位任务分解表"]
HEAD = ["项目", "要求", "分管领导", "责任科室", "责任人"]
ROWS = [
    HEAD,
    ["一、组织", "⑴重视。", "顾长风", "办公室", "周小满林白露芳"],
    ["二、思想", "⑴学习。", "顾长风", "办公室、财务科、工会", "周小满、沈观澜"],
    ["三、环境", "⑴整洁。", "局长 顾长风", "办公室", "周小满"],
    ["四、服务", "⑴热情。", "局长 顾长风", "办公室", "周小满"],
]


def asked(path: Path, *options: str, rows: list[list[str]] = ROWS) -> tuple[Result, Path]:
    """Import a table with a sheet of questions."""
    sheet = path / "问题.xlsx"
    return run(
        under(path / "x.docx", (TITLE, rows)), path / "data", "--answers", str(sheet), *options
    ), sheet


def lines(sheet: Path) -> list[dict[str, str]]:
    """Return the lines of a sheet of questions."""
    page = openpyxl.load_workbook(sheet)["问题"]
    head, *rows = ([str(cell or "") for cell in row] for row in page.iter_rows(values_only=True))
    return [dict(zip(head, row, strict=True)) for row in rows]


def answer(sheet: Path, **answers: str) -> None:
    """Fill in answers, by the words that a question has."""
    book = openpyxl.load_workbook(sheet)
    page = book["问题"]
    for words, text in answers.items():
        (row,) = [row for row in page.iter_rows() if any(words in str(c.value) for c in row[:4])]
        page.cell(row[0].row or 0, 6, text)
    book.save(sheet)


def test_answers_change_what_is_read(tmp_path: Path) -> None:
    """A cell's right text, a pair, a yes: the questions vanish, the answers stay in the sheet."""
    first, sheet = asked(tmp_path)
    assert "第 1 个表的栏：A 项目 → 项目；B 要求 → 条款；C 分管领导 → 分管领导" in first.output
    assert "3. 第 4 行、第 5 行“分管领导”栏：" in first.output
    assert "读到“局长 顾长风”" in first.output
    assert "还有 3 个问题；" in first.output
    answer(
        sheet,
        周小满林白露芳="周小满、林白露",
        配不成对="办公室：周小满；财务科：沈观澜；工会（配合）：沈观澜",
        局长="对",
    )
    second, _ = asked(tmp_path)
    assert "还有 1 个问题，已照 3 个回答读" in second.output
    last = "办公室（牵头）：周小满；财务科（牵头）：沈观澜；工会（配合）：沈观澜"
    answer(sheet, 没有写是牵头还是配合=last)
    third, _ = asked(tmp_path, "--write")
    assert "还有 0 个问题，已照 4 个回答读" in third.output
    rows = [row.record for row in load_register(tmp_path / "data").rows]
    parties = [[(each.department, each.person, each.role) for each in row.parties] for row in rows]
    assert [(d, p) for d, p, _ in parties[0]] == [("办公室", "周小满"), ("办公室", "林白露")]
    assert [(d, p) for d, p, _ in parties[1]] == [
        ("办公室", "周小满"),
        ("财务科", "沈观澜"),
        ("工会", "沈观澜"),
    ]
    assert [line["答"] for line in lines(sheet) if line["答"]] == [
        "周小满、林白露",
        "办公室：周小满；财务科：沈观澜；工会（配合）：沈观澜",
        "对",
        last,
    ]


def test_columns_are_answered_in_the_sheet(tmp_path: Path) -> None:
    """Each column has a line with what it was taken for; another kind changes it, and stays."""
    rows = [["项目", "要求", "谁来做", "责任科室"], ["一、组织", "⑴重视。", "周小满", "办公室"]]
    first, sheet = asked(tmp_path, rows=rows)
    assert "C 谁来做 → 不读" in first.output
    assert [(line["位置"], line["读到"]) for line in lines(sheet)[:4]] == [
        ("1!A", "项目"),
        ("1!B", "要求"),
        ("1!C", "谁来做"),
        ("1!D", "责任科室"),
    ]
    answer(sheet, 谁来做="责任人")
    for _ in range(2):
        done, _ = asked(tmp_path, rows=rows)
        assert "C 谁来做 → 责任人" in done.output
        assert "还有 0 个问题" in done.output
    answer(sheet, 谁来做="负责的")
    done, _ = asked(tmp_path, rows=rows)
    assert done.exit_code == 1
    assert "没有“负责的”这种栏；有 项目" in done.output


def test_an_answer_about_other_words(tmp_path: Path) -> None:
    """An answer to a cell that has other words now is not used, and it is said."""
    _, sheet = asked(tmp_path)
    answer(sheet, 周小满林白露芳="周小满、林白露")
    other = [[cell.replace("白露芳", "白露花") for cell in row] for row in ROWS]
    done, _ = asked(tmp_path, rows=other)
    assert "答“周小满、林白露”没有用上（表里的字和提问时不同了）" in done.output


def test_numbers_of_rows_that_are_gone(tmp_path: Path) -> None:
    """An answer about a row that the table has no more is not used."""
    _, sheet = asked(tmp_path)
    answer(sheet, 配不成对="办公室：周小满")
    done, _ = asked(tmp_path, rows=ROWS[:2])
    assert "答“办公室：周小满”没有用上" in done.output


@pytest.mark.parametrize("name", ["问题.txt", "问题.docx"])
def test_a_sheet_is_a_workbook(name: str, tmp_path: Path) -> None:
    """Another kind of file is refused before anything is read or written."""
    done = run(tables_of(tmp_path / "x.docx", ROWS), tmp_path / "data", "--answers", name)
    assert done.exit_code == 1
    assert "问题表要是 .xlsx 文件" in done.output


def test_another_workbook_in_place_of_the_sheet(tmp_path: Path) -> None:
    """A workbook that is no sheet of questions is not written over."""
    book = openpyxl.Workbook()
    book.create_sheet("别的", 0)["A1"] = "别的"
    book.save(tmp_path / "问题.xlsx")
    before = (tmp_path / "问题.xlsx").read_bytes()
    done, sheet = asked(tmp_path)
    assert done.exit_code == 1
    assert "不是问题表：没有 位置、哪里、读到、当作什么、怎么答、答 列" in done.output
    assert sheet.read_bytes() == before


def test_a_line_that_was_changed(tmp_path: Path) -> None:
    """A place that nobody can read is refused, not guessed."""
    _, sheet = asked(tmp_path)
    answer(sheet, 周小满林白露芳="对")
    book = openpyxl.load_workbook(sheet)
    (line,) = [row for row in book["问题"].iter_rows() if row[5].value == "对"]
    book["问题"].cell(line[0].row or 0, 1, "第二行")
    book.save(sheet)
    done, _ = asked(tmp_path)
    assert done.exit_code == 1
    assert "“位置”列的“第二行”看不懂；这一列请不要改" in done.output
